// What happens when the system grants no more memory. Decides it for every `new` of the program, and for the C
// libraries that are compiled with it.
#pragma once

#include <cstddef>
#include <new>

namespace paas {

/// Until this is called, a program that is refused memory ends at once: `out of memory` on standard error, exit
/// status 2. From then on it goes on with a reserve of a megabyte, so that what is under way can end in order. Whoever
/// can do without says so by `MayLackMemory`.
void live_on_without_memory();

/// While one lives, what its thread does may be refused memory, by std::bad_alloc: when half of the reserve is gone.
/// The other half is for what ends in order then, as destructors that allocate, and for answers that say so; when that
/// is gone, the program ends.
class MayLackMemory {
 public:
  /// `may`: false for what must not be left half done. It has the whole reserve, in a command as well.
  explicit MayLackMemory(bool may = true);
  ~MayLackMemory();
  MayLackMemory(const MayLackMemory&) = delete;
  MayLackMemory& operator=(const MayLackMemory&) = delete;

  /// Whether it holds in this thread now; threads that work for it ask before they start.
  static bool holds();

 private:
  unsigned char before_;
};

/// Does what may be refused memory; false if it was.
template <typename Act>
bool attempt(const Act& act) {
  try {
    const MayLackMemory may;
    act();
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

/// For what a C library or the system could not do for lack of memory: ends the program, or throws std::bad_alloc.
[[noreturn]] void lack_memory();

/// What `new` and `delete` do.
void* allocate(std::size_t size);
void release(void* memory) noexcept;

}  // namespace paas
