// New texts are written beside their files; when all are on the disk, they take their names, and the old ones go.
#include "core/files/write.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <set>

#include "core/os/memory.h"

namespace paas::files {

namespace {

struct Task {
  const Write* write;
  Step step;
  bool is_prepared = false;
  bool is_applied = false;
};

bool is_there(const std::string& path) {
  struct stat status;
  return lstat(path.c_str(), &status) == 0;
}

std::string existing_folder(std::string folder) {
  while (folder.size() > 1 && !is_there(folder)) folder = folder_of(folder);
  return folder;
}

std::string join(const std::string& folder, const std::string& name) {
  return (folder == "/" ? "" : folder) + "/" + name;
}

// The same file without links on the way to it. Folders that are still to be made stay as they are named.
std::string with_real_folder(const std::string& path) {
  const std::string existing = existing_folder(folder_of(path));
  const std::string folder = real_path(existing);
  if (folder.empty()) return path;
  return join(folder, path.substr(existing == "/" ? 1 : existing.size() + 1));
}

std::string common_folder(const std::string& one, const std::string& other) {
  std::string folder = one;
  while (folder.size() > 1 && other != folder && !other.starts_with(folder + "/")) folder = folder_of(folder);
  return folder;
}

std::string random_name() {
  std::uint64_t number = 0;
  if (getrandom(&number, sizeof number, 0) != sizeof number) number = static_cast<std::uint64_t>(getpid());
  return fmt::format("{}{:016x}", temporary_prefix, number);
}

// What ends a program politely waits until the files are whole.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
    pthread_sigmask(SIG_BLOCK, &set, &before_);
    // A file beyond the limit of its size (RLIMIT_FSIZE) is an error like others.
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGXFSZ, &ignore, &action_);
  }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;
  ~BlockedSignals() {
    sigaction(SIGXFSZ, &action_, nullptr);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t before_{};
  struct sigaction action_ {};
};

class Writer {
 public:
  Writer(std::vector<Task> tasks, Scope scope, std::string command, Outcome& outcome)
      : tasks_(std::move(tasks)), scope_(scope), command_(std::move(command)), outcome_(outcome) {}

  void run(const std::string& folder) {
    const std::string name = random_name();
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      Step& step = tasks_[i].step;
      const std::string temporary = join(folder_of(step.path), fmt::format("{}-{}", name, i));
      step.temporary = temporary;
      step.aside = temporary + "-old";
    }
    add_folders();
    bool is_taken = false;
    std::optional<Journal> journal = Journal::create(folder, is_taken);
    const std::optional<Recovery> recovery = is_taken ? recover(folder) : std::nullopt;
    if (recovery) {
      if (auto again = Journal::create(folder, is_taken)) journal.emplace(std::move(*again));
    }
    if (!journal) {
      outcome_.failed = recovery   ? Error{recovery->message}
                        : is_taken ? Error{folder + ": another paas-lsp is writing here; try again when it has ended"}
                                   : system_error(join(folder, journal_name));
      return;
    }
    if (const std::string busy = busy_folder(folder); !busy.empty()) {
      outcome_.failed = Error{busy + ": another paas-lsp is writing here; try again when it has ended"};
      return;
    }
    try {
      write_all(*journal, folder);
    } catch (...) {
      // Memory ran out: what is half done is for `recover`, at once or when somebody comes by.
      journal->leave();
      throw;
    }
  }

 private:
  // Who writes the same files has a journal in a folder above them. It is looked for when ours is there, so that of two
  // who begin at once one sees the other.
  std::string busy_folder(const std::string& own) const {
    std::set<std::string> folders;
    for (const Task& task : tasks_) {
      for (std::string at = folder_of(task.step.path); folders.insert(at).second && at.size() > 1;) at = folder_of(at);
    }
    folders.erase(own);
    const auto busy = std::ranges::find_if(folders, is_being_written);
    return busy == folders.end() ? std::string() : *busy;
  }

  void add_folders() {
    std::set<std::string> missing;  // outer folders come first
    for (const Task& task : tasks_) {
      for (std::string folder = folder_of(task.step.path); !is_there(folder); folder = folder_of(folder))
        missing.insert(folder);
    }
    folders_.assign(missing.begin(), missing.end());
  }

  Plan plan() const {
    Plan plan{command_, scope_, {}, folders_};
    for (const Task& task : tasks_) plan.steps.push_back(task.step);
    return plan;
  }

  void write_all(Journal& journal, const std::string& folder) {
    if (!journal.begin(plan())) return fail(system_error(join(folder, journal_name)), journal);
    const std::set<std::size_t> left_out = prepare();
    if (outcome_.failed || left_out.size() == tasks_.size()) return clean_up(journal);
    if (!journal.commit(plan(), left_out)) return fail(system_error(join(folder, journal_name)), journal);
    for (Task& task : tasks_) {
      if (!task.is_prepared) continue;
      auto error = carry_out(task.step);
      task.is_applied = !error;
      if (error && !skip(std::move(*error))) break;
    }
    check_old_versions();
    if (outcome_.failed) take_all_back();
    // From here on nobody can write an old version any more.
    for (const Task& task : tasks_) {
      if (task.is_applied && !drop_old(task.step)) tell_left(task.step);
    }
    clean_up(journal);
  }

  // False where nothing may be written without this file.
  bool skip(Error error) {
    if (scope_ == Scope::all) {
      outcome_.failed = std::move(error);
      return false;
    }
    outcome_.skipped.push_back(std::move(error));
    return true;
  }

  void fail(Error error, Journal& journal) {
    outcome_.failed = std::move(error);
    clean_up(journal);
  }

  // The tasks that are left out.
  std::set<std::size_t> prepare() {
    for (const std::string& folder : folders_) make_folder(folder);
    std::set<std::size_t> left_out;
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      auto error = prepare(tasks_[i]);
      tasks_[i].is_prepared = !error;
      if (!error) continue;
      left_out.insert(i);
      if (!skip(std::move(*error))) return left_out;
    }
    sync_folders();
    return left_out;
  }

  // Root works for somebody else: whose folder it is made in.
  static void give_to_owner_of_folder(int file, const std::string& folder) {
    struct stat status;
    if (geteuid() != 0 || stat(folder.c_str(), &status) != 0 || status.st_uid == 0) return;
    if (fchown(file, status.st_uid, status.st_gid) != 0) return;  // then it stays root's
  }

  // A failure shows when its files are written.
  static void make_folder(const std::string& folder) {
    if (mkdir(folder.c_str(), 0777) != 0) return;
    const Descriptor made(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (made) give_to_owner_of_folder(made.get(), folder_of(folder));
  }

  static std::optional<Error> prepare(Task& task) {
    Step& step = task.step;
    Descriptor model;
    if (step.kind != Step::Kind::create) {
      model = Descriptor(open(step.path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
      struct stat status;
      if (!model || fstat(model.get(), &status) != 0) return system_error(step.path);
      if (read_all(model.get(), task.write->before.size()) != task.write->before) return changed_meanwhile(step);
      step.before = stamp_of(status);
      step.sum_before = sum_of(task.write->before);
    }
    if (step.kind == Step::Kind::remove) return std::nullopt;
    const std::string folder = folder_of(step.path);
    if (is_there(folder) && real_path(folder) != folder)
      return Error{step.path + ": a folder above it has become a link, and it is left as it is"};
    step.sum_after = sum_of(task.write->after);
    const mode_t mode = step.kind == Step::Kind::create ? 0666 : 0600;
    const Descriptor file(open(step.temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
    if (!file) return system_error(step.path);
    auto error = fill(file.get(), model.get(), task);
    if (error) unlink(step.temporary.c_str());
    return error;
  }

  static std::optional<Error> fill(int file, int model, Task& task) {
    Step& step = task.step;
    if (step.kind == Step::Kind::create) {
      give_to_owner_of_folder(file, folder_of(step.path));
    } else if (auto lost = copy_attributes(model, file)) {
      return Error{fmt::format("{}: {}; it is left as it is", step.path, *lost)};
    }
    struct stat status;
    if (!write_durably(file, task.write->after) || fstat(file, &status) != 0) return system_error(step.path);
    step.after = stamp_of(status);
    return std::nullopt;
  }

  // The last look before the old versions are deleted.
  void check_old_versions() {
    for (Task& task : tasks_) {
      if (outcome_.failed) return;
      if (!task.is_applied || is_old_unchanged(task.step)) continue;
      if (scope_ == Scope::all) {
        outcome_.failed = Error{task.step.path + ": was changed meanwhile, so nothing is written"};
        return;
      }
      auto error = take_back(task.step);
      task.is_applied = false;
      outcome_.skipped.push_back(error ? std::move(*error) : changed_meanwhile(task.step));
    }
  }

  void take_all_back() {
    for (auto task = tasks_.rbegin(); task != tasks_.rend(); ++task) {
      if (!task->is_applied) continue;
      task->is_applied = false;
      if (auto error = take_back(task->step)) outcome_.failed->message += "; " + error->message;
    }
  }

  void clean_up(Journal& journal) {
    bool is_misplaced = false;
    for (const Task& task : tasks_) {
      if (task.is_prepared && !task.is_applied && !abandon(task.step)) tell_left(task.step);
      if (task.is_prepared && !is_there(folder_of(task.step.path))) tell_moved(task.step);
      is_misplaced = is_misplaced || (task.is_prepared && files::is_misplaced(progress_of(task.step)));
    }
    // Folders that hold something by now stay.
    for (auto folder = folders_.rbegin(); folder != folders_.rend(); ++folder) rmdir(folder->c_str());
    sync_folders();
    if (is_misplaced) journal.leave();  // an error said where the file is; it gets its name when that can be done
  }

  // What was made beside the file went with it.
  void tell_moved(const Step& step) {
    const std::string_view name = std::string_view(step.temporary).substr(step.temporary.rfind('/') + 1);
    outcome_.left.push_back(
        {fmt::format("{}: its folder was moved or deleted meanwhile; where it is now there may be a "
                     "file {}: compare it with yours, and delete it",
                     step.path, name)});
  }

  void tell_left(const Step& step) {
    for (const std::string* path : {&step.temporary, &step.aside}) {
      if (is_there(*path)) outcome_.left.push_back({*path + ": could not be deleted; do it by hand"});
    }
  }

  void sync_folders() const {
    std::set<std::string> folders;
    for (const Task& task : tasks_) folders.insert(folder_of(task.step.path));
    for (const std::string& folder : folders) sync_folder(folder);
  }

  std::vector<Task> tasks_;
  Scope scope_;
  std::string command_;
  Outcome& outcome_;
  std::vector<std::string> folders_;  // that are made
};

std::string folder_of_all(const std::vector<Task>& tasks) {
  std::string folder = existing_folder(folder_of(tasks.front().step.path));
  for (const Task& task : tasks) folder = common_folder(folder, existing_folder(folder_of(task.step.path)));
  return folder;
}

bool may_write_in(const std::string& folder) { return access(folder.c_str(), W_OK | X_OK) == 0; }

}  // namespace

std::optional<Error> obstacle(const Write& write) {
  struct stat status;
  const auto refuse = [&](const std::string& why) { return Error{fmt::format("{}: {}", write.path, why)}; };
  const bool is_there = lstat(write.path.c_str(), &status) == 0;
  const std::string folder = existing_folder(folder_of(write.path));
  if (write.is_new) {
    if (is_there) return refuse("exists by now, and is left as it is");
    if (!may_write_in(folder)) return refuse(fmt::format("{} cannot be written: {}", folder, std::strerror(errno)));
    return std::nullopt;
  }
  if (!is_there) return system_error(write.path);
  if (S_ISLNK(status.st_mode)) return refuse("is a symbolic link, and is left as it is; change the file it leads to");
  if (!S_ISREG(status.st_mode)) return refuse("is no regular file, and is left as it is");
  if (status.st_nlink > 1)
    return refuse("has other hard links, which would keep the old text, and is left as it is; change it by hand");
  if ((status.st_mode & 0222) == 0)
    return refuse("is read-only, and is left as it is");  // root may write it all the same
  if (access(write.path.c_str(), W_OK) != 0)
    return refuse(fmt::format("cannot be written, and is left as it is: {}", std::strerror(errno)));
  if (!may_write_in(folder)) return refuse(fmt::format("its folder cannot be written: {}", std::strerror(errno)));
  const Descriptor file(open(write.path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file) return system_error(write.path);
  if (read_all(file.get(), write.before.size()) != write.before)
    return refuse("was changed meanwhile, and is left as it is");
  return std::nullopt;
}

Outcome write(const std::vector<Write>& writes, Scope scope, const std::string& command) {
  const MayLackMemory must_be_whole(false);
  Outcome outcome;
  std::vector<Task> tasks;
  for (const Write& write : writes) {
    if (auto error = obstacle(write)) {
      if (scope == Scope::all) {
        outcome.failed = std::move(error);
        return outcome;
      }
      outcome.skipped.push_back(std::move(*error));
      continue;
    }
    Task task{&write, {}};
    task.step.kind = write.is_new ? Step::Kind::create : write.is_removed ? Step::Kind::remove : Step::Kind::replace;
    task.step.path = with_real_folder(write.path);
    tasks.push_back(std::move(task));
  }
  if (tasks.empty()) return outcome;
  const BlockedSignals blocked;
  const std::string folder = folder_of_all(tasks);
  if (scope == Scope::all || may_write_in(folder)) {
    Writer(std::move(tasks), scope, command, outcome).run(folder);
    return outcome;
  }
  // There is no common place for a journal, and none is needed for files that do not depend on each other.
  for (Task& task : tasks) {
    std::vector<Task> alone;
    alone.push_back(std::move(task));
    const std::string its_folder = folder_of_all(alone);
    Outcome one;
    Writer(std::move(alone), scope, command, one).run(its_folder);
    for (Error& error : one.skipped) outcome.skipped.push_back(std::move(error));
    for (Error& error : one.left) outcome.left.push_back(std::move(error));
    if (one.failed) outcome.skipped.push_back(std::move(*one.failed));
  }
  return outcome;
}

}  // namespace paas::files
