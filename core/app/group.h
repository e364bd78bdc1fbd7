// Puts files together into apps.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/app/app.h"

namespace paas {

/// A file that was read, with what its folder says about it.
struct Source {
  std::shared_ptr<const File> file;
  bool has_test = false;  // a test stands beside it
};

struct Grouping {
  std::vector<Source> sources;  // in any order
  /// The settings in force in a directory; never nullptr. Defaults if left out.
  std::function<std::shared_ptr<const Settings>(std::string_view directory)> settings_of;
  /// Environment files named on the command line: they hold for every app.
  std::vector<std::shared_ptr<const File>> environments;
  bool is_partial = false;  // there are more files
  /// Folders of which everything is among the sources: absolute, none in another. What lies above them is not known.
  std::vector<std::string> folders = {};
  std::set<std::string, std::less<>> repositories = {};  // folders in them, or above them
};

/// The nearest of the repositories at or above a folder; empty if there is none.
std::string_view repository_of(const std::set<std::string, std::less<>>& repositories, std::string_view folder);

/// The file as one of the generation of its app, unless its shape says clearly that it is not.
std::shared_ptr<const File> as_of(const std::shared_ptr<const File>& file,
                                  const std::shared_ptr<const Generation>& generation);

/// A settings file as an app of its own, so that it is judged and asked about like any other.
std::shared_ptr<const App> app_of_settings(const std::shared_ptr<const Settings>& settings);

/// The namespace of a handler: what its fragment says, or else the path between package (or its parent) and `index.py`,
/// joined with `-`.
std::string name_of_handler(const File& handler, std::string_view package, const FileType& type);

/// One app for each root (the nearest `__init__.py` above a handler whose fragment has no `type`, or the `package` of
/// the settings), and one without root for the handlers with a fragment of each other package: the topmost folder that
/// holds no other app, below the repository (docs/rules/missing-root.md). Files that belong to no app are left out. An
/// environment file holds for the apps whose package lies beside it, and where the settings name it. Apps are in the
/// order of their paths.
std::vector<std::shared_ptr<const App>> group(Grouping grouping);

}  // namespace paas
