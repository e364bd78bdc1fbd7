// The pattern of an EventBridge rule, read from a fragment: which events start a handler.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/events/network.h"
#include "core/schema/schema.h"
#include "core/text/text.h"
#include "core/yaml/document.h"

namespace paas::events {

/// What a matcher asks of a value.
enum class Test : std::uint8_t {
  equals,  // a string, a number, a boolean or null, as they are written
  prefix,
  suffix,
  wildcard,   // `*` is any text; `\*` and `\\` are the characters
  same_text,  // `equals-ignore-case`
  numeric,
  cidr,
  anything_but,
  exists,    // the field has a value
  absent,    // it has none
  resource,  // the name of a resource, which only a deployment gives
};

/// The bounds of `numeric`, both included, and how precise numbers are compared.
inline constexpr double numeric_limit = 5e9;
inline constexpr double numeric_precision = 1e-6;

/// One of the values of a list, of which one must match.
struct Matcher {
  Test test = Test::equals;
  bool is_text = true;        // equals: a string, not a number or a word of JSON
  bool ignores_case = false;  // prefix, suffix
  std::string text = {};      // what is compared; numbers and words as JSON writes them; the logical id of a resource
  double low = -numeric_limit;
  double high = numeric_limit;
  bool above_low = false;  // `low` itself does not match
  bool below_high = false;
  Network network = {};
  std::vector<Matcher> others = {};  // anything_but: what none of may match
};

struct Field;

/// Fields that must all match.
struct Pattern {
  std::vector<Field> fields;  // in the order in which they are written; those that the deployer adds come first
};

/// A key of a pattern.
struct Field {
  std::string name;
  Range range;               // of the key; of what a field is inserted for
  bool is_inserted = false;  // the deployer adds it
  bool is_either = false;    // `$or`: one of `below` must match, here and not under a key
  std::vector<Matcher> values = {};
  std::vector<Pattern> below = {};  // the fields of an object; alternatives of `$or`
};

/// Why EventBridge or CloudFormation refuses a pattern.
struct Fault {
  yaml::NodeId node;
  std::string message;
};

struct Reading {
  Pattern pattern;
  std::vector<Fault> faults;  // what is wrong is not in the pattern
};

/// The pattern at `node`, with `inserted` in it: the mapping that the deployer adds for what stands at `place`, with
/// `Ref NAME` for a resource. It replaces what is written there. Linear in what the node stands for.
Reading read_pattern(const yaml::Document& document, yaml::NodeId node, const schema::Json* inserted = nullptr,
                     Range place = {});

}  // namespace paas::events
