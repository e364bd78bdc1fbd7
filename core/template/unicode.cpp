// Decodes UTF-8 (RFC 3629), and writes JSON's escapes (RFC 8259, section 7).
#include "core/template/unicode.h"
#include "core/text/characters.h"

#include <fmt/format.h>

namespace paas::cloudformation {

char32_t next_character(std::string_view text, std::size_t& at) {
  constexpr char32_t replacement = 0xFFFD;
  const auto first = static_cast<unsigned char>(text[at++]);
  if (first < 0x80) return first;
  const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  char32_t character = first & (0x3F >> more);
  for (int i = 0; i < more; ++i) {
    if (at >= text.size() || !is_continuation(text[at])) return replacement;
    character = character << 6 | (static_cast<unsigned char>(text[at++]) & 0x3F);
  }
  return character;
}

void add_escape(char32_t character, std::string& out) {
  if (character > 0xFFFF) {
    const char32_t rest = character - 0x10000;
    add_escape(0xD800 + (rest >> 10), out);
    character = 0xDC00 + (rest & 0x3FF);
  }
  fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(character));
}

}  // namespace paas::cloudformation
