// Tells parties apart and finds what stands in them.
#include "core/query/parties.h"

#include <nlohmann/json.hpp>

#include "core/app/symbol.h"
#include "core/query/target.h"
#include "core/schema/keywords.h"

namespace paas::query {

using yaml::NodeId;

Owners::Owners(const App& app, const File& file) : parents_(file.document.size(), yaml::no_node) {
  const yaml::Document& document = file.document;
  for (NodeId node = 0; node < document.size(); ++node) {
    if (document[node].alias) continue;
    for (std::uint32_t i = 0; i < document.entry_count(node); ++i) {
      const yaml::Entry entry = document.entry(node, i);
      parents_[entry.key] = parents_[entry.value] = node;
      values_[entry.key] = entry.value;
    }
    for (std::uint32_t i = 0; i < document.item_count(node); ++i) parents_[document.item(node, i)] = node;
  }
  for (const Occurrence& occurrence : file.occurrences) {
    const bool names = occurrence.use->defines() && !is_variable(occurrence) && is_named(occurrence);
    if (!names || !is_asked_for(app, *occurrence.use)) continue;
    const auto value = occurrence.use->is_named_by_key() ? values_.find(occurrence.node) : values_.end();
    owners_.try_emplace(value != values_.end() ? value->second : parents_[occurrence.node], occurrence.symbol);
  }
}

std::string_view Owners::owner_of(NodeId node) const {
  for (std::uint32_t depth = 0; node != yaml::no_node && depth <= yaml::max_depth; ++depth) {
    const auto owner = owners_.find(node);
    if (owner != owners_.end()) return owner->second;
    node = parents_[node];
  }
  return {};
}

std::optional<Party> Parties::handler(const File& file) const {
  const Handler* handler = app_.handler_of(file);
  if (handler == nullptr) return std::nullopt;
  std::string path = file.path;
  // With the name of the package, where it is one of Python.
  const FileType* root = app_.generation().type(FileKind::root);
  const bool is_project = !app_.generation().is_built_in() || (root != nullptr && root->docstring == Docstring::none);
  const std::size_t above = is_project ? app_.package().size() + 1 : app_.package().rfind('/') + 1;
  if (path.starts_with(app_.package() + "/")) path.erase(0, above);
  const Range head = file.fragment_head();
  Range whole = file.fragment.found ? file.fragment.range : head;
  if (head.begin < whole.begin || head.end > whole.end) whole = head;
  return Party{{}, true, handler->name_space.empty() ? path : handler->name_space, path, {&file, whole}, head};
}

const File* Parties::code_of(std::string_view symbol) const {
  const FileType* type = app_.generation().type(FileKind::handler);
  if (type == nullptr || type->defines != symbol_kind(symbol)) return nullptr;
  for (const Definition& definition : app_.definitions(symbol)) {
    if (app_.handler_of(*definition.file) != nullptr) return definition.file;
  }
  return nullptr;
}

std::optional<Party> Parties::party(std::string_view symbol) const {
  if (const File* file = code_of(symbol)) return handler(*file);
  if (const File* file = maker_of(symbol)) return handler(*file);
  for (const Definition& definition : app_.definitions(symbol)) {
    if (!app_.is_live(*definition.use) || definition.file->kind == FileKind::environment) continue;
    return Party{std::string(symbol),
                 false,
                 std::string(symbol_name(symbol)),
                 std::string(app_.generation().title_of_kind(symbol_kind(symbol))),
                 {definition.file, definition.range},
                 definition.range};
  }
  return std::nullopt;
}

std::string Parties::symbol_of(const File& file) const {
  const FileType* type = app_.generation().type(FileKind::handler);
  const Handler* handler = app_.handler_of(file);
  if (type == nullptr || type->defines.empty() || handler == nullptr) return {};
  return app_.generation().symbol(type->defines, handler->name_space);
}

const File* Parties::maker_of(std::string_view symbol) const {
  if (!app_.definitions(symbol).empty()) return nullptr;
  for (const std::string& kind : app_.generation().made_kinds()) {
    const std::string_view id = symbol_name(symbol);
    if (!id.ends_with(kind) || id.size() == kind.size()) continue;
    if (const File* file = code_of("namespace:" + std::string(id.substr(0, id.size() - kind.size())))) return file;
  }
  return nullptr;
}

bool Parties::counts(const Occurrence& occurrence) const {
  return !occurrence.use->defines() && is_asked_for(app_, *occurrence.use);
}

bool Parties::is_of_handler(const File& file) const {
  const FileType* type = app_.generation().type(FileKind::handler);
  return app_.handler_of(file) != nullptr && type != nullptr && !type->defines.empty();
}

std::string_view Parties::owner_of(const File& file, const Occurrence& occurrence) {
  return is_of_handler(file) || is_variable(occurrence) ? std::string_view() : owner_of(file, occurrence.node);
}

std::string_view Parties::owner_of(const File& file, NodeId node) {
  if (owners_of_ != &file) owners_.emplace(app_, file);
  owners_of_ = &file;
  return owners_->owner_of(node);
}

void Parties::for_each_occasion(const File& file, const Visit& visit) {
  for (const schema::Annotation& annotation : file.annotations) {
    const auto text = annotation.schema->source->find(schema::keywords::starts);
    if (text == annotation.schema->source->end() || file.is_wrong(annotation.node)) continue;
    const std::string_view owner = is_of_handler(file) ? std::string_view() : owner_of(file, annotation.node);
    Range range = file.document.range(annotation.node);
    std::string name = text->get<std::string>();
    if (const std::size_t at = name.find("{value}"); at != std::string::npos)
      name.replace(at, 7, file.document.text(annotation.node));
    const bool is_at_key = file.document.kind(annotation.node) != yaml::Kind::string;
    if (is_at_key) range = annotation.key == yaml::no_node ? file.fragment_head() : file.document.range(annotation.key);
    visit(owner, Party{{}, false, std::move(name), {}, {&file, range}, range});
  }
}

}  // namespace paas::query
