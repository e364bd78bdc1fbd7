// What to write where a schema asks for something: its default, or what comes nearest to one.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/schema/schema.h"

namespace paas::schema {

/// The subschemas of a key of the mappings that `mapping` describes, through references and combinations.
std::vector<const Subschema*> properties_at(const Subschema& mapping, std::string_view key);

/// The default of a value, else its constant, the first that is allowed, the first example, or the empty value of its
/// type. Nothing where a schema says nothing.
std::optional<Json> default_of(const Subschema& schema);

}  // namespace paas::schema
