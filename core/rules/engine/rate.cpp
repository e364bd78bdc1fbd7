// Reads rates.
#include "core/rules/engine/rate.h"

namespace paas {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_unit(std::string_view unit) { return unit == "minute" || unit == "hour" || unit == "day"; }

}  // namespace

std::optional<Rate> parse_rate(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  if (digits == 0 || digits == text.size() || text[digits] != ' ') return std::nullopt;
  std::string_view number = text.substr(0, digits);
  std::string_view unit = text.substr(digits + 1);
  const bool is_plural = unit.ends_with('s');
  if (is_plural) unit.remove_suffix(1);
  if (!is_unit(unit)) return std::nullopt;
  while (number.size() > 1 && number.front() == '0') number.remove_prefix(1);
  return Rate{number == "0", number == "1", is_plural};
}

}  // namespace paas
