// Texts of users made safe to show: nothing of theirs may command a terminal or break a format.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace paas::report {

/// One code point of a text, or one byte that is not UTF-8.
struct CodePoint {
  char32_t value = 0;  // the byte itself where `valid` is false
  bool valid = false;
  std::uint32_t bytes = 1;
};

/// The code point that begins at `offset`, which lies inside `text`.
CodePoint decode(std::string_view text, std::size_t offset);

/// A code point as a terminal shows it.
struct Character {
  std::string shown;          // itself, or an escape such as `\x1b` that can be seen
  std::uint32_t columns = 0;  // that `shown` takes
  std::uint32_t bytes = 1;    // that it takes in the text
};

Character character_at(std::string_view text, std::size_t offset);

/// `text` in one line: control characters, bidirectional overrides and bytes that are not UTF-8 become escapes.
std::string visible(std::string_view text);

/// The same of a whole line of a log.
std::string safe_line(std::string_view text);

/// Lines of a log whose texts are `visible`: a runner of workflows takes a line that begins with `::` for a command,
/// which becomes `\x3a:`.
std::string without_commands(std::string_view text);

/// `text` as valid UTF-8: a byte that is none becomes U+FFFD.
std::string valid_utf8(std::string_view text);

}  // namespace paas::report
