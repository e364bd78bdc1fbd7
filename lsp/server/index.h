// What the server knows of the workspace: the files on the disk, the documents in the editor in their place, and apps.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/workspace/workspace.h"

namespace paas::lsp {

/// A file as the editor has it, or as it lies on the disk, and the app that it is judged with.
struct Subject {
  std::shared_ptr<const App> app;
  std::shared_ptr<const File> file;
};

/// A document that is open in the editor.
struct Document {
  std::string uri;  // as the client writes it
  std::int64_t version = 0;
  std::string text;
  std::shared_ptr<const App> alone = nullptr;  // where no app holds it and it is of a kind that apps hold
};

/// Belongs to the one thread that answers. Paths are absolute.
class Index {
 public:
  explicit Index(WorkspaceOptions options) : options_(std::move(options)) {}

  /// Nothing for files that are no part of any app and are not open.
  std::optional<Subject> find(const std::string& path) const;
  const Document* document(const std::string& path) const;
  const std::map<std::string, Document>& documents() const { return documents_; }
  const Workspace& workspace() const { return workspace_; }
  /// False while only what open documents need was read: what depends on files that are not read stays silent.
  bool is_complete() const { return is_complete_; }
  /// Changes whenever an answer about some file may change.
  std::uint64_t revision() const { return revision_; }

  // These note what happened, or throw and note nothing; `catch_up` draws the conclusions.
  void open(const std::string& path, Document document);
  /// `text` is the whole new text.
  void change(const std::string& path, std::int64_t version, std::string text);
  void close(const std::string& path);
  /// A file was changed, created or removed on the disk.
  void refresh(const std::string& path);
  /// Takes in those of the files that are not open and that the disk has with another text. False if there are none.
  bool take_changed_on_disk(const std::set<std::string>& paths);
  /// Whether an open document is in none of the apps, though all is read: then --check says nothing of it.
  bool is_nobodys(const std::string& path) const;
  /// False for a path in a folder that holds no source of an app.
  bool concerns(const std::string& path) const;
  /// Takes in what was noted. Where memory runs out on the way, what is left stays noted.
  void catch_up();

  /// What to read to know the whole workspace: give it to `open_workspace`, in any thread, and the result to `adopt`.
  /// What is told from here on is taken in again then: nobody knows whether it was read before or after.
  WorkspaceOptions begin_reading();
  void adopt(Workspace workspace);
  /// True if something changed that only reading the whole workspace again can tell; until that begins.
  bool is_stale() const { return is_stale_; }
  void note_reading() { is_stale_ = false; }
  /// Something may have changed on the disk of which nobody tells.
  void look_again() { is_stale_ = true; }

  void set_folders(std::vector<std::string> folders);
  const std::vector<std::string>& folders() const { return folders_; }
  void set_options(WorkspaceOptions options);
  /// What is wrong with settings, and was not told yet.
  std::vector<std::string> take_errors();

 private:
  /// What happened to a file since it was taken in.
  enum class News : unsigned char { grouped, changed, opened };

  WorkspaceOptions whole() const;
  void note(const std::string& path, News news);
  void take(const std::string& path, News news);
  void read_around(const std::string& path);
  void take_text(const std::string& path, const std::string* text);
  void take_alone(Document& document, const std::string& path);
  bool is_inside(const std::string& path) const;
  std::string folder_with(const std::string& path) const;

  WorkspaceOptions options_;  // without paths and texts
  std::vector<std::string> folders_;
  std::set<std::string> strays_;  // open documents outside the folders; they bring their packages
  Workspace workspace_;
  std::map<std::string, Document> documents_;
  std::map<std::string, News> behind_;  // by path: what `catch_up` takes in
  std::set<std::string> told_;          // paths of which something was told since the reading began
  std::vector<std::string> errors_;
  bool is_complete_ = false;
  bool is_stale_ = false;
  std::uint64_t revision_ = 1;
};

}  // namespace paas::lsp
