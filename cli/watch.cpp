// The loop of `--watch`.
#include "cli/watch.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <ctime>
#include <optional>
#include <utility>

#include "cli/session.h"

namespace paas::cli {

namespace {

int stop_writer = -1;

void ask_to_stop(int) {
  const char byte = 0;
  [[maybe_unused]] const ssize_t written = ::write(stop_writer, &byte, 1);
}

/// A pipe that can be read as soon as someone asks the program to end. Who asks a second time ends it at once.
class StopSignals {
 public:
  StopSignals() {
    if (pipe2(ends_.data(), O_CLOEXEC | O_NONBLOCK) != 0) return;
    stop_writer = ends_[1];
    struct sigaction action {};
    action.sa_handler = ask_to_stop;
    action.sa_flags = static_cast<int>(SA_RESTART | SA_RESETHAND);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
  }
  int descriptor() const { return ends_[0]; }

 private:
  std::array<int, 2> ends_{-1, -1};
};

std::string time_of_day() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return fmt::format("{:%H:%M:%S}", local);
}

// A terminal shows the last run alone; elsewhere a line with the time stands between two of them, beside what programs
// read.
void separate(const WatchOptions& options, bool is_first) {
  if (options.clears) {
    print("\x1b[H\x1b[2J\x1b[3J");
  } else if (!is_first) {
    const std::string line = fmt::format("--- {} ---", time_of_day());
    if (options.is_for_people) {
      print(line + "\n");
    } else {
      say(line);
    }
  }
}

// The status, which stays where nothing is new.
int show(const Rerun& run, const WatchOptions& options, bool is_first, int before) {
  if (!run.show && run.error.empty()) return before;
  separate(options, is_first);
  const int status = run.show ? run.show() : exit_unusable;
  std::fflush(stdout);
  if (!run.error.empty()) tell(run.error);
  if (options.clears) say("= watching; Ctrl-C ends it");
  return status;
}

}  // namespace

int watch(const WatchOptions& options, WatchedPlaces places, const std::function<Rerun(const Changes&)>& run) {
  const StopSignals signals;
  FileWatcher watcher({.polls = options.polls, .tell = [](const std::string& message) { tell(message); }});
  watcher.look_at(std::move(places));
  Changes changes{{}, true};
  int status = exit_clean;
  for (bool is_first = true;; is_first = false) {
    Rerun result = run(changes);
    status = show(result, options, is_first, status);
    if (is_first && status == exit_unusable) return status;
    if (std::ferror(stdout) != 0) return status;  // nobody reads any more
    watcher.look_at(std::move(result.places));
    std::optional<Changes> next = watcher.wait(signals.descriptor());
    if (!next) break;
    changes = std::move(*next);
  }
  return status;
}

int watch(const WatchOptions& options, const CheckOptions& where, const std::function<int(const Workspace&)>& show) {
  Session session(where);
  return watch(options, session.places(), [&](const Changes& changes) {
    const Result<bool> is_new = session.update(changes);
    Rerun run{{}, is_new ? "" : is_new.error(), session.places()};
    if (is_new && *is_new) run.show = [&] { return show(session.workspace()); };
    return run;
  });
}

}  // namespace paas::cli
