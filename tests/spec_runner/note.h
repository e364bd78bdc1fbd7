// A note: what is stated, or what came, at one place of a file; and how it is written in a spec.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/text/text.h"

namespace paas::spec {

/// Lines are zero-based lines of the file as it is analysed, columns count code points.
struct Note {
  std::string path;
  Position begin;
  std::optional<Position> end = {};  // absent in lists of problems, which state the beginning only
  bool maybe_empty = false;          // one caret stands for an empty range, too
  std::string severity;              // or `related`
  std::string code = {};             // empty for `related`
  std::string message = {};          // expected: may leave out its end, and other parts by `…`
  std::size_t spec_line = 0;         // expected: the zero-based line of the spec that states it
};

/// Whether `line` is a comment that means to state something: `# ^^^ ...` or `# @3-5 ...`.
bool is_note(std::string_view line);
/// Reads such a comment; `text_line` is the line above it. Nothing if it is malformed.
std::optional<Note> parse_note(std::string_view line, std::uint32_t text_line);
/// Reads `path:line:column severity[code]: message`, one-based.
std::optional<Note> parse_listed(std::string_view line);

/// As a comment, ready to paste under the line where the note begins.
std::string write_note(const Note& note);
std::string write_listed(const Note& note);

bool matches(const Note& expected, const Note& actual);

}  // namespace paas::spec
