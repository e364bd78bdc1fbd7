// What the fragment and the code of a handler have to do with each other.
#pragma once

#include <optional>
#include <vector>

#include "core/query/meaning.h"
#include "core/query/query.h"

namespace paas::query {

/// The name of the function that Lambda calls, where a handler defines it at the beginning of a line.
std::optional<Range> function_of(const App& app, const File& file);

/// The code that a word of the fragment is about: the function where the word says what kind of function it is, and of
/// a permission the calls that need it. Runs the Python grammar for a permission.
std::vector<Place> code_of(const App& app, const File& file, std::uint32_t offset);

}  // namespace paas::query
