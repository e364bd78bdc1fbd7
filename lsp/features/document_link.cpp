// Texts that lead to documentation or to files.
// LSP 3.17, Document Link Request
#include "core/query/links.h"
#include "lsp/server/feature.h"

namespace paas::lsp::features {

namespace {

void announce_document_link(const Client&, Json& capabilities) {
  capabilities["documentLinkProvider"] = Json::object();
}

Result<Json> answer_document_link(const Request& request) {
  const std::optional<Subject> subject = request.subject();
  if (!subject) return Json();
  const bool takes_tooltips = request.client.has({"textDocument", "documentLink", "tooltipSupport"});
  Json list = Json::array();
  for (const query::Link& link : query::links(*subject->app, *subject->file)) {
    if (!request.client.is_on({"links", link.is_file ? "files" : "documentation"}, true)) continue;
    Json json{{"range", request.range_json(*subject->file, link.range)},
              {"target", link.is_file ? request.uri_of(link.target) : link.target}};
    if (takes_tooltips) json["tooltip"] = link.tooltip;
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace

extern const Feature document_link;
const Feature document_link{"textDocument/documentLink", announce_document_link, answer_document_link};

}  // namespace paas::lsp::features
