// Threads of POSIX, as std::thread knows no stacks.
#include "core/os/thread.h"

#include <sys/resource.h>

#include <memory>

namespace paas {

namespace {

extern "C" void* run_thread(void* run) {
  const std::unique_ptr<std::function<void()>> owned(static_cast<std::function<void()>*>(run));
  (*owned)();
  return nullptr;
}

}  // namespace

Thread& Thread::operator=(Thread&& other) noexcept {
  join();
  thread_ = other.thread_;
  is_running_ = std::exchange(other.is_running_, false);
  return *this;
}

bool Thread::start(std::function<void()> run) {
  join();
  auto owned = std::make_unique<std::function<void()>>(std::move(run));
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return false;
  const bool is_set = pthread_attr_setstacksize(&attributes, stack_size) == 0;
  is_running_ = is_set && pthread_create(&thread_, &attributes, run_thread, owned.get()) == 0;
  pthread_attr_destroy(&attributes);
  if (is_running_) static_cast<void>(owned.release());
  return is_running_;
}

void Thread::join() {
  if (std::exchange(is_running_, false)) pthread_join(thread_, nullptr);
}

int with_large_stack(const std::function<int()>& run) {
  rlimit stack{};
  const bool is_large =
      getrlimit(RLIMIT_STACK, &stack) == 0 && (stack.rlim_cur == RLIM_INFINITY || stack.rlim_cur >= stack_size);
  if (is_large) return run();
  int status = 0;
  Thread thread;
  if (!thread.start([&] { status = run(); })) return run();
  thread.join();
  return status;
}

}  // namespace paas
