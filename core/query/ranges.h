// What an editor folds, and what it selects step by step.
#pragma once

#include <cstdint>
#include <vector>

#include "core/app/file.h"

namespace paas::query {

/// Zero-based lines of the file, both included.
struct Fold {
  std::uint32_t first;
  std::uint32_t last;
  bool is_comment = false;

  bool operator==(const Fold&) const = default;
};

/// The fragments, what stands below a key or a dash on several lines, and comments of several lines; one for each first
/// line, in the order of the text.
std::vector<Fold> folds(const File& file);

/// What to select around `offset`, from the inside out, each range holding the one before it: a scalar without and with
/// its quotes, a value, its entry or item, the mapping or sequence, ..., the fragment, the docstring, the file.
std::vector<Range> selections(const File& file, std::uint32_t offset);

}  // namespace paas::query
