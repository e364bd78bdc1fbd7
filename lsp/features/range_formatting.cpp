// Formats the lines of a selection.
#include "core/query/format.h"
#include "lsp/server/edit.h"
#include "lsp/server/feature.h"

namespace paas::lsp::features {

namespace {

void announce_range_formatting(const Client&, Json& capabilities) {
  capabilities["documentRangeFormattingProvider"] = true;
}

Result<Json> answer_range_formatting(const Request& request) {
  const Json& range = request.params.at("range");
  const std::optional<Subject> subject = request.subject();
  if (!subject) return Json();
  return text_edits(request, query::format_range(*subject->file, request.range(*subject->file, range)));
}

}  // namespace

extern const Feature range_formatting;
const Feature range_formatting{"textDocument/rangeFormatting", announce_range_formatting, answer_range_formatting};

}  // namespace paas::lsp::features
