// Places in a text: byte ranges, and their lines and UTF-16 columns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace paas {

/// Half-open range of byte offsets into the UTF-8 text of one file.
struct Range {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  bool operator==(const Range&) const = default;
  std::uint32_t size() const { return end - begin; }
  bool contains(std::uint32_t offset) const { return begin <= offset && offset < end; }
  /// Whether a cursor at `offset` is in it, before it or behind it.
  bool touches(std::uint32_t offset) const { return begin <= offset && offset <= end; }
};

/// The part of `text` that `range` covers, clipped to the text.
std::string_view slice(std::string_view text, Range range);

/// A zero-based line and a zero-based column; the unit of the column is stated where one is made.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t character = 0;

  bool operator==(const Position&) const = default;
};

/// Where the lines of a text begin. A line ends with LF, CR LF or CR, as LSP 3.17 (Text Documents) says.
class Lines {
 public:
  explicit Lines(std::string_view text);

  std::size_t count() const { return begins_.size(); }
  /// Zero-based line that holds the byte `offset`; offsets past the end are on the last line.
  std::uint32_t line_of(std::uint32_t offset) const;
  /// The bytes of a line without its line ending; empty for a line that does not exist.
  Range line(std::uint32_t line) const;
  /// Column in UTF-16 code units. An offset inside a character counts as the character's start.
  Position utf16(std::uint32_t offset) const;
  /// Column in code points, for people who count characters in a terminal.
  Position code_points(std::uint32_t offset) const;

 private:
  std::string_view text_;
  std::vector<std::uint32_t> begins_;
};

/// A text whose lines end with LF, with the line ends of `neighbour`: CR LF where its first line ends so.
std::string with_line_ends_of(std::string_view neighbour, std::string text);

/// Offset of the first byte that is not UTF-8 (RFC 3629), or `std::string_view::npos`.
std::size_t first_invalid_utf8(std::string_view text);

}  // namespace paas
