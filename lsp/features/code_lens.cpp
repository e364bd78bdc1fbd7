// What a fragment becomes, above it.
// LSP 3.17, Code Lens Request
#include "core/query/lens.h"
#include "lsp/server/feature.h"

namespace paas::lsp::features {

namespace {

void announce(const Client&, Json& capabilities) { capabilities["codeLensProvider"] = Json::object(); }

Result<Json> answer(const Request& request) {
  const std::optional<Subject> subject = request.subject();
  if (!subject) return Json();
  Json list = Json::array();
  for (const query::Lens& lens : query::lenses(*subject->app, *subject->file)) {
    // Without a command it is a text that cannot be clicked at.
    list.push_back({{"range", request.range_json(*subject->file, lens.range)},
                    {"command", {{"title", lens.title}, {"command", ""}}}});
  }
  return list;
}

}  // namespace

extern const Feature code_lens;
const Feature code_lens{"textDocument/codeLens", announce, answer};

}  // namespace paas::lsp::features
