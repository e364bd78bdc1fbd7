// Finds what differs in two bodies of a resource. For core/template's own use.
#pragma once

#include <string_view>
#include <vector>

#include "core/template/behaviour.h"
#include "core/template/difference.h"

namespace paas::cloudformation {

struct FoundChange {
  PropertyChange change;
  std::string_view property;  // the key below `Properties`; empty outside of it
  std::string_view item;      // of a property whose items have names
  std::string_view item_key;  // of the item; empty: the whole item came or went
};

/// In the order of `after`; what is gone comes behind what stands beside it. `origin`: of the whole of `after`.
/// Linear in both for a given depth.
std::vector<FoundChange> changes_between(const Value& before, const Value& after, const Behaviour& behaviour,
                                         const Origin* origin);

/// Whether two values are the same to CloudFormation, which does not tell 1 from "1"; `is_exact`: it does here.
bool is_same(const Value& before, const Value& after, bool is_exact);

/// Whether a value is a call of a function: `Ref`, `Fn::Sub`, ...
bool is_function(const Value& value);

}  // namespace paas::cloudformation
