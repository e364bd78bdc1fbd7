// A pool for one loop.
#include "core/workspace/parallel.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace paas {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t batch = 16;  // indexes taken at once: enough to keep the counter out of the way

// As many threads as the system grants.
std::vector<std::thread> start(unsigned count, const std::function<void()>& run) {
  std::vector<std::thread> pool;
  try {
    for (unsigned i = 0; i < count; ++i) pool.emplace_back(run);
  } catch (const std::system_error&) {
    return pool;
  }
  return pool;
}

}  // namespace

void for_each_index(std::size_t count, unsigned threads, const Progress& progress,
                    const std::function<void(std::size_t)>& work) {
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
  threads = static_cast<unsigned>(std::min<std::size_t>(threads, (count + batch - 1) / batch));
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> done = 0;
  std::mutex mutex;
  std::condition_variable finished;
  const auto run = [&] {
    for (std::size_t begin = next.fetch_add(batch); begin < count; begin = next.fetch_add(batch)) {
      const std::size_t end = std::min(begin + batch, count);
      for (std::size_t i = begin; i < end; ++i) work(i);
      if (done.fetch_add(end - begin) + (end - begin) == count) {
        const std::lock_guard lock(mutex);
        finished.notify_all();
      }
    }
  };
  const bool watched = static_cast<bool>(progress);
  if (threads <= 1 && !watched) return run();
  std::vector<std::thread> pool = start(threads - (watched ? 0 : 1), run);
  if (!watched || pool.empty()) run();
  if (watched) {
    std::unique_lock lock(mutex);
    bool told = false;
    const auto is_done = [&] { return done.load() == count; };
    for (auto pause = 500ms; !finished.wait_for(lock, pause, is_done); pause = 100ms) {
      progress(done.load(), count);
      told = true;
    }
    if (told) progress(count, count);
  }
  for (std::thread& thread : pool) thread.join();
}

}  // namespace paas
