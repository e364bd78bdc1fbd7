// Reads, writes and compares notes.
#include "tests/spec_runner/note.h"

#include <fmt/format.h>

#include <charconv>

namespace paas::spec {

namespace {

constexpr std::string_view ellipsis = "…";

/// Reads a text from the left.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::string_view rest() const { return text_.substr(at_); }
  std::uint32_t column() const { return static_cast<std::uint32_t>(at_); }

  bool take(std::string_view token) {
    if (!rest().starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  std::uint32_t take_all(std::string_view characters) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && characters.find(text_[at_]) != std::string_view::npos) ++at_;
    return static_cast<std::uint32_t>(at_ - begin);
  }

  std::optional<std::uint32_t> take_number() {
    std::uint32_t value = 0;
    const auto result = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (result.ec != std::errc()) return std::nullopt;
    at_ = static_cast<std::size_t>(result.ptr - text_.data());
    return value;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

/// `severity[code]: message` or `related: message`.
bool parse_label(std::string_view text, Note& note) {
  constexpr std::string_view related = "related: ";
  if (text.starts_with(related)) {
    note.severity = "related";
    note.message = text.substr(related.size());
    return true;
  }
  const std::size_t open = text.find('[');
  const std::size_t close = text.find(']');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return false;
  note.severity = text.substr(0, open);
  note.code = text.substr(open + 1, close - open - 1);
  const bool known = note.severity == "error" || note.severity == "warning" || note.severity == "information" ||
                     note.severity == "hint";
  const std::string_view tail = text.substr(close + 1);
  if (!known || note.code.empty()) return false;
  if (tail.empty()) return true;
  if (!tail.starts_with(": ")) return false;
  note.message = tail.substr(2);
  return true;
}

/// `@3-5`, or `@3-+2:5` for an end two lines below.
bool parse_columns(Scanner& scanner, Note& note) {
  const auto begin = scanner.take_number();
  if (!begin || !scanner.take("-")) return false;
  Position end = note.begin;
  if (scanner.take("+")) {
    const auto lines = scanner.take_number();
    if (!lines || !scanner.take(":")) return false;
    end.line += *lines;
  }
  const auto column = scanner.take_number();
  if (!column) return false;
  note.begin.character = *begin;
  end.character = *column;
  note.end = end;
  return end.line > note.begin.line || end.character >= note.begin.character;
}

std::string label_of(const Note& note) {
  if (note.code.empty()) return fmt::format("{}: {}", note.severity, note.message);
  if (note.message.empty()) return fmt::format("{}[{}]", note.severity, note.code);
  return fmt::format("{}[{}]: {}", note.severity, note.code, note.message);
}

/// Every part of `pattern` between ellipses is in `text`, in order, the first at its beginning.
bool message_matches(std::string_view pattern, std::string_view text) {
  bool first = true;
  while (true) {
    const std::size_t cut = pattern.find(ellipsis);
    const std::string_view part = pattern.substr(0, cut);
    const std::size_t found = text.find(part);
    if (found == std::string_view::npos || (first && found != 0)) return false;
    if (cut == std::string_view::npos) return true;
    text.remove_prefix(found + part.size());
    pattern.remove_prefix(cut + ellipsis.size());
    first = false;
  }
}

}  // namespace

bool is_note(std::string_view line) {
  Scanner scanner(line);
  scanner.take_all(" \t");
  if (!scanner.take("#")) return false;
  scanner.take_all(" ");
  if (scanner.take("^")) return true;
  return scanner.take("@") && scanner.take_number().has_value();
}

std::optional<Note> parse_note(std::string_view line, std::uint32_t text_line) {
  Scanner scanner(line);
  Note note;
  note.begin.line = text_line;
  scanner.take_all(" \t");
  scanner.take("#");
  scanner.take_all(" ");
  if (scanner.take("@")) {
    if (!parse_columns(scanner, note)) return std::nullopt;
  } else {
    note.begin.character = scanner.column();
    const std::uint32_t width = scanner.take_all("^");
    note.end = Position{text_line, note.begin.character + width};
    note.maybe_empty = width == 1;
  }
  if (scanner.take_all(" ") == 0 || !parse_label(scanner.rest(), note)) return std::nullopt;
  return note;
}

std::optional<Note> parse_listed(std::string_view line) {
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const std::string_view place = line.substr(0, blank);
  const std::size_t second = place.rfind(':');
  if (second == std::string_view::npos || second == 0) return std::nullopt;
  const std::size_t first = place.rfind(':', second - 1);
  if (first == std::string_view::npos) return std::nullopt;
  const auto row = Scanner(place.substr(first + 1)).take_number();
  const auto column = Scanner(place.substr(second + 1)).take_number();
  if (!row || !column || *row == 0 || *column == 0) return std::nullopt;
  Note note;
  note.path = place.substr(0, first);
  note.begin = {*row - 1, *column - 1};
  if (!parse_label(line.substr(blank + 1), note)) return std::nullopt;
  return note;
}

std::string write_note(const Note& note) {
  const Position begin = note.begin;
  const Position end = note.end.value_or(begin);
  if (begin.line != end.line) {
    return fmt::format("# @{}-+{}:{} {}", begin.character, end.line - begin.line, end.character, label_of(note));
  }
  // The comment sign takes the first column.
  if (begin.character == 0) return fmt::format("# @0-{} {}", end.character, label_of(note));
  const std::string carets(end.character > begin.character ? end.character - begin.character : 1, '^');
  return fmt::format("#{:{}}{} {}", "", begin.character - 1, carets, label_of(note));
}

std::string write_listed(const Note& note) {
  return fmt::format("{}:{}:{} {}", note.path, note.begin.line + 1, note.begin.character + 1, label_of(note));
}

bool matches(const Note& expected, const Note& actual) {
  if (expected.path != actual.path || expected.begin != actual.begin) return false;
  if (expected.severity != actual.severity || expected.code != actual.code) return false;
  const bool empty = expected.maybe_empty && actual.end == actual.begin;
  if (expected.end && expected.end != actual.end && !empty) return false;
  return message_matches(expected.message, actual.message);
}

}  // namespace paas::spec
