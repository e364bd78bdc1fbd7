// Reads rates as EventBridge does.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rate-expressions.html
#include "core/query/rate.h"
#include "core/text/characters.h"

namespace paas::query {

std::optional<double> calls_per_day(std::string_view rate) {
  constexpr std::size_t max_digits = 9;
  double number = 0;
  std::size_t digits = 0;
  for (; digits < rate.size() && is_digit(rate[digits]); ++digits) number = number * 10 + (rate[digits] - '0');
  if (digits == 0 || digits > max_digits || number == 0 || digits == rate.size() || rate[digits] != ' ')
    return std::nullopt;
  std::string_view unit = rate.substr(digits + 1);
  if (unit.ends_with('s')) unit.remove_suffix(1);
  constexpr double minutes_per_day = 1440;
  if (unit == "minute") return minutes_per_day / number;
  if (unit == "hour") return minutes_per_day / 60 / number;
  if (unit == "day") return 1 / number;
  return std::nullopt;
}

}  // namespace paas::query
