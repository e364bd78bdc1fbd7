// Turns the problems that the schema found into diagnostics of a rule.
#pragma once

#include <initializer_list>

#include "core/rules/rule.h"
#include "core/schema/schema.h"

namespace paas {

/// Where a person would look for a node: a scalar itself, the key of a collection, else its first line.
Range place_of(const File& file, yaml::NodeId node, yaml::NodeId key);

/// Reports the problems of these kinds under `rule`.
void report_schema_problems(const Check& check, const Rule& rule, std::initializer_list<schema::ProblemKind> kinds);

}  // namespace paas
