// The files of a test, analysed and checked in memory.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/report/report.h"
#include "core/app/group.h"
#include "core/workspace/workspace.h"
#include "tests/spec_runner/note.h"

namespace paas::spec {

/// What the checker says about a workspace.
struct Outcome {
  std::vector<std::shared_ptr<const App>> apps;      // own the files that the diagnostics name
  std::vector<std::shared_ptr<const App>> settings;  // each settings file as an app of its own
  std::vector<Diagnostic> diagnostics;
  std::vector<std::shared_ptr<const File>> files;  // all, also those that are in no app
};

class Workspace {
 public:
  explicit Workspace(bool tests_beside_handlers) : tests_beside_handlers_(tests_beside_handlers) {}

  /// Adds or replaces a file.
  void set(const std::string& path, std::string text);
  /// What is wrong with the paths, the settings or the schemas that they name; empty if nothing is.
  std::string refusal() const;
  const std::map<std::string, std::string>& texts() const { return texts_; }

  /// The files as a workspace; it lives until the next `set`.
  const paas::Workspace& open() const;
  /// What a workspace says about its files.
  static Outcome check(const paas::Workspace& workspace);
  /// A file as `open` has it; nullptr where it takes no part.
  std::shared_ptr<const File> file(const std::string& path) const;

  /// `rotation`: how many files to move from the beginning of the list of files to its end.
  Outcome check(std::size_t rotation = 0) const;

 private:
  std::map<std::string, std::string> files() const;

  bool tests_beside_handlers_;
  std::map<std::string, std::string> texts_;
  mutable std::shared_ptr<const paas::Workspace> opened_;  // nullptr: not yet
};

/// Paths as specs write them, and texts without the folder in which the files seem to lie.
std::string relative_path(const File& file);
std::string without_base(std::string text);
std::string_view first_line(std::string_view text);

/// The diagnostics as notes, then those of their related places.
std::vector<Note> notes_of(const Outcome& outcome);
std::vector<Note> related_of(const Outcome& outcome);
/// The text report, with `N ms` for the time.
std::string report_of(const Outcome& outcome);

}  // namespace paas::spec
