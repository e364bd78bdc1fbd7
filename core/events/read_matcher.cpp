// Reads plain values and matchers: prefix, numeric, anything-but and the others.
#include "core/events/read_matcher.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/schema/wording.h"

namespace paas::events {

namespace {

using yaml::Kind;
using yaml::NodeId;

bool is_number(Kind kind) { return kind == Kind::integer || kind == Kind::number; }

// Numbers have six digits behind the point and are not larger than this: so the documentation.
constexpr std::string_view out_of_range = "EventBridge compares numbers from -5,000,000,000 to 5,000,000,000 only";

bool is_comparable(double number) { return std::abs(number) <= numeric_limit; }

Matcher number(double value) {
  Matcher matcher{Test::numeric};
  matcher.low = matcher.high = value;
  return matcher;
}

class MatcherReader {
 public:
  MatcherReader(const yaml::Document& document, std::vector<Fault>& faults) : document_(document), faults_(faults) {}

  std::optional<Matcher> item(NodeId node) {
    switch (document_.kind(node)) {
      case Kind::mapping:
        return matcher(node);
      case Kind::null:
        return refuse(node,
                      "CloudFormation refuses a template with a null in it; ask for a value, or for `exists: false`");
      case Kind::string:
      case Kind::boolean:
      case Kind::integer:
      case Kind::number:
        return Matcher{Test::equals, document_.kind(node) == Kind::string, false, json_text(document_, node)};
      default:
        return refuse(node, "a value in a pattern is a string, a number or a boolean, or a matcher");
    }
  }

 private:
  bool add(NodeId node, std::string message) {
    faults_.push_back({node, std::move(message)});
    return false;
  }

  std::optional<Matcher> refuse(NodeId node, std::string message) {
    add(node, std::move(message));
    return std::nullopt;
  }

  std::optional<Matcher> matcher(NodeId node) {
    if (document_.entry_count(node) != 1) return refuse(node, "a matcher has one key, such as `prefix`");
    const auto [key, value] = document_.entry(node, 0);
    const std::string_view name = document_.text(key);
    if (name == "prefix" || name == "suffix") return edge(name == "prefix" ? Test::prefix : Test::suffix, name, value);
    if (name == "equals-ignore-case") return text(Test::same_text, name, value);
    if (name == "wildcard") return wildcard(value);
    if (name == "anything-but") return anything_but(value);
    if (name == "exists") {
      if (document_.kind(value) != Kind::boolean) return refuse(value, "`exists` is true or false");
      return Matcher{document_[value].value.boolean ? Test::exists : Test::absent};
    }
    if (name == "numeric") return numeric(value);
    if (name == "cidr") return cidr(value);
    return refuse(key, "EventBridge knows no matcher " + schema::code(json_text(document_, key)));
  }

  std::optional<Matcher> text(Test test, std::string_view name, NodeId value) {
    if (document_.kind(value) != Kind::string) return refuse(value, "`" + std::string(name) + "` takes a string");
    return Matcher{test, true, false, std::string(document_.text(value))};
  }

  // A prefix or a suffix, with or without regard to case.
  std::optional<Matcher> edge(Test test, std::string_view name, NodeId value) {
    if (document_.kind(value) != Kind::mapping) return text(test, name, value);
    const bool fits =
        document_.entry_count(value) == 1 && document_.text(document_.entry(value, 0).key) == "equals-ignore-case";
    if (!fits) return refuse(value, "`" + std::string(name) + "` takes a string, or `equals-ignore-case` with one");
    std::optional<Matcher> matcher = text(test, "equals-ignore-case", document_.entry(value, 0).value);
    if (matcher) matcher->ignores_case = true;
    return matcher;
  }

  std::optional<Matcher> wildcard(NodeId value) {
    std::optional<Matcher> matcher = text(Test::wildcard, "wildcard", value);
    if (!matcher) return matcher;
    const std::string& pattern = matcher->text;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
      const char next = at + 1 < pattern.size() ? pattern[at + 1] : '\0';
      if (pattern[at] == '*' && next == '*')
        return refuse(value, "EventBridge refuses two `*` side by side; one stands for any text, `/` included");
      if (pattern[at] != '\\') continue;
      if (next != '*' && next != '\\')
        return refuse(value, R"(in a `wildcard` a backslash stands before `*` or another backslash only)");
      ++at;
    }
    return matcher;
  }

  std::optional<Matcher> cidr(NodeId value) {
    std::optional<Matcher> matcher = text(Test::cidr, "cidr", value);
    if (!matcher) return matcher;
    const std::optional<Network> network = parse_network(matcher->text);
    if (!network)
      return refuse(value, schema::code(matcher->text) +
                               " is no network; write an address and the number of bits that "
                               "count, such as `10.0.0.0/24` or `2001:db8::/32`");
    matcher->network = *network;
    return matcher;
  }

  // An operator and its number; then, after a lower bound, an upper one.
  std::optional<Matcher> numeric(NodeId list) {
    const std::uint32_t count = document_.item_count(list);
    constexpr std::string_view shape =
        "`numeric` takes an operator and a number, such as `[\">\", 0]`, or a lower and "
        "an upper bound, such as `[\">=\", 0, \"<\", 10]`";
    if (document_.kind(list) != Kind::sequence || (count != 2 && count != 4)) return refuse(list, std::string(shape));
    Matcher range{Test::numeric};
    for (std::uint32_t i = 0; i < count; i += 2) {
      const std::string_view sign = document_.text(document_.item(list, i));
      const NodeId operand = document_.item(list, i + 1);
      const bool is_lower = sign == ">" || sign == ">=";
      const bool is_upper = sign == "<" || sign == "<=";
      if (!is_lower && !is_upper && sign != "=")
        return refuse(document_.item(list, i), "an operator of `numeric` is `=`, `<`, `<=`, `>` or `>=`");
      if (!is_number(document_.kind(operand))) return refuse(operand, "`numeric` compares with a number");
      if (!is_comparable(document_.number_of(operand))) return refuse(operand, std::string(out_of_range));
      if (count == 4 && (i == 0 ? !is_lower : !is_upper))
        return refuse(document_.item(list, i),
                      "of two bounds the lower one (`>` or `>=`) comes first, the upper one "
                      "(`<` or `<=`) second");
      if (!is_upper) range.low = document_.number_of(operand);
      if (!is_lower) range.high = document_.number_of(operand);
      range.above_low = range.above_low || sign == ">";
      range.below_high = range.below_high || sign == "<";
    }
    if (count == 4 && range.low >= range.high)
      return refuse(list, "no number is in this range: the lower bound must be less than the upper one");
    return range;
  }

  std::optional<Matcher> anything_but(NodeId value) {
    Matcher matcher{Test::anything_but};
    const Kind kind = document_.kind(value);
    const bool is_fine = kind == Kind::mapping ? others_of_a_kind(matcher, value) : plain_others(matcher, value);
    return is_fine ? std::optional(std::move(matcher)) : std::nullopt;
  }

  // Strings or numbers, one or several.
  bool plain_others(Matcher& matcher, NodeId value) {
    std::size_t numbers = 0;
    for (const NodeId one : one_or_all(value)) {
      const Kind kind = document_.kind(one);
      if (kind != Kind::string && !is_number(kind))
        return add(one,
                   "`anything-but` takes strings, numbers, or one of `prefix`, `suffix`, `equals-ignore-case` "
                   "and `wildcard`");
      if (is_number(kind) && !is_comparable(document_.number_of(one))) return add(one, std::string(out_of_range));
      numbers += is_number(kind) ? 1 : 0;
      matcher.others.push_back(is_number(kind) ? number(document_.number_of(one))
                                               : Matcher{Test::equals, true, false, json_text(document_, one)});
    }
    if (matcher.others.empty()) return add(value, "`anything-but` needs a value");
    if (numbers == 0 || numbers == matcher.others.size()) return true;
    return add(value, "a list of `anything-but` holds strings only, or numbers only");
  }

  // `{prefix: a}`, `{wildcard: [a*, b*]}`.
  bool others_of_a_kind(Matcher& matcher, NodeId value) {
    const std::string_view name =
        document_.entry_count(value) == 1 ? document_.text(document_.entry(value, 0).key) : std::string_view();
    const bool is_edge = name == "prefix" || name == "suffix";
    if (!is_edge && name != "equals-ignore-case" && name != "wildcard")
      return add(value, "`anything-but` takes one of `prefix`, `suffix`, `equals-ignore-case` and `wildcard`");
    for (const NodeId one : one_or_all(document_.entry(value, 0).value)) {
      std::optional<Matcher> other = name == "wildcard" ? wildcard(one)
                                     : name == "prefix" ? text(Test::prefix, name, one)
                                     : name == "suffix" ? text(Test::suffix, name, one)
                                                        : text(Test::same_text, name, one);
      if (!other) return false;
      if (is_edge && other->text.empty())
        return add(one, "every text begins and ends with the empty text, so EventBridge refuses it here");
      matcher.others.push_back(std::move(*other));
    }
    return !matcher.others.empty() || add(document_.entry(value, 0).value, "`anything-but` needs a value");
  }

  std::vector<NodeId> one_or_all(NodeId value) const {
    if (document_.kind(value) != Kind::sequence) return {value};
    std::vector<NodeId> all;
    for (std::uint32_t i = 0; i < document_.item_count(value); ++i) all.push_back(document_.item(value, i));
    return all;
  }

  const yaml::Document& document_;
  std::vector<Fault>& faults_;
};

}  // namespace

std::optional<Matcher> read_matcher(const yaml::Document& document, yaml::NodeId node, std::vector<Fault>& faults) {
  return MatcherReader(document, faults).item(node);
}

std::string json_text(const yaml::Document& document, yaml::NodeId node) {
  const yaml::Node& one = document[node];
  switch (one.kind) {
    case Kind::boolean:
      return one.value.boolean ? "true" : "false";
    case Kind::null:
      return "null";
    case Kind::integer: {
      // Beyond 64 bits the digits are those of the nearest number that a computer holds, here and in events.
      const double magnitude = document.number_of(node);
      if (std::abs(magnitude) < 9.2e18) return std::to_string(one.value.integer);
      return nlohmann::json(magnitude).dump();
    }
    case Kind::number:
      return nlohmann::json(document.number_of(node)).dump();
    default:
      return std::string(document.text(node));
  }
}

}  // namespace paas::events
