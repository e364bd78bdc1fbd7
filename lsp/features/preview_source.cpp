// `paas/previewSource`: the line of the source that made a line of a preview. Ours, not LSP's.
#include "lsp/server/previews.h"

namespace paas::lsp::features {

namespace {

// {textDocument, position} -> {uri, range, reason?} or null
Result<Json> answer_preview_source(const Request& request) {
  const auto source = preview_source_at(request);
  if (!source) return Json();
  Json place = request.location_json(*source->file, source->range);
  if (!source->reason.empty()) place["reason"] = source->reason;
  return place;
}

}  // namespace

extern const Feature preview_source;
const Feature preview_source{"paas/previewSource", nullptr, answer_preview_source};

}  // namespace paas::lsp::features
