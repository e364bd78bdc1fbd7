// Finding and reading the files of apps.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/app/file.h"
#include "core/app/part.h"
#include "core/app/settings.h"
#include "core/files/file_system.h"
#include "core/text/result.h"

namespace paas {

struct FoundFile {
  std::string path;
  FileKind kind;
  std::shared_ptr<const Generation> generation = nullptr;  // nullptr: the fragment's shape decides
  bool is_regular = false;                                 // known to be a file, and no link to one
  bool has_test = false;  // `test.py`, `test_*.py`, `*_test.py` or a folder `tests` stands beside it
};

/// What stands below a directory. Folders that hold no source of an app are left out: hidden ones, `node_modules`,
/// `__pycache__`, virtual environments, and what settings exclude. Symbolic links to folders are not followed.
struct Walk {
  std::vector<FoundFile> files;                                     // sorted by path
  std::map<std::string, std::shared_ptr<const Settings>> settings;  // by directory
  std::vector<std::pair<std::string, std::string>> unreadable;      // folder, the system's words
  std::vector<std::string> errors;
  std::map<std::string, std::string> links;         // files and settings that are links: where they lead to
  std::vector<std::string> journals;                // folders with a journal of `files::write`
  std::set<std::string, std::less<>> repositories;  // folders with a `.git`
  std::string stage;                                // that the command line names; may be empty
  std::string named;                                // the folder that the user named, or one above it
  bool trusts_settings = false;                     // they may name files outside of their repository
  bool discovers_settings = true;                   // false: only those that are there already count
  std::shared_ptr<const files::FileSystem> file_system = files::disk();
  /// The same without what is not saved: folders of schemas are read there, which count once they are saved.
  std::shared_ptr<const files::FileSystem> saved = files::disk();
};

/// Whether a folder of this name holds no source of an app.
bool is_left_out(std::string_view folder);

/// Whether one of the folders on the way from `folder` down to a path is left out.
bool lies_in_left_out(std::string_view path, std::string_view folder);

/// Whether a file or folder of this name is a test, or holds tests.
bool is_test(std::string_view name);

/// Whether a test stands in the folder, beside its handler.
bool has_test_in(const files::FileSystem& file_system, const std::string& directory);

/// Notes in `walk` that a file which takes part is a link; for others nothing happens.
void note_link(const std::string& path, Walk& walk);

/// Adds what lies below `directory` (absolute) to `walk`. The settings in force there must be in `walk` already.
void walk_directory(const std::string& directory, Walk& walk);

/// Reads `paas.yaml` of a directory into `walk`; what is wrong with it goes to `errors`.
void read_settings(const std::string& directory, Walk& walk);

/// Reads a settings file, and the folder of schemas that it names, if it names one. Fails where a file cannot be read,
/// and where the schemas are wrong; other mistakes are in `Settings::file`. `named` is the folder that the user named
/// (see `files::repository_of`); the rest is as in `walk`.
Result<Settings> load_settings(const Walk& walk, const std::string& path, const std::string& named);
/// The same of a text that is not saved.
Result<Settings> load_settings(const Walk& walk, const std::string& path, std::string text, const std::string& named);

/// The settings of `directory` or of the nearest folder above that has some; nullptr if none does.
std::shared_ptr<const Settings> settings_in_force(const Walk& walk, std::string_view directory);

/// Reads and analyses a file. A symbolic link is followed only to a regular file in its repository; `named` is the
/// folder that the user named (see `files::repository_of`).
std::shared_ptr<const File> load(const files::FileSystem& file_system, const FoundFile& found,
                                 const std::string& named);

}  // namespace paas
