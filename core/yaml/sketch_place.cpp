// Finds the block that the line of the cursor belongs to.
#include <algorithm>
#include <string>

#include "core/text/characters.h"
#include "core/yaml/sketcher.h"

namespace paas::yaml {

// A line that holds just the word at the cursor belongs to the block that it fits best.
void Sketcher::place_cursor_line() {
  if (cursor_line_ >= lines_.size()) return;
  SketchLine& line = lines_[cursor_line_];
  line_ = cursor_line_;
  at_ = line.content;
  if (is_hole_here() && !is_dash(at_) && !colon_of(at_)) line.column = fitting_column(cursor_line_);
  line_ = 0;
}

std::uint32_t Sketcher::fitting_column(std::size_t index) {
  std::uint32_t column = lines_[index].raw_column;
  const SketchLine* next = index + 1 < lines_.size() ? &lines_[index + 1] : nullptr;
  if (index == 0 && next == nullptr) return column;
  if (index == 0) {
    // Above a body without its head that can be nothing else.
    const bool has_head = top_.empty() || slice(host_, next->range).substr(next->raw_column).starts_with(top_);
    return has_head ? next->raw_column : 0;
  }
  // The blocks that are open above the line, the deepest first.
  struct Open {
    std::uint32_t column;
    bool is_list;
  };
  std::vector<Open> open;
  for (std::size_t i = index; i-- > 0;) {
    std::vector<Open> of_line;
    std::uint32_t token = lines_[i].content;
    const auto here = [&] { return lines_[i].raw_column + token - lines_[i].content; };
    line_ = i;
    while (is_dash(token)) {
      of_line.push_back({here(), true});
      ++token;
      while (is_blank(at(token))) ++token;
    }
    const std::optional<std::uint32_t> colon = colon_of(token);
    if (colon) of_line.push_back({here(), false});
    if (i + 1 == index && !of_line.empty()) {
      std::uint32_t rest = colon ? *colon + 1 : token;
      while (rest < lines_[i].range.end && is_blank(host_[rest])) ++rest;
      if (rest >= lines_[i].range.end || host_[rest] == '#' || host_[rest] == '&') {
        const Open last = of_line.back();
        if (next != nullptr && next->raw_column > last.column) return next->raw_column;
        const bool has_list = next != nullptr && next->raw_column == last.column && is_dash(next->content);
        if (has_list && !last.is_list) {
          is_item_ = true;
          return last.column;
        }
        if (column > last.column) return column;
        const bool is_top = !top_.empty() && slice(host_, lines_[i].range).starts_with(std::string(top_) + ":");
        if (is_top && !last.is_list) return last.column + (sketch_.indent == 0 ? usual_indent : sketch_.indent);
      }
    }
    for (auto each = of_line.rbegin(); each != of_line.rend(); ++each) {
      const bool is_outer = open.empty() || each->column < open.back().column ||
                            (each->column == open.back().column && open.back().is_list && !each->is_list);
      if (is_outer) open.push_back(*each);
    }
    if (!open.empty() && open.back().column == 0 && !open.back().is_list) break;
  }
  if (open.empty()) return column;
  // Beside the key that all else stands below there is nothing to write.
  if (!top_.empty() && column == 0 && open.size() > 1) column = 1;
  std::uint32_t best = open.front().column;
  for (const Open& each : open) {
    if (each.column >= column) best = each.column;
  }
  // Between two items of a list.
  const bool is_item =
      next != nullptr && is_dash(next->content) && best <= next->raw_column &&
      std::ranges::any_of(open, [&](const Open& each) { return each.is_list && each.column == next->raw_column; });
  if (is_item) {
    is_item_ = true;
    return next->raw_column;
  }
  const bool is_open_below =
      next != nullptr && next->raw_column > best &&
      std::any_of(open.begin(), open.end(), [&](const Open& each) { return each.column == next->raw_column; });
  return is_open_below ? next->raw_column : best;
}

}  // namespace paas::yaml
