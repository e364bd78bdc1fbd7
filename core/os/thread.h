// Threads whose stack does not depend on the system: 128 KB are too few, and musl gives no more.
#pragma once

#include <pthread.h>

#include <cstddef>
#include <functional>
#include <utility>

namespace paas {

/// The deepest input that is read takes less than 128 KB (tests/oom/deep.py).
inline constexpr std::size_t stack_size = std::size_t{1} << 20;

/// Waits for its end when it goes.
class Thread {
 public:
  Thread() = default;
  Thread(Thread&& other) noexcept : thread_(other.thread_), is_running_(std::exchange(other.is_running_, false)) {}
  Thread& operator=(Thread&& other) noexcept;
  ~Thread() { join(); }

  /// Runs `run`, which must not throw; false if the system grants no thread, and nothing was run.
  [[nodiscard]] bool start(std::function<void()> run);
  bool is_running() const { return is_running_; }  // or has ended, and nobody waited for it
  void join();

 private:
  pthread_t thread_{};
  bool is_running_ = false;
};

/// Runs `run` with the stack of a thread where that of the main thread is known to be smaller. In the caller where the
/// system grants no thread.
int with_large_stack(const std::function<int()>& run);

}  // namespace paas
