// Follows what starts what.
#include "core/query/calls.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/query/code.h"
#include "core/query/parties.h"
#include "core/query/target.h"

namespace paas::query {

namespace {

using yaml::NodeId;

class Calls {
 public:
  explicit Calls(const App& app) : app_(app), parties_(app) {}

  std::vector<Call> incoming(const Party& party) {
    if (party.is_handler) {
      const File& file = *party.place.file;
      add_occasions(file, {});
      for (const Occurrence& occurrence : file.occurrences) {
        if (occurrence.use->starts == Starts::here && parties_.counts(occurrence))
          add(occurrence.symbol, {&file, occurrence.range});
      }
    }
    const std::string symbol = party.is_handler ? parties_.symbol_of(*party.place.file) : party.symbol;
    for_each_file(app_, [&](const File& file) {
      if (!party.is_handler) add_occasions(file, symbol);
      for (const Occurrence& occurrence : file.occurrences) {
        if (!parties_.counts(occurrence)) continue;
        const Place place{&file, occurrence.range};
        const bool is_read = is_variable(occurrence) && file.kind != FileKind::environment;
        const bool is_own = is_read && (occurrence.symbol == symbol || is_made_for(occurrence.symbol, party));
        const Starts starts = occurrence.use->starts;
        if (is_own || (starts == Starts::there && occurrence.symbol == symbol)) {
          add_owner(file, occurrence, place);
        } else if (starts == Starts::here && !party.is_handler && parties_.owner_of(file, occurrence) == symbol) {
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
        if (!parties_.counts(occurrence)) continue;
        if (is_variable(occurrence) || occurrence.use->starts == Starts::there)
          add(occurrence.symbol, {&file, occurrence.range});
      }
      return std::move(calls_);
    }
    for_each_file(app_, [&](const File& file) {
      for (const Occurrence& occurrence : file.occurrences) {
        if (!parties_.counts(occurrence)) continue;
        const Place place{&file, occurrence.range};
        const Starts starts = occurrence.use->starts;
        if (starts == Starts::here && occurrence.symbol == party.symbol) {
          add_owner(file, occurrence, place);
        } else if (starts == Starts::there && parties_.owner_of(file, occurrence) == party.symbol) {
          add(occurrence.symbol, place);
        }
      }
    });
    return std::move(calls_);
  }

 private:
  bool is_made_for(std::string_view symbol, const Party& party) const {
    return party.is_handler && parties_.maker_of(symbol) == party.place.file;
  }

  void add_owner(const File& file, const Occurrence& occurrence, Place place) {
    const std::string_view owner = parties_.owner_of(file, occurrence);
    if (!owner.empty()) {
      add(owner, place);
    } else if (const std::optional<Party> found = parties_.handler(file)) {
      add(*found, place);
    }
  }

  // Of a handler all that stands in its file, else what stands in the definition of the symbol.
  void add_occasions(const File& file, std::string_view symbol) {
    parties_.for_each_occasion(file, [&](std::string_view owner, const Party& occasion) {
      if (symbol.empty() || owner == symbol) add(occasion, occasion.place);
    });
  }

  void add(std::string_view symbol, Place place) {
    if (const std::optional<Party> found = parties_.party(symbol)) add(*found, place);
  }

  void add(const Party& party, Place place) {
    const auto [known, is_new] = numbers_.try_emplace({party.place.file, party.head.begin, party.name}, calls_.size());
    if (is_new) calls_.push_back({party, {}});
    std::vector<Place>& places = calls_[known->second].places;
    if (places.empty() || places.back() != place) places.push_back(place);
  }

  const App& app_;
  Parties parties_;
  std::vector<Call> calls_;
  std::map<std::tuple<const File*, std::uint32_t, std::string>, std::size_t> numbers_;
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

bool is_at_function(const App& app, const File& file, std::uint32_t offset) {
  const std::optional<Range> function = function_of(app, file);
  return function && function->begin <= offset && offset <= function->end;
}

}  // namespace

std::optional<Party> party_at(const App& app, const File& file, std::uint32_t offset) {
  const bool is_handler = app.handler_of(file) != nullptr;
  std::optional<Party> idle;
  if (const std::optional<Target> target = find_target(app, file, offset)) {
    for (const Occurrence* use : target->uses) {
      if (is_handler && !is_named(*use) && is_in_body(file, use->node)) continue;
      std::optional<Party> party = Parties(app).party(use->symbol);
      if (!party) continue;
      if (!incoming_calls(app, *party).empty() || !outgoing_calls(app, *party).empty()) return party;
      if (!idle) idle = std::move(party);
    }
  }
  if (is_handler && (is_in_fragment(file, offset) || is_at_function(app, file, offset)))
    return Parties(app).handler(file);
  return idle;
}

std::vector<Place> started_handlers(const App& app, const File& file, std::uint32_t offset) {
  std::vector<Place> places;
  const std::optional<Party> party = party_at(app, file, offset);
  if (!party || party->is_handler) return places;
  for (const Call& call : outgoing_calls(app, *party)) {
    if (!call.party.is_handler) continue;
    const File& handler = *call.party.place.file;
    places.push_back({&handler, function_of(app, handler).value_or(call.party.head)});
  }
  return places;
}

std::optional<Party> party_of(const App& app, const File& file, std::string_view symbol) {
  return symbol.empty() ? Parties(app).handler(file) : Parties(app).party(symbol);
}

std::vector<Call> incoming_calls(const App& app, const Party& party) { return Calls(app).incoming(party); }

std::vector<Call> outgoing_calls(const App& app, const Party& party) { return Calls(app).outgoing(party); }

}  // namespace paas::query
