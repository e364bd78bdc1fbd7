// The one way in which files of a user are written: each whole or untouched, also where the program is killed, the disk
// is full, or an editor saves the same file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/files/journal.h"
#include "core/text/result.h"

namespace paas::files {

/// A file as it is to become.
struct Write {
  std::string path;    // absolute
  std::string before;  // the text that it must have; unused where it is new
  std::string after;   // unused where it is removed
  bool is_new = false;
  bool is_removed = false;
};

/// What came of it. Paths and reasons are for the user.
struct Outcome {
  std::vector<Error> skipped;   // files that are as they were; with `Scope::all` there are none
  std::optional<Error> failed;  // nothing was written at all
  std::vector<Error> left;      // files beside those that could not be deleted
};

/// Why a file would not be written, as far as that can be seen without trying: it was changed, is a link, has other
/// hard links, is read-only, belongs to somebody else.
std::optional<Error> obstacle(const Write& write);

/// Writes the files, new ones with the folders above them. Owner, group, mode, access control list and extended
/// attributes stay. Right before a file is replaced it is compared with `before` again, and what somebody saved
/// meanwhile stays. SIGINT, SIGTERM and SIGHUP wait until it is done. `command` is for `recover`.
Outcome write(const std::vector<Write>& writes, Scope scope, const std::string& command);

/// What was done about a write that was interrupted: one line.
struct Recovery {
  std::string message;
  bool has_changed = false;  // files of the folder
};

/// Finishes what a killed process began to write at or below the folder, or takes it back where that is impossible.
/// Nothing where there is nothing to do.
std::optional<Recovery> recover(const std::string& folder);

}  // namespace paas::files
