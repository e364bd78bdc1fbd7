// The code that is being written in a comment `# paas: ignore[`.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/text/text.h"

namespace paas {

/// A code that is being written in such a comment.
struct OpenIgnore {
  Range word;      // the code at the cursor
  bool is_closed;  // a bracket follows, or another code
  bool whole_file;
  std::uint32_t line;  // the one that it silences
};

/// Nothing where `offset` is not behind the bracket of such a comment.
std::optional<OpenIgnore> open_ignore_at(std::string_view text, std::uint32_t offset);

}  // namespace paas
