// The comments of fragments.
#pragma once

#include <vector>

#include "core/app/file.h"

namespace paas::query {

/// From each `#` in a fragment to the end of its line, in the order of the text. In a broken one as far as can be told.
std::vector<Range> comments_of(const File& file);

}  // namespace paas::query
