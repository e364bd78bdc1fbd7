// Asks about the shape of a file.
#include "tests/spec_runner/shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/query/calls.h"
#include "core/query/colours.h"
#include "core/query/format.h"
#include "core/query/ranges.h"

namespace paas::spec {

namespace {

std::string applied(const File& file, const std::vector<query::TextEdit>& edits) {
  std::string text = file.text;
  for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit)
    text.replace(edit->range.begin, edit->range.size(), edit->text);
  return text;
}

std::string formatted(const File& file, const std::vector<query::TextEdit>& edits) {
  return edits.empty() ? "unchanged\n" : applied(file, edits);
}

/// `lines 2-4`, counted from 1.
Range range_of_lines(const File& file, std::string_view argument) {
  argument.remove_prefix(std::string_view("lines ").size());
  std::uint32_t first = 1;
  std::uint32_t last = 1;
  const auto read = std::from_chars(argument.data(), argument.data() + argument.size(), first);
  if (read.ptr != argument.data() + argument.size())
    std::from_chars(read.ptr + 1, argument.data() + argument.size(), last);
  const Lines lines(file.text);
  return {lines.line(first - 1).begin, lines.line(last - 1).end};
}

/// The line that a line break at the cursor begins, with `|` for the cursor.
std::string entered(const File& file, std::uint32_t offset) {
  std::string text = file.text;
  text.insert(offset, "\n");
  const auto after = analyze(file.path, file.kind, std::move(text), file.generation);
  const std::vector<query::TextEdit> edits = query::indent_line(*after, offset + 1);
  std::string line(slice(after->text, Lines(after->text).line(Lines(after->text).line_of(offset + 1))));
  if (edits.empty()) return "nothing\n";
  const query::TextEdit& edit = edits.front();
  return edit.text + "|" + line.substr(edit.range.end - offset - 1) + "\n";
}

std::string folding(const File& file) {
  std::string text;
  for (const query::Fold& fold : query::folds(file))
    text += fmt::format("{}-{}{}\n", fold.first + 1, fold.last + 1, fold.is_comment ? " comment" : "");
  return text.empty() ? "nothing\n" : text;
}

std::string selection(const File& file, std::uint32_t offset) {
  std::string text;
  const Lines lines(file.text);
  for (const Range range : query::selections(file, offset)) {
    const Position begin = lines.code_points(range.begin);
    const Position end = lines.code_points(range.end);
    const std::string_view written = slice(file.text, range);
    text += fmt::format("{}:{}-{}:{}", begin.line + 1, begin.character + 1, end.line + 1, end.character + 1);
    if (written.find('\n') == std::string_view::npos) text += fmt::format(" {}", written);
    text += "\n";
  }
  return text;
}

std::string_view name_of(query::WordKind kind) {
  switch (kind) {
    case query::WordKind::key:
      return "key";
    case query::WordKind::constant:
      return "constant";
    case query::WordKind::number:
      return "number";
    case query::WordKind::text:
      return "text";
    case query::WordKind::keyword:
      return "keyword";
    case query::WordKind::name:
      return "name";
    case query::WordKind::permission:
      return "permission";
    case query::WordKind::comment:
      return "comment";
  }
  return {};
}

std::string tokens(const App& app, const File& file) {
  std::string text;
  const Lines lines(file.text);
  for (const query::Word& word : query::words(app, file)) {
    const Position begin = lines.code_points(word.range.begin);
    text += fmt::format("{}:{} {}{} {}\n", begin.line + 1, begin.character + 1, name_of(word.kind),
                        word.defines ? " (defined)" : "", slice(file.text, word.range));
  }
  return text.empty() ? "nothing\n" : text;
}

std::string place_text(query::Place place) {
  const Position position = Lines(place.file->text).code_points(place.range.begin);
  return fmt::format("{}:{}:{}", relative_path(*place.file), position.line + 1, position.character + 1);
}

std::string party_text(const query::Party& party) {
  const std::string detail = without_base(party.detail);
  return fmt::format("{} {}{}", place_text({party.place.file, party.head}), party.name,
                     detail.empty() ? "" : " (" + detail + ")");
}

/// The party, or a line for each step from it or to it, and where that is said.
std::string calls(const App& app, const File& file, std::uint32_t offset, std::string_view direction) {
  const std::optional<query::Party> party = query::party_at(app, file, offset);
  if (!party) return "nothing\n";
  if (direction.empty()) return party_text(*party) + "\n";
  std::string text;
  const bool is_incoming = direction == "incoming";
  for (const query::Call& call :
       is_incoming ? query::incoming_calls(app, *party) : query::outgoing_calls(app, *party)) {
    text += party_text(call.party);
    for (const query::Place place : call.places)
      text += (place == call.places.front() ? ", by " : ", ") + place_text(place);
    text += "\n";
  }
  return text.empty() ? "nothing\n" : text;
}

}  // namespace

std::optional<Question> parse_shape_question(std::string_view info) {
  if (info.starts_with("format lines ")) return Question{"format", std::string(info.substr(7)), '0'};
  if (info == "calls incoming" || info == "calls outgoing") return Question{"calls", std::string(info.substr(6)), '0'};
  for (const std::string_view method : {"format", "enter", "folding", "selection", "tokens", "calls"}) {
    if (info == method) return Question{std::string(method), {}, '0'};
  }
  return std::nullopt;
}

std::optional<std::string> answer_about_shape(const App& app, const File& file, const Question& question,
                                              std::uint32_t offset) {
  // A text that is refused leaves an older one in force.
  offset = std::min(offset, static_cast<std::uint32_t>(file.text.size()));
  if (question.method == "format" && question.argument.starts_with("lines "))
    return formatted(file, query::format_range(file, range_of_lines(file, question.argument)));
  if (question.method == "format") return formatted(file, query::format(file));
  if (question.method == "enter") return entered(file, offset);
  if (question.method == "folding") return folding(file);
  if (question.method == "selection") return selection(file, offset);
  if (question.method == "calls") return calls(app, file, offset, question.argument);
  if (question.method == "tokens") return tokens(app, file);
  return std::nullopt;
}

std::string check_shape(const App& app, const File& file) {
  const std::vector<query::TextEdit> edits = query::format(file);
  if (!edits.empty()) {
    const auto after = analyze(file.path, file.kind, applied(file, edits), file.generation);
    const std::vector<query::TextEdit> again = query::format(*after);
    if (!again.empty())
      return fmt::format("formatting once more changes it again, from\n{}to\n{}", after->text, applied(*after, again));
    if (after->problems.size() != file.problems.size() || after->occurrences.size() != file.occurrences.size())
      return "formatting changes what the file means";
  }
  std::uint32_t end = 0;
  for (const query::Word& word : query::words(app, file)) {
    const bool is_fine = word.range.begin >= end && word.range.begin < word.range.end &&
                         word.range.end <= file.text.size() &&
                         slice(file.text, word.range).find('\n') == std::string_view::npos;
    if (!is_fine) return fmt::format("words overlap at `{}`", slice(file.text, word.range));
    end = word.range.end;
  }
  const std::vector<Range> selections = query::selections(file, static_cast<std::uint32_t>(file.text.size() / 2));
  for (std::size_t i = 1; i < selections.size(); ++i) {
    if (selections[i - 1].begin < selections[i].begin || selections[i - 1].end > selections[i].end)
      return "a selection does not hold the one inside it";
  }
  return {};
}

}  // namespace paas::spec
