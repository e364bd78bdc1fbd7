// Finds the expressions around names of variables.
#include "core/rules/engine/environment_fix.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/rules/engine/fixing.h"

namespace paas {

namespace {

constexpr std::string_view white = " \t\r\n\f\v";

// Takes `word` from the end of `text`, with white space around it.
bool take_back(std::string_view& text, std::string_view word) {
  while (!text.empty() && white.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  if (!text.ends_with(word)) return false;
  text.remove_suffix(word.size());
  return true;
}

// `os.environ["X"]` or `os.getenv("X")`, as the deployer's patterns see it in code, comments and strings.
std::optional<Range> seen_around(std::string_view text, Range name) {
  std::string_view before = text.substr(0, name.begin);
  if (!take_back(before, "\"") && !take_back(before, "'")) return std::nullopt;
  const bool is_subscript = take_back(before, "[");
  if (!is_subscript && !take_back(before, "(")) return std::nullopt;
  if (!take_back(before, is_subscript ? "environ" : "getenv") || !take_back(before, ".") || !take_back(before, "os"))
    return std::nullopt;
  const std::size_t quote = text.find_first_not_of(white, name.end);
  const std::size_t close = quote == std::string_view::npos ? quote : text.find_first_not_of(white, quote + 1);
  if (close == std::string_view::npos || text[close] != (is_subscript ? ']' : ')')) return std::nullopt;
  return Range{static_cast<std::uint32_t>(before.size()), static_cast<std::uint32_t>(close + 1)};
}

// The line of the first import behind the docstring; nothing where `os` is imported, or nothing is.
struct Imports {
  bool has_os = false;
  std::optional<std::uint32_t> first;
};

Imports find_imports(const File& file) {
  Imports imports;
  const Lines lines(file.text);
  for (std::uint32_t i = lines.line_of(file.fragment.range.end); i < lines.count(); ++i) {
    const Range line = lines.line(i);
    std::string_view text = slice(file.text, line);
    while (text.ends_with(' ')) text.remove_suffix(1);
    const bool is_import = text.starts_with("import ") || text.starts_with("from ");
    if (!is_import || text.starts_with("from __future__")) continue;
    if (!imports.first) imports.first = line.begin;
    if (text.starts_with("import ")) {
      std::string names = "," + std::string(text.substr(7)) + ",";
      std::erase(names, ' ');
      imports.has_os = imports.has_os || names.find(",os,") != std::string::npos;
    }
  }
  return imports;
}

}  // namespace

std::vector<Fix> show_read(const Check& check, Range name, bool has_default) {
  const File& file = check.file;
  const Range expression = python::find_read(file.text, name);
  const Imports imports = find_imports(file);
  if (expression.size() == 0 || (!imports.has_os && !imports.first)) return {};
  const std::string_view variable = slice(file.text, name);
  const char quote = file.text[name.begin - 1] == '\'' ? '\'' : '"';
  Fix fix{fmt::format("Write `os.environ[\"{}\"]`", variable),
          {{&file, expression, fmt::format("os.environ[{0}{1}{0}]", quote, variable)}}};
  if (!imports.has_os) {
    const std::string_view line_break = file.text.find("\r\n") == std::string::npos ? "\n" : "\r\n";
    fix.edits.push_back({&file, {*imports.first, *imports.first}, fmt::format("import os{}", line_break)});
  }
  fix.safe = !has_default;
  fix.preferred = true;
  return {std::move(fix)};
}

std::vector<Fix> hide_read(const Check& check, Range name, bool safe) {
  const std::string_view text = check.file.text;
  const std::optional<Range> seen = seen_around(text, name);
  if (!seen) return {};
  const std::string_view variable = slice(text, name);
  const char quote = text[name.begin - 1] == '\'' ? '\'' : '"';
  return one_fix(fmt::format("Write `os.environ.get(\"{}\")`", variable), check.file,
                 yaml::Replacement{*seen, fmt::format("os.environ.get({0}{1}{0})", quote, variable)}, {safe, true});
}

bool is_in_comment(const File& file, Range place) {
  const Lines lines(file.text);
  const Range line = lines.line(lines.line_of(place.begin));
  const std::string_view before = slice(file.text, {line.begin, place.begin});
  const std::size_t first = before.find_first_not_of(" \t");
  return first != std::string_view::npos && before[first] == '#';
}

}  // namespace paas
