// Where the thing under the cursor is defined.
#include "core/query/query.h"
#include "lsp/server/previews.h"

namespace paas::lsp::features {

namespace {

void announce_definition(const Client&, Json& capabilities) { capabilities["definitionProvider"] = true; }

Result<Json> answer_definition(const Request& request) {
  if (asked_preview(request) != nullptr) {
    const auto source = preview_source_at(request);
    return source ? Json::array({request.location_json(*source->file, source->range)}) : Json::array();
  }
  const std::optional<Cursor> cursor = request.cursor();
  if (!cursor) return Json();
  Json places = Json::array();
  for (const query::Place& place : query::definition(*cursor->app, *cursor->file, cursor->offset))
    places.push_back(request.location_json(*place.file, place.range));
  return places;
}

}  // namespace

extern const Feature definition;
const Feature definition{"textDocument/definition", announce_definition, answer_definition};

}  // namespace paas::lsp::features
