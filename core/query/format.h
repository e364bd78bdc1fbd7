// Formats fragments: blanks, indentation and empty lines, and nothing else.
#pragma once

#include <cstdint>
#include <vector>

#include "core/query/query.h"

namespace paas::query {

/// The edits that format the fragments of a file, one a line at most, in the order of the text. None for a fragment
/// that is broken, and none where the fragment would not mean exactly the same afterwards.
std::vector<TextEdit> format(const File& file);

/// Those of the edits that touch the lines of `range`; none if they make no sense without the others.
std::vector<TextEdit> format_range(const File& file, Range range);

/// After a line break was typed: the edit that indents the line at `offset` in a fragment, broken or not. An item of a
/// sequence is continued by another dash. None where the indentation is right or anyone's guess.
std::vector<TextEdit> indent_line(const File& file, std::uint32_t offset);

}  // namespace paas::query
