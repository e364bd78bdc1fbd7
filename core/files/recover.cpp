// What a killed process left is finished, or taken back.
#include <fmt/format.h>
#include <unistd.h>

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
      // No new version has had another name than this.
      for (const Step& step : plan_.steps) {
        if (step.kind != Step::Kind::remove) unlink(step.temporary.c_str());
      }
      close();
      return {fmt::format("{}: took back {}, which had changed nothing yet", folder_, what), false};
    }
    const bool goes_back = must_go_back();
    const std::size_t count = goes_back ? back() : forward();
    std::string message =
        fmt::format("{}: {} {} ({})", folder_, goes_back ? "took back" : "finished", what, count_of(count));
    for (const Step& step : plan_.steps) {
      if (step.kind != Step::Kind::create && !stamp_at(folder_of(step.path)))
        troubles_.push_back(fmt::format("the folder of {} was moved or deleted, and a {}* file may be in it", step.path,
                                        temporary_prefix));
    }
    for (const std::string& trouble : troubles_) message += "; " + trouble;
    if (is_unfinished_) {
      message += "; the rest waits until paas-lsp runs where it may write";
    } else {
      close();
    }
    return {std::move(message), true};
  }

 private:
  // All or nothing: where one file cannot be changed any more, the others are not either, if that is still possible.
  bool must_go_back() const {
    if (plan_.scope != Scope::all) return false;
    bool is_stuck = false;
    bool is_unclear = false;
    bool waits = false;
    for (const Step& step : plan_.steps) {
      switch (progress_of(step)) {
        case Progress::tidied:
        case Progress::edited:
          return false;
        case Progress::displaced:
        case Progress::conflict:
        case Progress::abandoned:
          is_stuck = true;
          break;
        case Progress::unclear:
          is_unclear = true;
          break;
        case Progress::waiting:
        case Progress::torn:
          waits = true;
          break;
        case Progress::done:
          break;
      }
    }
    // Old versions are deleted when nothing waits any more, and new ones when everything waits again.
    return is_stuck || (is_unclear && waits);
  }

  std::size_t forward() {
    std::size_t count = 0;
    for (const Step& step : plan_.steps) {
      const Progress before = progress_of(step);
      if (before == Progress::waiting || before == Progress::torn) tell(carry_out(step));
      if (progress_of(step) == Progress::done && !is_old_unchanged(step) && !tell(take_back(step)))
        tell(changed_meanwhile(step));
      const Progress after = progress_of(step);
      const bool is_done = after == Progress::done || after == Progress::tidied;
      if (is_done) note_rest(drop_old(step));
      // Where this process may not write it waits; what has another text under an old time waits for nothing.
      const bool waits = after == Progress::waiting && is_old_there(step);
      if (waits) note_rest(false);
      count += is_done || after == Progress::edited ? 1 : 0;
      if (!is_done && !waits) leave(step);
    }
    return count;
  }

  std::size_t back() {
    std::size_t count = 0;
    for (auto step = plan_.steps.rbegin(); step != plan_.steps.rend(); ++step) {
      const Progress progress = progress_of(*step);
      if (progress == Progress::done || progress == Progress::torn) count += tell(take_back(*step)) ? 0 : 1;
    }
    // Not before: see `must_go_back`.
    for (const Step& step : plan_.steps) leave(step);
    return count;
  }

  // What somebody saved has its name in the end, and the new version is deleted where it waits.
  void leave(const Step& step) {
    const Progress progress = progress_of(step);
    const bool is_told = progress == Progress::displaced && tell(take_back(step));
    if (!is_told && (progress == Progress::displaced || progress == Progress::conflict))
      troubles_.push_back(step.path + " was changed since, and is left as it is");
    const Progress now = progress_of(step);
    if (now == Progress::edited || now == Progress::conflict) tell(settle(step));
    note_rest(abandon(step) && !is_misplaced(now) && now != Progress::done);
  }

  void note_rest(bool is_complete) { is_unfinished_ = is_unfinished_ || !is_complete; }

  // Whether there was an error.
  bool tell(std::optional<Error> error) {
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
  bool is_unfinished_ = false;
  std::vector<std::string> troubles_;
};

}  // namespace

std::optional<Recovery> recover(const std::string& folder) {
  // Who writes now is done in a moment, and what is read before that is half of it.
  constexpr int most_waits = 100;
  for (int i = 0; i < most_waits && is_being_written(folder); ++i) usleep(20'000);
  const std::optional<LeftJournal> journal = read_journal(folder);
  if (!journal) return std::nullopt;
  if (!journal->trouble.empty()) {
    return Recovery{
        fmt::format("{}/{}: an interrupted write is left unfinished: {}; compare the {}* files below with those beside "
                    "them, and delete them and this file",
                    folder == "/" ? "" : folder, journal_name, journal->trouble, temporary_prefix),
        false};
  }
  return Recoverer(folder, *journal).run();
}

}  // namespace paas::files
