// Writes bytes as a C++ string literal; shared by the generators of the embedded data.
#pragma once

#include <ostream>
#include <string_view>

namespace paas::tools {

/// `text` as adjacent literals, one a line, so that no line of the generated source gets long.
inline void write_literal(std::ostream& out, std::string_view text) {
  constexpr std::size_t bytes_a_line = 100;
  if (text.empty()) out << "\"\"";
  for (std::size_t begin = 0; begin < text.size(); begin += bytes_a_line) {
    out << "\n  \"";
    for (const char c : text.substr(begin, bytes_a_line)) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        out << '\\' << c;
      } else if (byte >= 0x20 && byte < 0x7F) {
        out << c;
      } else {
        // Always three digits: an octal escape takes no more, so a digit that follows stays a digit.
        out << '\\' << (byte >> 6) << (byte >> 3 & 7) << (byte & 7);
      }
    }
    out << '"';
  }
}

}  // namespace paas::tools
