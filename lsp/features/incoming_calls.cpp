// What starts a handler or a thing.
#include "lsp/server/parties.h"

namespace paas::lsp::features {

namespace {

Result<Json> answer_incoming_calls(const Request& request) {
  const std::optional<AskedParty> asked = asked_party(request);
  Json calls = Json::array();
  if (!asked) return calls;
  for (const query::Call& call : query::incoming_calls(*asked->app, asked->party)) {
    // Ranges are of the caller's file; what a handler says about its caller stands elsewhere.
    const File& file = *call.party.place.file;
    Json ranges = Json::array();
    for (const query::Place& place : call.places) {
      if (place.file == &file) ranges.push_back(request.range_json(file, place.range));
    }
    if (ranges.empty()) ranges.push_back(request.range_json(file, call.party.head));
    calls.push_back({{"from", party_json(request, call.party)}, {"fromRanges", std::move(ranges)}});
  }
  return calls;
}

}  // namespace

extern const Feature incoming_calls;
const Feature incoming_calls{"callHierarchy/incomingCalls", nullptr, answer_incoming_calls};

}  // namespace paas::lsp::features
