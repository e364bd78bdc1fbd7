// Paths and places as people here would name them.
#pragma once

#include <string>

#include "core/app/file.h"

namespace paas::cli {

/// A path relative to the current folder, where it is in it; `.` for the folder itself.
std::string relative_to_here(const std::string& path);
/// `path:line:column`, counted from 1 in characters.
std::string place_of(const File& file, Range range);

}  // namespace paas::cli
