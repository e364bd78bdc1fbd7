// What a fragment becomes, above it.
// LSP 3.17, Code Lens Request
#include "core/query/lens.h"

#include <algorithm>

#include "lsp/server/previews.h"

namespace paas::lsp::features {

namespace {

using query::LensKind;

// What a client does when a lens is clicked at, and the setting that shows the lens.
struct Presentation {
  LensKind kind;
  const char* setting;
  bool is_shown;        // where the person has not said
  const char* command;  // [uri, position]
};

constexpr Presentation presentations[] = {
    {LensKind::summary, "summary", true, "paas-lsp.openPreview"},
    {LensKind::trigger, "trigger", true, "paas-lsp.goToDefinition"},
    {LensKind::sample_events, "sampleEvents", true, "paas-lsp.showSampleEvents"},
    {LensKind::references, "references", true, "paas-lsp.showReferences"},
    {LensKind::definitions, "definitions", false, "paas-lsp.showReferences"},
};

void announce_code_lens(const Client&, Json& capabilities) { capabilities["codeLensProvider"] = Json::object(); }

// What saving the file changes in the template, in the line of its other lenses; the client shows both.
void add_difference(const Request& request, const Subject& subject, Range range, Json& list) {
  const bool is_wanted =
      request.client.has({"experimental", "paasPreview"}) && request.client.is_on({"codeLens", "unsavedChanges"}, true);
  if (!is_wanted) return;
  const std::string change = request.exchange.previews().unsaved(request.index, subject);
  if (change.empty()) return;
  list.push_back({{"range", request.range_json(*subject.file, range)},
                  {"command",
                   {{"title", "saving " + change},
                    {"command", "paas-lsp.showDifference"},
                    {"arguments", Json::array({request.uri_of(subject.file->path)})}}}});
}

Json lens_json(const Request& request, const File& file, const query::Lens& lens, const Presentation& presentation) {
  // Without a command it is a text that cannot be clicked at.
  Json command{{"title", lens.title}, {"command", ""}};
  if (request.client.runs(presentation.command)) {
    command["command"] = presentation.command;
    command["arguments"] = Json::array({request.uri_of(file.path), request.position_json(file, lens.about)});
  }
  return {{"range", request.range_json(file, lens.range)}, {"command", std::move(command)}};
}

Result<Json> answer_code_lens(const Request& request) {
  const std::optional<Subject> subject = request.subject();
  if (!subject) return Json();
  Json list = Json::array();
  for (const query::Lens& lens : query::lenses(*subject->app, *subject->file)) {
    const auto* presentation = std::ranges::find(presentations, lens.kind, &Presentation::kind);
    if (request.client.is_on({"codeLens", presentation->setting}, presentation->is_shown))
      list.push_back(lens_json(request, *subject->file, lens, *presentation));
    // Early in the line: beside a preview the end of it cannot be seen.
    if (lens.kind == LensKind::summary) add_difference(request, *subject, lens.range, list);
  }
  return list;
}

}  // namespace

extern const Feature code_lens;
const Feature code_lens{"textDocument/codeLens", announce_code_lens, answer_code_lens};

}  // namespace paas::lsp::features
