// `paas/closePreview`: nobody looks at a preview any more. Ours, not LSP's.
#include "lsp/server/previews.h"

namespace paas::lsp::features {

namespace {

Result<Json> answer_close_preview(const Request& request) {
  request.exchange.previews().close(request.params.at("uri").get_ref<const std::string&>());
  return Json();
}

}  // namespace

extern const Feature close_preview;
const Feature close_preview{"paas/closePreview", nullptr, answer_close_preview};

}  // namespace paas::lsp::features
