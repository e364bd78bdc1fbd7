// Reads every file that a check needs, with several threads, and puts them together into apps.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/cli.h"
#include "core/app/disk.h"
#include "core/app/group.h"

namespace paas::cli {

/// What was read for a check. Paths are absolute.
struct Workspace {
  std::vector<std::shared_ptr<const App>> apps;
  /// Files and folders that no app holds and that could not be read.
  std::vector<std::shared_ptr<const File>> troubled;
  std::vector<std::shared_ptr<const App>> settings;  // each settings file as an app of its own, by directory
};

/// Fails on paths that do not exist and on bad settings.
Result<Workspace> open_workspace(const CheckOptions& options);

/// The absolute path of what the user named, without `.`, `..` and a slash at the end; empty if there is none, because
/// `path` is empty or the current folder is gone.
std::string absolute_path(const std::string& path);

}  // namespace paas::cli
