// A pool for one loop.
#include "core/workspace/parallel.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/os/memory.h"
#include "core/os/thread.h"

namespace paas {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t batch = 16;  // indexes taken at once: enough to keep the counter out of the way

class Loop {
 public:
  Loop(std::size_t count, const std::function<void(std::size_t)>& work) : count_(count), work_(work) {}

  // In several threads. What one throws ends them all.
  void run() {
    try {
      std::optional<MayLackMemory> as_caller;
      if (may_lack_memory_) as_caller.emplace();
      for (std::size_t begin = next_.fetch_add(batch); begin < count_; begin = next_.fetch_add(batch)) {
        const std::size_t end = std::min(begin + batch, count_);
        for (std::size_t i = begin; i < end; ++i) work_(i);
        if (done_.fetch_add(end - begin) + (end - begin) == count_) say_end();
      }
    } catch (...) {
      next_ = count_;
      const std::lock_guard lock(mutex_);
      if (failure_ == nullptr) failure_ = std::current_exception();
      finished_.notify_all();
    }
  }

  // While others run.
  void watch(const Progress& progress) {
    std::unique_lock lock(mutex_);
    bool told = false;
    const auto is_over = [&] { return done_.load() == count_ || failure_ != nullptr; };
    for (auto pause = 500ms; !finished_.wait_for(lock, pause, is_over); pause = 100ms) {
      progress(done_.load(), count_);
      told = true;
    }
    if (told) progress(count_, count_);
  }

  void throw_failure() const {
    if (failure_ != nullptr) std::rethrow_exception(failure_);
  }

 private:
  void say_end() {
    const std::lock_guard lock(mutex_);
    finished_.notify_all();
  }

  const std::size_t count_;
  const std::function<void(std::size_t)>& work_;
  const bool may_lack_memory_ = MayLackMemory::holds();
  std::atomic<std::size_t> next_ = 0;
  std::atomic<std::size_t> done_ = 0;
  std::mutex mutex_;
  std::condition_variable finished_;
  std::exception_ptr failure_;
};

}  // namespace

unsigned core_count() { return std::max(1u, std::thread::hardware_concurrency()); }

void for_each_index(std::size_t count, unsigned threads, const Progress& progress,
                    const std::function<void(std::size_t)>& work) {
  if (threads == 0) threads = core_count();
  threads = static_cast<unsigned>(std::min<std::size_t>(threads, (count + batch - 1) / batch));
  Loop loop(count, work);
  const bool watched = static_cast<bool>(progress);
  std::vector<Thread> pool(threads <= 1 && !watched ? 0 : threads - (watched ? 0 : 1));
  // As many threads as the system grants.
  const auto granted = std::ranges::find_if(pool, [&](Thread& thread) { return !thread.start([&] { loop.run(); }); });
  if (!watched || granted == pool.begin()) loop.run();
  if (watched && count > 0) loop.watch(progress);
  pool.clear();
  loop.throw_failure();
}

}  // namespace paas
