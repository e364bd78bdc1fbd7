// Reads lines and blocks by their indentation.
#include "core/yaml/sketch.h"

#include <algorithm>

#include "core/text/characters.h"
#include "core/yaml/sketcher.h"

namespace paas::yaml {

Sketcher::Sketcher(std::string_view host, Range fragment, std::uint32_t cursor, std::string_view top)
    : host_(host.substr(0, std::min<std::size_t>(fragment.end, host.size()))),
      fragment_(fragment),
      cursor_(cursor),
      top_(top),
      limit_(static_cast<std::uint32_t>(host_.size())),
      builder_(host) {
  fragment_.end = limit_;
}

Sketch Sketcher::run() {
  read_lines();
  measure_indentation();
  for (SketchLine& line : lines_) line.column = line.raw_column = column_of(line.range, line.content);
  place_cursor_line();
  const auto begins_node = [this] {
    return is_hole_here() || is_dash(at_) || colon_of(at_) || at(at_) == '{' || at(at_) == '[';
  };
  if (!is_at_end()) at_ = lines_.front().content;
  while (!is_at_end() && !begins_node()) next_line();
  NodeId root = is_at_end() ? no_node : node(std::nullopt);
  if (root == no_node) root = builder_.null({fragment_.begin, fragment_.begin});
  sketch_.empty_mapping = builder_.mapping({cursor_, cursor_}, {});
  sketch_.empty_sequence = builder_.sequence({cursor_, cursor_}, {});
  std::reverse(sketch_.hole.path.begin(), sketch_.hole.path.end());
  sketch_.document = builder_.finish(root);
  return std::move(sketch_);
}

// The limits are copies for a reason: g++ 14.2 at -O2 takes a fragment without a byte for one without a line where they
// are read from the object in each round (seen with `"""$0"""`, tests/spec/0.8/completion.md).
void Sketcher::read_lines() {
  const std::uint32_t last = fragment_.end;
  const std::uint32_t cursor = cursor_;
  std::uint32_t begin = fragment_.begin;
  while (begin <= last) {
    std::uint32_t end = begin;
    while (end < last && !is_break(host_[end])) ++end;
    std::uint32_t content = begin;
    while (content < end && is_blank(host_[content])) ++content;
    const bool has_cursor = begin <= cursor && cursor <= end;
    const bool is_comment = content < end && host_[content] == '#';
    const std::string_view text = slice(host_, {begin, end});
    const bool is_marker = text == "---" || text == "...";
    if (!is_comment && !is_marker && (has_cursor || content < end)) {
      if (has_cursor) cursor_line_ = lines_.size();
      lines_.push_back({{begin, end}, has_cursor && content == end ? cursor : content, 0, 0});
    }
    const bool is_pair = end + 1 < last && host_[end] == '\r' && host_[end + 1] == '\n';
    begin = end + (is_pair ? 2 : 1);
  }
}

// By how much the lines of the document are indented, where a line tells.
void Sketcher::measure_indentation() {
  const SketchLine* above = nullptr;
  for (const SketchLine& line : lines_) {
    const bool is_plain = slice(host_, {line.range.begin, line.content}).find('\t') == std::string_view::npos;
    if (!is_plain || &line - lines_.data() == static_cast<std::ptrdiff_t>(cursor_line_)) continue;
    const std::uint32_t here = line.content - line.range.begin;
    if (above != nullptr && host_[above->range.end - 1] == ':') {
      const std::uint32_t there = above->content - above->range.begin;
      const bool behind_dash = is_dash(above->content);
      if (is_dash(line.content) && here >= there && !behind_dash) {
        if (!sketch_.has_dash) sketch_.dash_indent = here - there;
        sketch_.has_dash = true;
      } else if (here > there && !behind_dash && sketch_.indent == 0) {
        sketch_.indent = here - there;
      }
    }
    above = &line;
  }
}

std::uint32_t Sketcher::column_of(Range line, std::uint32_t content) const {
  const std::uint32_t width = sketch_.indent == 0 ? usual_indent : sketch_.indent;
  std::uint32_t column = 0;
  for (std::uint32_t i = line.begin; i < content; ++i)
    column = host_[i] == '\t' ? (column / width + 1) * width : column + 1;
  return column;
}

std::uint32_t Sketcher::column() const {
  const SketchLine& line = lines_[line_];
  return line.column + (at_ - line.content);
}

void Sketcher::next_line() {
  ++line_;
  if (!is_at_end()) at_ = lines_[line_].content;
}

void Sketcher::skip_deeper(std::uint32_t depth) {
  while (!is_at_end() && column() > depth) next_line();
}

bool Sketcher::is_dash(std::uint32_t offset) const {
  if (at(offset) != '-') return false;
  const char after = at(offset + 1);
  return after == '\0' || is_blank(after) || is_break(after);
}

// The colon behind the key at `offset`, on its line.
std::optional<std::uint32_t> Sketcher::colon_of(std::uint32_t offset) const {
  const char first = at(offset);
  if (first == '[' || first == '{' || first == '#' || first == '|' || first == '>') return std::nullopt;
  std::uint32_t i = offset;
  if (first == '"' || first == '\'') {
    i = closing_quote(offset, limit_);
    if (at(i) != first) return std::nullopt;
    ++i;
    while (is_blank(at(i))) ++i;
    if (at(i) != ':') return std::nullopt;
  }
  for (; i < limit_ && !is_break(host_[i]); ++i) {
    if (host_[i] == '#' && i > offset && is_blank(host_[i - 1])) return std::nullopt;
    if (host_[i] != ':') continue;
    const char after = at(i + 1);
    if (after == '\0' || is_blank(after) || is_break(after)) return i;
  }
  return std::nullopt;
}

// Where a quote ends that begins at `offset`; the end of the line where it does not.
std::uint32_t Sketcher::closing_quote(std::uint32_t offset, std::uint32_t end) const {
  const char quote = host_[offset];
  std::uint32_t i = offset + 1;
  for (; i < end && !is_break(host_[i]); ++i) {
    if (host_[i] == '\\' && quote == '"') {
      ++i;
    } else if (host_[i] == quote) {
      if (quote == '\'' && at(i + 1) == quote) {
        ++i;
      } else {
        return i;
      }
    }
  }
  return std::min(i, end);
}

// A plain scalar on its line, without a comment behind it.
Range Sketcher::plain_text(std::uint32_t offset) const {
  std::uint32_t end = offset;
  while (end < limit_ && !is_break(host_[end])) {
    if (host_[end] == '#' && end > offset && is_blank(host_[end - 1])) break;
    ++end;
  }
  while (end > offset && is_blank(host_[end - 1])) --end;
  return {offset, end};
}

// Whether the word at the token is the one that is being written, and may become a key.
bool Sketcher::is_hole_here() const {
  if (line_ != cursor_line_ || cursor_ < at_ || is_dash(at_)) return false;
  const char first = at(at_);
  if (first == '[' || first == '{' || first == '|' || first == '>') return false;
  const std::optional<std::uint32_t> colon = colon_of(at_);
  if (colon) return cursor_ <= *colon;
  if (first == '"' || first == '\'') return cursor_ <= closing_quote(at_, limit_);
  const Range text = plain_text(at_);
  return cursor_ <= text.end || slice(host_, {text.end, cursor_}).find_first_not_of(" \t") == std::string_view::npos;
}

NodeId Sketcher::node(std::optional<std::uint32_t> above) {
  if (depth_ >= max_depth) {
    line_ = lines_.size();
    return builder_.null({at_, at_});
  }
  ++depth_;
  NodeId id = no_node;
  const std::uint32_t here = column();
  if (is_dash(at_)) {
    id = sequence(here);
  } else if (colon_of(at_) || is_half_a_key()) {
    id = mapping(here);
  } else if (is_hole_here()) {
    // What stands below in the same column says what it is the first of.
    std::size_t next = line_ + 1;
    while (next < lines_.size() && lines_[next].column > here) ++next;
    const bool has_next = next < lines_.size() && lines_[next].column == here;
    const bool is_first = at_ == lines_[line_].content;
    if (has_next && is_dash(lines_[next].content)) {
      if (is_first) id = sequence(here);
    } else if (has_next && colon_of(lines_[next].content)) {
      id = mapping(here);
    }
    if (id == no_node) own_line_hole(here, above);
  } else {
    id = line_value(at_, above.value_or(0), above.has_value());
  }
  --depth_;
  return id;
}

NodeId Sketcher::mapping(std::uint32_t depth) {
  Range range{at_, at_};
  std::vector<Entry> entries;
  std::optional<Step> way;
  while (!is_at_end()) {
    const std::uint32_t here = column();
    if (here < depth || (here == depth && is_dash(at_))) break;
    if (here > depth) {
      next_line();
      continue;
    }
    const std::optional<std::uint32_t> colon = colon_of(at_);
    if (is_hole_here()) {
      key_hole(depth, colon);
      way = Step{no_node, false, {}, sketch_.hole.text};
      next_line();
      skip_deeper(depth);
      continue;
    }
    if (!colon) {
      next_line();
      skip_deeper(depth);
      continue;
    }
    Range key = plain_text(at_);
    key.end = *colon;
    while (key.end > key.begin && is_blank(host_[key.end - 1])) --key.end;
    const bool is_quoted = key.size() >= 2 && (host_[key.begin] == '"' || host_[key.begin] == '\'');
    const Range name = is_quoted ? Range{key.begin + 1, key.end - 1} : key;
    const bool was_found = found_;
    const NodeId value = entry_value(depth, *colon);
    if (found_ && !was_found) way = Step{no_node, false, std::string(slice(host_, name)), key};
    if (value == no_node) continue;
    entries.push_back({scalar(key, slice(host_, name), is_quoted), value});
    range.end = std::max(range.end, builder_[value].range.end);
  }
  return finish_mapping(range, entries, std::move(way));
}

NodeId Sketcher::finish_mapping(Range range, std::vector<Entry>& entries, std::optional<Step> way) {
  std::vector<Entry> all;
  for (const Entry& entry : entries) {
    const bool is_merge = builder_.document().text(entry.key) == "<<";
    if (!is_merge || builder_[entry.value].kind != Kind::mapping) {
      all.push_back(entry);
      continue;
    }
    for (std::uint32_t i = 0; i < builder_.document().entry_count(entry.value); ++i)
      all.push_back(builder_.document().entry(entry.value, i));
  }
  const NodeId id = builder_.mapping(range, all);
  if (way) {
    way->node = id;
    sketch_.hole.path.push_back(std::move(*way));
  }
  return id;
}

NodeId Sketcher::entry_value(std::uint32_t depth, std::uint32_t colon) {
  const std::uint32_t after = colon + 1;
  const std::uint32_t end = lines_[line_].range.end;
  const bool has_cursor = line_ == cursor_line_ && cursor_ > colon;
  std::uint32_t start = after;
  while (start < end && is_blank(host_[start])) ++start;
  if (start < end && host_[start] != '#') return line_value(start, depth, true);
  if (has_cursor) {
    found_ = true;
    const bool is_comment = start < end && cursor_ >= start;
    next_line();
    const bool has_lines = !is_at_end() && (column() > depth || (column() == depth && is_dash(at_)));
    if (!is_comment && !has_lines) value_hole({cursor_, cursor_}, depth, true, cursor_ == after);
    while (!is_at_end() && (column() > depth || (column() == depth && is_dash(at_)))) next_line();
    return no_node;
  }
  next_line();
  if (!is_at_end() && column() > depth) return node(depth);
  const bool is_item_hole = !is_at_end() && is_item_ && line_ == cursor_line_ && column() == depth;
  if (is_item_hole || (!is_at_end() && column() == depth && is_dash(at_))) return sequence(depth);
  return builder_.null({after, after});
}

NodeId Sketcher::sequence(std::uint32_t depth) {
  Range range{at_, at_};
  std::vector<NodeId> items;
  std::optional<Step> way;
  while (!is_at_end()) {
    const std::uint32_t here = column();
    if (here < depth) break;
    if (here > depth) {
      next_line();
      continue;
    }
    if (!is_dash(at_)) {
      const bool is_first_of_list = items.empty() && !way;
      const bool is_item = is_hole_here() && !colon_of(at_) && (is_item_ || is_first_of_list || !is_key_column(depth));
      if (!is_item) break;
      own_line_hole(depth, std::nullopt);
      sketch_.hole.needs_dash = true;
      way = Step{no_node, true, {}, {}};
      continue;
    }
    const bool was_found = found_;
    const NodeId item = item_value(depth, at_);
    if (found_ && !was_found) way = Step{no_node, true, {}, {}};
    if (item == no_node) continue;
    items.push_back(item);
    range.end = std::max(range.end, builder_[item].range.end);
  }
  const NodeId id = builder_.sequence(range, items);
  if (way) {
    way->node = id;
    sketch_.hole.path.push_back(std::move(*way));
  }
  return id;
}

// A word above keys of the same column is one that has no colon yet.
bool Sketcher::is_half_a_key() const {
  const bool is_word = !is_hole_here() && std::string_view("[{\"'|>&*!").find(at(at_)) == std::string_view::npos;
  if (!is_word || line_ + 1 >= lines_.size() || at_ != lines_[line_].content) return false;
  const SketchLine& next = lines_[line_ + 1];
  return next.column == column() && !is_dash(next.content) && colon_of(next.content);
}

// Whether a list whose dashes stand in that column lies below a key of the same column.
bool Sketcher::is_key_column(std::uint32_t depth) const {
  for (std::size_t i = line_; i-- > 0;) {
    if (lines_[i].column < depth) return false;
    if (lines_[i].column == depth && !is_dash(lines_[i].content)) return true;
  }
  return false;
}

NodeId Sketcher::item_value(std::uint32_t depth, std::uint32_t dash) {
  const std::uint32_t end = lines_[line_].range.end;
  const bool has_cursor = line_ == cursor_line_ && cursor_ > dash;
  std::uint32_t start = dash + 1;
  while (start < end && is_blank(host_[start])) ++start;
  if (start < end && host_[start] != '#') {
    at_ = start;
    return node(depth);
  }
  if (has_cursor && cursor_ > dash + 1 && start == end) {
    at_ = cursor_;
    return node(depth);
  }
  next_line();
  if (has_cursor) {
    found_ = true;
    const bool has_lines = !is_at_end() && column() > depth;
    if (!has_lines && start == end) {
      value_hole({cursor_, cursor_}, depth, true, true);
      sketch_.hole.on_own_line = true;
      sketch_.hole.column = depth + usual_indent;
    }
    skip_deeper(depth);
    return no_node;
  }
  if (!is_at_end() && column() > depth) return node(depth);
  return builder_.null({dash + 1, dash + 1});
}

Sketch sketch(std::string_view host, Range fragment, std::uint32_t cursor, std::string_view top) {
  return Sketcher(host, fragment, cursor, top).run();
}

}  // namespace paas::yaml
