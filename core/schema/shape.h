// What can be said of a subschema without a document: which values, types and keys it can accept.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/schema/compiled.h"

namespace paas::schema {

/// The values that `schema` allows where it is a choice of constants, through `$ref`, `allOf`, `anyOf` and `oneOf`.
std::optional<std::vector<const Json*>> constants_of(const Subschema& schema);

/// The types that a value must have one of.
Types accepted_types(const Subschema& schema);

/// The subschema of the property `name`, through `$ref` and `allOf`; nullptr if there is none.
const Subschema* property_of(const Subschema& schema, std::string_view name);

/// The names of all properties, through `$ref` and `allOf`, in the schema's order.
std::vector<std::string_view> property_names(const Subschema& schema);

/// The names of all required keys, through `$ref` and `allOf`.
std::vector<std::string_view> required_names(const Subschema& schema);

/// Whether keys that are no properties are refused.
bool is_closed(const Subschema& schema);

}  // namespace paas::schema
