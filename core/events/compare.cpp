// Compares as EventBridge does: strings byte by byte, numbers by their text, unless a matcher says otherwise.
#include "core/events/compare.h"

#include <algorithm>
#include <cmath>

namespace paas::events {

namespace {

void append_quoted(std::string& expression, char c) {
  if (std::string_view(R"(\^$.|?*+()[]{})").find(c) != std::string_view::npos) expression += '\\';
  expression += c;
}

// `(?is)`: upper and lower case are one, and `.` is any character.
std::string regardless_of_case(const Matcher& matcher) {
  std::string expression = "(?is)";
  if (matcher.test != Test::suffix) expression += '^';
  for (const char c : matcher.text) append_quoted(expression, c);
  if (matcher.test != Test::prefix) expression += '$';
  return expression;
}

std::string of_wildcard(std::string_view text) {
  std::string expression = "(?s)^";
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '*') {
      expression += ".*";
      continue;
    }
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    append_quoted(expression, text[at]);
  }
  return expression + '$';
}

bool is_in_range(const Matcher& matcher, double number) {
  if (std::abs(number) > numeric_limit) return false;
  const auto steps = [](double value) { return std::llround(value / numeric_precision); };
  const long long value = steps(number);
  const long long low = steps(matcher.low);
  const long long high = steps(matcher.high);
  return (matcher.above_low ? value > low : value >= low) && (matcher.below_high ? value < high : value <= high);
}

}  // namespace

bool Comparison::found_in(const std::string& expression, const std::string& text) {
  auto known = expressions_.find(expression);
  if (known == expressions_.end()) known = expressions_.emplace(expression, schema::Pattern::compile(expression)).first;
  return known->second && known->second->found_in(text);
}

bool Comparison::is_name_of(const std::string& resource, const std::string& text) const {
  if (text == resource || text == "${" + resource + "}") return true;
  const auto names = names_.find(resource);
  return names != names_.end() && std::find(names->second.begin(), names->second.end(), text) != names->second.end();
}

bool Comparison::fits_text(const Matcher& matcher, const std::string& text) {
  switch (matcher.test) {
    case Test::equals:
      return matcher.is_text && text == matcher.text;
    case Test::prefix:
    case Test::suffix:
      if (matcher.ignores_case) return found_in(regardless_of_case(matcher), text);
      return matcher.test == Test::prefix ? text.starts_with(matcher.text) : text.ends_with(matcher.text);
    case Test::same_text:
      return found_in(regardless_of_case(matcher), text);
    case Test::wildcard:
      return found_in(of_wildcard(matcher.text), text);
    case Test::cidr:
      return contains(matcher.network, text);
    case Test::resource:
      return is_name_of(matcher.text, text);
    default:
      return false;
  }
}

bool Comparison::fits(const Matcher& matcher, const Event& value) {
  if (matcher.test == Test::exists) return true;
  if (matcher.test == Test::absent) return false;
  if (matcher.test == Test::anything_but) {
    return std::none_of(matcher.others.begin(), matcher.others.end(),
                        [&](const Matcher& other) { return fits(other, value); });
  }
  if (value.is_string()) return fits_text(matcher, value.get_ref<const std::string&>());
  if (matcher.test == Test::numeric) return value.is_number() && is_in_range(matcher, value.get<double>());
  return matcher.test == Test::equals && !matcher.is_text && matcher.text == value.dump();
}

}  // namespace paas::events
