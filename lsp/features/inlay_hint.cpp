// What is not written and yet holds.
// LSP 3.17, Inlay Hint Request
#include "core/query/hints.h"
#include "lsp/server/edit.h"

namespace paas::lsp::features {

namespace {

void announce_inlay_hint(const Client& client, Json& capabilities) {
  if (client.has({"textDocument", "inlayHint"})) capabilities["inlayHintProvider"] = true;
}

constexpr const char* setting_of(query::HintKind kind) {
  switch (kind) {
    case query::HintKind::name:
      return "names";
    case query::HintKind::defaults:
      return "defaults";
    case query::HintKind::calls:
      return "callsPerDay";
    case query::HintKind::no_effect:
      return "noEffect";
  }
  return "";
}

// It leads to the text that it is about, else to what it becomes.
Json label_of(const Request& request, const File& file, const query::Hint& hint) {
  constexpr const char* open_preview = "paas-lsp.openPreview";
  Json part{{"value", hint.label}};
  if (hint.place) {
    part["location"] = request.location_json(*hint.place->file, hint.place->range);
  } else if (request.client.runs(open_preview)) {
    part["command"] = {{"title", "Open Preview"},
                       {"command", open_preview},
                       {"arguments", {request.uri_of(file.path), request.position_json(file, hint.offset)}}};
  }
  return Json::array({std::move(part)});
}

Result<Json> answer_inlay_hint(const Request& request) {
  const Json& range = request.params.at("range");
  const std::optional<Subject> subject = request.subject();
  if (!subject) return Json();
  const File& file = *subject->file;
  Json list = Json::array();
  for (const query::Hint& hint : query::hints(*subject->app, file, request.range(file, range))) {
    if (!request.client.is_on({"inlayHints", setting_of(hint.kind)}, true)) continue;
    list.push_back({{"position", request.position_json(file, hint.offset)},
                    {"label", label_of(request, file, hint)},
                    {"paddingLeft", true},
                    {"tooltip", {{"kind", "markdown"}, {"value", hint.tooltip}}}});
    if (hint.edit) list.back()["textEdits"] = text_edits(request, {*hint.edit});
  }
  return list;
}

}  // namespace

extern const Feature inlay_hint;
const Feature inlay_hint{"textDocument/inlayHint", announce_inlay_hint, answer_inlay_hint};

}  // namespace paas::lsp::features
