// A loop with several threads.
#pragma once

#include <cstddef>
#include <functional>

namespace paas {

/// Hears how far a loop has come, after half a second and ten times a second from then on, and once at its end if it
/// heard of it before. Called in the thread that waits for the loop.
using Progress = std::function<void(std::size_t done, std::size_t count)>;

/// Calls `work` for every index below `count`, in no order, with at most `threads` threads (0: one for each core).
/// What `work` throws ends the loop, and is thrown here.
void for_each_index(std::size_t count, unsigned threads, const Progress& progress,
                    const std::function<void(std::size_t)>& work);

/// At least one.
unsigned core_count();

}  // namespace paas
