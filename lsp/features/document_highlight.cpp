// The places of the document that are about the thing under the cursor.
// LSP 3.17, Document Highlights Request
#include "core/query/highlight.h"
#include "lsp/server/feature.h"

namespace paas::lsp::features {

namespace {

constexpr int read_kind = 2;
constexpr int write_kind = 3;

void announce_document_highlight(const Client&, Json& capabilities) {
  capabilities["documentHighlightProvider"] = true;
}

Result<Json> answer_document_highlight(const Request& request) {
  const std::optional<Cursor> cursor = request.cursor();
  if (!cursor) return Json();
  Json list = Json::array();
  for (const query::Highlight& highlight : query::highlights(*cursor->app, *cursor->file, cursor->offset))
    list.push_back({{"range", request.range_json(*cursor->file, highlight.range)},
                    {"kind", highlight.is_definition ? write_kind : read_kind}});
  // With an empty list an editor shows nothing; with null it looks for the word itself.
  return list.empty() ? Json() : list;
}

}  // namespace

extern const Feature document_highlight;
const Feature document_highlight{"textDocument/documentHighlight", announce_document_highlight,
                                 answer_document_highlight};

}  // namespace paas::lsp::features
