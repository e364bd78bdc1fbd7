// What the words of a document are.
#include "lsp/server/tokens.h"

namespace paas::lsp::features {

namespace {

void announce_semantic_tokens(const Client& client, Json& capabilities) {
  capabilities["semanticTokensProvider"] = {
      {"legend", token_legend(client)}, {"full", {{"delta", true}}}, {"range", true}};
}

Result<Json> answer_semantic_tokens(const Request& request) {
  const std::optional<Subject> subject = request.subject();
  if (!subject) return Json();
  const auto size = static_cast<std::uint32_t>(subject->file->text.size());
  TokenData data = encode_tokens(request, *subject, {0, size});
  Json result{{"data", data}};
  const std::string& path = subject->file->path;
  if (request.index.document(path) != nullptr)
    result["resultId"] = request.exchange.tokens().remember(path, std::move(data));
  return result;
}

}  // namespace

extern const Feature semantic_tokens;
const Feature semantic_tokens{"textDocument/semanticTokens/full", announce_semantic_tokens, answer_semantic_tokens};

}  // namespace paas::lsp::features
