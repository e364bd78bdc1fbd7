// What the words of the visible lines are.
#include "lsp/server/tokens.h"

namespace paas::lsp::features {

namespace {

Result<Json> answer_semantic_tokens_range(const Request& request) {
  const Json& range = request.params.at("range");
  const std::optional<Subject> subject = request.subject();
  if (!subject) return Json();
  return Json{{"data", encode_tokens(request, *subject, request.range(*subject->file, range))}};
}

}  // namespace

extern const Feature semantic_tokens_range;
const Feature semantic_tokens_range{"textDocument/semanticTokens/range", nullptr, answer_semantic_tokens_range};

}  // namespace paas::lsp::features
