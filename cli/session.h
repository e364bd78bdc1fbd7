// A workspace that is kept up to date while files change, for commands that watch.
#pragma once

#include <string>
#include <vector>

#include "cli/cli.h"
#include "cli/watch_files.h"

namespace paas::cli {

class Session {
 public:
  explicit Session(CheckOptions options) : options_(std::move(options)) {}

  /// Reads what changed, or everything. False where nothing of it matters. Where it fails, such as on a folder that
  /// went, everything is read the next time.
  Result<bool> update(const Changes& changes);

  const Workspace& workspace() const { return workspace_; }
  const CheckOptions& options() const { return options_; }
  /// What the workspace was read from, and where more of it may come from.
  WatchedPlaces places() const;

 private:
  CheckOptions options_;
  Workspace workspace_;
  bool is_read_ = false;
};

}  // namespace paas::cli
