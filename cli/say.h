// The one door to standard output and standard error.
#pragma once

#include <string>
#include <string_view>

namespace paas::cli {

/// Writes to standard output as it is: what programs read, and what was cleaned line by line. Failures are found when
/// the program ends.
void print(std::string_view text);

/// Writes lines for people to standard output, whose texts are `report::visible`.
void print_lines(std::string_view text);

/// Writes a line to standard error, cleaned.
void say(std::string_view line);
/// The same behind `paas-lsp: `.
void tell(std::string_view message);
/// The same; returns `exit_unusable`.
int fail(std::string_view message);

/// Draws over the last line of a terminal that shows standard error; `text` must be ours.
void draw_line(std::string_view text);

}  // namespace paas::cli
