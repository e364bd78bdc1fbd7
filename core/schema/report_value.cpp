// Words what is wrong with a single value.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "core/schema/evaluator.h"
#include "core/schema/shape.h"
#include "core/schema/wording.h"

namespace paas::schema {
namespace {

using yaml::Kind;
using yaml::NodeId;

// A longer string is not worth repeating.
constexpr std::size_t max_repeated = 40;

bool is_short(std::string_view text) {
  return text.size() <= max_repeated && text.find('\n') == std::string_view::npos;
}

bool is_number_text(std::string_view text, bool whole) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return false;
  return !whole || text.find_first_not_of("-0123456789") == std::string_view::npos;
}

// The keys that every mapping must have: those of the schema, and those that all its alternatives have in common.
std::vector<std::string_view> needed_names(const Subschema& schema) {
  std::vector<std::string_view> names = required_names(schema);
  const Combinators* combinators = schema.keywords->combinators.get();
  if (combinators == nullptr || combinators->one_of.empty()) return names;
  for (const std::string_view name : required_names(*combinators->one_of.front())) {
    const bool is_common = std::all_of(combinators->one_of.begin(), combinators->one_of.end(), [&](const auto* branch) {
      const std::vector<std::string_view> others = required_names(*branch);
      return std::find(others.begin(), others.end(), name) != others.end();
    });
    if (is_common) names.push_back(name);
  }
  return names;
}

}  // namespace

std::string Evaluator::subject(Place place) const {
  if (place.key != yaml::no_node) return code(value_text(place.key));
  if (place.list != yaml::no_node) return "an item of " + code(value_text(place.list));
  switch (document_.kind(place.node)) {
    case Kind::mapping:
      return "this mapping";
    case Kind::sequence:
      return "this list";
    default:
      return "this value";
  }
}

std::string Evaluator::value_text(NodeId node) const {
  const yaml::Node& content = document_[node];
  switch (content.kind) {
    case Kind::sequence:
      return "a list";
    case Kind::mapping:
      return "a mapping";
    case Kind::set:
      return "a set";
    case Kind::string:
    case Kind::timestamp:
    case Kind::binary:
      return std::string(document_.text(node));
    default:
      break;
  }
  const std::string_view written = content.alias ? std::string_view() : slice(host_, content.range);
  if (!written.empty()) return std::string(written);
  if (content.kind == Kind::boolean) return content.value.boolean ? "true" : "false";
  if (content.kind == Kind::integer) {
    const bool saturated = content.value.integer == INT64_MAX || content.value.integer == INT64_MIN;
    return saturated ? number_text(document_.number_of(node)) : std::to_string(content.value.integer);
  }
  return content.kind == Kind::number ? number_text(document_.number_of(node)) : "null";
}

std::string Evaluator::described(NodeId node) const {
  const std::string text = value_text(node);
  switch (document_.kind(node)) {
    case Kind::null:
      return document_.range(node).size() == 0 ? "without a value" : "null";
    case Kind::boolean:
      return "the boolean " + code(text);
    case Kind::integer:
      return "the integer " + code(text);
    case Kind::number:
      return "the number " + code(text);
    case Kind::string:
      return is_short(text) ? "the string " + code(text) : "a string";
    case Kind::timestamp:
      return "the date " + code(text);
    case Kind::binary:
      return "binary data";
    default:
      return text;
  }
}

void Evaluator::report_wrong_type(const Subschema& schema, Types expected, Place place) {
  const Kind kind = document_.kind(place.node);
  const std::string must = subject(place) + " must be " + type_names(expected);
  if ((expected & type_string) != 0 && report_unquoted(schema, place, must)) return;
  if (kind == Kind::null) {
    const bool absent = document_.range(place.node).size() == 0;
    std::string message = must + (absent ? ", but it has no value" : ", not null");
    const std::vector<std::string_view> needed = needed_names(schema);
    if ((expected & type_object) != 0 && !needed.empty()) {
      std::string keys;
      for (const std::string_view name : needed) keys += (keys.empty() ? "" : ", ") + code(std::string(name));
      return report(ProblemKind::wrong_type, schema, place, message + "; write " + keys + " below it");
    }
    const char* empty = (expected & type_array) != 0 ? "[]" : (expected & type_object) != 0 ? "{}" : "";
    const bool has_key = place.key != yaml::no_node;
    if (*empty != 0) {
      message += "; write " + (has_key ? code(fmt::format("{}: {}", value_text(place.key), empty)) : code(empty));
    }
    return report(ProblemKind::wrong_type, schema, place, std::move(message), empty);
  }
  const bool collection_expected = (expected & ~(type_array | type_object)) == 0;
  if (kind == Kind::sequence && (expected & type_array) == 0 && is_list_in_list(place) &&
      (types_of(document_, document_.item(place.node, 0)) & expected) != 0) {
    return report(ProblemKind::wrong_type, schema, place, must + ", not a list; one `-` is too many",
                  std::string(slice(host_, document_.range(document_.item(place.node, 0)))));
  }
  if (const std::string list = as_list(schema, expected, place); !list.empty()) {
    return report(ProblemKind::wrong_type, schema, place,
                  fmt::format("{}, not {}; write {}", must, kind == Kind::string ? "a string" : described(place.node),
                              code(list)),
                  list);
  }
  if (kind == Kind::string && collection_expected && (expected & type_object) != 0) {
    if (const std::string spaced = with_blanks_behind_colons(place.node); !spaced.empty()) {
      return report(
          ProblemKind::wrong_type, schema, place,
          fmt::format(
              "{}, and {} is a text, as no blank follows the colon; {}", must, code(value_text(place.node)),
              spaced.find('\n') == std::string::npos ? "write " + code(spaced) : "put a blank behind each colon"),
          spaced);
    }
  }
  if (kind == Kind::string) {
    const std::string text = value_text(place.node);
    const bool numeric = (expected & (type_integer | type_number)) != 0 && document_[place.node].quoted &&
                         is_number_text(text, (expected & type_number) == 0);
    if (numeric) {
      return report(ProblemKind::wrong_type, schema, place,
                    must + ", not the string " + code(text) + "; write it without quotes", text);
    }
    if (collection_expected) return report(ProblemKind::wrong_type, schema, place, must + ", not a string");
  }
  report(ProblemKind::wrong_type, schema, place, must + ", not " + described(place.node));
}

/// `- - a`: one item, of a list in block style.
bool Evaluator::is_list_in_list(Place place) const {
  const Range range = document_.range(place.node);
  return place.list != yaml::no_node && document_.item_count(place.node) == 1 && !document_[place.node].alias &&
         slice(host_, range).starts_with('-');
}

/// A scalar in brackets, where a list of such is wanted; empty where none is, or where brackets would change it.
std::string Evaluator::as_list(const Subschema& schema, Types expected, Place place) const {
  const yaml::Node& node = document_[place.node];
  const bool is_scalar = node.kind == Kind::string || node.kind == Kind::integer || node.kind == Kind::number;
  if ((expected & type_array) == 0 || !is_scalar || node.alias) return {};
  const ArrayKeywords* keywords = target_of(schema).keywords->array.get();
  if (keywords != nullptr && keywords->items != nullptr &&
      (accepted_types(*keywords->items) & types_of(document_, place.node)) == 0)
    return {};
  const std::string_view written = slice(host_, node.range);
  constexpr std::size_t most = 200;
  const bool is_safe = !written.empty() && written.size() <= most &&
                       (node.quoted ? written.find_first_of("|>\n") != 0
                                    : written.find_first_of(",[]{}#\n\r\"'") == std::string_view::npos &&
                                          written.find(": ") == std::string_view::npos);
  return is_safe ? fmt::format("[{}]", written) : std::string();
}

/// `type:worker`, in each of its lines, as it was meant; empty where it looks like something else.
std::string Evaluator::with_blanks_behind_colons(NodeId node) const {
  if (document_[node].quoted || document_[node].alias) return {};
  std::string_view rest = slice(host_, document_.range(node));
  std::string out;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n') + 1 == 0 ? rest.size() : rest.find('\n') + 1);
    rest.remove_prefix(line.size());
    const std::size_t begin = line.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    std::size_t colon = begin;
    while (colon < line.size() &&
           (std::isalnum(static_cast<unsigned char>(line[colon])) != 0 || line[colon] == '_' || line[colon] == '-'))
      ++colon;
    const bool is_glued = colon > begin && colon + 1 < line.size() && line[colon] == ':' &&
                          std::isgraph(static_cast<unsigned char>(line[colon + 1])) != 0 && line[colon + 1] != ':' &&
                          line[colon + 1] != '/';
    if (!is_glued) return {};
    out += std::string(line.substr(0, colon + 1)) + " " + std::string(line.substr(colon + 1));
  }
  return out;
}

/// A string was expected, and YAML read the word that was written as something else.
bool Evaluator::report_unquoted(const Subschema& schema, Place place, std::string_view must) {
  const Kind kind = document_.kind(place.node);
  const std::string text = value_text(place.node);
  std::string read;
  if (kind == Kind::boolean) {
    read = fmt::format("the boolean {} in YAML 1.1", document_[place.node].value.boolean);
  } else if (kind == Kind::integer) {
    read = "an integer";
  } else if (kind == Kind::number) {
    read = "a number";
  } else if (kind == Kind::timestamp) {
    read = "a date";
  } else {
    return false;
  }
  const std::string quoted = '"' + text + '"';
  report(ProblemKind::wrong_type, schema, place,
         fmt::format("{}, but {} is {}; write {} in quotes", must, code(text), read, quoted), quoted);
  return true;
}

void Evaluator::report_not_allowed_value(const Subschema& schema, const std::vector<const Json*>& allowed,
                                         Place place) {
  const Kind kind = document_.kind(place.node);
  const std::string text = value_text(place.node);
  std::vector<std::string> texts;
  // Copying a huge list for every problem would cost more than the whole evaluation.
  const std::size_t size = may_search(allowed.size()) ? allowed.size() : std::min(allowed.size(), max_allowed);
  for (std::size_t i = 0; i < size; ++i) texts.push_back(text_of(*allowed[i]));
  const auto same = std::find(texts.begin(), texts.end(), text);
  const bool is_collection = kind == Kind::sequence || kind == Kind::mapping || kind == Kind::set;
  const bool same_text = same != texts.end() && !is_collection;
  const bool is_string_allowed = same_text && allowed[static_cast<std::size_t>(same - texts.begin())]->is_string();
  if (is_string_allowed && kind != Kind::string &&
      report_unquoted(schema, place, subject(place) + " must be a string")) {
    found_->back().problem.allowed = std::move(texts);
    return;
  }
  std::string message = (is_collection ? text : code(text)) + " is not allowed here";
  if (kind == Kind::null && document_.range(place.node).size() == 0) message = subject(place) + " has no value";
  std::string suggestion;
  if (kind == Kind::string && same_text) {
    message = fmt::format("{} is a string here; write it without quotes", code(text));
    suggestion = text;
  } else if (kind == Kind::string) {
    suggestion = nearest(text, texts);
    if (!suggestion.empty()) message += "; did you mean " + code(suggestion) + "?";
  }
  if (suggestion.empty() && !texts.empty()) message += "; use " + code_list(texts, "or");
  if (texts.size() > max_allowed) texts.resize(max_allowed);
  report(ProblemKind::not_allowed_value, schema, place, std::move(message), std::move(suggestion), std::move(texts));
}

void Evaluator::report_out_of_range(const Subschema& schema, Place place) {
  const NumberKeywords& keywords = *schema.keywords->number;
  const double number = document_.number_of(place.node);
  std::string limit = "not a multiple of " + number_text(keywords.multiple_of);
  if (number < keywords.minimum) {
    limit = "less than the minimum of " + number_text(keywords.minimum);
  } else if (number > keywords.maximum) {
    limit = "more than the maximum of " + number_text(keywords.maximum);
  } else if (number <= keywords.exclusive_minimum) {
    limit = "but must be more than " + number_text(keywords.exclusive_minimum);
  } else if (number >= keywords.exclusive_maximum) {
    limit = "but must be less than " + number_text(keywords.exclusive_maximum);
  } else if (!(keywords.multiple_of > 0)) {
    limit = "not within the limits";  // not a number (.nan)
  }
  report(ProblemKind::out_of_range, schema, place,
         fmt::format("{} is {}, {}", subject(place), value_text(place.node), limit));
}

void Evaluator::report_count(const Subschema& schema, Place place, double count, Bounds bounds, std::string_view one,
                             std::string_view many) {
  const bool too_few = count < bounds.least;
  if (too_few && !document_.complete()) return;
  std::string message = subject(place) + " must not be empty";
  if (!too_few || count > 0 || bounds.least > 1) {
    message = fmt::format("{} has {} {}, {} than the {} of {}", subject(place), number_text(count),
                          count == 1 ? one : many, too_few ? "fewer" : "more", too_few ? "minimum" : "maximum",
                          number_text(too_few ? bounds.least : bounds.most));
  }
  report(ProblemKind::out_of_range, schema, place, std::move(message));
}

void Evaluator::report_repeated_item(const Subschema& schema, Place place, NodeId item) {
  const yaml::NodeId list = place.key != yaml::no_node ? place.key : place.list;
  const Kind kind = document_.kind(item);
  const bool is_collection = kind == Kind::sequence || kind == Kind::mapping || kind == Kind::set;
  const std::string what = is_collection ? "an equal item" : code(value_text(item));
  report(ProblemKind::duplicate_item, schema, {item, yaml::no_node, list},
         what + " already stands in " + (list == yaml::no_node ? "this list" : code(value_text(list))));
}

}  // namespace paas::schema
