// The questions that need the Python grammar.
#pragma once

#include <optional>
#include <string_view>

#include "core/python/python.h"

namespace paas::python {

/// The first statement of a module that is a string. A file is parsed whole, so callers look for cheaper answers first.
struct StringLiteral {
  bool found = false;
  bool terminated = true;
  bool after_code = false;  // other statements come before it, so Python does not take it for the docstring
  Range range;              // with prefix and quotes
  Range content;            // between the quotes
  Range code;               // the first statement before it
};

/// Finds nothing in a text that is too large or that would take the grammar too long.
/// Only strings that stand in triple quotes and mention `infra` count when code comes before them.
StringLiteral first_string_statement(std::string_view text);

/// Every constant-name environment read in code, and whether `handler` is bound; nothing for a text that is too large
/// or that would take the grammar too long.
std::optional<Code> read_with_grammar(std::string_view text);

}  // namespace paas::python
