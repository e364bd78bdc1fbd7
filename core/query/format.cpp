// Makes edits of laid out lines, and reads the result again before it offers them.
#include "core/query/format.h"

#include <algorithm>

#include "core/query/layout.h"
#include "core/text/characters.h"
#include "core/yaml/same.h"

namespace paas::query {

namespace {

/// Larger ones are not edited by hand.
constexpr std::uint32_t largest_fragment = 400'000;

class Formatter {
 public:
  explicit Formatter(const File& file) : file_(file) {}

  /// All edits of one fragment, or those that touch `part`.
  std::vector<TextEdit> edits(Range fragment, const Range* part) const {
    if (fragment.size() > largest_fragment) return {};
    const yaml::Document before = yaml::parse(file_.text, fragment);
    if (!is_sound(before)) return {};
    const bool is_quoted = file_.type()->docstring != Docstring::none;
    const auto lines = lay_out(file_.text, fragment, is_quoted);
    if (!lines) return {};
    std::vector<TextEdit> edits = edits_of(*lines, part, true);
    if (edits.empty() || keeps_meaning(before, fragment, edits)) return edits;
    if (part == nullptr) return {};
    // Lines that cannot move without the others are mended where they stand.
    edits = edits_of(*lines, part, false);
    return edits.empty() || keeps_meaning(before, fragment, edits) ? edits : std::vector<TextEdit>();
  }

 private:
  bool is_sound(const yaml::Document& document) const {
    const bool is_accepted =
        document.complete() && std::all_of(document.problems().begin(), document.problems().end(),
                                           [](const auto& it) { return it.kind == yaml::ProblemKind::duplicate_key; });
    const std::string& key = file_.type()->key;
    return is_accepted && (key.empty() || document.find(document.root(), key) != yaml::no_node);
  }

  std::vector<TextEdit> edits_of(const std::vector<LaidOutLine>& lines, const Range* part, bool moves) const {
    std::vector<TextEdit> edits;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      LaidOutLine line = lines[i];
      if (part != nullptr && (line.range.end < part->begin || line.range.begin > part->end)) continue;
      if (!moves && line.text) {
        const std::string_view written = slice(file_.text, line.range);
        const std::size_t content = std::min(line.text->find_first_not_of(' '), line.text->size());
        const std::size_t indentation = std::min(written.find_first_not_of(' '), written.size());
        if (content < line.text->size()) line.text->replace(0, content, written.substr(0, indentation));
      }
      add(edits, line, i + 1 < lines.size() ? lines[i + 1].range.begin : line.range.end);
    }
    return edits;
  }

  // Only what differs of a line.
  void add(std::vector<TextEdit>& edits, const LaidOutLine& line, std::uint32_t next) const {
    if (!line.text) {
      edits.push_back({&file_, {line.range.begin, next}, {}});
      return;
    }
    const std::string_view before = slice(file_.text, line.range);
    const std::string_view after = *line.text;
    if (before == after) return;
    const std::size_t shorter = std::min(before.size(), after.size());
    std::size_t head = 0;
    while (head < shorter && before[head] == after[head]) ++head;
    std::size_t tail = 0;
    while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) ++tail;
    const Range range{line.range.begin + static_cast<std::uint32_t>(head),
                      line.range.end - static_cast<std::uint32_t>(tail)};
    edits.push_back({&file_, range, std::string(after.substr(head, after.size() - head - tail))});
  }

  bool keeps_meaning(const yaml::Document& before, Range fragment, const std::vector<TextEdit>& edits) const {
    std::string text;
    text.reserve(file_.text.size());
    std::uint32_t at = 0;
    for (const TextEdit& edit : edits) {
      text += slice(file_.text, {at, edit.range.begin});
      text += edit.text;
      at = edit.range.end;
    }
    text += slice(file_.text, {at, static_cast<std::uint32_t>(file_.text.size())});
    const std::uint32_t after_fragment = static_cast<std::uint32_t>(file_.text.size()) - fragment.end;
    const Range now{fragment.begin, static_cast<std::uint32_t>(text.size()) - after_fragment};
    if (!is_same_but_for_blanks(slice(file_.text, fragment), slice(text, now))) return false;
    const yaml::Document after = yaml::parse(text, now);
    if (!is_sound(after) || !yaml::is_same_value(before, before.root(), after, after.root())) return false;
    // Python must find the fragment where it was.
    return file_.type()->docstring != Docstring::module || python::find_fragment(text).range == now;
  }

  static bool is_same_but_for_blanks(std::string_view one, std::string_view other) {
    auto right = other.begin();
    for (const char c : one) {
      if (is_space(c)) continue;
      while (right != other.end() && is_space(*right)) ++right;
      if (right == other.end() || *right != c) return false;
      ++right;
    }
    return std::all_of(right, other.end(), is_space);
  }

  const File& file_;
};

std::vector<TextEdit> format(const File& file, const Range* part) {
  std::vector<TextEdit> edits;
  if (!has_fragment(file)) return edits;
  for (const Range fragment : file.fragments) {
    if (part != nullptr && (fragment.end < part->begin || fragment.begin > part->end)) continue;
    std::vector<TextEdit> more = Formatter(file).edits(fragment, part);
    edits.insert(edits.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return edits;
}

}  // namespace

std::vector<TextEdit> format(const File& file) { return format(file, nullptr); }

std::vector<TextEdit> format_range(const File& file, Range range) {
  // A selection of whole lines ends where the next one begins, which is not selected.
  if (range.size() > 0 && range.end <= file.text.size() && file.text[range.end - 1] == '\n') --range.end;
  return format(file, &range);
}

}  // namespace paas::query
