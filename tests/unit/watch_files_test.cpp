// What the watcher of files tells, by inotify and by looking again.
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "catch.h"
#include "cli/watch_files.h"

namespace fs = std::filesystem;
using namespace paas::cli;
using namespace std::chrono_literals;

namespace {

class Folder {
 public:
  Folder() {
    std::string pattern = fs::canonical(fs::temp_directory_path()).string() + "/paas-watch-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }
  const std::string& path() const { return path_; }
  std::string path(const std::string& name) const { return path_ + "/" + name; }
  void write(const std::string& name, const std::string& text = "x") const {
    fs::create_directories(fs::path(path(name)).parent_path());
    std::ofstream(path(name)) << text;
  }

 private:
  std::string path_;
};

/// A watcher that gives up after a while.
class Watched {
 public:
  Watched(bool polls, WatchedPlaces places, std::size_t most = 1'000)
      : watcher_({.polls = polls, .most_watches = most, .interval = 30ms, .tell = [this](const std::string& message) {
                    messages += message + "\n";
                  }}) {
    if (pipe(ends_.data()) != 0) throw std::runtime_error("pipe");
    watcher_.look_at(std::move(places));
  }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;
  ~Watched() {
    for (const int end : ends_) close(end);
  }

  /// Nothing where nothing comes in time.
  std::optional<Changes> wait(std::chrono::milliseconds time = 5'000ms) {
    bool is_done = false;
    std::thread alarm([&] {
      for (auto passed = 0ms; passed < time && !is_done; passed += 10ms) std::this_thread::sleep_for(10ms);
      if (!is_done) (void)!write(ends_[1], "x", 1);
    });
    std::optional<Changes> changes = watcher_.wait(ends_[0]);
    is_done = true;
    alarm.join();
    char byte = 0;
    if (!changes) (void)!read(ends_[0], &byte, 1);
    return changes;
  }
  bool polls() const { return watcher_.polls(); }
  void look_at(WatchedPlaces places) { watcher_.look_at(std::move(places)); }

  std::string messages;

 private:
  FileWatcher watcher_;
  std::array<int, 2> ends_{};
};

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("files that are written, replaced, made and removed are told by their paths") {
  for (const bool polls : {false, true}) {
    CAPTURE(polls);
    const Folder folder;
    folder.write("a/index.py");
    folder.write("b/index.py");
    Watched watched(polls, {{folder.path()}, {}});
    folder.write("a/index.py", "other");
    CHECK(watched.wait().value().paths == Paths{folder.path("a/index.py")});
    // As editors save: another file is written and takes the place.
    folder.write("b/.index.py.tmp", "new");
    fs::rename(folder.path("b/.index.py.tmp"), folder.path("b/index.py"));
    CHECK(watched.wait().value().paths == Paths{folder.path("b/index.py")});
    folder.write("b/test.py");
    fs::remove(folder.path("a/index.py"));
    const Changes both = watched.wait().value();
    CHECK_FALSE(both.everything);
    CHECK(both.paths == Paths{folder.path("a/index.py"), folder.path("b/test.py")});
    CHECK(watched.messages.empty());
  }
}

TEST_CASE("what is hidden or left out is not told") {
  for (const bool polls : {false, true}) {
    CAPTURE(polls);
    const Folder folder;
    folder.write("a/index.py");
    folder.write(".git/index");
    folder.write("node_modules/a.py");
    Watched watched(polls, {{folder.path()}, {}});
    folder.write(".git/index.lock");
    folder.write("node_modules/b/index.py");
    folder.write("a/.index.py.swp");
    folder.write("a/__pycache__/index.pyc");
    CHECK_FALSE(watched.wait(300ms));
  }
}

TEST_CASE("many changes at once are told once") {
  const Folder folder;
  for (int i = 0; i < 300; ++i) folder.write("a/f" + std::to_string(i) + ".py");
  Watched watched(false, {{folder.path()}, {}});
  for (int i = 0; i < 300; ++i) folder.write("a/f" + std::to_string(i) + ".py", "again");
  CHECK(watched.wait().value().paths.size() == 300);
  CHECK_FALSE(watched.wait(200ms));
}

TEST_CASE("folders that are made, moved and removed are followed") {
  for (const bool polls : {false, true}) {
    CAPTURE(polls);
    const Folder folder;
    folder.write("a/index.py");
    Watched watched(polls, {{folder.path()}, {}});
    folder.write("b/c/d/index.py");
    CHECK(watched.wait().value().everything);
    folder.write("b/c/d/index.py", "in a new folder");
    CHECK(watched.wait().value().paths == Paths{folder.path("b/c/d/index.py")});
    fs::rename(folder.path("b/c"), folder.path("b/moved"));
    CHECK(watched.wait().value().everything);
    folder.write("b/moved/d/index.py", "in a moved folder");
    CHECK(watched.wait().value().paths == Paths{folder.path("b/moved/d/index.py")});
    fs::remove_all(folder.path("b"));
    CHECK(watched.wait().value().everything);
  }
}

TEST_CASE("the root may go, with what is above it, and come back") {
  for (const bool polls : {false, true}) {
    CAPTURE(polls);
    const Folder folder;
    folder.write("above/root/a/index.py");
    Watched watched(polls, {{folder.path("above/root")}, {}});
    fs::remove_all(folder.path("above"));
    CHECK(watched.wait().value().everything);
    folder.write("above/root/a/index.py", "back");
    CHECK(watched.wait().value().everything);
    folder.write("above/root/a/index.py", "written again");
    CHECK(watched.wait().value().paths == Paths{folder.path("above/root/a/index.py")});
  }
}

TEST_CASE("single files count wherever they lie, and before they are there") {
  for (const bool polls : {false, true}) {
    CAPTURE(polls);
    const Folder folder;
    folder.write("beside/other.sh");
    fs::create_directory(folder.path("app"));
    Watched watched(polls, {{folder.path("app")}, {folder.path("beside/setenv.sh")}});
    folder.write("beside/other.sh", "changed");
    CHECK_FALSE(watched.wait(300ms));
    folder.write("beside/setenv.sh");
    CHECK(watched.wait().value().paths == Paths{folder.path("beside/setenv.sh")});
    watched.look_at({{folder.path("app")}, {folder.path("beside/other.sh")}});
    folder.write("beside/setenv.sh", "changed");
    CHECK_FALSE(watched.wait(300ms));
    folder.write("beside/other.sh", "changed again");
    CHECK(watched.wait().value().paths == Paths{folder.path("beside/other.sh")});
  }
}

TEST_CASE("beyond the limit of watches it looks again, and says so") {
  const Folder folder;
  for (const std::string name : {"a", "b", "c", "d"}) folder.write(name + "/index.py");
  Watched watched(false, {{folder.path()}, {}}, 3);
  CHECK(watched.polls());
  CHECK(watched.messages.find("3 folders are too many") != std::string::npos);
  folder.write("d/index.py", "changed");
  CHECK(watched.wait().value().paths == Paths{folder.path("d/index.py")});
}

TEST_CASE("the limit may be reached while it watches") {
  const Folder folder;
  folder.write("a/index.py");
  Watched watched(false, {{folder.path()}, {}}, 4);
  CHECK_FALSE(watched.polls());
  for (const std::string name : {"b", "c", "d"}) folder.write(name + "/index.py");
  CHECK(watched.wait().value().everything);
  CHECK(watched.polls());
  folder.write("d/index.py", "changed");
  CHECK(watched.wait().value().paths == Paths{folder.path("d/index.py")});
}

TEST_CASE("without a folder and without a file there is nothing to tell") {
  Watched watched(false, {});
  CHECK_FALSE(watched.wait(50ms));
}
