// Unified diffs, as `patch -p1` and `git apply` take them.
#pragma once

#include <string>

namespace paas::cli {

/// Empty where the texts are equal.
std::string unified_diff(const std::string& path, bool is_new, bool is_removed, const std::string& before,
                         const std::string& after);

}  // namespace paas::cli
