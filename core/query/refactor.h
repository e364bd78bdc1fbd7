// What may be written otherwise where nothing is wrong.
#pragma once

#include <string>
#include <vector>

#include "core/query/query.h"

namespace paas::query {

struct Refactoring {
  std::string title;
  std::vector<TextEdit> edits;
};

/// What can be done with the value or key at `offset`: another of the values that are allowed, brackets or lines, the
/// order of a list, keys with their defaults. Each was tried: the file has no more mistakes than before, and where only
/// the style changes it means the same.
std::vector<Refactoring> refactorings(const App& app, const File& file, std::uint32_t offset);

}  // namespace paas::query
