// Finds what to replace in the text, by the ranges of nodes and the lines around them.
#include "core/yaml/edit.h"
#include "core/text/characters.h"

#include <algorithm>

namespace paas::yaml {

namespace {

constexpr std::string_view blanks = " \t";
constexpr std::string_view white = " \t\r\n";
constexpr std::size_t step = 2;

bool is_collection(Kind kind) { return kind == Kind::mapping || kind == Kind::sequence || kind == Kind::set; }

bool holds(Range outer, Range inner) { return outer.begin <= inner.begin && inner.end <= outer.end; }

std::uint32_t offset_of(std::size_t offset) { return static_cast<std::uint32_t>(offset); }

/// The smallest collection around a range; `no_node` where there is none.
NodeId collection_around(const Document& document, Range range) {
  NodeId best = no_node;
  for (NodeId node = 0; node < document.size(); ++node) {
    if (document[node].alias || !is_collection(document.kind(node)) || !holds(document.range(node), range)) continue;
    if (document.range(node) == range) continue;
    if (best == no_node || document.range(node).size() < document.range(best).size()) best = node;
  }
  return best;
}

/// The first node behind an offset, and of those that begin there the largest.
NodeId node_behind(const Document& document, std::uint32_t offset) {
  NodeId best = no_node;
  for (NodeId node = 0; node < document.size(); ++node) {
    const Range range = document.range(node);
    if (range.begin < offset) continue;
    const Range known = best == no_node ? Range{~0U, ~0U} : document.range(best);
    if (range.begin < known.begin || (range.begin == known.begin && range.end > known.end)) best = node;
  }
  return best;
}

std::string flow(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : ", ") + item;
  return text;
}

std::string flow(const std::vector<NewEntry>& entries) {
  std::string text;
  for (const NewEntry& entry : entries) {
    text += (text.empty() ? "" : ", ") + entry.key + ": ";
    if (!entry.items.empty()) {
      text += "[" + flow(entry.items) + "]";
    } else {
      text += entry.children.empty() ? entry.value : "{" + flow(entry.children) + "}";
    }
  }
  return text;
}

bool is_plain(std::string_view text) {
  if (text.empty() || text.find_first_of(",[]{}\r\n\t\"'") != std::string_view::npos) return false;
  const Document document = parse(text, {0, offset_of(text.size())});
  const NodeId root = document.root();
  return document.complete() && document.problems().empty() && document.kind(root) == Kind::string &&
         !document[root].quoted && document.text(root) == text;
}

}  // namespace

std::string scalar_text(std::string_view text) { return is_plain(text) ? std::string(text) : quoted_text(text); }

std::string quoted_text(std::string_view text) {
  const bool needs_escape =
      std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (!needs_escape && text.find_first_of("\"\\") == std::string_view::npos) return '"' + std::string(text) + '"';
  std::string quoted = needs_escape ? "\"" : "'";
  for (const char c : text) {
    if (needs_escape && c == '\n') {
      quoted += "\\n";
    } else if (needs_escape && (c == '"' || c == '\\')) {
      quoted += {'\\', c};
    } else {
      quoted += c;
      if (!needs_escape && c == '\'') quoted += c;
    }
  }
  return quoted + (needs_escape ? '"' : '\'');
}

std::string block_text(const std::vector<NewEntry>& entries) {
  const Document none;
  std::string text = Editor({}, {}, none).lines(entries, {});
  return text.substr(1) + "\n";
}

Range Editor::line_of(std::uint32_t offset) const {
  std::uint32_t begin = std::min(offset, bounds_.end);
  while (begin > bounds_.begin && host_[begin - 1] != '\n') --begin;
  std::uint32_t end = std::min(offset, bounds_.end);
  while (end < bounds_.end && host_[end] != '\n') ++end;
  return {begin, end};
}

bool Editor::starts_line(std::uint32_t offset) const {
  const Range line = line_of(offset);
  // The line of the opening quotes holds more than the fragment.
  if (line.begin == bounds_.begin && bounds_.begin > 0) return false;
  return slice(host_, {line.begin, offset}).find_first_not_of(blanks) == std::string_view::npos;
}

std::string_view Editor::line_break() const { return host_.find("\r\n") == std::string_view::npos ? "\n" : "\r\n"; }

/// The key and its value.
Range Editor::extent_of(Range key) const {
  const NodeId value = node_behind(document_, key.end);
  std::uint32_t end = value == no_node ? key.end : document_.range(value).end;
  while (end > key.end && white.find(host_[end - 1]) != std::string_view::npos) --end;
  return {key.begin, end};
}

/// Behind the blanks and the comment that follow on the line.
std::uint32_t Editor::end_of_content(std::uint32_t offset) const {
  const Range line = line_of(offset);
  const std::string_view rest = slice(host_, {offset, line.end});
  const std::size_t first = rest.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return line.end - (rest.ends_with('\r') ? 1 : 0);
  if (rest[first] != '#') return offset;
  return line.end - (rest.ends_with('\r') ? 1 : 0);
}

Replacement Editor::remove_lines(Range content) const {
  Range range{line_of(content.begin).begin, end_of_content(content.end)};
  if (range.end < bounds_.end && host_[range.end] == '\r') ++range.end;
  if (range.end < bounds_.end && host_[range.end] == '\n') return {{range.begin, range.end + 1}, {}};
  // The closing quotes stand behind it, and come to stand behind the line above.
  range.end = content.end;
  if (range.begin > bounds_.begin && host_[range.begin - 1] == '\n') --range.begin;
  if (range.begin > bounds_.begin && host_[range.begin - 1] == '\r') --range.begin;
  return {range, {}};
}

/// In brackets: with the comma that follows, or with the one before.
Replacement Editor::remove_between(Range content) const {
  const std::size_t next = host_.find_first_not_of(white, content.end);
  if (next != std::string_view::npos && next < bounds_.end && host_[next] == ',') {
    Range range{content.begin, offset_of(next) + 1};
    const Range line = line_of(range.end);
    const bool is_alone = starts_line(content.begin) &&
                          slice(host_, {range.end, line.end}).find_first_not_of(" \t\r") == std::string_view::npos;
    if (is_alone && line.end < bounds_.end) return {{line_of(content.begin).begin, line.end + 1}, {}};
    while (range.end < bounds_.end && blanks.find(host_[range.end]) != std::string_view::npos) ++range.end;
    return {range, {}};
  }
  const std::size_t before =
      content.begin == 0 ? std::string_view::npos : host_.find_last_not_of(white, content.begin - 1);
  const bool has_comma = before != std::string_view::npos && host_[before] == ',';
  return {{has_comma ? offset_of(before) : content.begin, content.end}, {}};
}

/// `left`: what stays of a collection that had nothing else.
std::optional<Replacement> Editor::remove(Range content, bool is_only, NodeId parent, std::string_view left) const {
  if (parent == no_node) return std::nullopt;
  const Range around = document_.range(parent);
  const bool is_flow = around.size() > 0 && (host_[around.begin] == '{' || host_[around.begin] == '[');
  if (is_only && is_flow) return Replacement{around, std::string(left)};
  if (is_only) {
    const std::size_t before = host_.substr(0, content.begin).find_last_not_of(white);
    const bool follows =
        before != std::string_view::npos && before >= bounds_.begin && (host_[before] == ':' || host_[before] == '-');
    if (follows) return Replacement{{offset_of(before) + 1, content.end}, " " + std::string(left)};
    return Replacement{content, std::string(left)};
  }
  if (is_flow) return remove_between(content);
  if (starts_line(content.begin)) return remove_lines(content);
  const NodeId next = node_behind(document_, content.end);
  if (next == no_node || document_.range(next).begin >= around.end) return std::nullopt;
  return Replacement{{content.begin, document_.range(next).begin}, {}};
}

std::optional<Replacement> Editor::remove_entry(Range key) const {
  const NodeId mapping = collection_around(document_, key);
  if (mapping == no_node || document_.kind(mapping) == Kind::sequence) return std::nullopt;
  const bool is_only = document_.entry_count(mapping) == 1 && document_.range(document_.entry(mapping, 0).key) == key;
  return remove(extent_of(key), is_only, mapping, "{}");
}

std::optional<Replacement> Editor::remove_item(NodeId item) const {
  const Range range = document_.range(item);
  const NodeId sequence = collection_around(document_, range);
  if (sequence == no_node || document_.kind(sequence) != Kind::sequence) return std::nullopt;
  const bool is_only = document_.item_count(sequence) == 1;
  if (host_[document_.range(sequence).begin] == '[') return remove(range, is_only, sequence, "[]");
  const std::size_t dash = host_.substr(0, range.begin).find_last_not_of(white);
  if (dash == std::string_view::npos || dash < bounds_.begin || host_[dash] != '-') return std::nullopt;
  std::uint32_t end = range.end;
  while (end > range.begin && white.find(host_[end - 1]) != std::string_view::npos) --end;
  return remove({offset_of(dash), std::max(end, offset_of(dash) + 1)}, is_only, sequence, "[]");
}

std::string Editor::lines(const std::vector<NewEntry>& entries, std::string_view indentation) const {
  std::string text;
  for (const NewEntry& entry : entries) {
    text += std::string(line_break()) + std::string(indentation) + entry.key + ":";
    if (!entry.items.empty()) {
      for (const std::string& item : entry.items) {
        text += std::string(line_break()) + std::string(indentation) + "- " + item;
      }
    } else if (entry.children.empty()) {
      text += entry.value.empty() ? "" : " " + entry.value;
    } else {
      text += lines(entry.children, std::string(indentation) + std::string(step, ' '));
    }
  }
  return text;
}

std::optional<Replacement> Editor::insert(NodeId mapping, NodeId key, const std::vector<NewEntry>& entries) const {
  const Node& node = document_[mapping];
  const bool is_empty = node.kind == Kind::null || (node.kind == Kind::mapping && document_.entry_count(mapping) == 0);
  if (node.alias || (!is_empty && node.kind != Kind::mapping) || entries.empty()) return std::nullopt;
  const Range range = node.range;
  const NodeId around = collection_around(document_, key == no_node ? range : document_.range(key));
  const bool is_inside_flow =
      around != no_node && (host_[document_.range(around).begin] == '{' || host_[document_.range(around).begin] == '[');
  const bool is_flow = range.size() > 0 && host_[range.begin] == '{';
  if (is_flow && (!is_empty || is_inside_flow || key == no_node)) {
    const std::size_t last = host_.substr(0, range.end - 1).find_last_not_of(white);
    const bool needs_comma = !is_empty && host_[last] != ',';
    return Replacement{{offset_of(last) + 1, offset_of(last) + 1}, (needs_comma ? ", " : "") + flow(entries)};
  }
  if (is_inside_flow || (is_empty && key == no_node)) return std::nullopt;
  const std::uint32_t first = is_empty ? document_.range(key).begin : range.begin;
  const Range line = line_of(first);
  // In a list the keys stand deeper than the line does; the opening quotes take no room.
  std::string indentation(line.begin == bounds_.begin && bounds_.begin > 0 ? 0 : first - line.begin, ' ');
  if (is_empty) indentation += std::string(step, ' ');
  std::uint32_t end = range.end;
  while (end > range.begin && white.find(host_[end - 1]) != std::string_view::npos) --end;
  const std::uint32_t begin = is_empty ? document_.range(key).end : end;
  const std::uint32_t behind = end_of_content(end);
  std::string text = lines(entries, indentation);
  if (line_of(behind).end == bounds_.end && bounds_.end < host_.size()) text += line_break();
  if (!is_empty) return Replacement{{behind, behind}, std::move(text)};
  std::string_view tail = slice(host_, {end, behind});
  if (tail.find('#') == std::string_view::npos) tail = {};
  const std::size_t colon = host_.find(':', begin);
  if (colon == std::string_view::npos || colon >= bounds_.end || colon > range.begin) return std::nullopt;
  return Replacement{{offset_of(colon) + 1, behind}, std::string(tail) + text};
}

std::optional<Replacement> Editor::insert_item(NodeId sequence, std::string_view item) const {
  const Node& node = document_[sequence];
  if (node.alias || node.kind != Kind::sequence || node.range.size() == 0) return std::nullopt;
  const std::size_t count = document_.item_count(sequence);
  if (host_[node.range.begin] == '[') {
    const std::size_t last = host_.substr(0, node.range.end - 1).find_last_not_of(white);
    const std::string_view separator = count == 0 ? "" : host_[last] == ',' ? " " : ", ";
    return Replacement{{offset_of(last) + 1, offset_of(last) + 1}, std::string(separator) + std::string(item)};
  }
  if (count == 0) return std::nullopt;
  const Range last = document_.range(document_.item(sequence, static_cast<std::uint32_t>(count - 1)));
  const std::size_t dash = host_.substr(0, last.begin).find_last_not_of(white);
  const bool is_item = dash != std::string_view::npos && dash >= bounds_.begin && host_[dash] == '-';
  if (!is_item || !starts_line(offset_of(dash))) return std::nullopt;
  const std::string_view indentation = slice(host_, {line_of(offset_of(dash)).begin, offset_of(dash)});
  std::uint32_t end = last.end;
  while (end > dash + 1 && white.find(host_[end - 1]) != std::string_view::npos) --end;
  const std::uint32_t behind = end_of_content(end);
  std::string text = std::string(line_break()) + std::string(indentation) + "- " + std::string(item);
  if (line_of(behind).end == bounds_.end && bounds_.end < host_.size()) text += line_break();
  return Replacement{{behind, behind}, std::move(text)};
}

std::optional<Replacement> Editor::indent_entry(Range key, std::size_t blanks_before) const {
  if (!starts_line(key.begin)) return std::nullopt;
  const Range range{line_of(key.begin).begin, extent_of(key).end};
  return Replacement{range, lines_with_blanks(range, static_cast<std::ptrdiff_t>(blanks_before))};
}

/// The lines, indented by more or fewer blanks.
std::string Editor::lines_with_blanks(Range lines, std::ptrdiff_t more) const {
  std::string text;
  for (std::uint32_t at = lines.begin; at < lines.end;) {
    std::string_view written = slice(host_, {at, std::min(line_of(at).end + 1, lines.end)});
    at += offset_of(written.size());
    const std::size_t first = written.find_first_not_of(white);
    if (first != std::string_view::npos && more > 0) text.append(static_cast<std::size_t>(more), ' ');
    if (more < 0) written.remove_prefix(std::min({static_cast<std::size_t>(-more), first, written.size()}));
    text += written;
  }
  return text;
}

/// To the line behind the one that `behind` is on, where the entry is indented by `blanks_before`.
std::optional<Replacement> Editor::move_lines(Range key, std::uint32_t behind, std::size_t blanks_before) const {
  if (!starts_line(key.begin)) return std::nullopt;
  // Lines without the break at their end: the last one may stand before the closing quotes.
  const Range entry{line_of(key.begin).begin, line_of(end_of_content(extent_of(key).end)).end};
  const std::uint32_t target = line_of(behind).end;
  const auto depth = static_cast<std::ptrdiff_t>(key.begin - entry.begin);
  const auto without_return = [](std::string text) {
    while (text.ends_with('\r')) text.pop_back();
    return text;
  };
  const std::string moved =
      without_return(lines_with_blanks(entry, static_cast<std::ptrdiff_t>(blanks_before) - depth));
  const auto text_of = [&](std::uint32_t begin, std::uint32_t end) {
    return without_return(std::string(begin < end ? slice(host_, {begin, end}) : std::string_view()));
  };
  Range range{entry.begin, std::max(entry.end, target)};
  std::string text = moved;
  if (target > entry.end) {
    text = text_of(entry.end + 1, target) + std::string(line_break()) + moved;
  } else if (target < entry.begin) {
    range.begin = target + 1;
    const std::string between = text_of(range.begin, entry.begin - 1);
    if (range.begin < entry.begin) text += std::string(line_break()) + between;
  } else if (target != entry.end) {
    return std::nullopt;
  }
  if (range.end > range.begin && host_[range.end - 1] == '\r') text += '\r';
  return Replacement{range, std::move(text)};
}

std::optional<Replacement> Editor::move_below(Range key, std::string_view home) const {
  const NodeId mapping = collection_around(document_, key);
  if (mapping == no_node || document_.kind(mapping) != Kind::mapping || !starts_line(key.begin)) return std::nullopt;
  const std::size_t depth = key.begin - line_of(key.begin).begin;
  const NodeId home_key = document_.find_key(mapping, home);
  if (home_key == no_node) {
    const std::optional<Replacement> entry = indent_entry(key, step);
    if (!entry) return std::nullopt;
    return Replacement{entry->range,
                       std::string(depth, ' ') + std::string(home) + ":" + std::string(line_break()) + entry->text};
  }
  const NodeId value = document_.find(mapping, home);
  const Range range = document_.range(value);
  if (document_[value].alias ||
      (range.size() > 0 && (document_.kind(value) != Kind::mapping || !starts_line(range.begin))))
    return std::nullopt;
  const std::size_t deeper =
      range.size() > 0 ? range.begin - line_of(range.begin).begin
                       : document_.range(home_key).begin - line_of(document_.range(home_key).begin).begin + step;
  std::uint32_t end = range.size() > 0 ? range.end : document_.range(home_key).end;
  while (end > range.begin && white.find(host_[end - 1]) != std::string_view::npos) --end;
  return move_lines(key, end, deeper);
}

std::optional<Replacement> Editor::move_above(Range key) const {
  const NodeId inner = collection_around(document_, key);
  if (inner == no_node || document_.kind(inner) != Kind::mapping || document_.entry_count(inner) < 2)
    return std::nullopt;
  const Range range = document_.range(inner);
  const NodeId outer = collection_around(document_, range);
  if (outer == no_node || document_.kind(outer) != Kind::mapping) return std::nullopt;
  const Range first = document_.range(document_.entry(outer, 0).key);
  if (!starts_line(first.begin)) return std::nullopt;
  std::uint32_t end = range.end;
  while (end > range.begin && white.find(host_[end - 1]) != std::string_view::npos) --end;
  return move_lines(key, end, first.begin - line_of(first.begin).begin);
}

std::optional<Replacement> Editor::replace_scalar(NodeId scalar, std::string_view text) const {
  const Node& node = document_[scalar];
  if (node.alias || is_collection(node.kind)) return std::nullopt;
  const std::string_view written = slice(host_, node.range);
  const char quote = written.empty() ? ' ' : written.front();
  const bool is_quoted = node.quoted && (quote == '"' || quote == '\'');
  if (node.quoted && !is_quoted) return std::nullopt;
  const bool fits = text.find_first_of("\"'\\\r\n") == std::string_view::npos;
  if (is_quoted && fits) return Replacement{node.range, quote + std::string(text) + quote};
  const bool follows_colon = written.empty() && node.range.begin > 0 && host_[node.range.begin - 1] == ':';
  return Replacement{node.range, (follows_colon ? " " : "") + scalar_text(text)};
}

namespace {

// As deep as the least indented line that is indented by blanks.
std::size_t blanks_of_a_tab(std::string_view text) {
  std::size_t least = 8;
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    const std::size_t first = text.find_first_not_of(' ', at + 1);
    if (first == std::string_view::npos || first == at + 1) continue;
    if (white.find(text[first]) == std::string_view::npos) least = std::min(least, first - at - 1);
  }
  return least == 8 ? step : least;
}

Replacement without_tabs(std::string_view host, Range fragment) {
  const std::string_view text = slice(host, fragment);
  const std::string blanks_for_tab(blanks_of_a_tab(text), ' ');
  std::string out;
  bool is_indentation = true;
  for (const char c : text) {
    if (c == '\t' && is_indentation) {
      out += blanks_for_tab;
    } else {
      out += c;
    }
    is_indentation = c == '\n' || (is_indentation && is_blank(c));
  }
  return {fragment, std::move(out)};
}

std::uint32_t end_of_word(Range range, std::string_view text) {
  return range.begin + offset_of(std::min(text.find(' '), text.size()));
}

// `# ` before the text of each line.
std::string commented(std::string_view text) {
  std::string out;
  bool is_start = true;
  for (const char c : text) {
    const bool is_blank = white.find(c) != std::string_view::npos;
    if (is_start && !is_blank) {
      out += c == '#' ? "" : "# ";
      is_start = false;
    }
    if (is_break(c)) is_start = true;
    out += c;
  }
  return out;
}

}  // namespace

std::optional<Replacement> cure(std::string_view host, Range fragment, const Problem& problem) {
  const Range range = problem.range;
  const std::string_view text = slice(host, range);
  switch (problem.cure) {
    case Cure::none:
      return std::nullopt;
    case Cure::blank_behind:
      return Replacement{{range.end, range.end}, " "};
    case Cure::colon_behind:
      // Of `timeout 5` the first word is the key.
      return Replacement{{end_of_word(range, text), end_of_word(range, text)}, ":"};
    case Cure::quotes:
      return Replacement{range, quoted_text(text)};
    case Cure::spaces:
      return without_tabs(host, fragment);
    case Cure::removal:
      return Replacement{range, {}};
    case Cure::comment:
      return Replacement{range, commented(text)};
    case Cure::closing: {
      if (text.empty()) return std::nullopt;
      std::size_t end = std::min<std::size_t>(host.find('\n', range.end), fragment.end);
      end = std::min(end, std::min(host.find(" #", range.end), host.size()));  // a comment stays one
      while (end > range.end && white.find(host[end - 1]) != std::string_view::npos) --end;
      const char closing = text[0] == '[' ? ']' : text[0] == '{' ? '}' : text[0];
      return Replacement{{offset_of(end), offset_of(end)}, std::string(1, closing)};
    }
  }
  return std::nullopt;
}

}  // namespace paas::yaml
