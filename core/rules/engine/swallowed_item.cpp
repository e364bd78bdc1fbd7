// Finds a dash at the beginning of a line of a plain text.
#include "core/rules/engine/swallowed_item.h"

#include "core/rules/engine/fixing.h"

namespace paas {

namespace {

constexpr std::string_view blanks = " \t";

// The dash of the item itself; npos where it is no item in block style.
std::size_t dash_of(std::string_view text, Range item) {
  const std::size_t before = item.begin == 0 ? std::string_view::npos : text.find_last_not_of(blanks, item.begin - 1);
  return before != std::string_view::npos && text[before] == '-' ? before : std::string_view::npos;
}

}  // namespace

std::optional<Range> swallowed_dash(const File& file, yaml::NodeId item) {
  const yaml::Node& node = file.document[item];
  if (node.kind != yaml::Kind::string || node.quoted || node.alias) return std::nullopt;
  const std::string_view text = file.text;
  if (dash_of(text, node.range) == std::string_view::npos) return std::nullopt;
  for (std::size_t at = text.find('\n', node.range.begin); at < node.range.end; at = text.find('\n', at + 1)) {
    const std::size_t first = text.find_first_not_of(blanks, at + 1);
    if (first + 1 < node.range.end && text.substr(first, 2) == "- ")
      return Range{static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(first) + 1};
  }
  return std::nullopt;
}

std::vector<Fix> free_item(const File& file, yaml::NodeId item) {
  const std::optional<Range> dash = swallowed_dash(file, item);
  if (!dash) return {};
  const std::string_view text = file.text;
  const std::size_t own = dash_of(text, file.document.range(item));
  const std::size_t line = own == 0 ? 0 : text.rfind('\n', own - 1) + 1;
  const auto begin = static_cast<std::uint32_t>(text.rfind('\n', dash->begin) + 1);
  // What stands before the dash may be the dashes of lists around it.
  return one_fix("Indent it as the item above", file,
                 yaml::Replacement{{begin, dash->begin}, std::string(own - line, ' ')}, likely);
}

}  // namespace paas
