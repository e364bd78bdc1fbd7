// Reads indentation.
#include "core/template/outline.h"

#include <algorithm>

namespace paas::cloudformation {

namespace {

template <typename Visit>
void for_each_line(std::string_view text, Visit visit) {
  for (std::uint32_t line = 0; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view one = text.substr(0, end);
    const std::size_t indentation = one.find_first_not_of(' ');
    if (indentation != std::string_view::npos) visit(line, one, indentation);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// `AppTable:`, `Resources: {}`
std::string_view key_of(std::string_view line) { return line.substr(0, line.find(':')); }

}  // namespace

std::vector<OutlineItem> outline(std::string_view text) {
  constexpr std::size_t entry_indentation = 2;
  constexpr std::string_view type_key = "    Type: ";
  std::vector<OutlineItem> sections;
  for_each_line(text, [&](std::uint32_t line, std::string_view one, std::size_t indentation) {
    if (one.front() == '#') return;
    if (indentation == 0) {
      sections.push_back({key_of(one), {}, line, line, {}});
      return;
    }
    if (sections.empty()) return;
    OutlineItem& section = sections.back();
    section.last = line;
    if (indentation == entry_indentation) {
      section.entries.push_back({key_of(one.substr(indentation)), {}, line, line, {}});
    } else if (!section.entries.empty()) {
      OutlineItem& entry = section.entries.back();
      entry.last = line;
      if (line == entry.first + 1 && one.starts_with(type_key)) entry.type = one.substr(type_key.size());
    }
  });
  return sections;
}

std::vector<TextFold> folds_of(std::string_view text) {
  struct Open {
    std::uint32_t line;
    std::size_t indentation;
  };
  std::vector<TextFold> folds;
  std::vector<Open> open;
  std::uint32_t last = 0;
  for_each_line(text, [&](std::uint32_t line, std::string_view one, std::size_t indentation) {
    if (one.front() == '#') return;
    while (!open.empty() && open.back().indentation >= indentation) {
      if (last > open.back().line) folds.push_back({open.back().line, last});
      open.pop_back();
    }
    open.push_back({line, indentation});
    last = line;
  });
  for (const Open& each : open) {
    if (last > each.line) folds.push_back({each.line, last});
  }
  std::ranges::sort(folds, {}, &TextFold::first);
  return folds;
}

}  // namespace paas::cloudformation
