// Builds the index of an app and answers questions about its symbols.
#include "core/app/app.h"

#include <algorithm>

namespace paas {

namespace {

// Conditions of definitions lead to other symbols; the schemas' chains are two long.
constexpr int max_condition_depth = 8;

// That a file's path defines a symbol; every kind has the same use but for its name, which the symbol has.
const SymbolUse& definition_by_path() {
  static const SymbolUse use{.role = Role::defines, .kind = {}};
  return use;
}

std::string_view kind_of(std::string_view symbol) { return symbol.substr(0, symbol.find(':')); }
std::string_view id_of(std::string_view symbol) { return symbol.substr(symbol.find(':') + 1); }

}  // namespace

App::App(std::string package, std::shared_ptr<const Generation> generation, std::shared_ptr<const File> root,
         std::vector<Handler> handlers, std::vector<std::shared_ptr<const File>> environments,
         std::shared_ptr<const Settings> settings, std::shared_ptr<const File> package_file, bool is_partial)
    : package_(std::move(package)),
      generation_(std::move(generation)),
      root_(std::move(root)),
      handlers_(std::move(handlers)),
      environments_(std::move(environments)),
      settings_(std::move(settings)),
      package_file_(std::move(package_file)),
      is_partial_(is_partial) {
  if (root_ != nullptr) index_definitions(*root_);
  for (std::size_t i = 0; i < handlers_.size(); ++i) {
    const Handler& handler = handlers_[i];
    handler_of_[handler.file.get()] = i;
    index_definitions(*handler.file);
    if (handler.file->name_space.empty()) index_path(handler);
  }
  for (const auto& environment : environments_) index_definitions(*environment);
  if (root_ != nullptr) index_mentions(*root_);
  for (const Handler& handler : handlers_) index_mentions(*handler.file);
  for (Handler& handler : handlers_) {
    handler.dropped = std::any_of(handler.file->occurrences.begin(), handler.file->occurrences.end(),
                                  [&](const Occurrence& occurrence) {
                                    return !occurrence.use->otherwise.empty() && !is_defined(occurrence.symbol) &&
                                           !may_be_defined(occurrence.symbol);
                                  });
  }
  if (root_ != nullptr) index_references(*root_);
  for (const Handler& handler : handlers_) {
    if (!handler.dropped) index_references(*handler.file);
  }
  limits_ = measure(*this);
}

void App::index_definitions(const File& file) {
  if (file.is_broken()) broken_.push_back(&file);
  for (const Occurrence& occurrence : file.occurrences) {
    if (!occurrence.use->defines()) continue;
    definitions_[occurrence.symbol].push_back({&file, occurrence.range, occurrence.use});
    note_kind(occurrence.symbol);
  }
}

// What nothing defines exists because it is named.
void App::index_mentions(const File& file) {
  for (const Occurrence& occurrence : file.occurrences) {
    if (occurrence.use->role != Role::mentions || definitions_.contains(occurrence.symbol)) continue;
    definitions_[occurrence.symbol].push_back({&file, occurrence.range, occurrence.use});
    note_kind(occurrence.symbol);
  }
}

void App::index_path(const Handler& handler) {
  const FileType* type = generation_->type(FileKind::handler);
  if (type == nullptr || type->defines.empty()) return;
  const std::string& symbol = symbols_.emplace_back(generation_->symbol(type->defines, handler.name_space));
  definitions_[symbol].push_back({handler.file.get(), handler.file->fragment_head(), &definition_by_path()});
  note_kind(symbol);
}

void App::note_kind(std::string_view symbol) {
  const std::string_view kind = kind_of(symbol);
  names_[kind].push_back(id_of(symbol));
  const Kind* described = generation_->kind(kind);
  if (described == nullptr || (!described->at_most_one && described->not_beside.empty())) return;
  first_of_kind_.try_emplace(kind, symbol);
}

void App::index_references(const File& file) {
  for (const Occurrence& occurrence : file.occurrences) {
    if (occurrence.use->defines() || !is_live(*occurrence.use)) continue;
    const auto [entry, added] = references_.try_emplace(occurrence.symbol, FirstReference{&file, occurrence.range, 0});
    ++entry->second.count;
  }
}

std::string_view App::first_of_kind(std::string_view kind) const {
  const auto found = first_of_kind_.find(kind);
  return found == first_of_kind_.end() ? std::string_view() : found->second;
}

const Handler* App::handler_of(const File& file) const {
  const auto found = handler_of_.find(&file);
  return found == handler_of_.end() ? nullptr : &handlers_[found->second];
}

bool App::is_defined(std::string_view symbol, int depth) const {
  if (depth > max_condition_depth) return false;
  if (symbol.ends_with(":*")) return names_.contains(kind_of(symbol));
  for (const Definition& definition : definitions(symbol)) {
    if (definition.use->when.empty() || is_defined(definition.use->when, depth + 1)) return true;
  }
  return kind_of(symbol) == "resource" && is_made_for_handler(id_of(symbol));
}

// `AppOrdersFunction` exists if some namespace is `AppOrders`.
bool App::is_made_for_handler(std::string_view id) const {
  std::string symbol;
  for (const std::string& kind : generation_->made_kinds()) {
    if (!id.ends_with(kind) || id.size() == kind.size()) continue;
    symbol = "namespace:";
    symbol += id.substr(0, id.size() - kind.size());
    if (definitions_.contains(symbol)) return true;
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
  if (is_partial_ && handler != nullptr && handler->defines == kind_of(symbol)) return true;
  for (const SymbolUse* use : generation_->definers(symbol)) {
    if ((is_partial_ && !use->in_root) || may_hide(*use, use->word)) return true;
  }
  for (const SymbolUse* use : generation_->namers(kind_of(symbol))) {
    if ((is_partial_ && !use->in_root) || may_hide(*use, id_of(symbol))) return true;
  }
  return is_partial_ && kind_of(symbol) == "resource" && is_of_made_kind(id_of(symbol));
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
  const auto found = definitions_.find(symbol);
  return found == definitions_.end() ? none : found->second;
}

const std::vector<std::string_view>& App::names_of_kind(std::string_view kind) const {
  static const std::vector<std::string_view> none;
  const auto found = names_.find(kind);
  return found == names_.end() ? none : found->second;
}

const FirstReference* App::first_reference(std::string_view symbol) const {
  const auto found = references_.find(symbol);
  return found == references_.end() ? nullptr : &found->second;
}

std::shared_ptr<const File> App::find_file(std::string_view path) const {
  if (root_ != nullptr && root_->path == path) return root_;
  const auto handler =
      std::lower_bound(handlers_.begin(), handlers_.end(), path,
                       [](const Handler& each, std::string_view wanted) { return each.file->path < wanted; });
  if (handler != handlers_.end() && handler->file->path == path) return handler->file;
  for (const auto& environment : environments_) {
    if (environment->path == path) return environment;
  }
  return nullptr;
}

std::shared_ptr<const App> App::with(const std::shared_ptr<const File>& file) const {
  const auto replaced = [&](std::shared_ptr<const File> old) {
    return old != nullptr && old->path == file->path ? file : old;
  };
  std::vector<Handler> handlers = handlers_;
  for (Handler& handler : handlers) handler.file = replaced(std::move(handler.file));
  std::vector<std::shared_ptr<const File>> environments = environments_;
  for (auto& environment : environments) environment = replaced(std::move(environment));
  return std::make_shared<App>(package_, generation_, replaced(root_), std::move(handlers), std::move(environments),
                               settings_, replaced(package_file_), is_partial_);
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
