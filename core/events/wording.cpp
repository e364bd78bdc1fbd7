// Says what a pattern wants, and what an event has instead.
#include "core/events/wording.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "core/schema/wording.h"

namespace paas::events {

namespace {

std::string in_quotes(const std::string& text) {
  return Event(text).dump(-1, ' ', false, Event::error_handler_t::replace);
}

std::string entry(std::string_view key, const std::string& value) {
  return "{\"" + std::string(key) + "\": " + value + "}";
}

std::string numeric_text(const Matcher& matcher) {
  if (matcher.low == matcher.high) return "[\"=\", " + schema::number_text(matcher.low) + "]";
  std::string text;
  if (matcher.low > -numeric_limit)
    text += std::string("\"") + (matcher.above_low ? ">" : ">=") + "\", " + schema::number_text(matcher.low);
  if (matcher.high < numeric_limit || text.empty())
    text += std::string(text.empty() ? "\"" : ", \"") + (matcher.below_high ? "<" : "<=") + "\", " +
            schema::number_text(matcher.high);
  return "[" + text + "]";
}

std::string others_text(const Matcher& matcher) {
  const Test test = matcher.others.front().test;
  std::string values;
  for (const Matcher& other : matcher.others) {
    values += values.empty() ? "" : ", ";
    values += test == Test::numeric ? schema::number_text(other.low) : in_quotes(other.text);
  }
  if (matcher.others.size() > 1) values = "[" + values + "]";
  switch (test) {
    case Test::prefix:
      return entry("prefix", values);
    case Test::suffix:
      return entry("suffix", values);
    case Test::same_text:
      return entry("equals-ignore-case", values);
    case Test::wildcard:
      return entry("wildcard", values);
    default:
      return values;
  }
}

std::string joined(const std::vector<std::string>& texts, std::size_t most) {
  std::string list;
  const std::size_t shown = std::min(texts.size(), most);
  for (std::size_t i = 0; i < shown; ++i) {
    const bool is_last = i + 1 == texts.size();
    list += (i == 0 ? "" : is_last ? " or " : ", ") + texts[i];
  }
  if (shown < texts.size()) list += " or " + std::to_string(texts.size() - shown) + " more";
  return list;
}

constexpr std::size_t most_values = 5;

std::string found_text(const Miss& miss) {
  std::vector<std::string> texts;
  for (const Event* value : miss.found) texts.push_back(schema::code(value->dump()));
  if (texts.size() == 1) return texts.front();
  std::string list;
  for (std::size_t i = 0; i < std::min(texts.size(), most_values); ++i) list += (i == 0 ? "" : ", ") + texts[i];
  return "a list of " + list + (texts.size() > most_values ? " and more" : "");
}

bool differs_in_case_only(const std::string& left, const std::string& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  });
}

// What a person would not see at once.
std::string remark_on(const Matcher& matcher, const Event& value) {
  if (matcher.test != Test::equals) return {};
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  if (matcher.is_text != value.is_string())
    return text == matcher.text ? "; text in quotes and a number or a word without are never the same" : "";
  if (value.is_string()) return differs_in_case_only(text, matcher.text) ? "; upper and lower case count" : "";
  const Event wanted = Event::parse(matcher.text, nullptr, false);
  const bool is_same = wanted.is_number() && value.is_number() && wanted.get<double>() == value.get<double>();
  return is_same ? "; numbers are compared as they are written, unless `numeric` asks" : "";
}

std::string remark_on(const Miss& miss) {
  for (const Event* value : miss.found) {
    for (const Matcher& matcher : miss.field->values) {
      if (std::string remark = remark_on(matcher, *value); !remark.empty()) return remark;
    }
  }
  return {};
}

std::string alternatives_text(const Miss& miss) {
  std::string text =
      "none of the " + std::to_string(miss.alternatives.size()) + " alternatives of `" + miss.path + "` fits";
  for (std::size_t i = 0; i < std::min(miss.alternatives.size(), most_values); ++i)
    text += (i == 0 ? ": " : "; ") + sentence(miss.alternatives[i]);
  return text;
}

}  // namespace

std::string to_text(const Matcher& matcher) {
  switch (matcher.test) {
    case Test::equals:
      return matcher.is_text ? in_quotes(matcher.text) : matcher.text;
    case Test::prefix:
    case Test::suffix: {
      const std::string text =
          matcher.ignores_case ? entry("equals-ignore-case", in_quotes(matcher.text)) : in_quotes(matcher.text);
      return entry(matcher.test == Test::prefix ? "prefix" : "suffix", text);
    }
    case Test::wildcard:
      return entry("wildcard", in_quotes(matcher.text));
    case Test::same_text:
      return entry("equals-ignore-case", in_quotes(matcher.text));
    case Test::numeric:
      return entry("numeric", numeric_text(matcher));
    case Test::cidr:
      return entry("cidr", in_quotes(matcher.text));
    case Test::anything_but:
      return entry("anything-but", others_text(matcher));
    case Test::exists:
      return entry("exists", "true");
    case Test::absent:
      return entry("exists", "false");
    case Test::resource:
      return "the name of " + matcher.text;
  }
  return {};
}

std::string wanted(const Field& field) {
  std::vector<std::string> texts;
  for (const Matcher& matcher : field.values) {
    const bool is_words = matcher.test == Test::resource;
    texts.push_back(is_words ? "the name of `" + matcher.text + "`" : schema::code(to_text(matcher)));
  }
  return joined(texts, most_values);
}

std::string sentence(const Miss& miss) {
  const std::string path = schema::code(miss.path);
  const std::string wish = "; " + std::string(miss.field->is_inserted ? "the deployer adds " : "the pattern wants ");
  switch (miss.reason) {
    case Reason::no_value:
      return "the event has no " + path + wish + wanted(*miss.field);
    case Reason::object:
      return path + " is an object in the event" + wish + wanted(*miss.field);
    case Reason::other_value:
      return path + " is " + found_text(miss) + " in the event" + wish + wanted(*miss.field) + remark_on(miss);
    case Reason::value:
      return path + " is " + found_text(miss) + " in the event; the pattern wants events without it";
    case Reason::no_alternative:
      return alternatives_text(miss);
    case Reason::other_elements:
      return "each field below " + path + " fits some element of that array, but no element fits them all";
    case Reason::too_much:
      return "pattern and event are too large to be compared";
  }
  return {};
}

}  // namespace paas::events
