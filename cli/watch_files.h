// Waits until files change: by inotify, or by looking again and again where that cannot be.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace paas::cli {

/// What changed since the last time.
struct Changes {
  std::vector<std::string> paths;  // of files, sorted; made, written, moved or removed
  bool everything = false;         // folders changed, or more than can be told
};

/// What to look at. Absolute paths.
struct WatchedPlaces {
  std::vector<std::string> folders;  // with all below, but for hidden folders and those that hold no source of an app
  std::vector<std::string> files;    // which may lie anywhere, and need not exist

  bool operator==(const WatchedPlaces&) const = default;
};

struct WatcherOptions {
  bool polls = false;                                 // never asks the system: for network file systems
  std::size_t most_watches = 500'000;                 // of folders; beyond them it polls
  std::chrono::milliseconds interval{1'000};          // between two looks
  std::function<void(const std::string&)> tell = {};  // hears why it polls
};

/// Folders that go and come back are found again. Not for several threads.
class FileWatcher {
 public:
  explicit FileWatcher(WatcherOptions options);
  FileWatcher(const FileWatcher&) = delete;
  FileWatcher& operator=(const FileWatcher&) = delete;
  ~FileWatcher();

  /// From now on these places are looked at.
  void look_at(WatchedPlaces places);
  /// Waits for changes, and for those that follow within 50 milliseconds of each other. Nothing when `stop`, a file
  /// descriptor, can be read.
  std::optional<Changes> wait(int stop);
  bool polls() const { return notifier_ < 0; }

 private:
  /// How a file was when it was looked at.
  using Stamp = std::vector<std::int64_t>;
  struct Watch {
    std::string folder;
    bool whole = false;  // everything in it counts, else only `names`
    std::set<std::string> names;
  };

  void arrange();
  void watch_all(const std::string& folder);
  bool watch(const std::string& folder, bool whole, const std::string& name);
  void watch_way_to(const std::string& path);
  void start_polling(const std::string& why);
  bool read_events(Changes& changes);
  std::optional<Changes> wait_for_events(int stop);
  std::optional<Changes> wait_and_look(int stop);
  std::map<std::string, Stamp> look() const;

  WatcherOptions options_;
  WatchedPlaces places_;
  int notifier_ = -1;
  std::map<int, Watch> watches_;
  std::map<int, Watch> arranged_;  // while they are made anew
  bool is_stale_ = false;
  std::map<std::string, Stamp> seen_;
};

}  // namespace paas::cli
