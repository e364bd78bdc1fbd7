// Nothing is overwritten here: names are exchanged or taken when they are free, and then it is seen what was there.
#include "core/files/step.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>

namespace paas::files {

namespace {

enum class Version { none, old, fresh, other };

Version version_at(const Step& step, const std::string& path) {
  const std::optional<Stamp> found = stamp_at(path);
  // What cannot be looked at may be somebody's.
  if (!found) return errno == ENOENT || errno == ENOTDIR ? Version::none : Version::other;
  if (step.kind != Step::Kind::create && *found == step.before) return Version::old;
  if (step.kind != Step::Kind::remove && *found == step.after) return Version::fresh;
  return Version::other;
}

bool is_same_file(const std::string& one, const std::string& other) {
  const std::optional<Stamp> first = stamp_at(one);
  const std::optional<Stamp> second = stamp_at(other);
  return first && second && first->inode == second->inode;
}

// Where what had the name before is now; empty: nowhere. A second name of the file at `path` does not count.
std::string place_of_moved(const Step& step) {
  const auto is_moved = [&](const std::string& place) {
    const Version version = version_at(step, place);
    return (version == Version::old || version == Version::other) && !is_same_file(place, step.path);
  };
  if (step.kind == Step::Kind::replace && is_moved(step.temporary)) return step.temporary;
  return step.kind != Step::Kind::create && is_moved(step.aside) ? step.aside : std::string();
}

bool is_gone(const std::string& path) { return unlink(path.c_str()) == 0 || errno == ENOENT; }

// Where a link stands in for a rename, a kill leaves both names; and a rename of one to the other would do nothing.
void drop_second_names(const Step& step) {
  if (step.kind != Step::Kind::remove && is_same_file(step.temporary, step.path)) unlink(step.temporary.c_str());
  if (step.kind != Step::Kind::create && is_same_file(step.aside, step.path)) unlink(step.aside.c_str());
}

// A version, held open while it loses its name: who writes it in that time, or could still write it, is noticed.
class Held {
 public:
  Held(const std::string& path, const Stamp& stamp, std::uint64_t sum)
      : stamp_(stamp),
        sum_(sum),
        file_(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)),
        guard_(file_.get()) {}

  bool is_busy() const { return guard_.is_busy(); }
  bool is_blind() const { return guard_.is_refused(); }
  bool is_unchanged() const {
    struct stat status;
    if (!file_ || guard_.is_broken() || fstat(file_.get(), &status) != 0) return false;
    if (!(stamp_of(status) == stamp_)) return false;
    const std::optional<std::string> text = read_all(file_.get(), static_cast<std::size_t>(stamp_.size));
    return text && sum_of(*text) == sum_;
  }
  /// For a version that has only a name that nobody else uses: then it stays as it is.
  bool is_settled() const { return !is_busy() && is_unchanged(); }

 private:
  const Stamp& stamp_;
  std::uint64_t sum_;
  Descriptor file_;
  WriteGuard guard_;
};

Held hold_old(const Step& step, const std::string& path) { return {path, step.before, step.sum_before}; }

bool is_fresh_settled(const Step& step) {
  return version_at(step, step.temporary) == Version::fresh &&
         Held(step.temporary, step.after, step.sum_after).is_settled();
}

Error kept(const Step& step, const std::string& place) {
  return {
      fmt::format("{}: was saved twice meanwhile; the file has the later text, {} the earlier one", step.path, place)};
}

// The file has a newer version than the one at `place`.
std::optional<Error> settle_at(const Step& step, const std::string& place) {
  const bool is_old = version_at(step, place) == Version::old && hold_old(step, place).is_settled();
  if (is_old && is_gone(place)) return std::nullopt;
  return kept(step, place);
}

// Gives the name back to what lost it, if nothing has it by now.
std::optional<Error> put_back(const Step& step, const std::string& place) {
  if (rename_to_free_name(place, step.path)) return std::nullopt;
  if (errno == EEXIST) return settle_at(step, place);
  return Error{fmt::format("{}; the file is {}", system_error(step.path).message, place)};
}

// The new version has the name, what had it before waits in `temporary`. Afterwards the file is the newest of what
// others saved. Each round that does not end it was caused by another save.
std::optional<Error> exchange_back(const Step& step) {
  Stamp named = step.after;
  while (true) {
    const std::optional<Stamp> moved = stamp_at(step.temporary);
    if (!moved || !exchange(step.path, step.temporary)) {
      if (errno == ENOENT) return put_back(step, step.temporary);  // somebody has deleted the file
      return Error{fmt::format("{}; the file is {}", system_error(step.path).message, step.temporary)};
    }
    if (named == step.after && is_fresh_settled(step)) return std::nullopt;
    if (!(named == step.after) && stamp_at(step.temporary) == named) return settle_at(step, step.temporary);
    named = *moved;
  }
}

// Why a version may not lose its name now.
std::optional<Error> refuse(const Step& step, const Held& old) {
  if (old.is_busy()) return Error{step.path + ": another program is writing it, and it is left as it is"};
  if (old.is_blind())
    return Error{step.path +
                 ": belongs to another user, and it cannot be seen whether a program is writing it; it is "
                 "left as it is"};
  if (!old.is_unchanged()) return changed_meanwhile(step);
  return std::nullopt;
}

// The name is free for a moment. An error of `fill`, which gives it to the new version, has `errno`.
template <typename Fill>
std::optional<Error> set_aside(const Step& step, const Held& old, const Fill& fill) {
  if (std::rename(step.path.c_str(), step.aside.c_str()) != 0) return system_error(step.path);
  const bool is_right = version_at(step, step.aside) == Version::old && old.is_unchanged();
  if (is_right && fill()) return std::nullopt;
  const Error error = is_right && errno != EEXIST ? system_error(step.path) : changed_meanwhile(step);
  if (auto lost = put_back(step, step.aside)) return lost;
  return error;
}

std::optional<Error> replace(const Step& step) {
  const Held old = hold_old(step, step.path);
  if (auto error = refuse(step, old)) return error;
  if (!exchange(step.path, step.temporary)) {
    if (errno != EINVAL && errno != ENOSYS) return system_error(step.path);
    return set_aside(step, old, [&] { return rename_to_free_name(step.temporary, step.path); });
  }
  if (version_at(step, step.temporary) == Version::old && old.is_unchanged()) return std::nullopt;
  if (auto lost = exchange_back(step)) return lost;
  return changed_meanwhile(step);
}

std::optional<Error> remove(const Step& step) {
  const Held old = hold_old(step, step.path);
  if (auto error = refuse(step, old)) return error;
  return set_aside(step, old, [] { return true; });
}

std::optional<Error> create(const Step& step) {
  if (rename_to_free_name(step.temporary, step.path)) return std::nullopt;
  if (errno == EEXIST) return Error{step.path + ": exists by now, and is left as it is"};
  return system_error(step.path);
}

}  // namespace

Error changed_meanwhile(const Step& step) { return {step.path + ": was changed meanwhile, and is left as it is"}; }

bool is_misplaced(Progress progress) { return progress == Progress::torn || progress == Progress::displaced; }

Progress progress_of(const Step& step) {
  const bool is_removal = step.kind == Step::Kind::remove;
  const Version named = version_at(step, step.path);
  const bool waits = !is_removal && version_at(step, step.temporary) == Version::fresh;
  const std::string place = place_of_moved(step);
  const Version moved = place.empty() ? Version::none : version_at(step, place);
  switch (named) {
    case Version::old:
      return waits || is_removal ? Progress::waiting : Progress::abandoned;
    case Version::fresh:
      if (moved == Version::other) return Progress::displaced;
      return moved == Version::old || step.kind == Step::Kind::create ? Progress::done : Progress::tidied;
    case Version::none:
      if (moved == Version::other) return Progress::displaced;
      if (moved == Version::old) {
        if (is_removal) return Progress::done;
        return waits ? Progress::torn : Progress::edited;
      }
      if (is_removal) return Progress::tidied;
      if (step.kind == Step::Kind::create) return waits ? Progress::waiting : Progress::abandoned;
      return waits ? Progress::conflict : Progress::unclear;
    case Version::other:
      break;
  }
  if (waits || (is_removal && moved != Version::old)) return Progress::conflict;
  const std::optional<Stamp> stamp = stamp_at(step.path);
  const bool is_new_file = stamp && stamp->inode == step.after.inode;
  if (moved == Version::old || is_new_file) return Progress::edited;
  return moved == Version::other ? Progress::conflict : Progress::unclear;
}

std::optional<Error> carry_out(const Step& step) {
  drop_second_names(step);
  switch (step.kind) {
    case Step::Kind::create:
      return create(step);
    case Step::Kind::remove:
      return remove(step);
    case Step::Kind::replace:
      break;
  }
  return progress_of(step) == Progress::torn ? create(step) : replace(step);
}

std::optional<Error> take_back(const Step& step) {
  drop_second_names(step);
  const std::string place = place_of_moved(step);
  const Version named = version_at(step, step.path);
  if (named == Version::other || progress_of(step) == Progress::edited) {
    if (auto kept_too = settle(step)) return kept_too;
    return changed_meanwhile(step);
  }
  if (named == Version::fresh) {
    if (place.empty() && step.kind == Step::Kind::replace)
      return Error{step.path + ": somebody has deleted its old version, so it stays changed"};
    if (place == step.temporary) return exchange_back(step);
    if (std::rename(step.path.c_str(), step.temporary.c_str()) != 0) {
      if (errno != ENOENT) return system_error(step.path);
      if (auto kept_too = settle(step)) return kept_too;  // somebody has deleted the file
      return changed_meanwhile(step);
    }
    if (!is_fresh_settled(step)) {
      if (auto lost = put_back(step, step.temporary)) return lost;
      if (auto lost = settle(step)) return lost;
      return changed_meanwhile(step);
    }
  }
  return place.empty() ? std::nullopt : put_back(step, place);
}

bool is_old_there(const Step& step) {
  return step.kind == Step::Kind::create || hold_old(step, step.path).is_unchanged();
}

bool is_old_unchanged(const Step& step) {
  const std::string place = place_of_moved(step);
  return place.empty() || hold_old(step, place).is_settled();
}

bool drop_old(const Step& step) {
  drop_second_names(step);
  const std::string place = place_of_moved(step);
  return place.empty() || (version_at(step, place) == Version::old && is_gone(place));
}

bool abandon(const Step& step) {
  if (step.kind == Step::Kind::remove) return true;
  drop_second_names(step);
  if (version_at(step, step.temporary) != Version::fresh) return true;
  // Without it the old version would look like one whose user has deleted the file.
  return progress_of(step) == Progress::torn || is_gone(step.temporary);
}

std::optional<Error> settle(const Step& step) {
  const std::string place = place_of_moved(step);
  return place.empty() ? std::nullopt : settle_at(step, place);
}

}  // namespace paas::files
