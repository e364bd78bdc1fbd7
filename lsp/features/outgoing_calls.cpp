// What a handler or a thing starts.
#include "lsp/server/parties.h"

namespace paas::lsp::features {

namespace {

Result<Json> answer_outgoing_calls(const Request& request) {
  const std::optional<AskedParty> asked = asked_party(request);
  Json calls = Json::array();
  if (!asked) return calls;
  const File& file = *asked->party.place.file;
  for (const query::Call& call : query::outgoing_calls(*asked->app, asked->party)) {
    // Ranges are of the file that was asked about; who waits for a thing says so elsewhere.
    Json ranges = Json::array();
    for (const query::Place& place : call.places) {
      if (place.file == &file) ranges.push_back(request.range_json(file, place.range));
    }
    if (ranges.empty()) ranges.push_back(request.range_json(file, asked->party.head));
    calls.push_back({{"to", party_json(request, call.party)}, {"fromRanges", std::move(ranges)}});
  }
  return calls;
}

}  // namespace

extern const Feature outgoing_calls;
const Feature outgoing_calls{"callHierarchy/outgoingCalls", nullptr, answer_outgoing_calls};

}  // namespace paas::lsp::features
