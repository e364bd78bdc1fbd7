// `paas/preview`: the template that an app becomes, or what a handler adds to it. Ours, not LSP's. It stays open, and
// `paas/previewChanged` tells what changes.
#include "lsp/protocol/uri.h"
#include "lsp/server/previews.h"

namespace paas::lsp::features {

namespace {

void announce_preview(const Client&, Json& capabilities) { capabilities["experimental"]["paasPreview"] = true; }

// {textDocument, whole?, format?, saved?} -> {uri, version, text, stale, title, summary}, or null where there is no
// app.
Result<Json> answer_preview(const Request& request) {
  const std::string& uri = request.params.at("textDocument").at("uri").get_ref<const std::string&>();
  std::optional<PreviewName> name = preview_of_uri(uri);
  if (!name) {
    const auto path = path_of_uri(uri);
    if (!path) return Json();
    name = PreviewName{*path};
    name->is_json = request.params.value("format", "yaml") == "json";
    name->is_saved = request.params.value("saved", false);
  }
  const bool is_whole = request.params.value("whole", false);
  const Result<Preview*> preview = request.exchange.previews().open(request, *name, is_whole);
  if (!preview) return Error{preview.error()};
  if (*preview == nullptr) return Json();
  (*preview)->tells_edits = true;
  return Json{{"uri", (*preview)->uri()},     {"version", (*preview)->version()}, {"text", (*preview)->text()},
              {"stale", (*preview)->stale()}, {"title", (*preview)->title()},     {"summary", (*preview)->summary()}};
}

}  // namespace

extern const Feature preview;
const Feature preview{"paas/preview", announce_preview, answer_preview};

}  // namespace paas::lsp::features
