// Lines and columns of a text.
#include "core/text/text.h"
#include "core/text/characters.h"

#include <algorithm>

namespace paas {

std::string_view slice(std::string_view text, Range range) {
  const std::size_t begin = std::min<std::size_t>(range.begin, text.size());
  const std::size_t end = std::clamp<std::size_t>(range.end, begin, text.size());
  return text.substr(begin, end - begin);
}

Lines::Lines(std::string_view text) : text_(text), begins_{0} {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool lone_cr = text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n');
    if (text[i] == '\n' || lone_cr) begins_.push_back(static_cast<std::uint32_t>(i + 1));
  }
}

std::uint32_t Lines::line_of(std::uint32_t offset) const {
  const auto after = std::upper_bound(begins_.begin(), begins_.end(), offset);
  return static_cast<std::uint32_t>(after - begins_.begin() - 1);
}

Range Lines::line(std::uint32_t line) const {
  if (line >= begins_.size()) return {};
  const std::uint32_t begin = begins_[line];
  std::uint32_t end = line + 1 < begins_.size() ? begins_[line + 1] : static_cast<std::uint32_t>(text_.size());
  while (end > begin && is_break(text_[end - 1])) --end;
  return {begin, end};
}

Position Lines::utf16(std::uint32_t offset) const {
  const std::uint32_t line = line_of(offset);
  Position position{line, 0};
  const std::size_t end = std::min<std::size_t>(offset, text_.size());
  for (std::size_t i = begins_[line]; i < end; ++i) {
    const auto byte = static_cast<unsigned char>(text_[i]);
    if (is_continuation(text_[i])) continue;
    std::size_t next = i + 1;
    while (next < text_.size() && is_continuation(text_[next])) ++next;
    if (next > end) break;
    position.character += byte >= 0xF0 ? 2 : 1;
  }
  return position;
}

Position Lines::code_points(std::uint32_t offset) const {
  const std::uint32_t line = line_of(offset);
  const std::size_t end = std::min<std::size_t>(offset, text_.size());
  Position position{line, 0};
  for (std::size_t i = begins_[line]; i < end; ++i) position.character += !is_continuation(text_[i]);
  return position;
}

std::string with_line_ends_of(std::string_view neighbour, std::string text) {
  const std::size_t end = neighbour.find('\n');
  if (end == std::string_view::npos || end == 0 || neighbour[end - 1] != '\r') return text;
  std::string out;
  for (const char c : text) {
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

std::size_t first_invalid_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
    if (byte < 0xC2 || byte > 0xF4 || i + length > text.size()) return i;
    for (std::size_t k = 1; k < length; ++k) {
      if (!is_continuation(text[i + k])) return i;
    }
    const auto second = static_cast<unsigned char>(text[i + 1]);
    const bool overlong = (byte == 0xE0 && second < 0xA0) || (byte == 0xF0 && second < 0x90);
    const bool surrogate = byte == 0xED && second > 0x9F;
    const bool too_large = byte == 0xF4 && second > 0x8F;
    if (overlong || surrogate || too_large) return i;
    i += length;
  }
  return std::string_view::npos;
}

}  // namespace paas
