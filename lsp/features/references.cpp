// Every place that names the thing under the cursor.
#include <algorithm>

#include "core/query/query.h"
#include "lsp/server/feature.h"

namespace paas::lsp::features {

namespace {

void announce_references(const Client&, Json& capabilities) { capabilities["referencesProvider"] = true; }

Result<Json> answer_references(const Request& request) {
  const std::optional<Cursor> cursor = request.cursor();
  if (!cursor) return Json();
  const auto context = request.params.find("context");
  const bool with_definitions = context == request.params.end() || context->value("includeDeclaration", true);
  std::vector<query::Place> definitions;
  if (!with_definitions) definitions = query::definition(*cursor->app, *cursor->file, cursor->offset);
  Json places = Json::array();
  for (const query::Place& place : query::references(*cursor->app, *cursor->file, cursor->offset)) {
    if (std::find(definitions.begin(), definitions.end(), place) != definitions.end()) continue;
    places.push_back(request.location_json(*place.file, place.range));
  }
  return places;
}

}  // namespace

extern const Feature references;
const Feature references{"textDocument/references", announce_references, answer_references};

}  // namespace paas::lsp::features
