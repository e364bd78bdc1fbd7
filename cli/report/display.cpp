// Decodes UTF-8 strictly, and knows which characters are wide, invisible or dangerous.
#include "cli/report/display.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "core/text/text.h"

namespace paas::report {

namespace {

struct Interval {
  char32_t first;
  char32_t last;
};

/// What joins the character before it, beside marks: vowels and finals of Hangul, colours of skin.
constexpr std::array joined{Interval{0x1160, 0x11FF}, Interval{0xD7B0, 0xD7FF}, Interval{0x1F3FB, 0x1F3FF}};

/// Blocks in which emoji are added: those that the library does not know yet are two columns wide, too.
constexpr std::array emoji{Interval{0x1F300, 0x1F64F}, Interval{0x1F680, 0x1F6FF}, Interval{0x1F900, 0x1FAFF}};

/// Control characters, and what reorders or hides the text around it (see CVE-2021-42574).
constexpr std::array never_raw{
    Interval{0x00, 0x1F},     Interval{0x7F, 0x9F},       Interval{0x061C, 0x061C}, Interval{0x200B, 0x200B},
    Interval{0x200E, 0x200F}, Interval{0x2028, 0x202E},   Interval{0x2060, 0x206F}, Interval{0xFEFF, 0xFEFF},
    Interval{0xFFF9, 0xFFFB}, Interval{0xE0000, 0xE007F},
};

template <std::size_t size>
bool is_in(const std::array<Interval, size>& intervals, char32_t value) {
  return std::any_of(intervals.begin(), intervals.end(),
                     [&](const Interval& interval) { return interval.first <= value && value <= interval.last; });
}

std::uint32_t columns_of(char32_t value) {
  if (is_in(joined, value)) return 0;
  const auto point = static_cast<utf8proc_int32_t>(value);
  const bool is_new = is_in(emoji, value) && utf8proc_category(point) == UTF8PROC_CATEGORY_CN;
  return is_new ? 2 : static_cast<std::uint32_t>(utf8proc_charwidth(point));
}

// `##[error]`, `##vso[task...]` and `##teamcity[...]` command runners of workflows, wherever they are in a line.
bool is_runner_command(std::string_view text) {
  if (!text.starts_with("##")) return false;
  const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz", 2);
  return end != std::string_view::npos && text[end] == '[';
}

/// What such a runner takes for blanks, of what is shown as it is.
constexpr std::array blank{
    Interval{0x20, 0x20},     Interval{0xA0, 0xA0},     Interval{0x1680, 0x1680}, Interval{0x2000, 0x200A},
    Interval{0x202F, 0x202F}, Interval{0x205F, 0x205F}, Interval{0x3000, 0x3000},
};

std::string escape_of(const CodePoint& point) {
  if (point.value == '\n') return "\\n";
  if (point.value == '\r') return "\\r";
  if (point.value == '\t') return "\\t";
  const auto number = static_cast<std::uint32_t>(point.value);
  return !point.valid || number < 0x80 ? fmt::format("\\x{:02x}", number) : fmt::format("\\u{{{:x}}}", number);
}

}  // namespace

CodePoint decode(std::string_view text, std::size_t offset) {
  const auto byte = static_cast<unsigned char>(text[offset]);
  if (byte < 0x80) return {byte, true, 1};
  const std::uint32_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
  if (first_invalid_utf8(text.substr(offset, length)) != std::string_view::npos) return {byte, false, 1};
  char32_t value = byte & (0xFFu >> (length + 1));
  for (std::uint32_t i = 1; i < length; ++i) value = value << 6 | (static_cast<unsigned char>(text[offset + i]) & 0x3F);
  return {value, true, length};
}

Character character_at(std::string_view text, std::size_t offset) {
  const CodePoint point = decode(text, offset);
  if (!point.valid || is_in(never_raw, point.value) || is_runner_command(text.substr(offset))) {
    std::string escape = escape_of(point);
    const auto columns = static_cast<std::uint32_t>(escape.size());
    return {std::move(escape), columns, point.bytes};
  }
  return {std::string(text.substr(offset, point.bytes)), columns_of(point.value), point.bytes};
}

std::string visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    const Character character = character_at(text, offset);
    out += character.shown;
    offset += character.bytes;
  }
  return out;
}

std::string safe_line(std::string_view text) { return without_commands(visible(text)); }

std::string without_commands(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool is_start = true;
  for (std::size_t offset = 0; offset < text.size();) {
    const CodePoint point = decode(text, offset);
    const bool is_command = is_start && text.substr(offset).starts_with("::");
    out += is_command ? std::string_view("\\x3a") : text.substr(offset, point.bytes);
    is_start = point.value == '\n' || (is_start && point.valid && is_in(blank, point.value));
    offset += point.bytes;
  }
  return out;
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    const CodePoint point = decode(text, offset);
    out += point.valid ? text.substr(offset, point.bytes) : "\xEF\xBF\xBD";
    offset += point.bytes;
  }
  return out;
}

}  // namespace paas::report
