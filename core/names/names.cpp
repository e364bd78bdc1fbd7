// Naming functions of the deployer.
#include "core/names/names.h"

#include "core/text/characters.h"

namespace paas::names {

namespace {

// `\w` of Python's regular expressions; bytes of non-ASCII letters count as word characters.
bool is_python_word(char c) { return paas::is_word(c) || !is_ascii(c); }

}  // namespace

std::string hungarorise(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  bool at_start = true;
  for (const char c : text) {
    if (c == '-' || c == '_') {
      at_start = true;
      continue;
    }
    result += at_start ? to_upper(c) : to_lower(c);
    at_start = false;
  }
  return result;
}

std::string dehungarorise(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (!result.empty() && !is_lower(c)) result += '-';
    result += to_lower(c);
  }
  return result;
}

std::string uppercase(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) result += c == '-' ? '_' : to_upper(c);
  return result;
}

std::string dashed(std::string_view variable) {
  std::string result;
  result.reserve(variable.size());
  for (const char c : variable) result += c == '_' ? '-' : to_lower(c);
  return result;
}

std::string words_of_path(std::string_view path) {
  std::string result;
  bool in_word = false;
  for (const char c : path) {
    if (!is_python_word(c)) {
      in_word = false;
      continue;
    }
    if (!in_word && !result.empty()) result += '-';
    in_word = true;
    result += to_lower(c);
  }
  return result;
}

}  // namespace paas::names
