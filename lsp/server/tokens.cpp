// Encodes words, and finds what changed.
#include "lsp/server/tokens.h"

#include <algorithm>

#include "core/query/colours.h"

namespace paas::lsp {

namespace {

constexpr std::uint32_t numbers_of_token = 5;
constexpr std::uint32_t definition_modifier = 1;

// The legend's order; names that themes know.
std::uint32_t number_of(query::WordKind kind) { return static_cast<std::uint32_t>(kind); }

}  // namespace

Json token_legend(const Client& client) {
  Json types{"property", "enumMember", "number", "string", "keyword", "variable", "function", "comment"};
  if (client.lists({"textDocument", "semanticTokens", "tokenTypes"}, "paasKey"))
    types = {"paasKey",     "paasConstant", "paasNumber",     "paasText",
             "paasKeyword", "paasName",     "paasPermission", "comment"};
  return {{"tokenTypes", std::move(types)}, {"tokenModifiers", {"definition"}}};
}

TokenData encode_tokens(const Request& request, const Subject& subject, Range range) {
  TokenData data;
  Position last;
  const File& file = *subject.file;
  for (const query::Word& word : query::words(*subject.app, file)) {
    if (word.range.end < range.begin || word.range.begin > range.end) continue;
    const Position begin = position_of(file.text, request.lines(file), word.range.begin, request.client.encoding);
    const Position end = position_of(file.text, request.lines(file), word.range.end, request.client.encoding);
    const bool is_same_line = begin.line == last.line;
    data.insert(data.end(),
                {begin.line - last.line, is_same_line ? begin.character - last.character : begin.character,
                 end.character - begin.character, number_of(word.kind), word.defines ? definition_modifier : 0});
    last = begin;
  }
  return data;
}

Json token_edits(const TokenData& before, const TokenData& after) {
  const std::size_t shorter = std::min(before.size(), after.size());
  std::size_t head = 0;
  while (head < shorter && before[head] == after[head]) ++head;
  head -= head % numbers_of_token;
  std::size_t tail = 0;
  while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) ++tail;
  tail -= tail % numbers_of_token;
  Json edits = Json::array();
  if (head == before.size() && head == after.size()) return edits;
  const auto begin = after.begin() + static_cast<std::ptrdiff_t>(head);
  const auto end = after.end() - static_cast<std::ptrdiff_t>(tail);
  edits.push_back({{"start", head}, {"deleteCount", before.size() - head - tail}, {"data", TokenData(begin, end)}});
  return edits;
}

const std::string& TokenMemory::remember(const std::string& path, TokenData data) {
  SentTokens& sent = sent_[path];
  sent = {std::to_string(next_++), std::move(data)};
  return sent.result_id;
}

const SentTokens* TokenMemory::find(const std::string& path, const std::string& result_id) const {
  const auto found = sent_.find(path);
  return found != sent_.end() && found->second.result_id == result_id ? &found->second : nullptr;
}

}  // namespace paas::lsp
