// Compares what two documents mean.
#pragma once

#include "core/yaml/document.h"

namespace paas::yaml {

/// Whether two nodes are loaded as the same value; mappings have their entries in the same order. Costs what the
/// aliases stand for, which `max_alias_visits` bounds.
bool is_same_value(const Document& left, NodeId left_node, const Document& right, NodeId right_node);

}  // namespace paas::yaml
