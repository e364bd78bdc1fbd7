// What is not written and yet holds, shown within the text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/query/query.h"

namespace paas::query {

struct Hint {
  std::uint32_t offset;  // where it stands; a blank belongs before it
  std::string label;     // plain text
  std::string tooltip;   // Markdown
};

/// The hints whose places lie in `within`, in the order of the text: the name that everything made for a handler begins
/// with, the numbers and switches that hold because nothing else is written, the value that counts instead of one
/// without effect, and a timer's calls per day.
std::vector<Hint> hints(const App& app, const File& file, Range within);

}  // namespace paas::query
