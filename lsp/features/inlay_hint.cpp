// What is not written and yet holds.
// LSP 3.17, Inlay Hint Request
#include "core/query/hints.h"
#include "lsp/server/feature.h"

namespace paas::lsp::features {

namespace {

void announce(const Client& client, Json& capabilities) {
  if (client.has({"textDocument", "inlayHint"})) capabilities["inlayHintProvider"] = true;
}

Result<Json> answer(const Request& request) {
  const Json& range = request.params.at("range");
  const std::optional<Subject> subject = request.subject();
  if (!subject) return Json();
  const File& file = *subject->file;
  Json list = Json::array();
  for (const query::Hint& hint : query::hints(*subject->app, file, request.range(file, range))) {
    list.push_back({{"position", request.position_json(file, hint.offset)},
                    {"label", hint.label},
                    {"paddingLeft", true},
                    {"tooltip", {{"kind", "markdown"}, {"value", hint.tooltip}}}});
  }
  return list;
}

}  // namespace

extern const Feature inlay_hint;
const Feature inlay_hint{"textDocument/inlayHint", announce, answer};

}  // namespace paas::lsp::features
