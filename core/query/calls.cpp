// Follows what starts what.
#include "core/query/calls.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>
#include <unordered_map>

#include "core/query/target.h"

namespace paas::query {

namespace {

using yaml::NodeId;

std::string_view kind_of(std::string_view symbol) { return symbol.substr(0, symbol.find(':')); }
std::string_view id_of(std::string_view symbol) { return symbol.substr(symbol.find(':') + 1); }

/// In what each value of a file stands: the innermost mapping that defines a symbol by a name that is written.
class Owners {
 public:
  Owners(const App& app, const File& file) : parents_(file.document.size(), yaml::no_node) {
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

  /// Empty where nothing around the node has a name.
  std::string_view owner_of(NodeId node) const {
    for (std::uint32_t depth = 0; node != yaml::no_node && depth <= yaml::max_depth; ++depth) {
      const auto owner = owners_.find(node);
      if (owner != owners_.end()) return owner->second;
      node = parents_[node];
    }
    return {};
  }

 private:
  std::vector<NodeId> parents_;
  std::unordered_map<NodeId, NodeId> values_;  // by key
  std::unordered_map<NodeId, std::string_view> owners_;
};

class Calls {
 public:
  explicit Calls(const App& app) : app_(app) {}

  std::optional<Party> handler(const File& file) const {
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

  /// The handler whose path or fragment gives it this name.
  const File* code_of(std::string_view symbol) const {
    const FileType* type = app_.generation().type(FileKind::handler);
    if (type == nullptr || type->defines != kind_of(symbol)) return nullptr;
    for (const Definition& definition : app_.definitions(symbol)) {
      if (app_.handler_of(*definition.file) != nullptr) return definition.file;
    }
    return nullptr;
  }

  std::optional<Party> party(std::string_view symbol) const {
    if (const File* file = code_of(symbol)) return handler(*file);
    if (const File* file = maker_of(symbol)) return handler(*file);
    for (const Definition& definition : app_.definitions(symbol)) {
      if (!app_.is_live(*definition.use) || definition.file->kind == FileKind::environment) continue;
      return Party{std::string(symbol),
                   false,
                   std::string(id_of(symbol)),
                   std::string(app_.generation().title_of_kind(kind_of(symbol))),
                   {definition.file, definition.range},
                   definition.range};
    }
    return std::nullopt;
  }

  std::vector<Call> incoming(const Party& party) {
    if (party.is_handler) {
      const File& file = *party.place.file;
      add_occasions(file, {});
      for (const Occurrence& occurrence : file.occurrences) {
        if (occurrence.use->starts == Starts::here && counts(occurrence))
          add(occurrence.symbol, {&file, occurrence.range});
      }
    }
    const std::string symbol = party.is_handler ? symbol_of(*party.place.file) : party.symbol;
    for_each_file(app_, [&](const File& file) {
      if (!party.is_handler) add_occasions(file, symbol);
      for (const Occurrence& occurrence : file.occurrences) {
        if (!counts(occurrence)) continue;
        const Place place{&file, occurrence.range};
        const bool is_read = is_variable(occurrence) && file.kind != FileKind::environment;
        const bool is_own = is_read && (occurrence.symbol == symbol || is_made_for(occurrence.symbol, party));
        const Starts starts = occurrence.use->starts;
        if (is_own || (starts == Starts::there && occurrence.symbol == symbol)) {
          add_owner(file, occurrence, place);
        } else if (starts == Starts::here && !party.is_handler && owner_of(file, occurrence) == symbol) {
          add(occurrence.symbol, place);
        }
      }
    });
    return std::move(calls_);
  }

  std::vector<Call> outgoing(const Party& party) {
    if (party.is_handler) {
      const File& file = *party.place.file;
      for (const Occurrence& occurrence : file.occurrences) {
        if (!counts(occurrence)) continue;
        if (is_variable(occurrence) || occurrence.use->starts == Starts::there)
          add(occurrence.symbol, {&file, occurrence.range});
      }
      return std::move(calls_);
    }
    for_each_file(app_, [&](const File& file) {
      for (const Occurrence& occurrence : file.occurrences) {
        if (!counts(occurrence)) continue;
        const Place place{&file, occurrence.range};
        const Starts starts = occurrence.use->starts;
        if (starts == Starts::here && occurrence.symbol == party.symbol) {
          add_owner(file, occurrence, place);
        } else if (starts == Starts::there && owner_of(file, occurrence) == party.symbol) {
          add(occurrence.symbol, place);
        }
      }
    });
    return std::move(calls_);
  }

 private:
  bool counts(const Occurrence& occurrence) const {
    return !occurrence.use->defines() && is_asked_for(app_, *occurrence.use);
  }

  std::string symbol_of(const File& file) const {
    const FileType* type = app_.generation().type(FileKind::handler);
    const Handler* handler = app_.handler_of(file);
    if (type == nullptr || type->defines.empty() || handler == nullptr) return {};
    return app_.generation().symbol(type->defines, handler->name_space);
  }

  /// The handler for whose namespace the resource was made: its topic, its function.
  const File* maker_of(std::string_view symbol) const {
    if (!app_.definitions(symbol).empty()) return nullptr;
    for (const std::string& kind : app_.generation().made_kinds()) {
      const std::string_view id = id_of(symbol);
      if (!id.ends_with(kind) || id.size() == kind.size()) continue;
      if (const File* file = code_of("namespace:" + std::string(id.substr(0, id.size() - kind.size())))) return file;
    }
    return nullptr;
  }

  bool is_made_for(std::string_view symbol, const Party& party) const {
    return party.is_handler && maker_of(symbol) == party.place.file;
  }

  // In files of handlers everything stands in the handler, unless the language gives handlers no names.
  bool is_of_handler(const File& file) const {
    const FileType* type = app_.generation().type(FileKind::handler);
    return app_.handler_of(file) != nullptr && type != nullptr && !type->defines.empty();
  }

  std::string_view owner_of(const File& file, const Occurrence& occurrence) {
    return is_of_handler(file) || is_variable(occurrence) ? std::string_view() : owner_of(file, occurrence.node);
  }

  std::string_view owner_of(const File& file, NodeId node) {
    if (owners_of_ != &file) owners_.emplace(app_, file);
    owners_of_ = &file;
    return owners_->owner_of(node);
  }

  void add_owner(const File& file, const Occurrence& occurrence, Place place) {
    const std::string_view owner = owner_of(file, occurrence);
    if (!owner.empty()) {
      add(owner, place);
    } else if (const std::optional<Party> found = handler(file)) {
      add(*found, place);
    }
  }

  /// What starts the handler, or the symbol that is defined around the value, and has no name of its own.
  void add_occasions(const File& file, std::string_view symbol) {
    for (const schema::Annotation& annotation : file.annotations) {
      const auto text = annotation.schema->source->find("x-paas-starts");
      if (text == annotation.schema->source->end() || file.is_wrong(annotation.node)) continue;
      if (!symbol.empty() && (is_of_handler(file) || owner_of(file, annotation.node) != symbol)) continue;
      Range range = file.document.range(annotation.node);
      std::string name = text->get<std::string>();
      if (const std::size_t at = name.find("{value}"); at != std::string::npos)
        name.replace(at, 7, file.document.text(annotation.node));
      const bool is_at_key = file.document.kind(annotation.node) != yaml::Kind::string;
      if (is_at_key)
        range = annotation.key == yaml::no_node ? file.fragment_head() : file.document.range(annotation.key);
      add(Party{{}, false, std::move(name), {}, {&file, range}, range}, {&file, range});
    }
  }

  void add(std::string_view symbol, Place place) {
    if (const std::optional<Party> found = party(symbol)) add(*found, place);
  }

  void add(const Party& party, Place place) {
    const auto [known, is_new] = numbers_.try_emplace({party.place.file, party.head.begin, party.name}, calls_.size());
    if (is_new) calls_.push_back({party, {}});
    std::vector<Place>& places = calls_[known->second].places;
    if (places.empty() || places.back() != place) places.push_back(place);
  }

  const App& app_;
  std::vector<Call> calls_;
  std::map<std::tuple<const File*, std::uint32_t, std::string>, std::size_t> numbers_;
  std::optional<Owners> owners_;
  const File* owners_of_ = nullptr;
};

// `type: endpoint` in the body says what the handler is, whatever it needs for that.
bool is_in_body(const File& file, NodeId node) {
  for (const NodeId body : file.bodies) {
    for (std::uint32_t i = 0; i < file.document.entry_count(body); ++i) {
      if (file.document.entry(body, i).value == node) return true;
    }
  }
  return false;
}

// Of code without fragments all of it is the handler.
bool is_in_fragment(const File& file, std::uint32_t offset) {
  if (file.type() == nullptr || !file.type()->schema) return true;
  constexpr std::uint32_t quotes = 3;
  return std::any_of(file.fragments.begin(), file.fragments.end(), [&](Range fragment) {
    return fragment.begin <= offset + quotes && offset <= fragment.end + quotes;
  });
}

}  // namespace

std::optional<Party> party_at(const App& app, const File& file, std::uint32_t offset) {
  const bool is_handler = app.handler_of(file) != nullptr;
  std::optional<Party> idle;
  if (const std::optional<Target> target = find_target(app, file, offset)) {
    for (const Occurrence* use : target->uses) {
      if (is_handler && !is_named(*use) && is_in_body(file, use->node)) continue;
      std::optional<Party> party = Calls(app).party(use->symbol);
      if (!party) continue;
      if (!incoming_calls(app, *party).empty() || !outgoing_calls(app, *party).empty()) return party;
      if (!idle) idle = std::move(party);
    }
  }
  if (is_handler && is_in_fragment(file, offset)) return Calls(app).handler(file);
  return idle;
}

std::optional<Party> party_of(const App& app, const File& file, std::string_view symbol) {
  return symbol.empty() ? Calls(app).handler(file) : Calls(app).party(symbol);
}

std::vector<Call> incoming_calls(const App& app, const Party& party) { return Calls(app).incoming(party); }

std::vector<Call> outgoing_calls(const App& app, const Party& party) { return Calls(app).outgoing(party); }

}  // namespace paas::query
