// Finds comments: a `#` behind a blank that stands in no scalar.
#include "core/query/comments.h"
#include "core/text/characters.h"

#include <algorithm>

namespace paas::query {

namespace {

bool is_collection(yaml::Kind kind) {
  return kind == yaml::Kind::sequence || kind == yaml::Kind::mapping || kind == yaml::Kind::set;
}

/// Scalars that hold a `#`; few do.
std::vector<Range> scalars_with_hash(const File& file) {
  std::vector<Range> scalars;
  for (yaml::NodeId node = 0; node < file.document.size(); ++node) {
    if (is_collection(file.document.kind(node)) || file.document[node].alias) continue;
    const Range range = file.document.range(node);
    if (slice(file.text, range).find('#') != std::string_view::npos) scalars.push_back(range);
  }
  std::sort(scalars.begin(), scalars.end(), [](Range a, Range b) { return a.begin < b.begin; });
  return scalars;
}

// The header of a block scalar may have a comment of its own.
std::uint32_t skip(const std::string& text, Range scalar, std::uint32_t at) {
  const bool is_block = text[scalar.begin] == '|' || text[scalar.begin] == '>';
  const std::size_t header_end = std::min<std::size_t>(text.find_first_of("\r\n", scalar.begin), scalar.end);
  return is_block && at < header_end ? at : scalar.end;
}

}  // namespace

std::vector<Range> comments_of(const File& file) {
  std::vector<Range> comments;
  const std::string& text = file.text;
  const std::vector<Range> scalars = scalars_with_hash(file);
  std::size_t next = 0;
  for (const Range fragment : file.fragments) {
    for (std::uint32_t at = fragment.begin; at < fragment.end; ++at) {
      at = static_cast<std::uint32_t>(std::min<std::size_t>(text.find('#', at), fragment.end));
      if (at == fragment.end) break;
      if (at > fragment.begin && !is_space(text[at - 1])) continue;
      while (next < scalars.size() && scalars[next].end <= at) ++next;
      if (next < scalars.size() && scalars[next].begin <= at && skip(text, scalars[next], at) != at) {
        at = scalars[next].end - 1;
        continue;
      }
      const std::size_t end = std::min<std::size_t>(text.find_first_of("\r\n", at), fragment.end);
      comments.push_back({at, static_cast<std::uint32_t>(end)});
      at = static_cast<std::uint32_t>(end) - 1;
    }
  }
  return comments;
}

}  // namespace paas::query
