// The compiled form of schemas, made by the compiler and read by the evaluator.
#pragma once

#include <deque>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include "core/schema/pattern.h"
#include "core/schema/schema.h"

namespace paas::schema {

/// Types of JSON as bits. An integer is a number too, so the node of an integer has both bits.
using Types = std::uint8_t;
inline constexpr Types type_null = 1, type_boolean = 2, type_integer = 4, type_number = 8, type_string = 16,
                       type_array = 32, type_object = 64;
inline constexpr Types any_type = 127;

/// The order of tables that are searched: most words differ in length, which is quick to compare.
inline bool shorter(std::string_view a, std::string_view b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

/// What `enum` and `const` allow. Views and pointers lead into the schema's JSON.
struct Values {
  std::vector<const Json*> all;           // in the schema's order
  std::vector<std::string_view> strings;  // sorted by `shorter`
  std::vector<const Json*> others;        // all that are no strings
};

struct NumberKeywords {
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
  double exclusive_minimum = -std::numeric_limits<double>::infinity();
  double exclusive_maximum = std::numeric_limits<double>::infinity();
  double multiple_of = 0;  // 0: any
};

/// A count that is asked for: of characters, items or entries.
struct Bounds {
  double least = 0;
  double most = std::numeric_limits<double>::infinity();
};

struct StringKeywords {
  Bounds length;  // in code points
  const Pattern* pattern = nullptr;
};

struct ArrayKeywords {
  const Subschema* items = nullptr;       // of every item
  std::vector<const Subschema*> tuple;    // of the first items
  const Subschema* additional = nullptr;  // of the items after `tuple`
  const Subschema* contains = nullptr;
  Bounds count;
  bool unique = false;
};

struct ObjectKeywords {
  struct Property {
    std::string_view name;
    const Subschema* schema = nullptr;  // nullptr: the name is only required, or asked for by a dependency
  };
  struct PatternProperty {
    const Pattern* pattern;
    const Subschema* schema;
  };
  struct Dependency {
    std::string_view key;
    std::vector<std::string_view> keys;
    const Subschema* schema = nullptr;
  };
  static constexpr std::size_t none = ~std::size_t{0};

  std::vector<Property> table;          // sorted by `shorter`: every name that the other members use
  std::vector<std::string_view> names;  // of `properties`, in the schema's order
  std::vector<std::uint32_t> required;  // places in `table`, in the schema's order
  std::vector<PatternProperty> patterns;
  std::vector<Dependency> dependencies;
  const Subschema* additional = nullptr;
  const Subschema* property_names = nullptr;
  Bounds count;

  /// The place of `name` in `table`, or `none`.
  std::size_t find(std::string_view name) const;
};

/// Keywords that apply other subschemas to the same node.
struct Combinators {
  std::vector<const Subschema*> all_of, any_of, one_of;
  const Subschema* negated = nullptr;
  const Subschema* condition = nullptr;
  const Subschema* consequence = nullptr;
  const Subschema* alternative = nullptr;
};

/// A group of keywords that a subschema does not use is nullptr.
struct Subschema::Keywords {
  bool refuses_all = false;  // the schema `false`, also written `not: {}`
  Types types = any_type;
  const Subschema* reference = nullptr;  // where it is set, nothing else is
  std::unique_ptr<Values> values;
  std::unique_ptr<NumberKeywords> number;
  std::unique_ptr<StringKeywords> string;
  std::unique_ptr<ArrayKeywords> array;
  std::unique_ptr<ObjectKeywords> object;
  std::unique_ptr<Combinators> combinators;
};

/// Everything that one compilation made.
struct Program {
  std::vector<std::unique_ptr<const Json>> documents;  // the JSON that `Subschema::source` points into
  std::vector<std::unique_ptr<const Pattern>> patterns;
  std::deque<Subschema> arena;
  const Subschema* root = nullptr;
};

/// Compiles `document` and all that it refers to; `Schema::compile` says what fails.
Result<Program> compile_program(const Json& document, const Resolver& resolver);

/// The subschema that a chain of `$ref` ends in. `compile` has refused endless chains.
inline const Subschema& target_of(const Subschema& schema) {
  const Subschema* target = &schema;
  while (target->keywords->reference != nullptr) target = target->keywords->reference;
  return *target;
}

}  // namespace paas::schema
