// Runs a function for many indexes on several threads, with a progress bar for people who wait.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace paas::cli {

/// Calls `work(i)` for each i below `count`, in any order, on `threads` threads (0: one for each core). Shows a bar on
/// standard error if that is a terminal and the work takes longer than half a second.
void for_each_index(std::size_t count, unsigned threads, std::string_view what,
                    const std::function<void(std::size_t)>& work);

}  // namespace paas::cli
