// What the editor can fold.
#include "core/query/ranges.h"
#include "core/template/outline.h"
#include "lsp/server/previews.h"

namespace paas::lsp::features {

namespace {

void announce_folding_range(const Client&, Json& capabilities) { capabilities["foldingRangeProvider"] = true; }

Result<Json> answer_folding_range(const Request& request) {
  if (const Preview* preview = asked_preview(request)) {
    Json folds = Json::array();
    for (const auto& [first, last] : cloudformation::folds_of(preview->text()))
      folds.push_back({{"startLine", first}, {"endLine", last}});
    return folds;
  }
  const std::optional<Subject> subject = request.subject();
  if (!subject) return Json();
  Json folds = Json::array();
  for (const query::Fold& fold : query::folds(*subject->file)) {
    Json each{{"startLine", fold.first}, {"endLine", fold.last}};
    if (fold.is_comment) each["kind"] = "comment";
    folds.push_back(std::move(each));
  }
  return folds;
}

}  // namespace

extern const Feature folding_range;
const Feature folding_range{"textDocument/foldingRange", announce_folding_range, answer_folding_range};

}  // namespace paas::lsp::features
