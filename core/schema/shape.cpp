// Reads subschemas through references and combinations.
#include <nlohmann/json.hpp>

#include "core/schema/shape.h"

#include <algorithm>

namespace paas::schema {
namespace {

// Deeper combinations say nothing that a person would recognise as one choice.
constexpr int max_shape_depth = 12;

Types type_of(const Json& value) {
  if (value.is_null()) return type_null;
  if (value.is_boolean()) return type_boolean;
  if (value.is_number()) return type_integer | type_number;
  if (value.is_string()) return type_string;
  return value.is_array() ? type_array : type_object;
}

std::optional<std::vector<const Json*>> constants_of(const Subschema& schema, int depth) {
  const Subschema::Keywords& keywords = *target_of(schema).keywords;
  if (keywords.values != nullptr) return keywords.values->all;
  if (keywords.combinators == nullptr || depth == 0) return std::nullopt;
  for (const Subschema* part : keywords.combinators->all_of) {
    if (auto constants = constants_of(*part, depth - 1)) return constants;
  }
  for (const auto* branches : {&keywords.combinators->one_of, &keywords.combinators->any_of}) {
    std::vector<const Json*> all;
    for (const Subschema* branch : *branches) {
      const auto constants = constants_of(*branch, depth - 1);
      if (!constants) return std::nullopt;
      all.insert(all.end(), constants->begin(), constants->end());
    }
    if (!branches->empty()) return all;
  }
  return std::nullopt;
}

Types accepted_types(const Subschema& schema, int depth) {
  const Subschema::Keywords& keywords = *target_of(schema).keywords;
  if (keywords.refuses_all) return 0;
  Types types = keywords.types;
  // An integer is a number: the schema `number` accepts both.
  if ((types & type_number) != 0) types |= type_integer;
  if (keywords.values != nullptr) {
    Types of_values = 0;
    for (const Json* value : keywords.values->all) of_values |= type_of(*value);
    types &= of_values;
  }
  if (keywords.combinators == nullptr || depth == 0) return types;
  for (const Subschema* part : keywords.combinators->all_of) types &= accepted_types(*part, depth - 1);
  for (const auto* branches : {&keywords.combinators->one_of, &keywords.combinators->any_of}) {
    Types of_branches = 0;
    for (const Subschema* branch : *branches) of_branches |= accepted_types(*branch, depth - 1);
    if (!branches->empty()) types &= of_branches;
  }
  return types;
}

/// Calls `visit` with the object keywords of `schema` and of what it combines by `allOf`.
template <typename Visit>
void for_each_object(const Subschema& schema, int depth, const Visit& visit) {
  const Subschema::Keywords& keywords = *target_of(schema).keywords;
  if (keywords.object != nullptr) visit(*keywords.object);
  if (keywords.combinators == nullptr || depth == 0) return;
  for (const Subschema* part : keywords.combinators->all_of) for_each_object(*part, depth - 1, visit);
}

}  // namespace

std::optional<std::vector<const Json*>> constants_of(const Subschema& schema) {
  return constants_of(schema, max_shape_depth);
}

Types accepted_types(const Subschema& schema) { return accepted_types(schema, max_shape_depth); }

const Subschema* property_of(const Subschema& schema, std::string_view name) {
  const Subschema* property = nullptr;
  for_each_object(schema, max_shape_depth, [&](const ObjectKeywords& keywords) {
    const std::size_t place = keywords.find(name);
    if (property == nullptr && place != ObjectKeywords::none) property = keywords.table[place].schema;
  });
  return property;
}

std::vector<std::string_view> property_names(const Subschema& schema) {
  std::vector<std::string_view> names;
  for_each_object(schema, max_shape_depth, [&](const ObjectKeywords& keywords) {
    names.insert(names.end(), keywords.names.begin(), keywords.names.end());
  });
  return names;
}

std::vector<std::string_view> required_names(const Subschema& schema) {
  std::vector<std::string_view> names;
  for_each_object(schema, max_shape_depth, [&](const ObjectKeywords& keywords) {
    for (const std::uint32_t place : keywords.required) names.push_back(keywords.table[place].name);
  });
  return names;
}

bool is_closed(const Subschema& schema) {
  bool closed = false;
  for_each_object(schema, max_shape_depth, [&](const ObjectKeywords& keywords) {
    closed = closed || (keywords.additional != nullptr && target_of(*keywords.additional).keywords->refuses_all);
  });
  return closed;
}

}  // namespace paas::schema
