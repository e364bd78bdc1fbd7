// Reads what stands in brackets.
#include <algorithm>

#include "core/text/characters.h"
#include "core/yaml/sketcher.h"

namespace paas::yaml {

namespace {

bool ends_value(char c) { return c == ',' || c == ']' || c == '}' || c == '\0' || c == '\n' || c == '\r'; }

}  // namespace

NodeId Sketcher::flow(std::uint32_t offset, std::uint32_t above, bool has_above) {
  const std::uint32_t whole = limit_;
  limit_ = flow_end(offset, above, has_above);
  const SketchValue value = flow_value(offset, false);
  limit_ = whole;
  while (!is_at_end() && lines_[line_].range.end < value.end) next_line();
  found_ = found_ || (line_ == cursor_line_ && cursor_ > offset);
  next_line();
  if (has_above) skip_deeper(above);
  return value.node;
}

// Where the brackets end, which may be lines below. Where they are not closed: with the line of the cursor, if that
// may be within them, or with their own.
std::uint32_t Sketcher::flow_end(std::uint32_t offset, std::uint32_t above, bool has_above) const {
  std::uint32_t depth = 0;
  std::uint32_t fallback = lines_[line_].range.end;
  for (std::size_t i = line_; i < lines_.size(); ++i) {
    if (i > line_ && has_above && lines_[i].raw_column <= above) break;
    if (i > line_ && i == cursor_line_) fallback = lines_[i].range.end;
    for (std::uint32_t at = i == line_ ? offset : lines_[i].content; at < lines_[i].range.end; ++at) {
      const char c = host_[at];
      const bool begins_token = at == offset || is_space(host_[at - 1]) || ends_value(host_[at - 1]) ||
                                host_[at - 1] == '[' || host_[at - 1] == '{';
      if ((c == '"' || c == '\'') && begins_token) at = closing_quote(at, lines_[i].range.end);
      if (c == '#' && begins_token) break;
      if (c == '[' || c == '{') ++depth;
      if ((c == ']' || c == '}') && --depth == 0) return at + 1;
    }
  }
  return fallback;
}

std::uint32_t Sketcher::flow_blank(std::uint32_t offset) const {
  while (offset < limit_) {
    if (host_[offset] == '#' && is_space(host_[offset - 1])) {
      while (offset < limit_ && host_[offset] != '\n') ++offset;
    } else if (is_space(host_[offset])) {
      ++offset;
    } else {
      break;
    }
  }
  return offset;
}

void Sketcher::flow_hole(Hole::Kind kind, Range text, bool is_glued) {
  found_ = true;
  Hole& hole = sketch_.hole;
  hole.kind = kind;
  hole.in_flow = true;
  hole.is_glued = is_glued;
  hole.blanks = {text.begin, text.begin};
  set_text(text);
}

// `in_list`: a colon belongs to the text, as in `[s3:GetObject]`.
SketchValue Sketcher::flow_value(std::uint32_t offset, bool in_list) {
  if (depth_ >= max_depth) return {builder_.null({offset, offset}), limit_};
  ++depth_;
  SketchValue value;
  if (at(offset) == '{') {
    value = flow_mapping(offset);
  } else if (at(offset) == '[') {
    value = flow_sequence(offset);
  } else {
    value = flow_scalar(offset, in_list);
  }
  --depth_;
  return value;
}

SketchValue Sketcher::flow_scalar(std::uint32_t offset, bool in_list) {
  if (at(offset) == '"' || at(offset) == '\'') {
    const std::uint32_t closing = closing_quote(offset, limit_);
    const bool is_closed = at(closing) == host_[offset];
    if (cursor_ >= offset && cursor_ <= closing) {
      flow_hole(Hole::Kind::value, {offset, closing}, false);
      return {no_node, closing + (is_closed ? 1u : 0u)};
    }
    return {scalar({offset, std::min(closing + 1, limit_)}, slice(host_, {offset + 1, closing}), true),
            closing + (is_closed ? 1u : 0u)};
  }
  std::uint32_t end = offset;
  while (!ends_value(at(end))) {
    if (!in_list && host_[end] == ':' && (ends_value(at(end + 1)) || is_space(at(end + 1)))) break;
    ++end;
  }
  Range text{offset, end};
  while (text.end > text.begin && is_space(host_[text.end - 1])) --text.end;
  if (offset <= cursor_ && cursor_ <= end) {
    flow_hole(Hole::Kind::value, {offset, std::max(text.end, cursor_)}, false);
    return {no_node, end};
  }
  if (at(offset) == '*') {
    const auto target = anchors_.find(slice(host_, {text.begin + 1, text.end}));
    if (target != anchors_.end()) return {builder_.alias(text, target->second), end};
  }
  return {scalar(text, slice(host_, text), false), end};
}

SketchValue Sketcher::flow_mapping(std::uint32_t offset) {
  std::vector<Entry> entries;
  std::optional<Step> way;
  std::uint32_t before = offset + 1;
  std::uint32_t end = limit_;
  while (true) {
    const std::uint32_t here = flow_blank(before);
    const char c = at(here);
    const bool is_between = !found_ && before <= cursor_ && (cursor_ < here || (cursor_ == here && ends_value(c)));
    if (is_between) {
      flow_hole(Hole::Kind::key, {cursor_, cursor_}, false);
      sketch_.hole.has_next = !ends_value(c);
      way = Step{};
    }
    if (c == ',') {
      before = here + 1;
      continue;
    }
    if (c == '}' || c == ']' || here >= limit_) {
      end = std::min(here + (c == '}' ? 1u : 0u), limit_);
      break;
    }
    before = flow_entry(here, entries, way);
    if (before == here) ++before;
  }
  return {finish_mapping({offset, end}, entries, std::move(way)), end};
}

// One entry of a mapping in brackets; the offset behind it.
std::uint32_t Sketcher::flow_entry(std::uint32_t here, std::vector<Entry>& entries, std::optional<Step>& way) {
  const bool is_quoted = host_[here] == '"' || host_[here] == '\'';
  std::uint32_t key_end = here;
  if (is_quoted) {
    key_end = std::min(closing_quote(here, limit_) + 1, limit_);
  } else {
    const auto is_colon = [&] {
      return at(key_end) == ':' && (ends_value(at(key_end + 1)) || is_space(at(key_end + 1)));
    };
    while (!ends_value(at(key_end)) && !is_colon()) ++key_end;
  }
  Range key{here, key_end};
  while (key.end > key.begin && is_space(host_[key.end - 1])) --key.end;
  const std::uint32_t colon = flow_blank(key_end);
  const bool has_colon = at(colon) == ':';
  const std::uint32_t after = has_colon ? colon + 1 : key_end;
  const bool is_key_hole = !found_ && here <= cursor_ && cursor_ <= std::max(key.end, has_colon ? key.end : key_end);
  if (is_key_hole) {
    flow_hole(Hole::Kind::key, {here, std::max(key.end, cursor_)}, false);
    sketch_.hole.has_colon = has_colon;
    way = Step{no_node, false, {}, key};
  }
  const Range name = is_quoted ? Range{key.begin + 1, std::max(key.end - 1, key.begin + 1)} : key;
  if (!has_colon) {
    if (!is_key_hole) entries.push_back({scalar(key, slice(host_, name), is_quoted), builder_.null({after, after})});
    return after;
  }
  const std::uint32_t begin = flow_blank(after);
  const bool was_found = found_;
  SketchValue value{no_node, begin};
  if (!found_ && after <= cursor_ && cursor_ <= begin && (cursor_ < begin || ends_value(at(begin)))) {
    if (ends_value(at(begin))) {
      flow_hole(Hole::Kind::value, {cursor_, cursor_}, cursor_ == after);
    } else {
      found_ = true;
    }
  } else if (ends_value(at(begin))) {
    value.node = builder_.null({after, after});
  } else {
    value = flow_value(begin, false);
  }
  if (found_ && !was_found) way = Step{no_node, false, std::string(slice(host_, name)), key};
  if (value.node != no_node && !is_key_hole)
    entries.push_back({scalar(key, slice(host_, name), is_quoted), value.node});
  return value.end;
}

SketchValue Sketcher::flow_sequence(std::uint32_t offset) {
  std::vector<NodeId> items;
  std::optional<Step> way;
  std::uint32_t before = offset + 1;
  std::uint32_t end = limit_;
  while (true) {
    const std::uint32_t here = flow_blank(before);
    const char c = at(here);
    const bool is_between = !found_ && before <= cursor_ && (cursor_ < here || (cursor_ == here && ends_value(c)));
    if (is_between) {
      flow_hole(Hole::Kind::value, {cursor_, cursor_}, false);
      sketch_.hole.has_next = !ends_value(c);
      way = Step{no_node, true, {}, {}};
    }
    if (c == ',') {
      before = here + 1;
      continue;
    }
    if (c == ']' || c == '}' || here >= limit_) {
      end = std::min(here + (c == ']' ? 1u : 0u), limit_);
      break;
    }
    const bool was_found = found_;
    const SketchValue value = flow_value(here, true);
    if (found_ && !was_found) way = Step{no_node, true, {}, {}};
    if (value.node != no_node) items.push_back(value.node);
    before = std::max(value.end, here + 1);
  }
  const NodeId id = builder_.sequence({offset, end}, items);
  if (way) {
    way->node = id;
    sketch_.hole.path.push_back(std::move(*way));
  }
  return {id, end};
}

}  // namespace paas::yaml
