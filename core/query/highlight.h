// The places of a file that are about one thing.
#pragma once

#include <cstdint>
#include <vector>

#include "core/query/query.h"

namespace paas::query {

struct Highlight {
  Range range;
  bool is_definition;  // it makes the symbol exist; else it needs it
};

/// The occurrences in the file of the symbols at `offset`, in the order of the text. Linear in the file.
std::vector<Highlight> highlights(const App& app, const File& file, std::uint32_t offset);

}  // namespace paas::query
