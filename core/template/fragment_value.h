// A value of a fragment as a value of a template.
#pragma once

#include "core/template/value.h"

namespace paas::cloudformation {

/// The value at `node`, and all below it, each with its place; aliases are expanded. What JSON cannot hold becomes the
/// text that is written; keys that are no strings, too.
const Value* value_of(const File& file, yaml::NodeId node, Arena& arena);

}  // namespace paas::cloudformation
