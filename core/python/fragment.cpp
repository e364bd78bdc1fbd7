// Finds the fragment: first as the deployer does, and where that leaves a doubt as Python does.
#include <algorithm>
#include <optional>

#include "core/python/grammar.h"
#include "core/python/python.h"

namespace paas::python {

namespace {

constexpr std::string_view quotes = "\"\"\"";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos; }

Range make_range(std::size_t begin, std::size_t end) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

void find_escapes(std::string_view text, Fragment& fragment) {
  const std::string_view content = slice(text, fragment.range);
  std::size_t i = content.find('\\');
  while (i != std::string_view::npos) {
    const std::size_t begin = fragment.range.begin + i;
    if (i + 1 == content.size()) {
      fragment.quirks.push_back({QuirkKind::escaped_quotes, make_range(begin, begin + 1 + quotes.size())});
      return;
    }
    fragment.quirks.push_back({QuirkKind::escape, make_range(begin, begin + 2)});
    i = content.find('\\', i + 2);
  }
}

// A docstring in other quotes, or with a prefix, that is never closed: Python reads no string there.
std::optional<Fragment> find_unclosed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n\f\v");
  if (begin == std::string_view::npos) return std::nullopt;
  const std::size_t opening = std::min(text.find_first_not_of("rRuU", begin), text.size());
  const std::string_view own = text.substr(opening, quotes.size());
  if (opening - begin > 1 || (own != quotes && own != "'''")) return std::nullopt;
  const std::size_t content = opening + own.size();
  if (text.find(own, content) != std::string_view::npos) return std::nullopt;
  Fragment fragment;
  fragment.found = true;
  fragment.range = make_range(content, text.size());
  fragment.quirks.push_back({QuirkKind::unterminated, make_range(begin, content)});
  return fragment;
}

// The docstring as Python sees it, with the reason why the deployer does not.
Fragment find_as_python(std::string_view text) {
  Fragment fragment;
  if (text.starts_with(byte_order_mark)) fragment.quirks.push_back({QuirkKind::byte_order_mark, make_range(0, 3)});
  const StringLiteral literal = first_string_statement(text);
  if (!literal.found) return fragment;
  fragment.found = true;
  fragment.range = literal.content;
  const std::string_view opening = slice(text, {literal.range.begin, literal.content.begin});
  const std::string_view before = text.substr(0, literal.range.begin);
  const std::size_t first = before.find_first_not_of(" \t\r\n\f\v\xEF\xBB\xBF");
  if (literal.after_code) {
    fragment.quirks.push_back({QuirkKind::code_before, literal.code});
  } else if (first != std::string_view::npos) {
    const std::size_t last = before.find_last_not_of(" \t\r\n\f\v");
    fragment.quirks.push_back({QuirkKind::comment_before, make_range(first, last + 1)});
  }
  if (!opening.ends_with(quotes)) {
    fragment.quirks.push_back({QuirkKind::single_quotes, {literal.range.begin, literal.content.begin}});
  } else if (opening.size() > quotes.size()) {
    fragment.quirks.push_back({QuirkKind::string_prefix, {literal.range.begin, literal.range.begin + 1}});
  }
  if (!literal.terminated) fragment.quirks.push_back({QuirkKind::unterminated, literal.range});
  return fragment;
}

}  // namespace

Fragment find_fragment(std::string_view text) {
  const std::size_t opening = text.find(quotes);
  if (opening == std::string_view::npos || !is_blank(text.substr(0, opening))) {
    if (std::optional<Fragment> unclosed = find_unclosed(text)) return std::move(*unclosed);
    return find_as_python(text);
  }
  Fragment fragment;
  fragment.found = true;
  const std::size_t begin = opening + quotes.size();
  const std::size_t closing = text.find(quotes, begin);
  const std::size_t end = std::min(closing, text.size());
  fragment.range = make_range(begin, end);
  if (closing == std::string_view::npos) {
    fragment.quirks.push_back({QuirkKind::unterminated, make_range(opening, begin)});
  }
  if (is_blank(slice(text, fragment.range))) {
    fragment.quirks.push_back({QuirkKind::blank, make_range(opening, std::min(end + quotes.size(), text.size()))});
    return fragment;
  }
  fragment.read_by_deployer = closing != std::string_view::npos;
  find_escapes(text, fragment);
  return fragment;
}

}  // namespace paas::python
