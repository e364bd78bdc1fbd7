// Reads rates.
#include "core/rules/engine/rate.h"
#include "core/text/characters.h"

#include <algorithm>
#include <iterator>

namespace paas {

namespace {

bool is_unit(std::string_view unit) { return unit == "minute" || unit == "hour" || unit == "day"; }

struct Unit {
  std::string_view word;
  int minutes;  // 0: seconds
};
constexpr Unit units[] = {{"s", 0},       {"sec", 0},  {"secs", 0},   {"second", 0},  {"seconds", 0},
                          {"m", 1},       {"min", 1},  {"mins", 1},   {"minute", 1},  {"minutes", 1},
                          {"h", 60},      {"hr", 60},  {"hrs", 60},   {"hour", 60},   {"hours", 60},
                          {"hourly", 60}, {"d", 1440}, {"day", 1440}, {"days", 1440}, {"daily", 1440}};

// The letters or digits at the beginning, taken away with the blanks behind them.
std::string_view take(std::string_view& text, bool (*belongs)(char)) {
  std::size_t size = 0;
  while (size < text.size() && belongs(text[size])) ++size;
  const std::string_view word = text.substr(0, size);
  text.remove_prefix(size);
  while (text.starts_with(' ')) text.remove_prefix(1);
  return word;
}

}  // namespace

std::string clear_rate(std::string_view text_in) {
  constexpr std::size_t most_digits = 6;
  const std::string lower = to_lower(text_in);
  std::string_view text = lower;
  while (text.starts_with(' ')) text.remove_prefix(1);
  for (const std::string_view before : {"rate", "every", "("}) {
    if (text.starts_with(before)) text.remove_prefix(before.size());
    while (text.starts_with(' ')) text.remove_prefix(1);
  }
  const std::string_view digits = take(text, is_digit);
  const std::string_view word = take(text, is_lower);
  if (digits.size() > most_digits || text.find_first_not_of(" ).!;,") != std::string_view::npos) return {};
  const auto unit = std::find_if(std::begin(units), std::end(units), [&](const Unit& one) { return one.word == word; });
  if (unit == std::end(units)) return {};
  int number = digits.empty() ? 1 : 0;
  for (const char digit : digits) number = number * 10 + (digit - '0');
  if (number == 0) return {};
  constexpr int seconds_a_minute = 60;
  if (unit->minutes == 0) number = (number + seconds_a_minute - 1) / seconds_a_minute;  // nothing runs more often
  const bool in_hours = unit->minutes >= 60;
  if (in_hours) number *= unit->minutes / 60;
  return std::to_string(number) + (in_hours ? " hour" : " minute") + (number == 1 ? "" : "s");
}

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
