// A question, as a fence such as `definition`, `rename NAME` or `migrate`, and its answer as text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/spec_runner/workspace.h"

namespace paas::spec {

struct Question {
  std::string method;    // hover, definition, symbols, ...; migrate, migrated; fix, ignore
  std::string argument;  // of `rename`: the new name; of `migrated`: a path; of `fix`: a code; of `symbols`: a query
  char cursor = '0';     // which of `$0` to `$9` it is about
};

/// Where a cursor stands, in bytes of the file as it is analysed.
struct Cursor {
  std::string path;
  std::size_t offset;
};

/// Reads what stands behind the ticks: `definition`, `definition $1`, `rename NAME`, `rename NAME $1`.
std::optional<Question> parse_question(std::string_view info);

/// Whether the question is about a cursor, not about the app as a whole.
bool asks_about_cursor(const Question& question);

/// The answer, a line for each place, edit or candidate.
std::string answer(const Outcome& outcome, const Question& question, const Cursor& cursor);

/// Applies each fix of each diagnostic and looks whether the diagnostic is gone; what is wrong is a line of the answer.
std::vector<std::string> try_fixes(const Outcome& outcome, const Workspace& workspace);

/// What is wrong with the template, or with the formatting or the words of a file, in whatever state they are; empty if
/// nothing.
std::string check_shapes(const Outcome& outcome, const std::string& path);

/// Asks everything about one place and looks at no answer: nothing may crash.
void ask_everything(const Outcome& outcome, const Cursor& cursor);

}  // namespace paas::spec
