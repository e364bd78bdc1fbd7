// Words for syntax errors. libyaml says what its state machine missed; people need the line to change and the change.
#include "core/yaml/syntax.h"
#include "core/text/characters.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace paas::yaml {

namespace {

constexpr std::string_view blanks = " \t\r";

class Text {
 public:
  Text(std::string_view text, Range fragment) : text_(text), fragment_(fragment) {}

  char at(std::uint32_t offset) const { return offset < fragment_.end ? text_[offset] : '\0'; }
  std::string_view operator[](Range range) const { return slice(text_, range); }

  /// The line around `offset`, without its ending.
  Range line(std::uint32_t offset) const {
    std::uint32_t begin = std::min(offset, fragment_.end);
    while (begin > fragment_.begin && !is_break(text_[begin - 1])) --begin;
    std::uint32_t end = std::min(offset, fragment_.end);
    while (end < fragment_.end && !is_break(text_[end])) ++end;
    return {begin, end};
  }
  /// A range without blanks at its ends and without a comment.
  Range trimmed(Range range) const {
    while (range.begin < range.end && is_blank(text_[range.begin])) ++range.begin;
    const std::size_t comment = (*this)[range].find(" #");
    if (comment != std::string_view::npos) range.end = range.begin + static_cast<std::uint32_t>(comment);
    while (range.end > range.begin && is_blank(text_[range.end - 1])) --range.end;
    return range;
  }
  /// From `offset` to the end of what is written on its line.
  Range rest_of_line(std::uint32_t offset) const {
    const Range rest = trimmed({offset, line(offset).end});
    return rest.size() > 0 ? rest : Range{offset, std::min(offset + 1, fragment_.end)};
  }
  bool is_empty(Range line) const {
    const std::size_t first = (*this)[line].find_first_not_of(blanks);
    return first == std::string_view::npos || (*this)[line][first] == '#';
  }
  /// The nearest line above that is neither empty nor a comment; an empty range where there is none.
  Range line_above(std::uint32_t offset) const {
    Range current = line(offset);
    while (current.begin > fragment_.begin) {
      current = line(current.begin - 1);
      if (!is_empty(current)) return current;
    }
    return {fragment_.begin, fragment_.begin};
  }
  /// Blanks before the first character of a line.
  std::uint32_t indentation(Range line) const {
    const std::size_t first = (*this)[line].find_first_not_of(' ');
    return first == std::string_view::npos ? line.size() : static_cast<std::uint32_t>(first);
  }
  /// The line and the lines below that belong to it by their indentation.
  Range with_children(Range line_in) const {
    const std::uint32_t depth = indentation(line_in);
    Range all = line_in;
    while (all.end < fragment_.end) {
      std::uint32_t next = all.end;
      while (next < fragment_.end && is_break(text_[next])) ++next;
      const Range below = line(next);
      if (next >= fragment_.end || indentation(below) <= depth) break;
      all.end = below.end;
    }
    return all;
  }
  bool starts_line(std::uint32_t offset) const { return is_empty({line(offset).begin, offset}); }
  /// The last bracket that is never closed, or the end.
  std::uint32_t open_bracket() const {
    std::uint32_t closed = 0;
    for (std::uint32_t i = fragment_.end; i-- > fragment_.begin;) {
      if (text_[i] == ']' || text_[i] == '}') ++closed;
      if (text_[i] != '[' && text_[i] != '{') continue;
      if (closed == 0) return i;
      --closed;
    }
    return fragment_.end;
  }
  std::uint32_t end() const { return fragment_.end; }

 private:
  static bool is_break(char c) { return c == '\n' || c == '\r'; }

  std::string_view text_;
  Range fragment_;
};

Diagnosis make(Range range, std::string message, Range blank, Cure cure = Cure::none) {
  return {{ProblemKind::syntax, range, std::move(message), {}, cure}, blank};
}

Diagnosis make(Range range, std::string message, Cure cure = Cure::none) {
  return make(range, std::move(message), range, cure);
}

/// A colon that no blank follows, in a line that has no other: the place of the colon, or npos.
std::size_t glued_colon(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon + 1 >= line.size()) return std::string_view::npos;
  if (line.find(": ") != std::string_view::npos || line.back() == ':') return std::string_view::npos;
  const bool link = line.substr(colon).starts_with("://");
  return link || line.find_first_of("'\"[{") < colon ? std::string_view::npos : colon;
}

/// `-item` for `- item`.
bool is_glued_dash(std::string_view line) {
  return line.size() > 1 && line[0] == '-' && line[1] != ' ' && line[1] != '-';
}

Diagnosis missing_space(const Text& text, Range line, std::size_t colon) {
  if (is_glued_dash(text[line]))
    return make({line.begin, line.begin + 1}, "a space is missing after the `-`", line, Cure::blank_behind);
  const std::uint32_t at = line.begin + static_cast<std::uint32_t>(colon);
  return make({at, at + 1}, "a space is missing after the colon", line, Cure::blank_behind);
}

Diagnosis wrong_start(const Text& text, std::uint32_t at) {
  const char c = text.at(at);
  if (c == '\t') {
    Range tabs{at, at + 1};
    while (text.at(tabs.end) == '\t') ++tabs.end;
    return make(tabs, "YAML takes no tab here; use spaces", Cure::spaces);
  }
  const Range value = text.rest_of_line(at);
  if (c == '`') return make(value, "a value cannot start with a backtick; put quotes around it", Cure::quotes);
  return make(value, fmt::format("a value cannot start with `{}`; put quotes around it", c), Cure::quotes);
}

/// Lines for people above the first key, from the beginning on; empty where something else is there, too.
Range prose_above(const Text& text, Range line) {
  constexpr int most_lines = 200;
  Range prose{line.begin, line.begin};
  for (int i = 0; i < most_lines; ++i) {
    const Range above = text.line_above(prose.begin);
    if (above.size() == 0) break;
    const std::string_view content = text[text.trimmed(above)];
    const bool is_yaml = content.find(": ") != std::string_view::npos || content.ends_with(':') ||
                         content.find_first_of("-?[{&*!|>'\"%@`") == 0;
    if (is_yaml) return {};
    if (prose.size() == 0) prose.end = text.trimmed(above).end;
    prose.begin = text.trimmed(above).begin;
  }
  return text.line_above(prose.begin).size() > 0 ? Range{} : prose;
}

// Of `timeout 5` the first word is the key.
Diagnosis colon_missing(const Text& text, Range line) {
  std::string meant(text[line]);
  meant.insert(std::min(meant.find(' '), meant.size()), ":");
  return make(line, fmt::format("a colon is missing: `{}`", meant), line, Cure::colon_behind);
}

// A word and a value, where an entry of the same mapping follows: `type worker`.
bool lacks_colon(std::string_view line) {
  const std::size_t word = line.find(' ');
  return word != std::string_view::npos && word > 0 && line.find(':') == std::string_view::npos &&
         std::ranges::all_of(line.substr(0, word), [](char c) { return is_letter(c) || c == '-' || c == '_'; });
}

/// "mapping values are not allowed": a colon where no key can be.
Diagnosis unexpected_colon(const Text& text, std::uint32_t at) {
  const Range line = text.line(at);
  const std::string_view before = text[{line.begin, at}];
  const std::size_t first_colon = before.find(": ");
  if (first_colon != std::string_view::npos) {
    const Range value = text.rest_of_line(line.begin + static_cast<std::uint32_t>(first_colon) + 2);
    return make(value,
                "a second `: ` on one line; put quotes around the value, or begin the inner entry on a line of its own",
                Cure::quotes);
  }
  const Range above = text.line_above(at);
  const Range content = text.trimmed(above);
  if (above.size() > 0 && text.indentation(line) >= text.indentation(above)) {
    const std::size_t colon = glued_colon(text[content]);
    if (colon != std::string_view::npos) return missing_space(text, content, colon);
    if (text.indentation(line) > text.indentation(above)) {
      const std::string_view key = text[content];
      if (key.find(':') == std::string_view::npos && !key.starts_with("- ")) {
        return make(content, "a colon is missing after this key", above, Cure::colon_behind);
      }
      return make(text.trimmed({line.begin, at}), "this line is indented deeper than the entry above it",
                  text.with_children(line));
    }
  }
  const bool is_beside =
      above.size() > 0 && text.indentation(line) > 0 && text.indentation(line) == text.indentation(above);
  if (is_beside && lacks_colon(text[content])) return colon_missing(text, content);
  if (const Range prose = prose_above(text, line); prose.size() > 0)
    return make(prose,
                "text for people above the keys: begin each of its lines with `#`, so that YAML takes it for a comment",
                Cure::comment);
  const Range key = text.trimmed({line.begin, at});
  return make(key.size() > 0 ? key : Range{at, at + 1}, "a `key: value` cannot stand here", line);
}

/// The quote that swallowed the lines up to `at`, where another value's opening quote closed it; npos where none did.
std::size_t swallowing_quote(const Text& text, std::uint32_t at) {
  constexpr int furthest = 50;
  const Range line = text.line(at);
  const std::string_view before = text[{line.begin, at}];
  if (before.empty() || (before.back() != '\'' && before.back() != '"')) return std::string_view::npos;
  const char quote = before.back();
  if (before.find(": ") == std::string_view::npos || std::count(before.begin(), before.end(), quote) % 2 == 0) {
    return std::string_view::npos;
  }
  Range above = text.line_above(at);
  for (int i = 0; i < furthest && above.size() > 0; ++i) {
    const std::string_view content = text[above];
    if (std::count(content.begin(), content.end(), quote) % 2 != 0) return above.begin + content.rfind(quote);
    above = text.line_above(above.begin);
  }
  return std::string_view::npos;
}

/// "did not find expected key" and "... '-' indicator": a token that fits no open block.
Diagnosis misplaced(const Text& text, const Refusal& refusal) {
  const std::uint32_t at = refusal.at;
  const Range line = text.line(at);
  if (text.at(at) == ':') return make({at, at + 1}, "a key is missing before the colon", line);
  if (!text.starts_line(at)) {
    const std::size_t quote = swallowing_quote(text, at);
    if (quote != std::string_view::npos) {
      const auto begin = static_cast<std::uint32_t>(quote);
      return make({begin, begin + 1}, "the closing quote is missing", {begin, text.line(begin).end}, Cure::closing);
    }
    if (text.at(at) == ']' || text.at(at) == '}') {
      return make({at, at + 1}, fmt::format("this `{}` closes nothing; remove it", text.at(at)), text.rest_of_line(at),
                  Cure::removal);
    }
    return make(text.rest_of_line(at), "nothing more can follow the value on this line; put quotes around all of it");
  }
  const Range entry = text.rest_of_line(at);
  const std::uint32_t depth = text.indentation(line);
  const std::uint32_t block_depth = refusal.context_at - text.line(refusal.context_at).begin;
  const bool in_list = refusal.problem.find("'-'") != std::string_view::npos;
  if (depth == block_depth && in_list) {
    return make(entry, "this line stands in a list, so it must begin with `- `", text.with_children(line));
  }
  if (depth == block_depth && text.at(at) == '-') {
    return make(entry, "a list item cannot stand between `key: value` entries", text.with_children(line));
  }
  const bool deeper = text.indentation(text.line_above(at)) < depth;
  return make(entry,
              deeper ? "this line is indented deeper than the entry above it"
                     : "the indentation of this line fits no line above it",
              text.with_children(line));
}

Diagnosis missing_colon(const Text& text, const Refusal& refusal) {
  const Range key = text.rest_of_line(refusal.context_at);
  const std::size_t colon = glued_colon(text[key]);
  if (colon != std::string_view::npos) return missing_space(text, key, colon);
  if (text.at(key.begin) == '-' && key.size() > 1) {
    return make({key.begin, key.begin + 1}, "a space is missing after the `-`", key, Cure::blank_behind);
  }
  if (text.at(key.begin) == '&' || text.at(key.begin) == '!') return make(key, "what this belongs to is missing");
  return colon_missing(text, key);
}

Diagnosis unclosed_bracket(const Text& text, const Refusal& refusal, char bracket) {
  const Range opening{refusal.context_at, refusal.context_at + 1};
  const Range rest{refusal.context_at, text.line(refusal.context_at).end};
  const char closing = bracket == '[' ? ']' : '}';
  const bool same_line = refusal.at <= rest.end && refusal.at < text.end();
  const bool closed_below = text[{refusal.at, text.end()}].find(closing) != std::string_view::npos;
  if (same_line || closed_below) {
    const Range here = text.rest_of_line(refusal.at);
    return make(here, fmt::format("a comma or `{}` is missing before this", closing),
                {rest.begin, std::max(rest.end, here.end)});
  }
  return make(opening, fmt::format("this `{}` is never closed", bracket), rest, Cure::closing);
}

Diagnosis missing_content(const Text& text, const Refusal& refusal) {
  const std::uint32_t at = refusal.at;
  if (at >= text.end())
    return make({text.end(), text.end()}, "a value is missing at the end", text.line(refusal.context_at));
  return make({at, at + 1}, fmt::format("a value is missing before this `{}`", text.at(at)), text.line(at));
}

Diagnosis name_expected(const Text& text, const Refusal& refusal) {
  const bool alias = text.at(refusal.context_at) == '*';
  return make(text.rest_of_line(refusal.context_at),
              fmt::format("`{}` marks {} in YAML and needs a name; put quotes around the value if it is text",
                          alias ? '*' : '&', alias ? "a reference" : "an anchor"),
              Cure::quotes);
}

}  // namespace

Diagnosis diagnose(std::string_view host, Range fragment, const Refusal& refusal) {
  const Text text(host, fragment);
  const auto says = [&](std::string_view part) { return refusal.problem.find(part) != std::string_view::npos; };
  const auto during = [&](std::string_view part) { return refusal.context.find(part) != std::string_view::npos; };
  const std::uint32_t at = refusal.at;

  if (says("cannot start any token")) return wrong_start(text, at);
  if (says("tab character") && !during("block scalar")) {
    const Range line = text.line(at);
    const std::size_t tab = text[line].find('\t');
    return wrong_start(text, tab == std::string_view::npos ? at : line.begin + static_cast<std::uint32_t>(tab));
  }
  if (refusal.problem == question_mark_in_brackets) {
    Range scalar{at, at};
    while (scalar.end < text.end() && std::string_view(",]}\n\r").find(text.at(scalar.end)) == std::string_view::npos) {
      ++scalar.end;
    }
    return make(scalar, "inside brackets a value with `?` needs quotes", Cure::quotes);
  }
  if (says("mapping values are not allowed")) return unexpected_colon(text, at);
  if (says("could not find expected ':'")) return missing_colon(text, refusal);
  if (says("did not find expected key") || says("'-' indicator")) return misplaced(text, refusal);
  if (says("',' or ']'")) return unclosed_bracket(text, refusal, '[');
  if (says("',' or '}'")) return unclosed_bracket(text, refusal, '{');
  if (says("did not find expected node content")) return missing_content(text, refusal);
  if (says("block sequence entries are not allowed")) {
    return make(text.rest_of_line(at), "a list cannot begin here; put its first `- ` on a line of its own");
  }
  if (says("mapping keys are not allowed")) {
    return make(text.rest_of_line(at), "a value cannot start with `? `; put quotes around it", Cure::quotes);
  }
  if (during("quoted scalar")) {
    if (says("unknown escape character")) {
      return make({at, std::min(at + 2, text.end())},
                  "this is no escape of YAML; in single quotes the backslash is just a character", text.line(at));
    }
    if (says("end of stream") || says("document indicator")) {
      const std::uint32_t quote = refusal.context_at;
      return make({quote, quote + 1}, "the closing quote is missing", {quote, text.line(quote).end}, Cure::closing);
    }
  }
  if (says("found unexpected ':'")) {
    return make({at, at + 1}, "a space is missing after the colon, or quotes around the text that it belongs to",
                text.rest_of_line(at));
  }
  if (during("anchor") || during("alias")) return name_expected(text, refusal);
  if (during("tag") || says("undefined tag handle")) {
    return make(text.rest_of_line(refusal.context_at),
                "`!` starts a tag in YAML; put quotes around the value if it is text", Cure::quotes);
  }
  if (during("directive")) {
    return make(text.rest_of_line(refusal.context_at),
                "a line cannot start with `%`; it introduces a directive in YAML", text.line(refusal.context_at));
  }
  if (during("block scalar")) {
    return make(text.rest_of_line(at), "only `+`, `-`, a digit from 1 to 9 or a comment can follow `|` and `>`",
                text.line(at));
  }
  if (says("<document start>")) {
    return make(text.rest_of_line(at), "the document has already ended above this line; check the indentation",
                text.with_children(text.line(at)));
  }
  return make(text.rest_of_line(at), fmt::format("this is no YAML: {}", refusal.problem), text.line(at));
}

}  // namespace paas::yaml
