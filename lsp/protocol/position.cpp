// Counts characters of a line in the client's unit.
#include "lsp/protocol/position.h"

#include <algorithm>
#include <limits>

namespace paas::lsp {

namespace {

// Bytes of the character that begins with this byte; stray bytes are characters of their own.
std::uint32_t size_of_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

std::uint32_t units_of(std::uint32_t bytes, Encoding encoding) {
  if (encoding == Encoding::utf8) return bytes;
  return encoding == Encoding::utf16 && bytes == 4 ? 2 : 1;
}

std::uint32_t clipped(const Json& number) {
  if (!number.is_number()) throw Json::type_error::create(302, "a position holds two numbers", nullptr);
  constexpr double most = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::clamp(number.get<double>(), 0.0, most));
}

}  // namespace

std::string_view name_of(Encoding encoding) {
  return encoding == Encoding::utf8 ? "utf-8" : encoding == Encoding::utf16 ? "utf-16" : "utf-32";
}

Position position_of(std::string_view text, const Lines& lines, std::uint32_t offset, Encoding encoding) {
  const std::uint32_t line = lines.line_of(offset);
  const Range range = lines.line(line);
  const std::uint32_t end = std::min(offset, range.end);
  std::uint32_t character = 0;
  for (std::uint32_t at = range.begin; at < end;) {
    const std::uint32_t bytes = std::min(size_of_character(text[at]), range.end - at);
    if (at + bytes > end) break;
    character += units_of(bytes, encoding);
    at += bytes;
  }
  return {line, character};
}

std::uint32_t offset_of(std::string_view text, const Lines& lines, Position position, Encoding encoding) {
  if (position.line >= lines.count()) return static_cast<std::uint32_t>(text.size());
  const Range range = lines.line(position.line);
  std::uint32_t at = range.begin;
  std::uint32_t character = 0;
  while (at < range.end) {
    const std::uint32_t bytes = std::min(size_of_character(text[at]), range.end - at);
    character += units_of(bytes, encoding);
    if (character > position.character) break;
    at += bytes;
  }
  return at;
}

Position read_position(const Json& json) { return {clipped(json.at("line")), clipped(json.at("character"))}; }

Json to_json(Position position) { return {{"line", position.line}, {"character", position.character}}; }

}  // namespace paas::lsp
