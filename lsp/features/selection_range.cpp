// What to select around each cursor, step by step.
#include "core/query/ranges.h"
#include "lsp/server/feature.h"

namespace paas::lsp::features {

namespace {

void announce_selection_range(const Client&, Json& capabilities) { capabilities["selectionRangeProvider"] = true; }

Result<Json> answer_selection_range(const Request& request) {
  const Json& positions = request.params.at("positions");
  const std::optional<Subject> subject = request.subject();
  if (!subject) return Json();
  Json answers = Json::array();
  for (const Json& position : positions) {
    const std::uint32_t offset = request.offset(*subject->file, position);
    const std::vector<Range> ranges = query::selections(*subject->file, offset);
    Json innermost;
    for (auto range = ranges.rbegin(); range != ranges.rend(); ++range) {
      Json each{{"range", request.range_json(*subject->file, *range)}};
      if (!innermost.is_null()) each["parent"] = std::move(innermost);
      innermost = std::move(each);
    }
    answers.push_back(std::move(innermost));
  }
  return answers;
}

}  // namespace

extern const Feature selection_range;
const Feature selection_range{"textDocument/selectionRange", announce_selection_range, answer_selection_range};

}  // namespace paas::lsp::features
