// Replaces `new` and `delete` of the whole program.
#include "core/os/memory.h"

#include <unistd.h>
#ifdef __GLIBC__
#include <execinfo.h>
#endif

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <new>
#include <string_view>
#include <utility>

#include "core/os/reserve.h"

namespace paas {

namespace {

// Constant-initialized: other statics allocate before the constructors of this file would run.
constinit Reserve reserve;
constinit std::atomic<bool> lives_on = false;

// What the code that runs in a thread can bear. What was refused memory ends: also where the exception was caught on
// its way, and is thrown on.
enum Need : unsigned char { unsaid, must_have, may_lack, ends };
constinit thread_local Need need = unsaid;

// What is half done has not been seen: reports are written at once at the end.
[[noreturn]] void end_without_memory() {
  constexpr std::string_view message = "paas-lsp: out of memory\n";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, message.data(), message.size());
  constexpr int exit_unusable = 2;
  _exit(exit_unusable);
}

void* without_system(std::size_t size) {
  if (!lives_on && need != must_have) end_without_memory();
  void* memory = reserve.take(size, need == may_lack ? Reserve::size / 2 : 0);
  if (memory == nullptr) lack_memory();
  return memory;
}

// A destructor that needs memory may be refused it; destructors of the JSON library do.
[[noreturn]] void end_without_handler() {
  try {
    if (const auto error = std::current_exception()) std::rethrow_exception(error);
  } catch (const std::bad_alloc&) {
    end_without_memory();
  } catch (...) {
  }
  std::abort();
}

// glibc looks for its unwinder when an exception first flies through one of its functions, such as call_once. It takes
// memory for that, and ends the program without.
void find_unwinder() {
#ifdef __GLIBC__
  void* frame = nullptr;
  if (backtrace(&frame, 1) == 0) end_without_memory();
#endif
}

}  // namespace

void live_on_without_memory() {
  find_unwinder();
  std::set_terminate(end_without_handler);
  lives_on = true;
}

MayLackMemory::MayLackMemory(bool may) : before_(std::exchange(need, may ? may_lack : must_have)) {}
MayLackMemory::~MayLackMemory() { need = static_cast<Need>(before_); }
bool MayLackMemory::holds() { return need == may_lack || need == ends; }

void lack_memory() {
  if (!lives_on || need == unsaid || need == must_have) end_without_memory();
  need = ends;
  throw std::bad_alloc();
}

void* allocate(std::size_t size) {
  void* memory = std::malloc(std::max<std::size_t>(size, 1));
  return memory != nullptr ? memory : without_system(size);
}

void release(void* memory) noexcept {
  if (reserve.holds(memory)) return reserve.give_back(memory);
  std::free(memory);
}

}  // namespace paas

// NOLINTBEGIN(misc-new-delete-overloads): the library's others call these.
void* operator new(std::size_t size) { return paas::allocate(size); }
// The library's would do; but that of a sanitizer does not call the one above, and is given back to the one below.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  try {
    return paas::allocate(size);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
void operator delete(void* memory, const std::nothrow_t&) noexcept { paas::release(memory); }
void operator delete(void* memory) noexcept { paas::release(memory); }
void operator delete(void* memory, std::size_t) noexcept { paas::release(memory); }
// Of alignments that every piece has; no type here wants more, but the library's memory resources ask this way.
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto wanted = static_cast<std::size_t>(alignment);
  if (wanted <= alignof(std::max_align_t)) return paas::allocate(size);
  void* memory = std::aligned_alloc(wanted, (size + wanted - 1) / wanted * wanted);
  if (memory == nullptr) paas::lack_memory();
  return memory;
}
void operator delete(void* memory, std::align_val_t) noexcept { paas::release(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { paas::release(memory); }
// NOLINTEND(misc-new-delete-overloads)
