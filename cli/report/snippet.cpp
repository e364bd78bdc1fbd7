// Draws source lines: tabs expanded, wide characters measured, unsafe ones escaped, long lines cut.
#include "cli/report/snippet.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "cli/report/display.h"
#include "core/text/characters.h"

namespace paas::report {

namespace {

constexpr std::uint32_t max_columns = 160;
constexpr std::uint32_t tab_stop = 4;
/// Bytes of a line to look at on each side of the mark: enough to fill `max_columns`, and a bound on the work for a
/// line of a megabyte.
constexpr std::uint32_t reach = 4 * max_columns;

struct Cell {
  std::string shown;
  std::uint32_t column;
};

/// A line as it is shown, and the columns of the carets below it.
struct Drawn {
  std::string text;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// Keeps the cells in a window of `max_columns` that holds the beginning of the mark.
Drawn cut(const std::vector<Cell>& cells, std::uint32_t total, Drawn marks, bool cut_left, bool cut_right) {
  std::uint32_t left = 0;
  if (total > max_columns && marks.begin > max_columns * 3 / 4) left = marks.begin - max_columns / 4;
  const std::uint32_t right = left + max_columns;
  cut_left |= left > 0;
  cut_right |= total > right;
  std::uint32_t origin = left;
  for (const Cell& cell : cells) {
    if (cell.column < left || cell.column >= right) continue;
    if (marks.text.empty()) origin = cell.column;
    marks.text += cell.shown;
  }
  const std::uint32_t shift = cut_left ? 1 : 0;
  marks.end = std::min(marks.end, right) - origin + shift;
  marks.begin = marks.begin - origin + shift;
  marks.text = fmt::format("{}{}{}", cut_left ? "…" : "", marks.text, cut_right ? "…" : "");
  return marks;
}

Drawn draw(std::string_view text, Range line, Range mark) {
  std::uint32_t begin = mark.begin > line.begin + reach ? mark.begin - reach : line.begin;
  // A place inside a character would turn its bytes into escapes.
  while (begin > line.begin && is_continuation(text[begin])) --begin;
  const std::uint32_t end = std::min(line.end, std::max(mark.begin, line.begin) + reach);
  std::vector<Cell> cells;
  Drawn marks;
  std::uint32_t column = 0;
  std::uint32_t offset = begin;
  bool begun = false;
  while (offset < end) {
    Character character = character_at(text.substr(0, line.end), offset);
    if (text[offset] == '\t') {
      character.columns = tab_stop - column % tab_stop;
      character.shown.assign(character.columns, ' ');
    }
    if (!begun && mark.begin < offset + character.bytes) {
      marks.begin = column;
      begun = true;
    }
    cells.push_back({std::move(character.shown), column});
    column += character.columns;
    offset += character.bytes;
    if (offset <= mark.end) marks.end = column;
  }
  if (!begun) marks.begin = column;
  return cut(cells, column, std::move(marks), begin > line.begin, offset < line.end);
}

Drawn draw_masked(std::string_view line, std::uint32_t shown, std::uint32_t begin, std::uint32_t end) {
  const std::string text = std::string(line.substr(0, shown)) + "…";
  const auto size = static_cast<std::uint32_t>(text.size());
  return draw(text, {0, size}, {std::min(begin, shown), end > shown ? size : end});
}

std::uint32_t first_visible(std::string_view text, Range line) {
  const std::size_t blanks = slice(text, line).find_first_not_of(" \t");
  return blanks == std::string_view::npos ? line.begin : line.begin + static_cast<std::uint32_t>(blanks);
}

}  // namespace

std::string Painter::operator()(std::string_view color, std::string_view text) const {
  return enabled_ ? fmt::format("\x1b[{}m{}\x1b[0m", color, text) : std::string(text);
}

Span span_of(const Lines& lines, Range range) {
  const std::uint32_t first = lines.line_of(range.begin);
  std::uint32_t last = lines.line_of(std::max(range.begin, range.end));
  while (last > first && range.end == lines.line(last).begin) range.end = lines.line(--last).end;
  return {first, last, range};
}

std::string snippet(std::string_view text, const Lines& lines, const Span& span, std::size_t width,
                    const Painter& paint, std::string_view color, const Mask& mask) {
  const std::string bar = paint(Painter::blue, fmt::format("{:{}} |", "", width));
  std::string out = bar + "\n";
  const auto add = [&](std::uint32_t number, Range mark) {
    const Range line = lines.line(number);
    const std::optional<std::uint32_t> shown = mask ? mask(number) : std::nullopt;
    const Drawn drawn = shown ? draw_masked(slice(text, line), *shown, mark.begin - line.begin, mark.end - line.begin)
                              : draw(text, line, mark);
    const std::string carets(drawn.end > drawn.begin ? drawn.end - drawn.begin : 1, '^');
    out += paint(Painter::blue, fmt::format("{:>{}} |", number + 1, width));
    if (!drawn.text.empty()) out += " " + drawn.text;
    out += fmt::format("\n{} {:{}}{}\n", bar, "", drawn.begin, paint(color, carets));
  };
  if (span.first_line == span.last_line) {
    add(span.first_line, span.range);
    return out;
  }
  add(span.first_line, {span.range.begin, lines.line(span.first_line).end});
  if (span.last_line > span.first_line + 1) out += paint(Painter::blue, "...") + "\n";
  add(span.last_line, {first_visible(text, lines.line(span.last_line)), span.range.end});
  return out;
}

}  // namespace paas::report
