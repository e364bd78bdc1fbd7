// One file takes the place of another, and back: no version that somebody saved in between is ever dropped.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/files/system.h"

namespace paas::files {

/// A change of one file. What is new waits in `temporary`, beside the file; what had the name before goes to
/// `temporary` (names are exchanged) or to `aside`, and is deleted last.
struct Step {
  enum class Kind : char { replace = 'r', create = 'c', remove = 'd' };

  Kind kind = Kind::replace;
  std::string path;       // absolute, like the two others
  std::string temporary;  // unused where a file is removed
  std::string aside;      // unused where a file is new
  Stamp before;           // of the file at `path`; unused where it is new
  Stamp after;            // of the file that `temporary` holds at first; unused where it is removed
  // Of what the two versions hold: a time can be set back.
  std::uint64_t sum_before = 0;
  std::uint64_t sum_after = 0;
};

/// Where a step is, by what the disk holds. The old and the new version are those that nobody has changed; anything
/// else was saved by somebody.
enum class Progress {
  waiting,    // the old version has the name, the new one waits
  torn,       // the old version is set aside, the new one waits, and nothing has the name
  done,       // the new version has the name, the old one waits to be deleted
  tidied,     // and was deleted
  edited,     // it was done, and somebody has saved or deleted the file since
  displaced,  // what somebody saved lost its name right when they saved it
  conflict,   // somebody saved or deleted the file before its turn, and the new version waits
  abandoned,  // the old version has the name, and the new one was deleted
  unclear,    // neither version is there: tidied or abandoned, and then the file was saved or deleted
};

Progress progress_of(const Step& step);

/// From `waiting` or `torn` to `done`. The error says why not; then what was saved last has the name, unless the error
/// says where it is.
std::optional<Error> carry_out(const Step& step);
/// From `done`, `torn` or `displaced` to `waiting` or `conflict`. An error is as above. Where somebody has deleted the
/// old version, the new one stays.
std::optional<Error> take_back(const Step& step);
/// Whether the old version of a step that is `waiting` still holds what it held.
bool is_old_there(const Step& step);
/// Whether the old version of a step that is `done` is still what it was, and nobody can write it any more.
bool is_old_unchanged(const Step& step);
/// Deletes the old version, which must be unchanged. False: it could not be deleted.
bool drop_old(const Step& step);
/// Deletes the new version where it waits, unless the step is `torn`. False: it could not be deleted.
bool abandon(const Step& step);
/// For a step that is `edited` or in `conflict`: deletes the old version if it waits unchanged, since what somebody
/// saved is newer. What else waits is somebody's, too: the error names it, and it stays.
std::optional<Error> settle(const Step& step);

/// Whether a file is in a place where its user does not look for it.
bool is_misplaced(Progress progress);

Error changed_meanwhile(const Step& step);

}  // namespace paas::files
