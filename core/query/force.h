// The values that hold for a mapping: what is written, and the defaults of what is not.
#pragma once

#include <string>
#include <vector>

#include "core/query/meaning.h"

namespace paas::query {

struct InForce {
  std::string path;            // of keys, from the mapping on: `batch-size`, `queue.batch-size`
  std::string value;           // as it is written in YAML
  bool is_default;             // it is not written
  std::string_view no_effect;  // why what is written does not count; empty if it does
  std::string_view meaning;    // what a constant stands for; empty where it says enough itself
  std::string_view description;
};

/// The settings of a mapping that a default can stand for: numbers, booleans and choices of constants that need not be
/// written. What is written of the mappings in it counts too, if `deep`.
std::vector<InForce> values_in_force(const Meanings& meanings, yaml::NodeId mapping, bool deep);

}  // namespace paas::query
