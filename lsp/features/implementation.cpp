// The handlers that a resource, or an event of it, starts.
// LSP 3.17, Goto Implementation Request
#include "core/query/calls.h"
#include "lsp/server/feature.h"

namespace paas::lsp::features {

namespace {

void announce_implementation(const Client&, Json& capabilities) { capabilities["implementationProvider"] = true; }

Result<Json> answer_implementation(const Request& request) {
  const std::optional<Cursor> cursor = request.cursor();
  if (!cursor) return Json();
  Json places = Json::array();
  for (const query::Place& place : query::started_handlers(*cursor->app, *cursor->file, cursor->offset))
    places.push_back(request.location_json(*place.file, place.range));
  return places;
}

}  // namespace

extern const Feature implementation;
const Feature implementation{"textDocument/implementation", announce_implementation, answer_implementation};

}  // namespace paas::lsp::features
