// The lines of a fragment as they should be written. Only blanks and empty lines differ from what is written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/text.h"

namespace paas::query {

/// How far a level is indented where a fragment does not show a step of its own, and the most that is taken for one.
constexpr std::uint32_t usual_step = 2;
constexpr std::uint32_t largest_step = 4;

/// A line of the fragment; the first one begins behind the quotes.
struct LaidOutLine {
  Range range;                      // without its line ending; bytes of the host
  std::optional<std::string> text;  // what it becomes; nothing where an empty line goes
};

/// The lines of `fragment` in `host`, which must be a complete YAML document. Levels are indented by two blanks, or by
/// the fragment's own step if it has one; sequences stand at the column of their key or a step deeper, as the first one
/// does. Quotes, styles, order and comments stay. The last line stands before the closing quotes and stays where
/// `is_quoted`. Nothing for what is too strange to be touched: `?` keys, line breaks of other alphabets.
std::optional<std::vector<LaidOutLine>> lay_out(std::string_view host, Range fragment, bool is_quoted);

/// Splits a range into its lines.
std::vector<Range> lines_of(std::string_view host, Range range);

}  // namespace paas::query
