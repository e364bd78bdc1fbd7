// What is not written and yet holds, shown within the text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/query/query.h"

namespace paas::query {

enum class HintKind : std::uint8_t { name, defaults, calls, no_effect };

struct Hint {
  HintKind kind;
  std::uint32_t offset;               // where it stands; a blank belongs before it
  std::string label;                  // plain text that cannot be read as YAML
  std::string tooltip;                // Markdown
  std::optional<Place> place = {};    // what it is about, elsewhere in the text
  std::optional<TextEdit> edit = {};  // writes what it says
};

/// The hints whose places lie in `within`, in the order of the text: the name that everything made for a handler begins
/// with, the numbers and switches that hold because nothing else is written, the value that counts instead of one
/// without effect, and a timer's calls per day. None where a value is still to be typed.
std::vector<Hint> hints(const App& app, const File& file, Range within);

}  // namespace paas::query
