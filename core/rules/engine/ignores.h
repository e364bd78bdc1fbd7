// Comments that silence diagnostics: `# paas: ignore[code]` and `# paas: ignore-file[code]`.
#pragma once

#include <string_view>
#include <vector>

#include "core/text/text.h"

namespace paas {

/// One code of one such comment.
struct Ignore {
  std::string_view code;  // empty if the comment names none
  Range range;            // the code within the comment
  bool whole_file;
  std::uint32_t line;  // the line that it silences: its own, or the next one if the comment stands alone
  bool used = false;
};

/// One such comment.
struct IgnoreComment {
  Range range;        // from the `#` to the end of the line
  Range brackets;     // what stands between them; empty where there are none
  bool stands_alone;  // nothing else is on its line
  bool whole_file;
};

/// The comments on the line that holds `offset`, from left to right.
std::vector<IgnoreComment> ignore_comments_on_line(std::string_view text, std::uint32_t offset);

/// Every code of every comment; views into `text`.
std::vector<Ignore> find_ignores(std::string_view text);

}  // namespace paas
