// `- a` on a line and `  - b`, indented deeper, below it: one text to YAML, `a - b`.
#pragma once

#include <optional>

#include "core/rules/fix.h"

namespace paas {

/// The dash that stands deeper, where `item` is such a text.
std::optional<Range> swallowed_dash(const File& file, yaml::NodeId item);

/// Indents it as the item above.
std::vector<Fix> free_item(const File& file, yaml::NodeId item);

}  // namespace paas
