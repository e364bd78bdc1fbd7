// Builds the index of an app and answers questions about its symbols.
#include "core/app/app.h"

#include <algorithm>

#include "core/app/symbol.h"

namespace paas {

namespace {

// Conditions of definitions lead to other symbols; the schemas' chains are two long.
constexpr int max_condition_depth = 8;

}  // namespace

// Every kind has the same use but for its name, which the symbol has.
const SymbolUse& App::definition_by_path() {
  static const SymbolUse use{.role = Role::defines, .kind = {}};
  return use;
}

App::App(std::string package, std::shared_ptr<const Generation> generation, std::shared_ptr<const File> root,
         std::vector<Handler> handlers, std::vector<std::shared_ptr<const File>> environments,
         std::shared_ptr<const Settings> settings, std::shared_ptr<const File> package_file, bool is_partial)
    : package_(std::move(package)),
      generation_(std::move(generation)),
      root_(std::move(root)),
      environments_(std::move(environments)),
      settings_(std::move(settings)),
      package_file_(std::move(package_file)),
      is_partial_(is_partial),
      index_(std::make_shared<Index>()) {
  index_->handlers = std::move(handlers);
  if (root_ != nullptr) index_definitions(*root_);
  for (std::size_t i = 0; i < index_->handlers.size(); ++i) {
    const Handler& handler = index_->handlers[i];
    index_->handler_of[handler.file.get()] = i;
    index_definitions(*handler.file);
    if (handler.file->name_space.empty()) index_path(handler);
  }
  for (const auto& environment : environments_) index_definitions(*environment);
  if (root_ != nullptr) index_mentions(*root_);
  for (const Handler& handler : index_->handlers) index_mentions(*handler.file);
  for (Handler& handler : index_->handlers) handler.dropped = is_dropped(*handler.file);
  if (root_ != nullptr) index_references(*root_);
  for (const Handler& handler : index_->handlers) {
    if (!handler.dropped) index_references(*handler.file);
  }
  index_->conditions = evaluate_conditions();
  index_->limits = measure(*this, index_->tally);
  limits_ = index_->limits;
}

bool App::is_dropped(const File& file) const {
  return std::any_of(file.occurrences.begin(), file.occurrences.end(), [&](const Occurrence& occurrence) {
    return !occurrence.use->otherwise.empty() && !is_defined(occurrence.symbol) && !may_be_defined(occurrence.symbol);
  });
}

// For each condition of the generation: whether it holds, and whether it may.
std::vector<std::uint8_t> App::evaluate_conditions() const {
  std::vector<std::uint8_t> state;
  for (const std::string& condition : generation_->conditions())
    state.push_back(is_defined(condition) ? 2 : may_be_defined(condition) ? 1 : 0);
  return state;
}

void App::index_definitions(const File& file) {
  if (file.is_broken()) broken_.push_back(&file);
  for (const Occurrence& occurrence : file.occurrences) {
    if (!occurrence.use->defines()) continue;
    index_->definitions[occurrence.symbol].push_back({&file, occurrence.range, occurrence.use});
    note_kind(occurrence.symbol);
  }
}

// What nothing defines exists because it is named.
void App::index_mentions(const File& file) {
  for (const Occurrence& occurrence : file.occurrences) {
    if (occurrence.use->role != Role::mentions || index_->definitions.contains(occurrence.symbol)) continue;
    index_->definitions[occurrence.symbol].push_back({&file, occurrence.range, occurrence.use});
    note_kind(occurrence.symbol);
  }
}

void App::index_path(const Handler& handler) {
  const FileType* type = generation_->type(FileKind::handler);
  if (type == nullptr || type->defines.empty()) return;
  const std::string& symbol = index_->symbols.emplace_back(generation_->symbol(type->defines, handler.name_space));
  index_->definitions[symbol].push_back({handler.file.get(), handler.file->fragment_head(), &definition_by_path()});
  note_kind(symbol);
}

void App::note_kind(std::string_view symbol) {
  const std::string_view kind = symbol_kind(symbol);
  index_->names[kind].push_back(symbol_name(symbol));
  const Kind* described = generation_->kind(kind);
  if (described == nullptr || (!described->at_most_one && described->not_beside.empty())) return;
  index_->first_of_kind.try_emplace(kind, symbol);
}

void App::index_references(const File& file) {
  for (const Occurrence& occurrence : file.occurrences) {
    if (occurrence.use->defines() || !is_live(*occurrence.use)) continue;
    const auto [entry, added] =
        index_->references.try_emplace(occurrence.symbol, FirstReference{&file, occurrence.range, 0});
    ++entry->second.count;
  }
}

std::string_view App::first_of_kind(std::string_view kind) const {
  const auto found = index_->first_of_kind.find(kind);
  return found == index_->first_of_kind.end() ? std::string_view() : found->second;
}

const Handler* App::handler_of(const File& file) const {
  for (const auto& [index, handler] : patch_.handlers) {
    if (handler.file.get() == &file) return &handler;
  }
  const auto found = index_->handler_of.find(&file);
  return found == index_->handler_of.end() ? nullptr : &index_->handlers[found->second];
}

bool App::is_defined(std::string_view symbol, int depth) const {
  if (depth > max_condition_depth) return false;
  if (symbol.ends_with(":*")) return !names_of_kind(symbol_kind(symbol)).empty();
  for (const Definition& definition : definitions(symbol)) {
    if (definition.use->when.empty() || is_defined(definition.use->when, depth + 1)) return true;
  }
  return symbol_kind(symbol) == "resource" && is_made_for_handler(symbol_name(symbol));
}

// `AppOrdersFunction` exists if some namespace is `AppOrders`.
bool App::is_made_for_handler(std::string_view id) const {
  std::string symbol;
  for (const std::string& kind : generation_->made_kinds()) {
    if (!id.ends_with(kind) || id.size() == kind.size()) continue;
    symbol = "namespace:";
    symbol += id.substr(0, id.size() - kind.size());
    if (!definitions(symbol).empty()) return true;
  }
  return false;
}

bool App::is_of_made_kind(std::string_view id) const {
  return std::any_of(generation_->made_kinds().begin(), generation_->made_kinds().end(),
                     [&](const std::string& kind) { return id.ends_with(kind); });
}

bool App::may_be_defined(std::string_view symbol) const {
  if (broken_.empty() && !is_partial_) return false;
  const FileType* handler = generation_->type(FileKind::handler);
  if (is_partial_ && handler != nullptr && handler->defines == symbol_kind(symbol)) return true;
  for (const SymbolUse* use : generation_->definers(symbol)) {
    if ((is_partial_ && !use->in_root) || may_hide(*use, use->word)) return true;
  }
  for (const SymbolUse* use : generation_->namers(symbol_kind(symbol))) {
    if ((is_partial_ && !use->in_root) || may_hide(*use, symbol_name(symbol))) return true;
  }
  return is_partial_ && symbol_kind(symbol) == "resource" && is_of_made_kind(symbol_name(symbol));
}

// Whether a broken file may hold the definition, which would make itself known by a word.
bool App::may_hide(const SymbolUse& use, std::string_view word) const {
  return std::any_of(broken_.begin(), broken_.end(), [&](const File* file) {
    if (use.in_root != (file == root_.get())) return false;
    if (file->trouble != Trouble::none || file->infra == yaml::no_node) return true;
    return slice(file->text, file->fragment.range).find(word) != std::string_view::npos;
  });
}

const std::vector<Definition>& App::definitions(std::string_view symbol) const {
  static const std::vector<Definition> none;
  const auto changed = patch_.definitions.find(symbol);
  if (changed != patch_.definitions.end()) return changed->second;
  const auto found = index_->definitions.find(symbol);
  return found == index_->definitions.end() ? none : found->second;
}

const std::vector<std::string_view>& App::names_of_kind(std::string_view kind) const {
  static const std::vector<std::string_view> none;
  const auto changed = patch_.names.find(kind);
  if (changed != patch_.names.end()) return changed->second;
  const auto found = index_->names.find(kind);
  return found == index_->names.end() ? none : found->second;
}

const FirstReference* App::first_reference(std::string_view symbol) const {
  const auto changed = patch_.references.find(symbol);
  if (changed != patch_.references.end()) return changed->second ? &*changed->second : nullptr;
  const auto found = index_->references.find(symbol);
  return found == index_->references.end() ? nullptr : &found->second;
}

std::shared_ptr<const File> App::find_file(std::string_view path) const {
  if (root_ != nullptr && root_->path == path) return root_;
  if (const Handler* handler = handlers().find(path)) return handler->file;
  for (const auto& environment : environments_) {
    if (environment->path == path) return environment;
  }
  return nullptr;
}

const Variable* App::variable(std::string_view symbol, const File** file) const {
  const std::vector<Definition>& found = definitions(symbol);
  if (found.empty()) return nullptr;
  const Definition& last = found.back();  // a later line overrides an earlier one
  if (file != nullptr) *file = last.file;
  for (const Variable& variable : last.file->variables) {
    if (make_symbol("parameter", variable.name) == symbol && variable.name_range == last.range) return &variable;
  }
  return nullptr;
}

}  // namespace paas
