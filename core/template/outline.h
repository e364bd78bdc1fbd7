// The structure of a preview's text, for outlines and folding. Of YAML as this program writes it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace paas::cloudformation {

/// A section, or an entry of one. Lines from `first` to `last`.
struct OutlineItem {
  std::string_view name;
  std::string_view type;  // of a resource
  std::uint32_t first;
  std::uint32_t last;
  std::vector<OutlineItem> entries;
};

/// Views into the text. Linear.
std::vector<OutlineItem> outline(std::string_view text);

struct TextFold {
  std::uint32_t first;
  std::uint32_t last;
  bool operator==(const TextFold&) const = default;
};

/// What is indented below a line, in the order of their first lines; of JSON, too. Linear.
std::vector<TextFold> folds_of(std::string_view text);

}  // namespace paas::cloudformation
