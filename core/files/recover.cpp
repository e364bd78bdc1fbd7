// What a killed process left is finished, or taken back.
#include <fmt/format.h>

#include <algorithm>

#include "core/files/write.h"

namespace paas::files {

namespace {

std::string count_of(std::size_t files) { return fmt::format("{} file{}", files, files == 1 ? "" : "s"); }

class Recoverer {
 public:
  Recoverer(const std::string& folder, const LeftJournal& journal) : folder_(folder), plan_(journal.plan) {
    is_committed_ = journal.is_committed;
  }

  Recovery run() {
    const std::string what = plan_.command.empty() ? "an interrupted write" : "the interrupted `" + plan_.command + "`";
    if (!is_committed_) {
      for (const Step& step : plan_.steps) abandon(step);
      close();
      return {fmt::format("{}: took back {}, which had changed nothing yet", folder_, what), false};
    }
    if (is_copy()) {
      return {
          fmt::format("{}: {} was left here by another machine or copied with its folder, and nothing is done about "
                      "it: compare its {}* files with yours, and delete them and {}",
                      folder_, what, temporary_prefix, journal_name),
          false};
    }
    bool has_conflict = false;
    bool is_tidied = false;
    for (const Step& step : plan_.steps) {
      const Progress progress = progress_of(step);
      has_conflict = has_conflict || progress == Progress::conflict;
      is_tidied = is_tidied || progress == Progress::tidied;
    }
    const bool goes_back = plan_.scope == Scope::all && has_conflict && !is_tidied;
    const std::size_t count = goes_back ? back() : forward();
    std::string message =
        fmt::format("{}: {} {} ({})", folder_, goes_back ? "took back" : "finished", what, count_of(count));
    for (const std::string& trouble : troubles_) message += "; " + trouble;
    if (is_unfinished(goes_back)) {
      message += "; the rest waits until paas-lsp runs where it may write";
    } else {
      close();
    }
    return {std::move(message), true};
  }

 private:
  std::size_t forward() {
    std::size_t done = 0;
    for (const Step& step : plan_.steps) {
      const Progress progress = progress_of(step);
      if (progress == Progress::conflict) {
        conflict(step);
        continue;
      }
      const bool waits = progress == Progress::waiting || progress == Progress::torn;
      if (waits && is_told(carry_out(step, nullptr))) continue;
      if (is_told(tidy(step, nullptr))) continue;
      ++done;
    }
    return done;
  }

  std::size_t back() {
    std::size_t done = 0;
    for (auto step = plan_.steps.rbegin(); step != plan_.steps.rend(); ++step) {
      const Progress progress = progress_of(*step);
      if (progress == Progress::conflict) conflict(*step);
      if (progress == Progress::done || progress == Progress::torn) {
        if (is_told(take_back(*step))) continue;
        ++done;
      }
      abandon_new(*step);
    }
    return done;
  }

  void conflict(const Step& step) {
    troubles_.push_back(step.path + " was changed since, and is left as it is");
    abandon_new(step);
  }

  static bool holds(const std::string& path, const Stamp& stamp) {
    const std::optional<Stamp> found = stamp_at(path);
    return found && found->inode == stamp.inode;
  }

  // Never an old version, which may be the only one there is.
  static void abandon_new(const Step& step) {
    if (holds(step.temporary, step.after)) abandon(step);
  }

  // Some files wait, and none of them is one that the journal knows.
  bool is_copy() const {
    bool waits = false;
    for (const Step& step : plan_.steps) {
      for (const std::string* path : {&step.path, &step.temporary, &step.aside}) {
        if (holds(*path, step.before) || holds(*path, step.after)) return false;
        waits = waits || (path != &step.path && stamp_at(*path));
      }
    }
    return waits;
  }

  bool is_unfinished(bool goes_back) const {
    return std::any_of(plan_.steps.begin(), plan_.steps.end(), [&](const Step& step) {
      const Progress progress = progress_of(step);
      return progress == Progress::torn || progress == (goes_back ? Progress::done : Progress::waiting);
    });
  }

  bool is_told(std::optional<Error> error) {
    if (!error) return false;
    troubles_.push_back(std::move(error->message));
    return true;
  }

  void close() {
    for (auto folder = plan_.folders.rbegin(); folder != plan_.folders.rend(); ++folder) rmdir(folder->c_str());
    unlink((folder_ == "/" ? "/" : folder_ + "/").append(journal_name).c_str());
  }

  const std::string& folder_;
  const Plan& plan_;
  bool is_committed_;
  std::vector<std::string> troubles_;
};

}  // namespace

std::optional<Recovery> recover(const std::string& folder) {
  const std::optional<LeftJournal> journal = read_journal(folder);
  if (!journal) return std::nullopt;
  if (!journal->trouble.empty()) {
    return Recovery{fmt::format("{}/{}: an interrupted write is left unfinished: {}; remove it if you do not need it",
                                folder == "/" ? "" : folder, journal_name, journal->trouble),
                    false};
  }
  return Recoverer(folder, *journal).run();
}

}  // namespace paas::files
