// Nothing is overwritten here: names are exchanged or taken when they are free, and then it is seen what was there.
#include "core/files/step.h"

#include <fcntl.h>

#include <cerrno>
#include <cstdio>

namespace paas::files {

namespace {

Error changed_meanwhile(const Step& step) { return {step.path + ": was changed meanwhile, and is left as it is"}; }

bool is_at(const std::string& path, const Stamp& stamp) { return stamp_at(path) == stamp; }

bool holds(const std::string& path, const Stamp& stamp) {
  const std::optional<Stamp> found = stamp_at(path);
  return found && found->inode == stamp.inode;
}

// The old version, held open while it loses its name: who writes it in that time is noticed.
class Old {
 public:
  Old(const Step& step, const std::string& path, const std::string* text)
      : step_(step),
        text_(text),
        file_(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)),
        guard_(file_.get()) {}

  bool is_busy() const { return guard_.is_busy(); }
  bool is_unchanged() const {
    struct stat status;
    if (!file_ || guard_.is_broken() || fstat(file_.get(), &status) != 0) return false;
    if (!(stamp_of(status) == step_.before)) return false;
    return text_ == nullptr || read_all(file_.get(), text_->size()) == *text_;
  }

 private:
  const Step& step_;
  const std::string* text_;
  Descriptor file_;
  WriteGuard guard_;
};

// `mine` is at `path`, what was there before is at `beside`. Afterwards `path` holds the newest of what others put
// there, and `beside` holds `mine`, or something older. Each round that does not end it was caused by another save.
void exchange_back(const std::string& path, const std::string& beside, Stamp mine) {
  while (true) {
    const std::optional<Stamp> put = stamp_at(beside);
    if (!put || !exchange(path, beside)) return;
    const std::optional<Stamp> got = stamp_at(beside);
    if (!got || got->inode == mine.inode) return;
    mine = *put;
  }
}

// What was set aside gets its name back; if somebody saved under that name meanwhile, theirs is the newer one.
void put_back(const std::string& aside, const std::string& path) {
  if (!rename_to_free_name(aside, path) && errno == EEXIST) unlink(aside.c_str());
}

// For file systems that cannot exchange names. For a moment the name is free.
std::optional<Error> replace_in_two_steps(const Step& step, const Old& old) {
  // A second name for the old version, where giving back the first was interrupted; rename(2) would leave both.
  if (holds(step.aside, step.before)) unlink(step.aside.c_str());
  if (std::rename(step.path.c_str(), step.aside.c_str()) != 0) return system_error(step.path);
  const bool is_right = holds(step.aside, step.before) && old.is_unchanged();
  if (is_right && rename_to_free_name(step.temporary, step.path)) return std::nullopt;
  const Error error = is_right && errno != EEXIST ? system_error(step.path) : changed_meanwhile(step);
  put_back(step.aside, step.path);
  return error;
}

std::optional<Error> replace(const Step& step, const std::string* text) {
  const Old old(step, step.path, text);
  if (old.is_busy()) return Error{step.path + ": another program is writing it, and it is left as it is"};
  if (!old.is_unchanged()) return changed_meanwhile(step);
  if (!exchange(step.path, step.temporary)) {
    if (errno != EINVAL && errno != ENOSYS) return system_error(step.path);
    return replace_in_two_steps(step, old);
  }
  if (holds(step.temporary, step.before) && old.is_unchanged()) return std::nullopt;
  exchange_back(step.path, step.temporary, step.after);
  return changed_meanwhile(step);
}

std::optional<Error> remove(const Step& step, const std::string* text) {
  const Old old(step, step.path, text);
  if (old.is_busy()) return Error{step.path + ": another program is writing it, and it is left as it is"};
  if (!old.is_unchanged()) return changed_meanwhile(step);
  if (holds(step.aside, step.before)) unlink(step.aside.c_str());
  if (std::rename(step.path.c_str(), step.aside.c_str()) != 0) return system_error(step.path);
  if (holds(step.aside, step.before) && old.is_unchanged()) return std::nullopt;
  put_back(step.aside, step.path);
  return changed_meanwhile(step);
}

std::optional<Error> create(const Step& step) {
  if (rename_to_free_name(step.temporary, step.path)) return std::nullopt;
  if (errno == EEXIST) return Error{step.path + ": exists by now, and is left as it is"};
  return system_error(step.path);
}

// Where the old version waits; empty if nowhere.
std::string place_of_old(const Step& step) {
  if (step.kind == Step::Kind::create) return {};
  if (step.kind == Step::Kind::replace && holds(step.temporary, step.before)) return step.temporary;
  return holds(step.aside, step.before) ? step.aside : std::string();
}

}  // namespace

Progress progress_of(const Step& step) {
  const bool is_removal = step.kind == Step::Kind::remove;
  const bool is_new_there = !is_removal && is_at(step.path, step.after);
  if (step.kind == Step::Kind::create) {
    if (is_new_there) return Progress::done;
    const bool waits = is_at(step.temporary, step.after) && access(step.path.c_str(), F_OK) != 0;
    return waits ? Progress::waiting : Progress::conflict;
  }
  const bool waits = is_removal || is_at(step.temporary, step.after);
  if (is_at(step.path, step.before)) return waits ? Progress::waiting : Progress::conflict;
  const bool is_kept = !place_of_old(step).empty();
  if (is_new_there) return is_kept ? Progress::done : Progress::tidied;
  struct stat status;
  const bool is_free = lstat(step.path.c_str(), &status) != 0;
  if (is_free && is_removal) return is_kept ? Progress::done : Progress::tidied;
  return is_free && waits && is_at(step.aside, step.before) ? Progress::torn : Progress::conflict;
}

std::optional<Error> carry_out(const Step& step, const std::string* text) {
  if (step.kind == Step::Kind::create || progress_of(step) == Progress::torn) return create(step);
  return step.kind == Step::Kind::remove ? remove(step, text) : replace(step, text);
}

std::optional<Error> take_back(const Step& step) {
  const std::string old = place_of_old(step);
  if (step.kind == Step::Kind::remove || progress_of(step) == Progress::torn) {
    if (!old.empty()) put_back(old, step.path);
    return std::nullopt;
  }
  if (!is_at(step.path, step.after)) return changed_meanwhile(step);
  if (old == step.temporary) {
    exchange_back(step.path, step.temporary, step.after);
    return std::nullopt;
  }
  if (std::rename(step.path.c_str(), step.temporary.c_str()) != 0) return system_error(step.path);
  if (!is_at(step.temporary, step.after)) {
    put_back(step.temporary, step.path);
    return changed_meanwhile(step);
  }
  if (!old.empty()) put_back(old, step.path);
  return std::nullopt;
}

bool is_old_unchanged(const Step& step, const std::string* text) {
  const std::string place = place_of_old(step);
  if (place.empty()) return true;
  const Old old(step, place, text);
  return !old.is_busy() && old.is_unchanged();
}

std::optional<Error> tidy(const Step& step, const std::string* text) {
  // Where a link stood in for a rename, the new version may still have both names.
  if (step.kind != Step::Kind::remove && holds(step.temporary, step.after)) unlink(step.temporary.c_str());
  const std::string old = place_of_old(step);
  if (old.empty()) return std::nullopt;
  if (is_old_unchanged(step, text)) {
    unlink(old.c_str());
    return std::nullopt;
  }
  if (auto error = take_back(step)) return error;
  abandon(step);
  return changed_meanwhile(step);
}

void abandon(const Step& step) {
  if (step.kind != Step::Kind::remove) unlink(step.temporary.c_str());
}

}  // namespace paas::files
