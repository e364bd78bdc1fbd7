// The tokens of a YAML text: every character that is no blank and no comment belongs to one of them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/text/text.h"

namespace paas::yaml {

enum class TokenKind : std::uint8_t {
  marker,                // `---`, `...` and directives
  block_sequence_start,  // empty, at the first dash; a sequence at the column of its key has none (nor an end)
  block_mapping_start,   // empty, at the first key
  block_end,             // empty
  flow_start,            // `[` or `{`
  flow_end,              // `]` or `}`
  block_entry,           // `-`
  flow_entry,            // `,`
  key,                   // empty before most keys; or `?`
  value,                 // `:`
  alias,
  anchor,
  tag,
  plain,
  quoted,
  block_scalar,  // from `|` or `>` to the end of its last line that counts
};

/// Bytes of the host.
struct Token {
  TokenKind kind;
  Range range;

  bool operator==(const Token&) const = default;
};

/// The tokens of `fragment` in the order of the text, up to the first one that libyaml refuses. Linear for texts that
/// `parse` takes.
std::vector<Token> read_tokens(std::string_view host, Range fragment);

}  // namespace paas::yaml
