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
  std::vector<std::string> journals;                          // folders with a journal of `files::write`
  std::set<std::string, std::less<>> repositories;            // folders with a `.git`
  std::string stage;                                          // that the command line names; may be empty
  std::string named;                                          // the folder that the user named, or one above it
  bool trusts_settings = false;                               // they may name files outside of their repository
  bool discovers_settings = true;                             // false: only those that are there already count
  const std::map<std::string, std::string>* texts = nullptr;  // of settings that are not saved, by path
};

/// Whether an error of the system is that too many files are open. That is no fault of the file's, and others would be
/// missing as well: it ends what was asked for.
bool is_lack_of_descriptors(std::string_view error);

/// Whether a folder of this name holds no source of an app.
bool is_left_out(std::string_view folder);

/// Whether one of the folders on the way from `folder` down to a path is left out.
bool lies_in_left_out(std::string_view path, std::string_view folder);

/// Whether a file or folder of this name is a test, or holds tests.
bool is_test(std::string_view name);

/// Whether a test stands in the folder, beside its handler.
bool has_test_in(const std::string& directory);

/// Adds what lies below `directory` (absolute) to `walk`. The settings in force there must be in `walk` already.
void walk_directory(const std::string& directory, Walk& walk);

/// The same of the files in `walk.texts`, as if there were no others.
void walk_texts(const std::string& directory, Walk& walk);

/// Reads `paas.yaml` of a directory into `walk`; what is wrong with it goes to `errors`.
void read_settings(const std::string& directory, Walk& walk);

/// Reads a settings file, and the folder of schemas that it names, if it names one. Fails where a file cannot be read,
/// and where the schemas are wrong; other mistakes are in `Settings::file`.
/// `named`: see `files::repository_of`.
Result<Settings> load_settings(const std::string& path, const std::string& stage, const std::string& named,
                               bool are_trusted);
/// The same of a text that is not saved.
Result<Settings> load_settings(const std::string& path, std::string text, const std::string& stage,
                               const std::string& named, bool are_trusted);

/// The settings of `directory` or of the nearest folder above that has some; nullptr if none does.
std::shared_ptr<const Settings> settings_in_force(const Walk& walk, std::string_view directory);

bool exists(const std::string& path);
/// Whether it is a folder, and no link to one.
bool is_folder(const std::string& path);

/// Reads a file of at most `limit` bytes; the error is the system's words. Never blocks, so a FIFO is refused.
Result<std::string> read_file(const std::string& path, std::size_t limit, bool follows_link = true);

/// Reads and analyses a file. A symbolic link is followed only to a regular file below `inside` (absolute).
std::shared_ptr<const File> load(const FoundFile& found, const std::string& inside);

}  // namespace paas
