// What is under the cursor.
#include "core/query/query.h"
#include "lsp/server/feature.h"

namespace paas::lsp::features {

namespace {

void announce(const Client&, Json& capabilities) { capabilities["hoverProvider"] = true; }

Result<Json> answer(const Request& request) {
  const std::optional<Cursor> cursor = request.cursor();
  if (!cursor) return Json();
  const std::optional<query::Hover> hover = query::hover(*cursor->app, *cursor->file, cursor->offset);
  if (!hover) return Json();
  return Json{{"contents", {{"kind", "markdown"}, {"value", hover->markdown}}},
              {"range", request.range_json(*cursor->file, hover->range)}};
}

}  // namespace

extern const Feature hover;
const Feature hover{"textDocument/hover", announce, answer};

}  // namespace paas::lsp::features
