// Walks two documents in step.
#include "core/yaml/same.h"

#include <cmath>

namespace paas::yaml {

namespace {

bool is_same_number(double left, double right) { return left == right || (std::isnan(left) && std::isnan(right)); }

}  // namespace

bool is_same_value(const Document& left, NodeId left_node, const Document& right, NodeId right_node) {
  if (left.kind(left_node) != right.kind(right_node)) return false;
  switch (left.kind(left_node)) {
    case Kind::null:
      return true;
    case Kind::boolean:
      return left[left_node].value.boolean == right[right_node].value.boolean;
    case Kind::integer:
    case Kind::number:
      return is_same_number(left.number_of(left_node), right.number_of(right_node));
    case Kind::string:
    case Kind::timestamp:
    case Kind::binary:
      return left.text(left_node) == right.text(right_node);
    case Kind::sequence: {
      const std::uint32_t count = left.item_count(left_node);
      if (count != right.item_count(right_node)) return false;
      for (std::uint32_t i = 0; i < count; ++i) {
        if (!is_same_value(left, left.item(left_node, i), right, right.item(right_node, i))) return false;
      }
      return true;
    }
    case Kind::mapping:
    case Kind::set: {
      const std::uint32_t count = left.entry_count(left_node);
      if (count != right.entry_count(right_node)) return false;
      for (std::uint32_t i = 0; i < count; ++i) {
        const Entry one = left.entry(left_node, i);
        const Entry other = right.entry(right_node, i);
        if (!is_same_value(left, one.key, right, other.key)) return false;
        if (!is_same_value(left, one.value, right, other.value)) return false;
      }
      return true;
    }
  }
  return false;
}

}  // namespace paas::yaml
