// The text of a preview, for clients that ask servers for documents. It stays open for them.
// LSP 3.18, Text Document Content Request
#include "lsp/server/previews.h"

namespace paas::lsp::features {

namespace {

void announce_text_document_content(const Client&, Json& capabilities) {
  capabilities["workspace"]["textDocumentContent"] = {{"schemes", Json::array({preview_scheme})}};
}

Result<Json> answer_text_document_content(const Request& request) {
  const std::string& uri = request.params.at("uri").get_ref<const std::string&>();
  const auto name = preview_of_uri(uri);
  if (!name) return Error{"there is no document " + uri};
  const Result<Preview*> preview = request.exchange.previews().open(request, *name, false);
  if (!preview) return Error{preview.error()};
  if (*preview == nullptr) return Error{"no app holds " + name->path};
  if (request.client.has({"workspace", "textDocumentContent"})) (*preview)->tells_refreshes = true;
  return Json{{"text", (*preview)->text()}};
}

}  // namespace

extern const Feature text_document_content;
const Feature text_document_content{"workspace/textDocumentContent", announce_text_document_content,
                                    answer_text_document_content};

}  // namespace paas::lsp::features
