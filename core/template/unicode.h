// Characters of UTF-8 texts, for what has to be escaped.
#pragma once

#include <string>
#include <string_view>

namespace paas::cloudformation {

/// The character at `at`, which is moved behind it; U+FFFD for what is no UTF-8.
char32_t next_character(std::string_view text, std::size_t& at);
/// `\u00e9`, as two for what is beyond the basic plane.
void add_escape(char32_t character, std::string& out);

}  // namespace paas::cloudformation
