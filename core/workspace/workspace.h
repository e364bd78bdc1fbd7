// Reads every file of a workspace, with several threads, and puts them together into apps.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/app/group.h"
#include "core/app/walk.h"
#include "core/workspace/parallel.h"

namespace paas {

/// What to read, and how.
struct WorkspaceOptions {
  std::vector<std::string> paths;  // folders and files; none: the current folder
  std::vector<std::string> environment_files;
  bool process_environment = false;
  std::string config;  // settings instead of the paas.yaml files that are found; may be empty
  std::string stage;   // of the settings; empty: the one that they name
  std::map<std::string, std::string> texts = {};  // of files that are not saved, or not yet there, by absolute path
  bool trusts_settings = false;  // they may name files outside of their repository (core/files/boundary.h)
  bool is_lenient = false;       // goes on where a setting or a path is wrong, and tells it in `Workspace::errors`
  bool is_shallow = false;       // reads only the files that are named, their root, environment and settings
  std::vector<std::string> around = {};  // see `Workspace::around`
  unsigned threads = 0;                  // 0: as many as there are cores
  Progress progress = {};
  std::function<bool()> is_stopped = {};  // asked between files, by several threads; true: nobody waits any more
  std::shared_ptr<const files::FileSystem> files = files::disk();  // where all is read that is not in `texts`
};

/// What a change at a path came to.
enum class Effect : std::uint8_t {
  nothing,
  changed,
  needs_reading,  // only reading the workspace again tells what it means
};

struct AppFile {
  std::shared_ptr<const App> app;
  std::shared_ptr<const File> file;
};

/// What was read. Paths are absolute. Not for several threads.
struct Workspace {
  std::vector<Source> sources;  // every file that was read, by path; `apps` holds those that take part
  Walk walk;                    // with the settings of every folder
  std::vector<std::shared_ptr<const File>> environments;  // that hold for every app
  std::vector<std::shared_ptr<const App>> apps;
  /// Files and folders that no app holds and that could not be read.
  std::vector<std::shared_ptr<const File>> troubled;
  std::vector<std::shared_ptr<const App>> settings;  // each settings file as an app of its own, by directory
  std::vector<std::string> errors;                   // where `is_lenient`, and of `take`
  std::vector<std::string> notices;                  // about interrupted writes that were finished, or taken back
  bool is_partial = false;                           // where `is_shallow`
  std::vector<std::string> folders;                  // folders that were read for the paths
  std::vector<std::string> around;                   // and those around them, to know where missing roots belong
  /// Folders that would have to be read, too, to know that. Reading the workspace again reads them.
  std::vector<std::string> unread_around;

  /// The file of a path and an app that holds it.
  std::optional<AppFile> find(const std::string& path) const;
  /// The app whose package a path is or lies in, also one that nothing is at: of several the innermost; nullptr if
  /// there is none.
  std::shared_ptr<const App> nearest_app(std::string_view path) const;
  /// The app that a person means by a file or folder: that of the file, the nearest, or the first in the folder.
  std::shared_ptr<const App> app_meant(const std::string& path) const;
  /// Takes in what is at a path now. What a change means is decided here, for settings, schemas, environment files,
  /// tests, folders and fragments. `text`: of a document that is not saved; nullptr: what the disk has, which may be a
  /// folder, or nothing, and what links lead there have. `named`: the folder that the user named and that holds the
  /// path; empty: there is none, and only what is known already counts. What is wrong with settings goes to `errors`.
  Effect take(const std::string& path, const std::string* text, const std::string& named);
  /// The workspace as it would be with other texts in files, settings among them; nullopt: a file is not there. What is
  /// wrong with settings is in its `errors`. Costs a copy and one grouping, however many change.
  Workspace with_texts(const std::map<std::string, std::optional<std::string>>& texts) const;
  /// The same with other versions of files, which are no settings; nullptr: a file is not there.
  Workspace with(const std::map<std::string, std::shared_ptr<const File>>& versions) const;
  /// Puts another version of a file in its place, or a new file. Files are put together into apps again only where its
  /// part changes; otherwise the cost does not grow with the workspace.
  void replace(std::shared_ptr<const File> file);
  /// Reads a file from the disk again, and forgets it where it is not there any more. `named`: see
  /// `files::repository_of`.
  /// False if it is as it was.
  bool reload(const FoundFile& found, const std::string& named);
  void remove(const std::string& path);
  /// After a test in the folder was made or deleted. False if that decides nothing.
  bool look_for_tests(const std::string& directory);
  /// Puts `sources` together, after some were added or the settings changed.
  void regroup();

 private:
  bool holds_source(const std::string& folder) const;
  Effect take_one(const std::string& path, const std::string* text, const std::string& named);
  Effect take_settings(const std::string& path, const std::string* text, const std::string& named);
  Effect take_folder(const std::string& path, const std::string& named);
  void index_files() const;
  std::optional<std::size_t> app_of(std::string_view path) const;
  void note_unread();

  bool is_grouped_ = true;  // false where memory ran out on the way: whatever comes next groups first
  mutable std::unordered_map<std::string_view, std::size_t> app_of_;  // by path; empty: not asked for yet
};

/// Fails on paths that do not exist and on bad settings.
Result<Workspace> open_workspace(const WorkspaceOptions& options);

/// A file that is no part of any app, as an app of its own, so that it can be asked about.
std::shared_ptr<const App> app_of_file(const std::shared_ptr<const File>& file,
                                       const std::shared_ptr<const Settings>& settings);

/// The absolute path of what the user named, without `.`, `..` and a slash at the end; empty if there is none, because
/// `path` is empty or the current folder is gone.
std::string absolute_path(const std::string& path);

}  // namespace paas
