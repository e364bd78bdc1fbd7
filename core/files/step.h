// One file takes the place of another, and back: no version that somebody saved in between is ever dropped.
#pragma once

#include <optional>
#include <string>

#include "core/files/system.h"

namespace paas::files {

/// A change of one file. What is new waits in `temporary`, beside the file; what was there before goes to `temporary`
/// (names are exchanged) or to `aside`, and is deleted last.
struct Step {
  enum class Kind : char { replace = 'r', create = 'c', remove = 'd' };

  Kind kind = Kind::replace;
  std::string path;       // absolute, like the two others
  std::string temporary;  // unused where a file is removed
  std::string aside;
  Stamp before;  // of the file at `path`; unused where it is new
  Stamp after;   // of the file that `temporary` holds at first; unused where it is removed
};

/// Where a step is, by what the disk holds.
enum class Progress {
  waiting,   // the old version has its name, the new one waits
  done,      // the new version has the name, the old one waits to be deleted
  tidied,    // and was deleted
  torn,      // the old version is set aside, and nothing has its name
  conflict,  // somebody else wrote
};

Progress progress_of(const Step& step);

/// From `waiting` (or `torn`) to `done`. The error says why not; then `path` holds what the last who saved it wrote.
/// `text` is what the old version must hold; nullptr: its stamp decides alone.
std::optional<Error> carry_out(const Step& step, const std::string* text);
/// From `done` (or `torn`) to `waiting`.
std::optional<Error> take_back(const Step& step);
/// Whether the old version of a step that is `done` is still what it was, and nobody writes it.
bool is_old_unchanged(const Step& step, const std::string* text);
/// Deletes the old version, unless somebody has written it after all: then that one gets its name back, and that is the
/// error.
std::optional<Error> tidy(const Step& step, const std::string* text);
/// Deletes the new version, of a step that is `waiting` or in `conflict`.
void abandon(const Step& step);

}  // namespace paas::files
