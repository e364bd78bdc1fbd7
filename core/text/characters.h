// Kinds of bytes, whatever the locale. Of UTF-8 only ASCII has kinds: a byte of another character is none of them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace paas {

constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_letter(char c) { return is_lower(c) || is_upper(c); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_hex_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
constexpr bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }
/// What names in programs are made of.
constexpr bool is_word(char c) { return is_alphanumeric(c) || c == '_'; }
/// YAML 1.1, s-white.
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
/// YAML 1.1, b-char of ASCII.
constexpr bool is_break(char c) { return c == '\n' || c == '\r'; }
constexpr bool is_space(char c) { return is_blank(c) || is_break(c); }

constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }
inline std::string to_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = to_lower(c);
  return out;
}

/// Whether a byte of UTF-8 is not the first of its character (RFC 3629).
constexpr bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }
/// The beginning of a text, of at most `bytes`, that ends between two characters.
constexpr std::string_view beginning_of(std::string_view text, std::size_t bytes) {
  if (bytes >= text.size()) return text;
  while (bytes > 0 && is_continuation(text[bytes])) --bytes;
  return text.substr(0, bytes);
}
/// How many characters (code points) a text has.
constexpr std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += is_continuation(c) ? 0 : 1;
  return count;
}
constexpr bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80U; }

}  // namespace paas
