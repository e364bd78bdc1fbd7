// Watches of folders. A watch follows the folder, not its path, so after folders changed all of them are looked up
// again.
#include "cli/watch_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "core/app/walk.h"

#ifdef __linux__
#include <sys/inotify.h>
#endif

namespace paas::cli {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds quiet{50};        // an editor, or git, is done when nothing happens for so long
constexpr milliseconds patience{2'000};  // what goes on for longer is reported in between

std::string join(const std::string& folder, std::string_view name) {
  return (folder == "/" ? folder : folder + "/") + std::string(name);
}

std::string parent(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

/// Calls `visit` with the name of each entry that is not hidden, and whether it is a folder.
template <typename Visit>
void for_each_entry(const std::string& folder, const Visit& visit) {
  const std::unique_ptr<DIR, CloseDirectory> stream(opendir(folder.c_str()));
  if (stream == nullptr) return;
  while (const dirent* entry = readdir(stream.get())) {
    if (entry->d_name[0] == '.') continue;
    bool is_folder = entry->d_type == DT_DIR;
    struct stat status;
    if (entry->d_type == DT_UNKNOWN && lstat(join(folder, entry->d_name).c_str(), &status) == 0)
      is_folder = S_ISDIR(status.st_mode);
    visit(std::string(entry->d_name), is_folder);
  }
}

// True when there is something to read, false when the time is over; nothing when it is to stop.
std::optional<bool> wait_until(int descriptor, int stop, std::optional<milliseconds> time) {
  std::array<pollfd, 2> both{pollfd{stop, POLLIN, 0}, pollfd{descriptor, POLLIN, 0}};
  while (true) {
    const int count = poll(both.data(), descriptor < 0 ? 1 : 2, time ? static_cast<int>(time->count()) : -1);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 || both[0].revents != 0) return std::nullopt;
    return count > 0;
  }
}

void sort_once(std::vector<std::string>& paths) {
  std::ranges::sort(paths);
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
}

}  // namespace

FileWatcher::FileWatcher(WatcherOptions options) : options_(std::move(options)) {
#ifdef __linux__
  if (options_.polls) return;
  notifier_ = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (notifier_ < 0) start_polling(std::strerror(errno));
#endif
}

FileWatcher::~FileWatcher() {
  if (notifier_ >= 0) close(notifier_);
}

void FileWatcher::start_polling(const std::string& why) {
  if (notifier_ >= 0) close(notifier_);
  notifier_ = -1;
  watches_.clear();
  arranged_.clear();
  if (options_.tell) options_.tell("the system does not tell of changes (" + why + "); looking for them instead");
}

void FileWatcher::look_at(WatchedPlaces places) {
  sort_once(places.folders);
  sort_once(places.files);
  const bool is_same = places == places_;
  places_ = std::move(places);
  if (!polls() && !is_same) arrange();
  if (polls() && (!is_same || seen_.empty())) {
    std::map<std::string, Stamp> now = look();
    for (auto& [path, stamp] : now) {
      // What changed since is still to be told.
      if (const auto before = seen_.find(path); before != seen_.end()) stamp = before->second;
    }
    seen_ = std::move(now);
  }
}

std::optional<Changes> FileWatcher::wait(int stop) { return polls() ? wait_and_look(stop) : wait_for_events(stop); }

// Folders that are hidden hold no source, nor do those that the walk leaves out.
void FileWatcher::watch_all(const std::string& folder) {
  std::vector<std::string> pending{folder};
  while (!pending.empty() && !polls()) {
    const std::string next = std::move(pending.back());
    pending.pop_back();
    // First the watch, then the look: what comes in between is not missed.
    if (!watch(next, true, {})) continue;
    for_each_entry(next, [&](const std::string& name, bool is_folder) {
      if (is_folder && !is_left_out(name)) pending.push_back(join(next, name));
    });
  }
}

// The nearest folder above that is there tells when the next one comes.
void FileWatcher::watch_way_to(const std::string& path) {
  std::string at = path;
  while (at != "/" && !polls()) {
    const std::string name = name_of(at);
    at = parent(at);
    if (watch(at, false, name)) return;
  }
}

#ifdef __linux__

bool FileWatcher::watch(const std::string& folder, bool whole, const std::string& name) {
  constexpr std::uint32_t mask = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB |
                                 IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK;
  const int id = inotify_add_watch(notifier_, folder.c_str(), mask);
  if (id < 0 && (errno == ENOSPC || errno == ENOMEM)) {
    start_polling("fs.inotify.max_user_watches is reached");
    return false;
  }
  if (id < 0) return false;
  Watch& watch = arranged_[id];
  watch.folder = folder;
  watch.whole = watch.whole || whole;
  if (!name.empty()) watch.names.insert(name);
  if (arranged_.size() > options_.most_watches)
    start_polling(std::to_string(options_.most_watches) + " folders are too many");
  return !polls();
}

void FileWatcher::arrange() {
  arranged_.clear();
  for (const std::string& folder : places_.folders) {
    watch_way_to(folder);
    watch_all(folder);
  }
  for (const std::string& file : places_.files) watch_way_to(file);
  if (polls()) return;
  for (const auto& [id, watch] : watches_) {
    if (!arranged_.contains(id)) inotify_rm_watch(notifier_, id);
  }
  watches_ = std::exchange(arranged_, {});
}

// False where nothing of interest happened.
bool FileWatcher::read_events(Changes& changes) {
  alignas(inotify_event) std::array<char, 64 * 1024> buffer;
  bool has_change = false;
  while (true) {
    const ssize_t size = read(notifier_, buffer.data(), buffer.size());
    if (size <= 0) return has_change;
    for (ssize_t at = 0; at < size;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
      if ((event->mask & IN_Q_OVERFLOW) != 0) {
        is_stale_ = changes.everything = has_change = true;
        continue;
      }
      const auto watch = watches_.find(event->wd);
      if (watch == watches_.end()) continue;
      if ((event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) != 0) {
        is_stale_ = changes.everything = has_change = true;
        continue;
      }
      const std::string name = event->len > 0 ? event->name : "";
      const bool is_meant = watch->second.names.contains(name) || (watch->second.whole && !name.starts_with('.'));
      const bool is_folder = (event->mask & IN_ISDIR) != 0;
      if (name.empty() || !is_meant || (is_folder && is_left_out(name) && !watch->second.names.contains(name)))
        continue;
      has_change = true;
      if (is_folder) {
        is_stale_ = changes.everything = true;
      } else {
        // On the way to a folder that is not there, a file in its place.
        changes.paths.push_back(join(watch->second.folder, name));
      }
    }
  }
}

#else

bool FileWatcher::watch(const std::string&, bool, const std::string&) { return false; }
void FileWatcher::arrange() {}
bool FileWatcher::read_events(Changes&) { return false; }

#endif

std::optional<Changes> FileWatcher::wait_for_events(int stop) {
  Changes changes;
  bool has_change = false;
  Clock::time_point since;
  while (true) {
    const auto time = has_change ? std::optional(quiet) : std::nullopt;
    const std::optional<bool> more = wait_until(notifier_, stop, time);
    if (!more) return std::nullopt;
    const bool had_change = has_change;
    if (*more) has_change = read_events(changes) || has_change;
    if (has_change && !had_change) since = Clock::now();
    if (has_change && (!*more || Clock::now() - since > patience)) break;
  }
  sort_once(changes.paths);
  if (std::exchange(is_stale_, false)) arrange();
  if (polls()) seen_ = look();
  return changes;
}

std::map<std::string, FileWatcher::Stamp> FileWatcher::look() const {
  std::map<std::string, Stamp> found;
  const auto note = [&](const std::string& path, bool is_folder) {
    struct stat status;
    if (lstat(path.c_str(), &status) != 0) return;
    if (is_folder) {
      found[path + "/"] = {static_cast<std::int64_t>(status.st_ino)};
      return;
    }
    if (S_ISLNK(status.st_mode) && stat(path.c_str(), &status) != 0) return;
    found[path] = {status.st_mtim.tv_sec,
                   status.st_mtim.tv_nsec,
                   status.st_ctim.tv_sec,
                   status.st_ctim.tv_nsec,
                   static_cast<std::int64_t>(status.st_size),
                   static_cast<std::int64_t>(status.st_ino)};
  };
  std::vector<std::string> pending = places_.folders;
  while (!pending.empty()) {
    const std::string next = std::move(pending.back());
    pending.pop_back();
    note(next, true);
    for_each_entry(next, [&](const std::string& name, bool is_folder) {
      if (is_folder && !is_left_out(name)) pending.push_back(join(next, name));
      if (!is_folder) note(join(next, name), false);
    });
  }
  for (const std::string& file : places_.files) note(file, false);
  return found;
}

std::optional<Changes> FileWatcher::wait_and_look(int stop) {
  milliseconds interval = options_.interval;
  while (true) {
    if (!wait_until(-1, stop, interval)) return std::nullopt;
    const auto begin = Clock::now();
    std::map<std::string, Stamp> now = look();
    // A look at a slow disk is not to be all that the machine does.
    interval = std::max(options_.interval, 10 * std::chrono::duration_cast<milliseconds>(Clock::now() - begin));
    if (now == seen_) continue;
    Changes changes;
    const auto compare = [&](const auto& some, const auto& others) {
      for (const auto& [path, stamp] : some) {
        const auto other = others.find(path);
        if (other != others.end() && other->second == stamp) continue;
        if (path.ends_with('/')) {
          changes.everything = true;
        } else {
          changes.paths.push_back(path);
        }
      }
    };
    compare(now, seen_);
    compare(seen_, now);
    sort_once(changes.paths);
    seen_ = std::move(now);
    return changes;
  }
}

}  // namespace paas::cli
