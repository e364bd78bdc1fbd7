// Who starts whom: handlers, what triggers them, and what they reach. Read from `starts` and `x-paas-starts` in the
// schemas, and from what code reads of its environment.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/query/query.h"

namespace paas::query {

/// A handler, a thing of the app with a name (a table, an event), or an occasion that has none (a timer, a request).
struct Party {
  std::string symbol;  // of a thing; empty for all else
  bool is_handler = false;
  std::string name;
  std::string detail;
  Place place;  // the whole of it
  Range head;   // where its name stands
};

/// A step between two parties.
struct Call {
  Party party;
  std::vector<Place> places;  // what says so, in the order of files
};

/// The party at `offset`: the thing that the word there stands for, else the handler whose fragment it is.
std::optional<Party> party_at(const App& app, const File& file, std::uint32_t offset);
/// The party that was `symbol` in an earlier answer, or the handler of `file` where it is empty.
std::optional<Party> party_of(const App& app, const File& file, std::string_view symbol);

/// What starts the party. Linear in the app.
std::vector<Call> incoming_calls(const App& app, const Party& party);
/// What the party starts: a handler reaches the things that its code reads, a thing the handlers that wait for it.
std::vector<Call> outgoing_calls(const App& app, const Party& party);

/// The handlers that the thing at `offset` starts, at their functions, or their fragments where no function is seen.
/// Linear in the app.
std::vector<Place> started_handlers(const App& app, const File& file, std::uint32_t offset);

}  // namespace paas::query
