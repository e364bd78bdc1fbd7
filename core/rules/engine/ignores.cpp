// Finds the comments that silence diagnostics.
#include "core/rules/engine/ignores.h"

#include <algorithm>
#include <optional>

#include "core/rules/open_ignore.h"
#include "core/text/characters.h"

namespace paas {

namespace {

// `paas: ignore` or `paas: ignore-file`, with or without the blank.
struct Marker {
  std::size_t begin;
  std::size_t end;
  bool whole_file;
};

std::optional<Marker> find_marker(std::string_view text, std::size_t from) {
  constexpr std::string_view name = "paas:";
  constexpr std::string_view verb = "ignore";
  for (std::size_t at = text.find(name, from); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const std::size_t word = text.find_first_not_of(' ', at + name.size());
    if (word == std::string_view::npos || !text.substr(word).starts_with(verb)) continue;
    constexpr std::string_view file = "-file";
    const std::size_t end = word + verb.size();
    const bool whole_file = text.substr(end).starts_with(file);
    return Marker{at, end + (whole_file ? file.size() : 0), whole_file};
  }
  return std::nullopt;
}

// The `#` that opens the comment in which `at` stands, with only blanks between.
std::optional<std::size_t> comment_start(std::string_view text, std::size_t at) {
  const std::size_t last = at == 0 ? std::string_view::npos : text.find_last_not_of(" \t", at - 1);
  if (last == std::string_view::npos || text[last] != '#') return std::nullopt;
  return last;
}

bool stands_alone(std::string_view text, std::size_t hash) {
  const std::size_t before = hash == 0 ? std::string_view::npos : text.find_last_not_of(" \t", hash - 1);
  return before == std::string_view::npos || text[before] == '\n' || text[before] == '\r';
}

void read_codes(std::string_view text, std::size_t open, std::size_t close, Ignore ignore, std::vector<Ignore>& out) {
  std::size_t begin = open + 1;
  while (begin < close) {
    const std::size_t comma = std::min(text.find(',', begin), close);
    std::size_t first = begin;
    std::size_t last = comma;
    while (first < last && text[first] == ' ') ++first;
    while (last > first && text[last - 1] == ' ') --last;
    if (first < last) {
      ignore.code = text.substr(first, last - first);
      ignore.range = {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last)};
      out.push_back(ignore);
    }
    begin = comma + 1;
  }
}

}  // namespace

std::vector<Ignore> find_ignores(std::string_view text) {
  std::vector<Ignore> ignores;
  std::optional<Lines> lines;
  for (auto marker = find_marker(text, 0); marker; marker = find_marker(text, marker->end)) {
    const std::size_t at = marker->begin;
    const std::size_t open = marker->end;
    const bool whole_file = marker->whole_file;
    const std::optional<std::size_t> hash = comment_start(text, at);
    const std::size_t close = text.find_first_of("]\r\n", open);
    const bool complete =
        open < text.size() && text[open] == '[' && close != std::string_view::npos && text[close] == ']';
    if (!hash) continue;
    if (!lines) lines.emplace(text);
    if (!complete) {
      ignores.push_back({{}, {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(open)}, false, 0});
      continue;
    }
    const std::uint32_t line = lines->line_of(static_cast<std::uint32_t>(at));
    read_codes(text, open, close, {{}, {}, whole_file, line + stands_alone(text, *hash)}, ignores);
  }
  return ignores;
}

std::optional<OpenIgnore> open_ignore_at(std::string_view text, std::uint32_t offset) {
  const std::size_t begin = text.substr(0, offset).rfind('\n') + 1;
  const std::string_view before = text.substr(begin, offset - begin);
  std::optional<Marker> last;
  for (auto marker = find_marker(before, 0); marker; marker = find_marker(before, marker->end)) last = marker;
  if (!last) return std::nullopt;
  const std::optional<std::size_t> hash = comment_start(before, last->begin);
  const std::size_t open = last->end;
  const bool whole_file = last->whole_file;
  const std::string_view rest = before.substr(open);
  if (!hash || !rest.starts_with('[') || rest.find(']') != std::string_view::npos) return std::nullopt;
  const auto is_of_code = [](char c) { return is_letter(c) || c == '-'; };
  Range word{offset, offset};
  while (word.begin > begin + open + 1 && is_of_code(text[word.begin - 1])) --word.begin;
  while (word.end < text.size() && is_of_code(text[word.end])) ++word.end;
  const std::string_view after = text.substr(word.end);
  const bool is_closed = after.starts_with(']') || after.starts_with(',');
  const std::uint32_t line = Lines(text).line_of(offset);
  return OpenIgnore{word, is_closed, whole_file, line + (stands_alone(before, *hash) ? 1 : 0)};
}

std::vector<IgnoreComment> ignore_comments_on_line(std::string_view text, std::uint32_t offset) {
  std::vector<IgnoreComment> comments;
  const std::size_t before = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  std::size_t end = std::min(text.find('\n', offset), text.size());
  if (end > begin && text[end - 1] == '\r') --end;
  const std::string_view whole = text.substr(0, end);
  for (auto marker = find_marker(whole, begin); marker; marker = find_marker(whole, marker->end)) {
    const std::optional<std::size_t> hash = comment_start(whole, marker->begin);
    if (!hash || *hash < begin) continue;
    const std::size_t open = marker->end;
    const bool whole_file = marker->whole_file;
    const std::size_t close = whole.find(']', open);
    const bool complete = open < whole.size() && whole[open] == '[' && close != std::string_view::npos;
    const auto first = static_cast<std::uint32_t>(complete ? open + 1 : open);
    const auto last = static_cast<std::uint32_t>(complete ? close : open);
    comments.push_back({{static_cast<std::uint32_t>(*hash), static_cast<std::uint32_t>(end)},
                        {first, last},
                        stands_alone(whole, *hash),
                        whole_file});
  }
  return comments;
}

}  // namespace paas
