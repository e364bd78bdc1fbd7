// Writing files: what is on the disk after kills, saves of others, full disks; and what is kept of a file.
#include <dirent.h>
#include <fcntl.h>
#ifdef __linux__
#include <linux/capability.h>
#endif
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <sstream>
#include <thread>

#include "catch.h"
#include "core/files/write.h"

namespace fs = std::filesystem;
using namespace paas::files;

namespace {

// Under AddressSanitizer a new process takes ten times as long: there not every system call is tried.
#if defined(__SANITIZE_ADDRESS__)
constexpr int stride = 7;
#else
constexpr int stride = 1;
#endif

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void save(const std::string& path, const std::string& text) {
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "paas-files-XXXXXX").string();
    path_ = mkdtemp(name.data()) == nullptr ? std::string() : fs::canonical(name).string();
    REQUIRE_FALSE(path_.empty());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

  /// Every file below, hidden ones too, with its text.
  std::map<std::string, std::string> content() const {
    std::map<std::string, std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(path_)) {
      const std::string name = entry.path().lexically_relative(path_).string();
      found[name] = entry.is_directory() ? "(folder)" : read(entry.path().string());
    }
    return found;
  }

 private:
  std::string path_;
};

// Three files that change, one that goes, one that is new, in a folder that is new: as a migration does.
class Example {
 public:
  Example() {
    for (const char* name : {"root.py", "a/index.py", "b/index.py", "metadata.yaml"}) save(folder / name, before(name));
  }
  static std::string before(const std::string& name) { return "before " + name + "\n"; }
  static std::string after(const std::string& name) { return "after " + name + "\n" + std::string(5000, 'x'); }

  std::vector<Write> writes() const {
    std::vector<Write> writes;
    for (const char* name : {"root.py", "a/index.py", "b/index.py"})
      writes.push_back({folder / name, before(name), after(name)});
    writes.push_back({folder / "metadata.yaml", before("metadata.yaml"), "", false, true});
    writes.push_back({folder / "c/d/index.py", "", after("c/d/index.py"), true});
    return writes;
  }
  static std::map<std::string, std::string> all_before() {
    std::map<std::string, std::string> content{{"a", "(folder)"}, {"b", "(folder)"}};
    for (const char* name : {"root.py", "a/index.py", "b/index.py", "metadata.yaml"}) content[name] = before(name);
    return content;
  }
  static std::map<std::string, std::string> all_after() {
    std::map<std::string, std::string> content{
        {"a", "(folder)"}, {"b", "(folder)"}, {"c", "(folder)"}, {"c/d", "(folder)"}};
    for (const char* name : {"root.py", "a/index.py", "b/index.py", "c/d/index.py"}) content[name] = after(name);
    return content;
  }

  Folder folder;
};

enum class End { killed, ended, untraceable };

// A file system that cannot rename as Linux can: the call becomes one that does not exist (ENOSYS).
bool refuse_renameat2([[maybe_unused]] pid_t child) {
#if defined(__x86_64__) && defined(SYS_renameat2)
  user_regs_struct registers{};
  if (ptrace(PTRACE_GETREGS, child, nullptr, &registers) != 0) return false;
  const bool is_entry = static_cast<long>(registers.rax) == -ENOSYS;
  if (!is_entry || registers.orig_rax != SYS_renameat2) return true;
  registers.orig_rax = static_cast<unsigned long long>(-1);
  return ptrace(PTRACE_SETREGS, child, nullptr, &registers) == 0;
#else
  return false;
#endif
}

enum class FileSystem { modern, old };

// What happens when the process has entered or left system calls `stops` times.
struct Event {
  int stops;
  std::function<void()> act;  // nothing: it is killed
};

// Runs `work` in another process, with events, in their order.
End run_with(const std::vector<Event>& events, const std::function<void()>& work, FileSystem system) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(77);
    raise(SIGSTOP);
    work();
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  if (WIFEXITED(status)) return End::untraceable;
  const auto end_it = [&](End end) {
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return end;
  };
  for (int stop = 0; WIFSTOPPED(status); ++stop) {
    for (const Event& event : events) {
      if (event.stops != stop) continue;
      if (!event.act) return end_it(End::killed);
      event.act();
    }
    if (system == FileSystem::old && stop > 0 && !refuse_renameat2(child)) return end_it(End::untraceable);
    const int signal = WSTOPSIG(status) == SIGTRAP || WSTOPSIG(status) == SIGSTOP ? 0 : WSTOPSIG(status);
    ptrace(PTRACE_SYSCALL, child, nullptr, signal);
    REQUIRE(waitpid(child, &status, 0) == child);
  }
  REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) == 0));
  return End::ended;
}

// It is killed at that moment, or `meanwhile` happens and it goes on.
End run_until(int stops, const std::function<void()>& work, FileSystem system = FileSystem::modern,
              const std::function<void()>& meanwhile = {}) {
  return run_with({{stops, meanwhile}}, work, system);
}

const std::string command = "--migrate --write";

// What happens to a file when the others are written: nothing, or it takes the name of a newer one.
void save_in_place(const std::string& path, const std::string& text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file < 0) _exit(errno == ENOENT ? 4 : 3);  // its folder is not there
  // An editor needs several calls for a file.
  const std::size_t half = text.size() / 2;
  if (write(file, text.data(), half) < 0 || write(file, text.data() + half, text.size() - half) < 0) _exit(3);
  close(file);
}

void save_by_rename(const std::string& path, const std::string& text) {
  save_in_place(path + "~", text);
  if (rename((path + "~").c_str(), path.c_str()) != 0) _exit(errno == ENOENT ? 4 : 3);
}

// What people do with a file while it is written. False: they could not.
enum class Style { in_place, by_rename, both, moved_away, deleted, linked, with_old_time, count };

bool save_as(Style style, const std::string& path, const std::string& text) {
  switch (style) {
    case Style::in_place:
      save_in_place(path, text);
      return true;
    case Style::by_rename:
      save_by_rename(path, text);
      return true;
    case Style::both:
      save_by_rename(path, "first " + text);
      save_in_place(path, text);
      return true;
    case Style::moved_away:  // as Vim does with `backupcopy=no`
      if (rename(path.c_str(), (path + "~").c_str()) != 0) return false;
      save_in_place(path, text);
      unlink((path + "~").c_str());
      return true;
    case Style::deleted:
      return unlink(path.c_str()) == 0;
    case Style::linked:
      save_in_place(path + ".target", text);
      return symlink((path + ".target").c_str(), (path + "~").c_str()) == 0 &&
             rename((path + "~").c_str(), path.c_str()) == 0;
    case Style::with_old_time:
    case Style::count:
      break;
  }
  // As long as before, and as old.
  struct stat status;
  const int file = open(path.c_str(), O_RDWR);
  if (file < 0 || fstat(file, &status) != 0) return false;
  const timespec times[2] = {status.st_atim, status.st_mtim};
  const bool is_written = pwrite(file, "X", 1, 0) == 1 && futimens(file, times) == 0;
  close(file);
  return is_written;
}

// One file that somebody saves in another process.
struct Save {
  std::string name;
  Style style;
  std::string text;
  pid_t process = -1;

  void start(const Folder& folder) {
    process = fork();
    if (process == 0) _exit(save_as(style, folder / name, text) ? 0 : 4);
    usleep(1000);
  }
  /// Whether it came to that.
  bool finish() const {
    if (process < 0) return false;
    int status = 0;
    waitpid(process, &status, 0);
    REQUIRE(WIFEXITED(status));
    REQUIRE((WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 4));
    return WEXITSTATUS(status) == 0;
  }
};

}  // namespace

TEST_CASE("files are replaced, made and removed") {
  for (const Scope scope : {Scope::each, Scope::all}) {
    const Example example;
    const Outcome outcome = paas::files::write(example.writes(), scope, command);
    CHECK_FALSE(outcome.failed);
    CHECK(outcome.skipped.empty());
    CHECK(example.folder.content() == Example::all_after());
  }
}

TEST_CASE("killed at any system call, everything or nothing is written once somebody came by") {
  const FileSystem system = GENERATE(FileSystem::modern, FileSystem::old);
  int before = 0;
  int after = 0;
  for (int stops = 1;; stops += stride) {
    const Example example;
    const std::vector<Write> writes = example.writes();
    const End end = run_until(
        stops, [&] { paas::files::write(writes, Scope::all, command); }, system);
    if (end == End::untraceable) {
      WARN("skipped: processes cannot be traced here");
      return;
    }
    CAPTURE(stops);
    // No file is torn, whenever one looks.
    for (const auto& [name, text] : example.folder.content()) {
      if (name.find(".paas-lsp") != std::string::npos || text == "(folder)") continue;
      CHECK((text == Example::before(name) || text == Example::after(name)));
    }
    if (end == End::ended) CHECK(example.folder.content() == Example::all_after());
    recover(example.folder.path());
    const auto content = example.folder.content();
    CHECK((content == Example::all_before() || content == Example::all_after()));
    (content == Example::all_before() ? before : after) += 1;
    CHECK_FALSE(recover(example.folder.path()));
    if (end == End::ended) break;
  }
  CHECK(before > 50 / stride);
  CHECK(after > 20 / stride);
}

TEST_CASE("who finishes a killed write may be killed, too") {
  const FileSystem system = GENERATE(FileSystem::modern, FileSystem::old);
  std::mt19937 random(7);
  for (int round = 0; round < 200 / stride; ++round) {
    const Example example;
    const std::vector<Write> writes = example.writes();
    const int stops = static_cast<int>(random() % 350);
    const auto work = [&] { paas::files::write(writes, Scope::all, command); };
    if (run_until(stops, work, system) == End::untraceable) return;
    for (int again = 0; again < 3; ++again) {
      run_until(
          static_cast<int>(random() % 120), [&] { recover(example.folder.path()); }, system);
    }
    recover(example.folder.path());
    const auto content = example.folder.content();
    CAPTURE(round, stops);
    CHECK((content == Example::all_before() || content == Example::all_after()));
  }
}

TEST_CASE("what somebody saves while files are written is never lost") {
  std::mt19937 random(11);
  int kept_out = 0;
  constexpr int rounds = 500 / stride;
  for (int round = 0; round < rounds; ++round) {
    const Example example;
    const std::string target = example.folder / (round % 3 == 0   ? "root.py"
                                                 : round % 3 == 1 ? "a/index.py"
                                                                  : "b/index.py");
    const std::string saved = "saved " + std::to_string(round) + std::string(random() % 4 == 0 ? 3000 : 0, 'y');
    const Scope scope = round % 2 == 0 ? Scope::each : Scope::all;
    const bool in_place = (round / 2) % 2 == 0;
    const unsigned delay = random() % 6000;
    const pid_t editor = fork();
    REQUIRE(editor >= 0);
    if (editor == 0) {
      usleep(delay);
      in_place ? save_in_place(target, saved) : save_by_rename(target, saved);
      _exit(0);
    }
    const Outcome outcome = paas::files::write(example.writes(), scope, command);
    int status = 0;
    waitpid(editor, &status, 0);
    REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    CAPTURE(round, delay, in_place, scope == Scope::all);
    CHECK(read(target) == saved);
    const bool is_left_out = outcome.failed || !outcome.skipped.empty();
    kept_out += is_left_out ? 1 : 0;
    auto expected = outcome.failed ? Example::all_before() : Example::all_after();
    expected[fs::relative(target, example.folder.path()).string()] = saved;
    CHECK(example.folder.content() == expected);
  }
  // Some saves came before, some after.
  CHECK(kept_out > 10 / stride);
  CHECK(kept_out < rounds);
}

TEST_CASE("what somebody saves at any system call of the writer is never lost") {
  enum class Way { in_place, slowly, by_rename };
  const Way style = GENERATE(Way::in_place, Way::slowly, Way::by_rename);
  int kept_out = 0;
  int stops = 1;
  for (;; stops += stride) {
    const Example example;
    const std::string target = example.folder / "a/index.py";
    pid_t editor = -1;
    const auto edit = [&] {
      editor = fork();
      if (editor == 0) {
        if (style == Way::in_place) save_in_place(target, "saved");
        if (style == Way::by_rename) save_by_rename(target, "saved");
        if (style == Way::slowly) {
          const int file = open(target.c_str(), O_WRONLY);  // it may have to wait here until the writer is out
          usleep(3000);
          if (ftruncate(file, 0) != 0 || write(file, "saved", 5) != 5) _exit(3);
        }
        _exit(0);
      }
      usleep(1000);
    };
    const auto work = [&] { paas::files::write(example.writes(), Scope::each, command); };
    const End end = run_until(stops, work, FileSystem::modern, edit);
    if (end == End::untraceable) {
      WARN("skipped: processes cannot be traced here");
      return;
    }
    if (editor < 0) break;  // it had ended before
    int status = 0;
    waitpid(editor, &status, 0);
    REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    CAPTURE(stops, static_cast<int>(style));
    auto expected = Example::all_after();
    expected["a/index.py"] = "saved";
    CHECK(example.folder.content() == expected);
    kept_out += 1;
  }
  CHECK(kept_out > 200 / stride);
}

TEST_CASE("without exchange of names, too, what somebody saves is never lost") {
  std::mt19937 random(13);
  constexpr int rounds = 100 / stride;
  for (int round = 0; round < rounds; ++round) {
    const Example example;
    const std::string target = example.folder / "a/index.py";
    const bool in_place = round % 2 == 0;
    const pid_t editor = fork();
    REQUIRE(editor >= 0);
    if (editor == 0) {
      usleep(random() % 8000);
      in_place ? save_in_place(target, "saved") : save_by_rename(target, "saved");
      _exit(0);
    }
    random();
    const auto work = [&] { paas::files::write(example.writes(), Scope::each, command); };
    const End end = run_until(1'000'000, work, FileSystem::old);
    int status = 0;
    waitpid(editor, &status, 0);
    if (end == End::untraceable) return;
    REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    CAPTURE(round, in_place);
    auto expected = Example::all_after();
    expected["a/index.py"] = "saved";
    CHECK(example.folder.content() == expected);
  }
}

TEST_CASE("whatever is saved, and whenever the writer is killed, nothing is lost") {
  const unsigned seed =
      std::getenv("PAAS_SEED") != nullptr ? static_cast<unsigned>(std::atoi(std::getenv("PAAS_SEED"))) : 17;
  const int rounds = std::getenv("PAAS_ROUNDS") != nullptr ? std::atoi(std::getenv("PAAS_ROUNDS")) : 1200 / stride;
  int killed = 0;
  int mixed = 0;
  for (int round = 0; round < rounds; ++round) {
    std::mt19937 random(seed + static_cast<unsigned>(round));
    const auto below = [&](int bound) { return static_cast<int>(random() % static_cast<unsigned>(bound)); };
    const Example example;
    const Folder told;
    const FileSystem system = below(2) == 0 ? FileSystem::modern : FileSystem::old;
    const Scope scope = below(2) == 0 ? Scope::all : Scope::each;
    const std::vector<Write> writes = example.writes();
    const auto work = [&] {
      const Outcome outcome = paas::files::write(writes, scope, command);
      std::string text = outcome.failed ? outcome.failed->message : std::string();
      for (const auto* errors : {&outcome.skipped, &outcome.left})
        for (const paas::Error& error : *errors) text += error.message + "\n";
      save(told / "told", text);
    };
    std::vector<std::string> names{"root.py", "a/index.py", "b/index.py", "metadata.yaml", "c/d/index.py"};
    std::shuffle(names.begin(), names.end(), random);
    std::vector<Save> saves;
    for (int i = below(3); i > 0; --i)
      saves.push_back({names[static_cast<std::size_t>(i)], static_cast<Style>(below(static_cast<int>(Style::count))),
                       "saved " + std::to_string(i)});
    std::vector<Event> events;
    int last = 0;
    for (Save& each : saves) {
      last = std::max(last, below(420));
      events.push_back({last, [&] { each.start(example.folder); }});
    }
    if (below(4) != 0) events.push_back({below(2) == 0 ? last + below(20) : below(420), nullptr});
    const End end = run_with(events, work, system);
    if (end == End::untraceable) {
      WARN("skipped: processes cannot be traced here");
      return;
    }
    killed += end == End::killed ? 1 : 0;
    std::map<std::string, std::optional<std::string>> expected;
    for (const Save& each : saves) {
      if (each.finish()) expected[each.name] = each.style == Style::deleted ? std::nullopt : std::optional(each.text);
    }
    // Who finishes it may be killed, too.
    for (int again = below(3); again > 0 && end == End::killed; --again)
      run_with(
          {{below(120), nullptr}}, [&] { recover(example.folder.path()); }, system);
    std::string messages = read(told / "told");
    if (const auto recovery = recover(example.folder.path())) messages += recovery->message;
    std::string all;
    for (const Event& event : events) all += std::to_string(event.stops) + (event.act ? " save " : " kill ");
    for (const Save& each : saves) all += each.name + ":" + std::to_string(static_cast<int>(each.style)) + " ";
    CAPTURE(seed + static_cast<unsigned>(round), all, system == FileSystem::old, scope == Scope::all, messages);
    const auto content = example.folder.content();
    for (const auto& [name, text] : expected) {
      const auto found = content.find(name);
      std::optional<std::string> now;
      if (found != content.end()) now = found->second;
      const auto save = std::ranges::find(saves, name, &Save::name);
      if (save->style == Style::with_old_time) {
        CHECK((now && now->starts_with("X")));
      } else {
        CHECK(now == text);
      }
    }
    int old = 0;
    int fresh = 0;
    for (const std::string& name : names) {
      if (expected.contains(name)) continue;
      const auto found = content.find(name);
      const auto is_in = [&](const std::map<std::string, std::string>& version) {
        return found == content.end() ? !version.contains(name)
                                      : version.contains(name) && version.at(name) == found->second;
      };
      CHECK((is_in(Example::all_before()) || is_in(Example::all_after())));
      (is_in(Example::all_before()) ? old : fresh) += 1;
    }
    if (scope == Scope::all && old > 0 && fresh > 0) {
      mixed += 1;
      UNSCOPED_INFO("mixed");
      CHECK(false);
    }
    for (const auto& [name, text] : content) {
      if (name.find(".paas-lsp") == std::string::npos) continue;
      CAPTURE(name);
      CHECK(messages.find(name) != std::string::npos);
    }
  }
  CHECK(killed > rounds / 4);
}

TEST_CASE("who deletes what lies beside the files takes no file away") {
  // As `git clean` does.
  int left_new = 0;
  for (int stops = 1;; stops += stride) {
    const Example example;
    const Scope scope = stops % 2 == 0 ? Scope::all : Scope::each;
    const auto clean = [&] {
      std::vector<fs::path> found;
      for (const auto& entry : fs::recursive_directory_iterator(example.folder.path()))
        if (entry.path().filename().string().starts_with(".paas-lsp-")) found.push_back(entry.path());
      for (const fs::path& path : found) fs::remove(path);
      // And somebody saves, so that what was done is taken back.
      save(example.folder / "b/index.py", "saved");
    };
    pid_t other = -1;
    const auto meanwhile = [&] {
      other = fork();
      if (other == 0) {
        clean();
        _exit(0);
      }
      usleep(1000);
    };
    const auto work = [&] { paas::files::write(example.writes(), scope, command); };
    if (run_until(stops, work, FileSystem::modern, meanwhile) == End::untraceable || other < 0) break;
    int status = 0;
    waitpid(other, &status, 0);
    CAPTURE(stops, scope == Scope::all);
    for (const char* name : {"root.py", "a/index.py"}) {
      const std::string text = read(example.folder / name);
      CHECK((text == Example::before(name) || text == Example::after(name)));
      left_new += text == Example::after(name) ? 1 : 0;
    }
    CHECK(read(example.folder / "b/index.py") == "saved");
  }
  CHECK(left_new > 20 / stride);
}

TEST_CASE("a file that becomes a link after a kill does not stop the others") {
  int recovered = 0;
  for (int stops = 100; stops < 420; stops += 7 * stride) {
    const Example example;
    const Folder elsewhere;
    const std::vector<Write> writes = example.writes();
    const auto work = [&] { paas::files::write(writes, Scope::each, command); };
    if (run_until(stops, work) != End::killed) break;
    save(elsewhere / "target.py", "mine");
    fs::remove(example.folder / "b/index.py");
    fs::create_symlink(elsewhere / "target.py", example.folder / "b/index.py");
    recovered += recover(example.folder.path()) ? 1 : 0;
    CAPTURE(stops);
    CHECK(read(example.folder / "b/index.py") == "mine");
    CHECK(fs::is_symlink(example.folder / "b/index.py"));
    for (const auto& [name, text] : example.folder.content()) CHECK(name.find(".paas-lsp") == std::string::npos);
    for (const char* name : {"root.py", "a/index.py"}) {
      const std::string text = read(example.folder / name);
      CHECK((text == Example::before(name) || text == Example::after(name)));
    }
  }
  CHECK(recovered > 10 / stride);
}

TEST_CASE("who changes the mode of a file while it is written keeps it") {
  for (int stops = 1;; stops += 3 * stride) {
    const Example example;
    const std::string path = example.folder / "a/index.py";
    bool is_done = false;
    const auto change = [&] { is_done = chmod(path.c_str(), 0640) == 0; };
    const auto work = [&] { paas::files::write(example.writes(), Scope::each, command); };
    if (run_until(stops, work, FileSystem::modern, change) == End::untraceable || !is_done) break;
    struct stat status;
    REQUIRE(stat(path.c_str(), &status) == 0);
    CAPTURE(stops);
    CHECK((status.st_mode & 07777) == 0640);
  }
}

TEST_CASE("a program that has a file open for writing is not robbed of it") {
  const Example example;
  const std::string path = example.folder / "a/index.py";
  const pid_t editor = fork();
  REQUIRE(editor >= 0);
  int ready[2];
  REQUIRE(pipe(ready) == 0);
  if (editor == 0) {
    const int file = open(path.c_str(), O_WRONLY | O_APPEND);
    usleep(300'000);
    if (write(file, "more", 4) != 4) _exit(3);
    _exit(0);
  }
  usleep(100'000);
  const Outcome outcome = paas::files::write(example.writes(), Scope::each, command);
  int status = 0;
  waitpid(editor, &status, 0);
  CHECK(read(path) == Example::before("a/index.py") + "more");
  REQUIRE(outcome.skipped.size() == 1);
  CHECK(outcome.skipped[0].message.find("another program is writing it") != std::string::npos);
}

#ifdef __linux__
TEST_CASE("a root without CAP_LEASE sees who has a file of somebody else open") {
  if (geteuid() != 0) {
    WARN("skipped: only root can give files away");
    return;
  }
  const bool may_become_owner = GENERATE(true, false);
  const Example example;
  const std::string path = example.folder / "a/index.py";
  REQUIRE(chown(path.c_str(), 1234, 1234) == 0);
  const Descriptor editor(open(path.c_str(), O_WRONLY | O_APPEND));
  const Folder told;
  const pid_t child = fork();
  if (child == 0) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct sets[2]{};
    if (syscall(SYS_capget, &header, sets) != 0) _exit(3);
    sets[0].effective &= ~(1U << CAP_LEASE);
    if (!may_become_owner) sets[0].effective &= ~(1U << CAP_SETUID);
    if (syscall(SYS_capset, &header, sets) != 0) _exit(3);
    const Outcome outcome = paas::files::write(example.writes(), Scope::each, command);
    save(told / "told", outcome.skipped.size() == 1 ? outcome.skipped.front().message : std::string());
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) == 0));
  const std::string reason =
      may_become_owner ? "another program is writing it" : "it cannot be seen whether a program is writing it";
  CHECK(read(told / "told").find(reason) != std::string::npos);
  CHECK(write(editor.get(), "more", 4) == 4);
  CHECK(read(path) == Example::before("a/index.py") + "more");
  CHECK(read(example.folder / "b/index.py") == Example::after("b/index.py"));
}
#endif

TEST_CASE("a file that was changed before is left out, or stops everything") {
  const Example example;
  save(example.folder / "a/index.py", "other\n");
  const Outcome all = paas::files::write(example.writes(), Scope::all, command);
  REQUIRE(all.failed);
  CHECK(all.failed->message == example.folder / "a/index.py: was changed meanwhile, and is left as it is");
  auto expected = Example::all_before();
  expected["a/index.py"] = "other\n";
  CHECK(example.folder.content() == expected);
  const Outcome each = paas::files::write(example.writes(), Scope::each, command);
  CHECK_FALSE(each.failed);
  CHECK(each.skipped.size() == 1);
  expected = Example::all_after();
  expected["a/index.py"] = "other\n";
  CHECK(example.folder.content() == expected);
}

TEST_CASE("links, hard links, read-only files and what is no file are left as they are") {
  const Example example;
  const std::string path = example.folder / "a/index.py";
  std::string reason;
  SECTION("a symbolic link") {
    fs::rename(path, example.folder / "elsewhere.py");
    fs::create_symlink("../elsewhere.py", path);
    reason = "is a symbolic link";
  }
  SECTION("a hard link") {
    fs::create_hard_link(path, example.folder / "twin.py");
    reason = "has other hard links";
  }
  SECTION("a read-only file") {
    chmod(path.c_str(), 0440);
    reason = "is read-only";
  }
  SECTION("a folder") {
    fs::remove(path);
    fs::create_directory(path);
    reason = "is no regular file";
  }
  const Outcome outcome = paas::files::write(example.writes(), Scope::each, command);
  CHECK_FALSE(outcome.failed);
  REQUIRE(outcome.skipped.size() == 1);
  CHECK(outcome.skipped[0].message.find("a/index.py: " + reason) != std::string::npos);
  CHECK(read(example.folder / "b/index.py") == Example::after("b/index.py"));
  if (!fs::is_directory(path)) CHECK(read(path) == Example::before("a/index.py"));
}

TEST_CASE("mode, owner, group, access control list and attributes stay") {
  const Folder folder;
  const std::string path = folder / "index.py";
  save(path, "before");
  chmod(path.c_str(), 0750);
  const bool is_root = geteuid() == 0;
  if (is_root) REQUIRE(chown(path.c_str(), 1234, 4321) == 0);
  const bool has_attributes = setxattr(path.c_str(), "user.note", "kept", 4, 0) == 0;
  // user::rwx user:7:r-- group::r-x mask::r-x other::---, as Linux stores it
  const std::string list(
      "\2\0\0\0\1\0\7\0\377\377\377\377\2\0\4\0\7\0\0\0\4\0\5\0\377\377\377\377\20\0\5\0\377\377\377\377\40\0\0\0\377"
      "\377\377\377",
      44);
  const bool has_list = setxattr(path.c_str(), "system.posix_acl_access", list.data(), list.size(), 0) == 0;
  const Outcome outcome = paas::files::write({{path, "before", "after"}}, Scope::each, command);
  CHECK(outcome.skipped.empty());
  CHECK(read(path) == "after");
  struct stat status;
  REQUIRE(stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0750);
  if (is_root) CHECK((status.st_uid == 1234 && status.st_gid == 4321));
  std::string value(100, '\0');
  if (has_attributes) {
    CHECK(getxattr(path.c_str(), "user.note", value.data(), value.size()) == 4);
    CHECK(value.substr(0, 4) == "kept");
  }
  if (has_list) {
    const ssize_t size = getxattr(path.c_str(), "system.posix_acl_access", value.data(), value.size());
    REQUIRE(size == 44);
    CHECK(value.substr(0, 44) == list);
  }
  CHECK((is_root || has_attributes));
}

TEST_CASE("a new file has the mode that the user's mask gives") {
  const Folder folder;
  const mode_t mask = umask(0027);
  const Outcome outcome = paas::files::write({{folder / "x/new.py", "", "text", true}}, Scope::each, command);
  umask(mask);
  CHECK(outcome.skipped.empty());
  struct stat status;
  REQUIRE(stat((folder / "x/new.py").c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0640);
}

TEST_CASE("what is too large for the limit of the process is an error, and nothing is left behind") {
  const Example example;
  const pid_t child = fork();
  if (child == 0) {
    const rlimit limit{4096, 4096};
    setrlimit(RLIMIT_FSIZE, &limit);
    const Outcome outcome = paas::files::write(example.writes(), Scope::all, command);
    _exit(outcome.failed && outcome.failed->message.find("File too large") != std::string::npos ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
  CHECK(example.folder.content() == Example::all_before());
}

TEST_CASE("a disk that is full, at any moment") {
  if (geteuid() != 0) {
    WARN("skipped: only root can make a small disk");
    return;
  }
  int failed = 0;
  int written = 0;
  for (const Scope scope : {Scope::all, Scope::each}) {
    // From no free page to enough.
    for (int pages = 0; pages < 24; ++pages) {
      const Folder folder;
      if (mount("paas-lsp", folder.path().c_str(), "tmpfs", 0, "size=256k") != 0) {
        WARN("skipped: nothing can be mounted here");
        return;
      }
      std::vector<Write> writes;
      for (int i = 0; i < 5; ++i) {
        const std::string path = folder / ("f" + std::to_string(i));
        save(path, "before");
        writes.push_back({path, "before", std::string(5000, 'a')});
      }
      {
        std::ofstream fill(folder / "fill", std::ios::binary);
        const std::string page(4096, 'f');
        while (fill.write(page.data(), 4096).flush()) {
        }
      }
      const auto size = fs::file_size(folder / "fill");
      fs::resize_file(folder / "fill",
                      size / 4096 * 4096 - std::min<std::uintmax_t>(size, 4096U * static_cast<unsigned>(pages)));
      const Outcome outcome = paas::files::write(writes, scope, command);
      std::size_t changed = 0;
      for (const Write& write : writes) {
        const std::string text = read(write.path);
        CHECK((text == write.before || text == write.after));
        changed += text == write.after ? 1 : 0;
      }
      CAPTURE(pages);
      CHECK(changed == (outcome.failed ? 0 : 5 - outcome.skipped.size()));
      if (scope == Scope::all) CHECK((changed == 0 || changed == 5));
      CHECK(folder.content().size() == 6);  // and `fill`
      (changed == 5 ? written : failed) += 1;
      umount2(folder.path().c_str(), MNT_DETACH);
    }
  }
  CHECK(failed > 4);
  CHECK(written > 4);
}

TEST_CASE("a folder that may not be written is told") {
  if (geteuid() == 0) {
    WARN("skipped: root may write everywhere");
    return;
  }
  const Example example;
  chmod((example.folder / "a").c_str(), 0555);
  const Outcome outcome = paas::files::write(example.writes(), Scope::each, command);
  chmod((example.folder / "a").c_str(), 0755);
  REQUIRE(outcome.skipped.size() == 1);
  CHECK(outcome.skipped[0].message.find("its folder cannot be written: Permission denied") != std::string::npos);
}

TEST_CASE("a journal that others may write, that leads out, or that was copied moves nothing") {
  Example example;
  const std::vector<Write> writes = example.writes();
  // Stopped where some files are replaced.
  for (int stops = 1;; ++stops) {
    const Example victim;
    const std::vector<Write> its = victim.writes();
    const End end = run_until(stops, [&] { paas::files::write(its, Scope::all, command); });
    if (end != End::killed) {
      if (end == End::untraceable) return;
      FAIL("no moment was found");
    }
    const bool is_mixed = read(victim.folder / "root.py") == Example::after("root.py") &&
                          read(victim.folder / "b/index.py") == Example::before("b/index.py");
    if (!is_mixed) continue;
    const std::string journal = victim.folder / journal_name;
    SECTION("copied") {
      const Folder copy;
      fs::copy(victim.folder.path(), copy.path(), fs::copy_options::recursive);
      const auto before = copy.content();
      const auto recovery = recover(copy.path());
      REQUIRE(recovery);
      CHECK(recovery->message.find("it was copied here") != std::string::npos);
      CHECK(copy.content() == before);
    }
    SECTION("copied before it was complete, and made by hand") {
      const std::string text = read(journal);
      const std::size_t end = text.find(std::string("begun") + '\0');
      REQUIRE(end != std::string::npos);
      for (const std::size_t size : {std::size_t{0}, std::size_t{10}, end, end + 6, text.size()}) {
        const Folder copy;
        fs::copy(victim.folder.path(), copy.path(), fs::copy_options::recursive);
        save(copy / journal_name, text.substr(0, size));
        chmod((copy / journal_name).c_str(), 0644);
        const auto before = copy.content();
        CAPTURE(size);
        CHECK(recover(copy.path()));
        CHECK(copy.content() == before);
      }
    }
    SECTION("writable by others") {
      chmod(journal.c_str(), 0666);
      const auto before = victim.folder.content();
      REQUIRE(recover(victim.folder.path()));
      CHECK(victim.folder.content() == before);
    }
    SECTION("leads out") {
      std::string text = read(journal);
      const std::size_t at = text.find("a/index.py");
      REQUIRE(at != std::string::npos);
      text.replace(at, 10, "../a/ex.py");
      save(journal, text);
      const auto before = victim.folder.content();
      const auto recovery = recover(victim.folder.path());
      REQUIRE(recovery);
      CHECK(recovery->message.find("it was not written here") != std::string::npos);
      CHECK(victim.folder.content() == before);
    }
    SECTION("random bytes") {
      std::mt19937 random(3);
      const std::string text = read(journal);
      for (int round = 0; round < 300; ++round) {
        std::string broken = text.substr(0, random() % (text.size() + 1));
        for (unsigned i = random() % 4; i > 0 && !broken.empty(); --i)
          broken[random() % broken.size()] = static_cast<char>(random());
        save(journal, broken);
        recover(victim.folder.path());
        for (const char* name : {"root.py", "a/index.py", "b/index.py"}) {
          const std::string now = read(victim.folder / name);
          CHECK((now == Example::before(name) || now == Example::after(name)));
        }
      }
    }
    SECTION("a file was changed since: the others are taken back") {
      save(victim.folder / "b/index.py", "typed by a person\n");
      const auto recovery = recover(victim.folder.path());
      REQUIRE(recovery);
      CHECK(recovery->message.find("took back the interrupted `--migrate --write`") != std::string::npos);
      CHECK(recovery->message.find("b/index.py was changed since") != std::string::npos);
      auto expected = Example::all_before();
      expected["b/index.py"] = "typed by a person\n";
      CHECK(victim.folder.content() == expected);
    }
    break;
  }
}

TEST_CASE("a journal of a process that still runs is left alone, and a second writer is told") {
  const Example example;
  const std::string journal = example.folder / journal_name;
  bool is_taken = false;
  const std::optional<Journal> running = Journal::create(example.folder.path(), is_taken);
  REQUIRE(running);
  CHECK_FALSE(recover(example.folder.path()));
  const Outcome outcome = paas::files::write(example.writes(), Scope::all, command);
  REQUIRE(outcome.failed);
  CHECK(outcome.failed->message.find("another paas-lsp is writing here") != std::string::npos);
  CHECK(read(example.folder / "root.py") == Example::before("root.py"));
}

TEST_CASE("who writes the same files from another folder is told, whichever of the two began") {
  const Example example;
  const std::string place = GENERATE(std::string("above"), std::string("below"));
  const std::string of_other = place == "above" ? example.folder.path() : example.folder / "a";
  bool is_taken = false;
  const std::optional<Journal> running = Journal::create(of_other, is_taken);
  REQUIRE(running);
  std::vector<Write> writes = example.writes();
  if (place == "above") writes = {writes[1]};  // `a/index.py` alone
  const Outcome outcome = paas::files::write(writes, Scope::all, command);
  REQUIRE(outcome.failed);
  CHECK(outcome.failed->message == of_other + ": another paas-lsp is writing here; try again when it has ended");
  CHECK(read(example.folder / "a/index.py") == Example::before("a/index.py"));
  CHECK_FALSE(fs::exists((place == "above" ? example.folder / "a/" : example.folder / "") + journal_name));
}

TEST_CASE("two writers at once: each file is one of the versions, and nothing is left behind") {
  for (int round = 0; round < 50; ++round) {
    const Example example;
    const pid_t other = fork();
    if (other == 0) {
      paas::files::write(example.writes(), Scope::all, command);
      _exit(0);
    }
    paas::files::write(example.writes(), Scope::all, command);
    int status = 0;
    waitpid(other, &status, 0);
    CHECK(example.folder.content() == Example::all_after());
  }
}
