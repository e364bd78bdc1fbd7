// Runs a command again whenever files change.
#pragma once

#include <functional>
#include <string>

#include "cli/cli.h"
#include "cli/watch_files.h"

namespace paas::cli {

/// What came of a run.
struct Rerun {
  std::function<int()> show;  // prints it and returns the status; none: what changed does not matter
  std::string error;          // why the work could not be done; empty if it could
  WatchedPlaces places;       // where to look for changes from now on
};

/// Runs at once, with `Changes::everything`, and then after every change, until Ctrl-C or a signal to end. Returns the
/// status of the last run; of the first one at once, where its work could not be done: nobody mends a slip of the hand
/// on the command line in a file. `places` are looked at while the first run reads.
int watch(const WatchOptions& options, WatchedPlaces places, const std::function<Rerun(const Changes&)>& run);

/// The same for a command that makes all of its output anew from what is read.
int watch(const WatchOptions& options, const CheckOptions& where, const std::function<int(const Workspace&)>& show);

}  // namespace paas::cli
