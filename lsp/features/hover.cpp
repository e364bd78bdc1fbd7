// What is under the cursor.
#include <fmt/format.h>

#include "core/query/query.h"
#include "core/schema/wording.h"
#include "lsp/server/previews.h"

namespace paas::lsp::features {

namespace {

void announce_hover(const Client&, Json& capabilities) { capabilities["hoverProvider"] = true; }

// In a preview: what it is, and why it is there.
Json hover_of_preview(const Request& request) {
  const auto source = preview_source_at(request);
  if (!source) return nullptr;
  const bool is_resource = source->type.find(':') != std::string::npos;
  std::string text = fmt::format("**{}** {}", source->name, is_resource ? schema::code(source->type) : source->type);
  if (!source->reason.empty()) text += "\n\n" + source->reason;
  return {{"contents", {{"kind", "markdown"}, {"value", std::move(text)}}}};
}

Result<Json> answer_hover(const Request& request) {
  if (asked_preview(request) != nullptr) return hover_of_preview(request);
  const std::optional<Cursor> cursor = request.cursor();
  if (!cursor) return Json();
  const std::optional<query::Hover> hover = query::hover(*cursor->app, *cursor->file, cursor->offset);
  if (!hover) return Json();
  return Json{{"contents", {{"kind", "markdown"}, {"value", hover->markdown}}},
              {"range", request.range_json(*cursor->file, hover->range)}};
}

}  // namespace

extern const Feature hover;
const Feature hover{"textDocument/hover", announce_hover, answer_hover};

}  // namespace paas::lsp::features
