// Where to report about the value that an environment gives a parameter of the root.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/rules/rule.h"

namespace paas {

struct EnvironmentValue {
  std::string_view value;
  std::string shown;             // what a message may say of it
  Range range;                   // in the checked file
  std::vector<Related> related;  // the place that needs the value
};

/// The value in force of the parameter that `symbol` names, if the root needs it, the value is known and the checked
/// file is the one in which to report about it: the environment file, or the root where the value comes from the
/// process.
std::optional<EnvironmentValue> environment_value(const Check& check, std::string_view symbol);

}  // namespace paas
