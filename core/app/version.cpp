// Another version of an app, in which one file is another: what the file says is exchanged in the index, if no other
// file can tell the difference; otherwise the index is built again.
#include <algorithm>
#include <map>
#include <unordered_set>

#include "core/app/app.h"
#include "core/app/group.h"
#include "core/app/symbol.h"

namespace paas {

namespace {

std::vector<std::string_view> symbols_of(const File& file, Role role) {
  std::vector<std::string_view> symbols;
  for (const Occurrence& occurrence : file.occurrences) {
    if (occurrence.use->role == role) symbols.push_back(occurrence.symbol);
  }
  return symbols;
}

constexpr std::size_t most_changed = 64;  // versions of so many files share an index; then it is built again

}  // namespace

const Handler& Handlers::operator[](std::size_t index) const {
  for (const auto& [changed, handler] : *changed_) {
    if (changed == index) return handler;
  }
  return (*all_)[index];
}

std::size_t Handlers::lower_bound(std::string_view path) const {
  const auto found =
      std::lower_bound(all_->begin(), all_->end(), path,
                       [](const Handler& each, std::string_view wanted) { return each.file->path < wanted; });
  return static_cast<std::size_t>(found - all_->begin());
}

const Handler* Handlers::find(std::string_view path) const {
  const std::size_t index = lower_bound(path);
  return index < size() && (*all_)[index].file->path == path ? &(*this)[index] : nullptr;
}

class App::Patcher {
 public:
  Patcher(const App& before, std::size_t index, const std::shared_ptr<const File>& file)
      : index_(*before.index_), version_(new App(before)) {
    patch().definitions.clear();
    patch().references.clear();
    patch().names.clear();
    patch().symbols.clear();
    const auto changed = std::find_if(patch().handlers.begin(), patch().handlers.end(),
                                      [&](const auto& each) { return each.first == index; });
    Handler handler = changed != patch().handlers.end() ? changed->second : index_.handlers[index];
    std::erase(version_->broken_, handler.file.get());
    if (file->is_broken()) version_->broken_.push_back(file.get());
    handler.file = file;
    const FileType* type = before.generation_->type(FileKind::handler);
    if (type != nullptr) handler.name_space = name_of_handler(*file, before.package_, *type);
    if (changed != patch().handlers.end()) {
      changed->second = std::move(handler);
    } else {
      patch().handlers.emplace_back(index, std::move(handler));
    }
    std::sort(patch().handlers.begin(), patch().handlers.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [each, unused] : patch().handlers) old_files_.insert(index_.handlers[each].file.get());
  }

  /// nullptr where the index has to be built again.
  std::shared_ptr<const App> run() {
    if (index_.tally.has_namesakes || patch().handlers.size() > most_changed) return nullptr;
    for (const auto& [index, handler] : patch().handlers) {
      if (!exchange_definitions(index, handler)) return nullptr;
    }
    if (!exchange_mentions() || !exchange_names()) return nullptr;
    if (version_->evaluate_conditions() != index_.conditions) return nullptr;
    for (auto& [index, handler] : patch().handlers) handler.dropped = version_->is_dropped(*handler.file);
    if (!exchange_references()) return nullptr;
    measure();
    return version_;
  }

 private:
  struct Count {
    std::size_t old = 0;
    std::size_t now = 0;
    std::optional<FirstReference> first;  // among the exchanged files
    std::size_t first_index = 0;
  };

  Patch& patch() { return version_->patch_; }
  bool is_old(const File* file) const { return old_files_.contains(file); }

  // Where a file stands among those that define one symbol.
  std::size_t order_of(const File* file) const {
    if (file == version_->root_.get()) return 0;
    for (const auto& [index, handler] : version_->patch_.handlers) {
      if (handler.file.get() == file) return index + 1;
    }
    const auto handler = index_.handler_of.find(file);
    return handler == index_.handler_of.end() ? index_.handlers.size() + 1 : handler->second + 1;
  }

  // The definitions of all files but those that are exchanged; then what these say is put in its place.
  std::vector<Definition>& definitions_without_old(std::string_view symbol) {
    const auto [entry, is_new] = patch().definitions.try_emplace(symbol);
    if (!is_new) return entry->second;
    const auto known = index_.definitions.find(symbol);
    if (known == index_.definitions.end()) return entry->second;
    std::remove_copy_if(known->second.begin(), known->second.end(), std::back_inserter(entry->second),
                        [&](const Definition& definition) { return is_old(definition.file); });
    return entry->second;
  }

  void define(std::string_view symbol, const Definition& definition) {
    std::vector<Definition>& all = definitions_without_old(symbol);
    const std::size_t order = order_of(definition.file);
    const auto place = std::upper_bound(all.begin(), all.end(), order, [&](std::size_t wanted, const Definition& each) {
      return wanted < order_of(each.file);
    });
    all.insert(place, definition);
  }

  const FileType* handler_type() const { return version_->generation_->type(FileKind::handler); }
  bool has_path_symbol() const { return handler_type() != nullptr && !handler_type()->defines.empty(); }
  std::string path_symbol(const Handler& handler) const {
    return version_->generation_->symbol(handler_type()->defines, handler.name_space);
  }

  bool exchange_definitions(std::size_t index, const Handler& handler) {
    const Handler& old = index_.handlers[index];
    for (const std::string_view symbol : symbols_of(*old.file, Role::defines)) {
      definitions_without_old(symbol);
      note_gone(symbol);
    }
    if (has_path_symbol() && old.file->name_space.empty()) {
      const std::string& symbol = patch().symbols.emplace_back(path_symbol(old));
      definitions_without_old(symbol);
      note_gone(symbol);
    }
    for (const Occurrence& occurrence : handler.file->occurrences) {
      if (!occurrence.use->defines()) continue;
      define(occurrence.symbol, {handler.file.get(), occurrence.range, occurrence.use});
      note_new(occurrence.symbol);
    }
    if (has_path_symbol() && handler.file->name_space.empty()) {
      const std::string& symbol = patch().symbols.emplace_back(path_symbol(handler));
      define(symbol, {handler.file.get(), handler.file->fragment_head(), &definition_by_path()});
      note_new(symbol);
    }
    // Of handlers with one name one is not counted; one whose fragment is of another generation may have none.
    if (!has_path_symbol()) return true;
    const auto named = patch().definitions.find(path_symbol(handler));
    return named != patch().definitions.end() && named->second.size() == 1;
  }

  void note_gone(std::string_view symbol) { gone_[symbol_kind(symbol)].push_back(symbol_name(symbol)); }
  void note_new(std::string_view symbol) { come_[symbol_kind(symbol)].push_back(symbol_name(symbol)); }

  // What only mentions make exist stays where it is, if the same is mentioned.
  bool exchange_mentions() {
    for (const auto& [index, handler] : patch().handlers) {
      const File& old = *index_.handlers[index].file;
      const std::vector<std::string_view> mentioned = symbols_of(old, Role::mentions);
      if (mentioned != symbols_of(*handler.file, Role::mentions)) return false;
      for (const std::string_view symbol : mentioned) {
        const auto known = index_.definitions.find(symbol);
        const bool is_here = known != index_.definitions.end() && known->second.front().file == &old &&
                             known->second.front().use->role == Role::mentions;
        if (!is_here || patch().definitions.contains(symbol)) continue;
        for (const Occurrence& occurrence : handler.file->occurrences) {
          const bool is_first = occurrence.use->role == Role::mentions && occurrence.symbol == symbol;
          if (!is_first) continue;
          patch().definitions[occurrence.symbol] = {{handler.file.get(), occurrence.range, occurrence.use}};
          break;
        }
      }
    }
    return true;
  }

  // Names keep their order, which decides between equally near ones.
  bool exchange_names() {
    std::unordered_set<std::string_view> kinds;
    for (const auto* each : {&gone_, &come_}) {
      for (const auto& [kind, ids] : *each) kinds.insert(kind);
    }
    for (const std::string_view kind : kinds) {
      std::vector<std::string_view> gone = gone_[kind];
      std::vector<std::string_view> come = come_[kind];
      if (gone.size() != come.size()) return false;
      const Kind* described = version_->generation_->kind(kind);
      const bool is_special = described != nullptr && (described->at_most_one || !described->not_beside.empty());
      for (std::size_t i = 0; i < gone.size(); ++i) {
        if (gone[i] == come[i]) continue;
        if (version_->generation_->drops_by_value() || may_be_mentioned(kind, gone[i], come[i])) return false;
        if (is_special || concerns_parameters(kind, gone[i]) || concerns_parameters(kind, come[i])) return false;
        auto [names, is_new] = patch().names.try_emplace(kind);
        if (is_new) names->second = index_.names.at(kind);
        const auto place = std::find(names->second.begin(), names->second.end(), gone[i]);
        if (place == names->second.end()) return false;
        *place = come[i];
      }
    }
    return true;
  }

  // What is defined nowhere exists because it is named, and what is defined does not exist for that.
  bool may_be_mentioned(std::string_view kind, std::string_view gone, std::string_view come) const {
    const std::string old_symbol = std::string(kind) + ":" + std::string(gone);
    const std::string new_symbol = std::string(kind) + ":" + std::string(come);
    const auto is_mention = [](const Definition& definition) { return definition.use->role == Role::mentions; };
    const std::vector<Definition>& now = version_->definitions(new_symbol);
    return (version_->definitions(old_symbol).empty() && index_.references.contains(old_symbol)) ||
           std::any_of(now.begin(), now.end(), is_mention);
  }

  // A resource that comes or goes answers a reference that is a parameter otherwise.
  bool concerns_parameters(std::string_view kind, std::string_view id) const {
    const auto is_asked_for = [&](const std::string& name) {
      return index_.references.contains("parameter:" + name) ||
             version_->patch_.references.contains("parameter:" + name);
    };
    if (kind == "resource") return is_asked_for(std::string(id));
    if (kind != "namespace") return false;
    const auto& made = version_->generation_->made_kinds();
    return std::any_of(made.begin(), made.end(),
                       [&](const std::string& each) { return is_asked_for(std::string(id) + each); });
  }

  template <typename Visit>
  void for_each_reference(const Handler& handler, Visit visit) const {
    if (handler.dropped) return;
    for (const Occurrence& occurrence : handler.file->occurrences) {
      if (!occurrence.use->defines() && version_->is_live(*occurrence.use)) visit(occurrence);
    }
  }

  bool exchange_references() {
    std::unordered_map<std::string_view, Count> counts;
    for (const auto& changed : patch().handlers) {
      for_each_reference(index_.handlers[changed.first],
                         [&](const Occurrence& occurrence) { ++counts[occurrence.symbol].old; });
      for_each_reference(changed.second, [&](const Occurrence& occurrence) {
        Count& count = counts[occurrence.symbol];
        ++count.now;
        if (count.first) return;
        count.first = FirstReference{changed.second.file.get(), occurrence.range, 0};
        count.first_index = changed.first;
      });
    }
    for (const auto& [symbol, count] : counts) {
      const auto known = index_.references.find(symbol);
      const std::size_t others = known == index_.references.end() ? 0 : known->second.count - count.old;
      std::optional<FirstReference>& reference = patch().references[symbol];
      if (others + count.now == 0) continue;
      reference = count.first;
      if (others > 0) {
        if (is_old(known->second.file)) {
          // The first one was here; who is the next is known only if it still is.
          if (!count.first || count.first_index > index_.handler_of.at(known->second.file)) return false;
        } else if (!count.first || order_of(known->second.file) < count.first_index + 1) {
          reference = known->second;
        }
      }
      reference->count = others + count.now;
    }
    return true;
  }

  void measure() {
    std::vector<Exchanged> exchanged;
    for (const auto& [index, handler] : patch().handlers) exchanged.push_back({&index_.handlers[index], &handler});
    std::ptrdiff_t more = 0;
    bool has_others = false;
    for (const auto& [symbol, reference] : patch().references) {
      const bool was_there = index_.references.contains(symbol);
      if (symbol_kind(symbol) != "parameter" || was_there == reference.has_value()) continue;
      if (is_answered_by_resource(*version_, symbol)) continue;
      more += reference ? 1 : -1;
      has_others = true;
    }
    version_->limits_ = measure_again(*version_, index_.limits, index_.tally, exchanged, more, has_others);
  }

  const Index& index_;
  std::shared_ptr<App> version_;
  std::unordered_set<const File*> old_files_;
  std::map<std::string_view, std::vector<std::string_view>> gone_;  // ids by kind
  std::map<std::string_view, std::vector<std::string_view>> come_;
};

std::shared_ptr<const App> App::with(const std::shared_ptr<const File>& file) const {
  const std::size_t index = handlers().lower_bound(file->path);
  if (handlers().find(file->path) != nullptr) {
    if (auto version = Patcher(*this, index, file).run()) return version;
  }
  return rebuilt(file);
}

std::shared_ptr<const App> App::rebuilt(const std::shared_ptr<const File>& file) const {
  const auto replaced = [&](const std::shared_ptr<const File>& old) {
    return old != nullptr && old->path == file->path ? file : old;
  };
  const FileType* type = generation_->type(FileKind::handler);
  std::vector<Handler> handlers;
  handlers.reserve(this->handlers().size());
  for (Handler handler : this->handlers()) {
    if (handler.file->path == file->path) {
      handler.file = file;
      if (type != nullptr) handler.name_space = name_of_handler(*file, package_, *type);
    }
    handlers.push_back(std::move(handler));
  }
  std::vector<std::shared_ptr<const File>> environments = environments_;
  for (auto& environment : environments) environment = replaced(environment);
  return std::make_shared<App>(package_, generation_, replaced(root_), std::move(handlers), std::move(environments),
                               settings_, replaced(package_file_), is_partial_);
}

}  // namespace paas
