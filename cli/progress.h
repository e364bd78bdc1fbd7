// The progress bar of the terminal.
#pragma once

#include <string_view>

#include "core/workspace/parallel.h"

namespace paas::cli {

/// A bar on standard error that says what is being done; nothing where nobody watches.
Progress progress_bar(std::string_view what);

}  // namespace paas::cli
