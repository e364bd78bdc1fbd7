// Semantic tokens as the protocol has them, and what was sent of each document, for deltas.
// LSP 3.17, Semantic Tokens
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lsp/server/feature.h"

namespace paas::lsp {

/// Five numbers a token: lines and columns from the one before, length, type and modifiers.
using TokenData = std::vector<std::uint32_t>;

/// Of one document.
struct SentTokens {
  std::string result_id;
  TokenData data;
};

/// The last answer for each document, by path. Belongs to the one thread that answers.
class TokenMemory {
 public:
  /// The id of the answer that is remembered instead of the one before.
  const std::string& remember(const std::string& path, TokenData data);
  /// nullptr if `result_id` is not the last answer.
  const SentTokens* find(const std::string& path, const std::string& result_id) const;
  void forget(const std::string& path) { sent_.erase(path); }

 private:
  std::map<std::string, SentTokens> sent_;
  std::uint64_t next_ = 1;
};

/// The names of types and modifiers, in the order of their numbers; types of our own for a client that lists them.
Json token_legend(const Client& client);
/// The tokens of a file that touch `range`.
TokenData encode_tokens(const Request& request, const Subject& subject, Range range);
/// The one edit that makes `after` of `before`, or none.
Json token_edits(const TokenData& before, const TokenData& after);

}  // namespace paas::lsp
