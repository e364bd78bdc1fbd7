// Tags of YAML 1.1 and the values of scalars. The grammars are those of https://yaml.org/type/ as PyYAML narrows them:
// floats need a dot and a signed exponent, single letters are no booleans.
#include "core/yaml/scalar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "core/text/characters.h"
#include "core/yaml/timestamp.h"

namespace paas::yaml {

namespace {

// CPython refuses to convert longer decimal numbers (sys.int_info.default_max_str_digits).
constexpr std::size_t max_decimal_digits = 4300;

constexpr std::string_view boolean_words[] = {"yes",   "Yes",   "YES",   "no", "No", "NO", "true", "True", "TRUE",
                                              "false", "False", "FALSE", "on", "On", "ON", "off",  "Off",  "OFF"};

bool is_octal(char c) { return c >= '0' && c <= '7'; }

std::string_view without_sign(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return text;
}

template <typename Predicate>
std::size_t count_while(std::string_view text, Predicate predicate) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), predicate) - text.begin());
}

template <typename Predicate>
bool all_of(std::string_view text, Predicate predicate) {
  return !text.empty() && count_while(text, [&](char c) { return c == '_' || predicate(c); }) == text.size();
}

/// Bytes of `(:[0-5]?[0-9])+` at the start of `text`; 0 if it does not start so.
std::size_t sexagesimal_tail(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && text[end] == ':') {
    const std::string_view digits = text.substr(end + 1, 2);
    const std::size_t count = count_while(digits, is_digit);
    if (count == 0) break;
    end += 1 + (count == 2 && digits[0] <= '5' ? 2 : 1);
  }
  return end;
}

bool is_integer(std::string_view text) {
  text = without_sign(text);
  if (text.empty()) return false;
  if (text == "0") return true;
  if (text[0] == '0') {
    if (text[1] == 'b') return all_of(text.substr(2), [](char c) { return c == '0' || c == '1'; });
    if (text[1] == 'x') return all_of(text.substr(2), is_hex_digit);
    return all_of(text.substr(1), is_octal);
  }
  if (!is_digit(text[0])) return false;
  text.remove_prefix(count_while(text, [](char c) { return is_digit(c) || c == '_'; }));
  return text.empty() || sexagesimal_tail(text) == text.size();
}

bool is_fraction(std::string_view text) {
  text.remove_prefix(count_while(text, [](char c) { return is_digit(c) || c == '_'; }));
  if (text.empty()) return true;
  if (to_lower(text[0]) != 'e' || text.size() < 3 || (text[1] != '-' && text[1] != '+')) return false;
  return count_while(text.substr(2), is_digit) == text.size() - 2;
}

bool is_number(std::string_view text) {
  if (text == ".nan" || text == ".NaN" || text == ".NAN") return true;
  const std::string_view magnitude = without_sign(text);
  if (magnitude == ".inf" || magnitude == ".Inf" || magnitude == ".INF") return true;
  if (magnitude.empty()) return false;
  if (magnitude[0] == '.') {
    return magnitude.size() == text.size() && text.size() > 1 && is_digit(text[1]) && is_fraction(text.substr(1));
  }
  if (!is_digit(magnitude[0])) return false;
  std::string_view rest = magnitude;
  rest.remove_prefix(count_while(rest, [](char c) { return is_digit(c) || c == '_'; }));
  if (rest.empty()) return false;
  if (rest[0] == '.') return is_fraction(rest.substr(1));
  rest.remove_prefix(sexagesimal_tail(rest));
  if (rest.empty() || rest[0] != '.') return false;
  return count_while(rest.substr(1), [](char c) { return is_digit(c) || c == '_'; }) == rest.size() - 1;
}

/// What Python's conversions ignore: blanks around, underscores anywhere. Splits the sign off.
struct Digits {
  std::string text;
  bool negative = false;
};

Digits digits_of(std::string_view text) {
  Digits digits;
  for (const char c : text) {
    if (c != '_') digits.text += c;
  }
  while (!digits.text.empty() && (digits.text.back() == ' ' || digits.text.back() == '\n')) digits.text.pop_back();
  if (digits.text.empty()) return digits;
  digits.negative = digits.text[0] == '-';
  if (digits.text[0] == '-' || digits.text[0] == '+') digits.text.erase(0, 1);
  return digits;
}

/// An unsigned integer that grows digit by digit and keeps its magnitude where it leaves 64 bits.
struct Sum {
  std::uint64_t exact = 0;
  double magnitude = 0;
  bool fits = true;

  void append(std::uint64_t base, std::uint64_t digit) {
    magnitude = magnitude * static_cast<double>(base) + static_cast<double>(digit);
    fits = fits && !__builtin_mul_overflow(exact, base, &exact) && !__builtin_add_overflow(exact, digit, &exact);
  }
};

bool append_digits(Sum& sum, std::string_view text, std::uint64_t base) {
  if (text.empty()) return false;
  for (const char c : text) {
    if (!is_hex_digit(c)) return false;
    const auto digit = static_cast<std::uint64_t>(is_digit(c) ? c - '0' : to_lower(c) - 'a' + 10);
    if (digit >= base) return false;
    sum.append(base, digit);
  }
  return true;
}

bool append_sexagesimal(Sum& sum, std::string_view text) {
  while (true) {
    const std::size_t colon = text.find(':');
    Sum part;
    if (!append_digits(part, text.substr(0, colon), 10)) return false;
    sum.append(60, part.exact);
    sum.fits = sum.fits && part.fits;
    if (colon == std::string_view::npos) return true;
    text.remove_prefix(colon + 1);
  }
}

std::optional<Scalar> integer_value(std::string_view text) {
  const Digits digits = digits_of(text);
  const std::string_view rest = digits.text;
  Sum sum;
  bool valid = false;
  if (rest.starts_with("0b")) {
    valid = append_digits(sum, rest.substr(2), 2);
  } else if (rest.starts_with("0x")) {
    valid = append_digits(sum, rest.substr(2), 16);
  } else if (rest.starts_with("0")) {
    valid = append_digits(sum, rest, 8);
  } else if (rest.find(':') != std::string_view::npos) {
    valid = rest.size() <= max_decimal_digits && append_sexagesimal(sum, rest);
  } else {
    valid = rest.size() <= max_decimal_digits && append_digits(sum, rest, 10);
  }
  if (!valid) return std::nullopt;
  Scalar scalar;
  scalar.kind = Kind::integer;
  scalar.number = digits.negative ? -sum.magnitude : sum.magnitude;
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  scalar.fits = sum.fits && sum.exact <= largest;
  if (scalar.fits)
    scalar.integer = digits.negative ? -static_cast<std::int64_t>(sum.exact) : static_cast<std::int64_t>(sum.exact);
  return scalar;
}

std::optional<double> decimal_value(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || text.empty() || text[0] == '-') return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    const bool tiny = text.find("e-") != std::string_view::npos || text.find("E-") != std::string_view::npos;
    return tiny ? 0.0 : std::numeric_limits<double>::infinity();
  }
  if (error != std::errc{}) return std::nullopt;
  return value;
}

std::optional<double> magnitude_of(std::string_view text) {
  double value = 0;
  while (true) {
    const std::size_t colon = text.find(':');
    const std::optional<double> part = decimal_value(text.substr(0, colon));
    if (!part) return std::nullopt;
    value = value * 60 + *part;
    if (colon == std::string_view::npos) return value;
    text.remove_prefix(colon + 1);
  }
}

std::optional<Scalar> number_value(std::string_view text) {
  Digits digits = digits_of(text);
  digits.text = to_lower(digits.text);
  Scalar scalar;
  scalar.kind = Kind::number;
  if (digits.text == ".nan") {
    scalar.number = std::numeric_limits<double>::quiet_NaN();
    return scalar;
  }
  const std::optional<double> magnitude =
      digits.text == ".inf" ? std::numeric_limits<double>::infinity() : magnitude_of(digits.text);
  if (!magnitude) return std::nullopt;
  scalar.number = digits.negative ? -*magnitude : *magnitude;
  return scalar;
}

std::optional<Scalar> boolean_value(std::string_view text) {
  const std::string word = to_lower(text);
  const bool yes = word == "yes" || word == "true" || word == "on";
  if (!yes && word != "no" && word != "false" && word != "off") return std::nullopt;
  Scalar scalar;
  scalar.kind = Kind::boolean;
  scalar.boolean = yes;
  return scalar;
}

/// Base64 as Python's decodebytes takes it: other characters are skipped, but the padding must come out right.
bool is_base64(std::string_view text) {
  std::size_t digits = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
    const bool letter = is_letter(c);
    if (c == '=') {
      ++padding;
      if (digits % 4 >= 2 && digits % 4 + padding >= 4) return true;  // what follows is not read
    } else if (letter || is_digit(c) || c == '+' || c == '/') {
      ++digits;
      padding = 0;
    }
  }
  return digits % 4 == 0;
}

}  // namespace

Tag tag_of(std::string_view name) {
  constexpr std::string_view prefix = "tag:yaml.org,2002:";
  if (!name.starts_with(prefix)) return Tag::unknown;
  name.remove_prefix(prefix.size());
  // `merge` and `value` mean something for keys only; the loader has no constructor for them.
  constexpr std::pair<std::string_view, Tag> tags[] = {
      {"null", Tag::null},     {"bool", Tag::boolean}, {"int", Tag::integer},         {"float", Tag::number},
      {"str", Tag::string},    {"seq", Tag::sequence}, {"map", Tag::mapping},         {"set", Tag::set},
      {"binary", Tag::binary}, {"omap", Tag::pairs},   {"timestamp", Tag::timestamp}, {"pairs", Tag::pairs},
      {"merge", Tag::merge},   {"value", Tag::value}};
  for (const auto& [known, tag] : tags) {
    if (name == known) return tag;
  }
  return Tag::unknown;
}

Tag implicit_tag(std::string_view text) {
  if (text.empty() || text == "~") return Tag::null;
  const char first = text[0];
  if (is_digit(first) || first == '-' || first == '+' || first == '.') {
    if (is_number(text)) return Tag::number;
    if (is_integer(text)) return Tag::integer;
    return is_timestamp(text) ? Tag::timestamp : Tag::string;
  }
  if (text == "<<") return Tag::merge;
  if (text == "=") return Tag::value;
  constexpr std::size_t longest_word = 5;
  if (text.size() > longest_word) return Tag::string;
  if (text == "null" || text == "Null" || text == "NULL") return Tag::null;
  const bool boolean = std::find(std::begin(boolean_words), std::end(boolean_words), text) != std::end(boolean_words);
  return boolean ? Tag::boolean : Tag::string;
}

std::optional<Scalar> scalar_value(Tag tag, std::string_view text) {
  Scalar scalar;
  switch (tag) {
    case Tag::null:
      scalar.kind = Kind::null;
      return scalar;
    case Tag::boolean:
      return boolean_value(text);
    case Tag::integer:
      return integer_value(text);
    case Tag::number:
      return number_value(text);
    case Tag::timestamp:
      if (!is_valid_timestamp(text)) return std::nullopt;
      scalar.kind = Kind::timestamp;
      return scalar;
    case Tag::binary:
      if (!is_base64(text)) return std::nullopt;
      scalar.kind = Kind::binary;
      return scalar;
    case Tag::string:
      return scalar;
    default:
      return std::nullopt;
  }
}

}  // namespace paas::yaml
