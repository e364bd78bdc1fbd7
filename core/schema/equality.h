// Equality of values as JSON Schema counts it: numbers by magnitude, objects without order.
#pragma once

#include "core/schema/compiled.h"

namespace paas::schema {

/// The types of a node; none for timestamps, binary data and sets, which JSON does not have.
Types types_of(const yaml::Document& document, yaml::NodeId node);

bool equals(const yaml::Document& document, yaml::NodeId node, const Json& value);

/// Whether `values` allows the node.
bool allows(const Values& values, const yaml::Document& document, yaml::NodeId node);

/// The first item that equals an earlier one, or `no_node`. Takes linear time where hashes do not collide.
yaml::NodeId first_repeated_item(const yaml::Document& document, yaml::NodeId sequence);

/// Whether `divisor` goes into `value`, up to the rounding of doubles.
bool is_multiple(double value, double divisor);

}  // namespace paas::schema
