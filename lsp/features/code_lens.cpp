// What a fragment becomes, above it.
// LSP 3.17, Code Lens Request
#include "core/query/lens.h"
#include "lsp/server/previews.h"

namespace paas::lsp::features {

namespace {

void announce(const Client&, Json& capabilities) { capabilities["codeLensProvider"] = Json::object(); }

// What saving the file changes in the template; the client shows both.
void add_difference(const Request& request, const Subject& subject, Json& list) {
  if (!request.client.has({"experimental", "paasPreview"})) return;
  std::string title = request.exchange.previews().unsaved(request.index, subject);
  if (title.empty()) return;
  list.push_back({{"range", request.range_json(*subject.file, {0, 0})},
                  {"command",
                   {{"title", std::move(title)},
                    {"command", "paas-lsp.showDifference"},
                    {"arguments", Json::array({request.uri_of(subject.file->path)})}}}});
}

Result<Json> answer(const Request& request) {
  const std::optional<Subject> subject = request.subject();
  if (!subject) return Json();
  Json list = Json::array();
  add_difference(request, *subject, list);
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
