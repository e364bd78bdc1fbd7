// Reads values on a line, and what is being written there.
#include <algorithm>

#include "core/text/characters.h"
#include "core/yaml/scalar.h"
#include "core/yaml/sketcher.h"

namespace paas::yaml {

// The value that begins at `offset` on the line of its key or dash.
NodeId Sketcher::line_value(std::uint32_t offset, std::uint32_t above, bool has_above) {
  std::string anchor;
  while (at(offset) == '&' || at(offset) == '!') {
    std::uint32_t end = offset;
    while (end < limit_ && !is_blank(host_[end]) && !is_break(host_[end])) ++end;
    if (host_[offset] == '&') anchor = std::string(slice(host_, {offset + 1, end}));
    while (is_blank(at(end))) ++end;
    offset = end;
  }
  const auto keep = [&](NodeId id) {
    if (!anchor.empty() && id != no_node) anchors_.insert_or_assign(anchor, id);
    return id;
  };
  const char first = at(offset);
  if (!anchor.empty() && (first == '\0' || is_break(first))) {
    next_line();
    return keep(!is_at_end() && column() > above ? node(above) : builder_.null({offset, offset}));
  }
  if (first == '[' || first == '{') return keep(flow(offset, above, has_above));
  if (first == '|' || first == '>') return keep(block_scalar(offset, above));
  if (first == '"' || first == '\'') return keep(quoted(offset, above, has_above));
  const Range text = plain_text(offset);
  const bool has_cursor = line_ == cursor_line_ && cursor_ >= offset;
  next_line();
  skip_deeper(above);
  if (has_cursor) {
    found_ = true;
    const bool is_behind =
        cursor_ > text.end && slice(host_, {text.end, cursor_}).find_first_not_of(" \t") != std::string_view::npos;
    if (!is_behind) value_hole({text.begin, std::max(text.end, cursor_)}, above, has_above, false);
    return no_node;
  }
  if (first == '*') {
    const auto target = anchors_.find(slice(host_, {text.begin + 1, text.end}));
    return keep(target == anchors_.end() ? builder_.null(text) : builder_.alias(text, target->second));
  }
  return keep(scalar(text, slice(host_, text), false));
}

NodeId Sketcher::scalar(Range range, std::string_view text, bool is_quoted) {
  const std::optional<Scalar> value = is_quoted ? std::nullopt : scalar_value(implicit_tag(text), text);
  if (!value) return builder_.string(range, text, Kind::string, is_quoted);
  switch (value->kind) {
    case Kind::null:
      return builder_.null(range);
    case Kind::boolean:
      return builder_.boolean(range, value->boolean);
    case Kind::integer:
      return value->fits ? builder_.integer(range, value->integer) : builder_.large_integer(range, value->number);
    case Kind::number:
      return builder_.number(range, value->number);
    default:
      return builder_.string(range, text, value->kind);
  }
}

// The lines below that are deeper; a blank line of the cursor counts as it was written.
NodeId Sketcher::block_scalar(std::uint32_t offset, std::uint32_t above) {
  const bool has_cursor = line_ == cursor_line_ && cursor_ >= offset;
  found_ = found_ || has_cursor;
  std::uint32_t end = lines_[line_].range.end;
  const std::uint32_t begin = std::min(end + 1, limit_);
  next_line();
  while (!is_at_end() && lines_[line_].raw_column > above) {
    found_ = found_ || line_ == cursor_line_;
    end = lines_[line_].range.end;
    next_line();
  }
  if (has_cursor) return no_node;
  return builder_.string({offset, end}, slice(host_, {std::min(begin, end), end}), Kind::string, true);
}

NodeId Sketcher::quoted(std::uint32_t offset, std::uint32_t above, bool has_above) {
  const std::uint32_t line_end = lines_[line_].range.end;
  const bool has_cursor = line_ == cursor_line_ && cursor_ >= offset;
  std::uint32_t closing = closing_quote(offset, line_end);
  const bool is_closed = closing < line_end && host_[closing] == host_[offset];
  if (has_cursor && cursor_ <= closing) {
    value_hole({offset, closing}, above, has_above, false);
    next_line();
    skip_deeper(above);
    return no_node;
  }
  next_line();
  // A quote that goes on below ends at the first one that closes it.
  if (!is_closed) {
    for (std::size_t i = line_; i < lines_.size() && lines_[i].raw_column > above; ++i) {
      const std::size_t found = slice(host_, lines_[i].range).find(host_[offset]);
      if (found == std::string_view::npos) continue;
      closing = lines_[i].range.begin + static_cast<std::uint32_t>(found);
      break;
    }
    while (!is_at_end() && lines_[line_].range.begin <= closing) {
      found_ = found_ || (line_ == cursor_line_ && cursor_ <= closing);
      next_line();
    }
  }
  skip_deeper(above);
  return scalar({offset, std::min(closing + 1, limit_)}, slice(host_, {offset + 1, closing}), true);
}

void Sketcher::key_hole(std::uint32_t depth, std::optional<std::uint32_t> colon) {
  Range text = plain_text(at_);
  if (colon) text.end = *colon;
  while (text.end > text.begin && is_blank(host_[text.end - 1])) --text.end;
  text.end = std::max(text.end, cursor_);
  own_hole(Hole::Kind::key, text, depth);
  sketch_.hole.has_colon = colon.has_value();
}

void Sketcher::own_line_hole(std::uint32_t depth, std::optional<std::uint32_t> above) {
  Range text = plain_text(at_);
  text.end = std::max(text.end, cursor_);
  own_hole(Hole::Kind::value, text, depth);
  sketch_.hole.above = above.value_or(0);
  sketch_.hole.has_above = above.has_value();
  next_line();
  skip_deeper(depth);
}

// What is first on its line, but for dashes.
void Sketcher::own_hole(Hole::Kind kind, Range text, std::uint32_t depth) {
  found_ = true;
  Hole& hole = sketch_.hole;
  hole.kind = kind;
  hole.on_own_line = true;
  hole.column = depth;
  const SketchLine& line = lines_[line_];
  if (at_ == line.content)
    hole.blanks = {line.range.begin, line.content};
  else
    hole.blanks = {at_, at_};
  hole.is_first = at_ == line.content;
  hole.has_lines = line_ + 1 < lines_.size() && lines_[line_ + 1].column > depth;
  set_text(text);
}

void Sketcher::value_hole(Range text, std::uint32_t above, bool has_above, bool is_glued) {
  found_ = true;
  Hole& hole = sketch_.hole;
  hole.kind = Hole::Kind::value;
  hole.above = above;
  hole.has_above = has_above;
  hole.is_glued = is_glued;
  hole.blanks = {text.begin, text.begin};
  while (!is_glued && hole.blanks.begin > fragment_.begin && is_blank(host_[hole.blanks.begin - 1]))
    --hole.blanks.begin;
  set_text(text);
}

void Sketcher::set_text(Range text) {
  Hole& hole = sketch_.hole;
  const char first = text.size() > 0 ? host_[text.begin] : '\0';
  const bool is_quoted = first == '"' || first == '\'';
  if (is_quoted && cursor_ <= text.begin) {
    // In front of it, all of it is replaced.
    text.end = std::min(closing_quote(text.begin, limit_) + 1, limit_);
  } else if (is_quoted) {
    hole.quote = first;
    const std::uint32_t closing = closing_quote(text.begin, limit_);
    hole.is_closed = at(closing) == first;
    text = {text.begin + 1, std::max(cursor_, hole.is_closed ? closing : std::min(closing, text.end))};
  }
  hole.text = text;
}

}  // namespace paas::yaml
