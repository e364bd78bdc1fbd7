// Rewrites reads of the environment in Python code.
#pragma once

#include <optional>

#include "core/rules/fix.h"

namespace paas {

/// Makes the deployer see the read of the variable whose name stands at `name`: `os.environ["X"]`.
std::vector<Fix> show_read(const Check& check, Range name, bool has_default);
/// Hides a read that the deployer sees: `os.environ.get("X")`, which means the same while the variable is set.
std::vector<Fix> hide_read(const Check& check, Range name, bool safe);

/// Whether the line of a place is a comment.
bool is_in_comment(const File& file, Range place);

}  // namespace paas
