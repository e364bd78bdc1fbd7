// What has changed of the words of a document since the last answer.
#include "lsp/server/tokens.h"

namespace paas::lsp::features {

namespace {

Result<Json> answer_semantic_tokens_delta(const Request& request) {
  const std::string& previous = request.params.at("previousResultId").get_ref<const std::string&>();
  const std::optional<Subject> subject = request.subject();
  if (!subject) return Json();
  const std::string& path = subject->file->path;
  TokenMemory& memory = request.exchange.tokens();
  TokenData data = encode_tokens(request, *subject, {0, static_cast<std::uint32_t>(subject->file->text.size())});
  const SentTokens* sent = memory.find(path, previous);
  Json result = sent != nullptr ? Json{{"edits", token_edits(sent->data, data)}} : Json{{"data", data}};
  if (request.index.document(path) != nullptr) result["resultId"] = memory.remember(path, std::move(data));
  return result;
}

}  // namespace

extern const Feature semantic_tokens_delta;
const Feature semantic_tokens_delta{"textDocument/semanticTokens/full/delta", nullptr, answer_semantic_tokens_delta};

}  // namespace paas::lsp::features
