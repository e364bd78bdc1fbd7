// Previews that the client looks at: kept up to date with what is typed.
// What is said about them is ours, not LSP's; but `workspace/textDocumentContent` is LSP 3.18's.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/template/live_places.h"
#include "lsp/protocol/preview_uri.h"
#include "lsp/server/feature.h"
#include "lsp/server/unsaved.h"

namespace paas::lsp {

/// The edits of an open preview that its client was not told of.
using PreviewEdits = std::vector<cloudformation::LineEdit>;

/// An open preview.
class Preview {
 public:
  Preview(PreviewName name, bool is_whole) : name_(std::move(name)), is_whole_(is_whole) {}

  const PreviewName& name() const { return name_; }
  std::string uri() const { return uri_of_preview(name_); }
  std::int64_t version() const { return version_; }
  std::string text() const;
  Json stale() const { return stale_; }
  void end(Json stale);
  std::string title() const;
  std::string summary() const { return live_ == nullptr ? std::string() : live_->summary(); }
  /// nullptr while nothing is known of it.
  const cloudformation::LivePreview* live() const { return live_.get(); }

  /// Brings it to what the index holds now; nothing where that shows the same.
  /// `disk`: changes when files on the disk may have.
  std::optional<PreviewEdits> update(const Request& request, SavedApps& saved, std::uint64_t disk);

  /// The client has these edits.
  void note_told(const PreviewEdits& edits);
  /// Memory ran out on the way: all of it is made and told again.
  void lose();

  std::uint64_t asked = 0;       // the larger, the later
  bool tells_edits = false;      // the client wants `paas/previewChanged`
  bool tells_refreshes = false;  // the client wants `workspace/textDocumentContent/refresh`

 private:
  std::shared_ptr<const App> find_app(const Request& request, SavedApps& saved) const;
  PreviewEdits take(const std::shared_ptr<const App>& app);
  std::string why_not(const Request& request, const App* app) const;

  const PreviewName name_;
  bool is_whole_;                   // false: decided when its file is known
  std::shared_ptr<const App> app_;  // the last one that was taken
  const cloudformation::Recipes* recipes_ = nullptr;
  std::unique_ptr<cloudformation::LivePreview> live_;
  std::string note_;  // the text while nothing is known
  Json stale_;
  std::string told_summary_;
  std::int64_t version_ = 0;
  std::uint32_t told_lines_ = 0;  // that the client has
  std::uint64_t revision_ = 0;    // of the index
  std::uint64_t disk_ = 0;
};

/// Belongs to the one thread that answers.
class Previews {
 public:
  /// The preview of a name, up to date; it stays open from then on. nullptr for files that are of no app; an error for
  /// apps of which no template is made.
  Result<Preview*> open(const Request& request, const PreviewName& name, bool is_whole);
  /// nullptr if it is not open.
  Preview* find(std::string_view uri);
  void close(std::string_view uri);
  /// Files of open documents may have changed on the disk.
  void note_disk() { ++disk_; }
  /// Brings previews up to date and tells the client what changed, until somebody waits.
  void update(const Request& request, const std::function<bool()>& is_awaited);
  /// The text of a template that nobody keeps looking at.
  Result<std::string> text(const Request& request, const PreviewName& name, bool is_whole);
  /// Lets go of versions of apps that nobody looks at: after a document was closed, or everything was read again.
  void forget_versions();
  /// What saving a file would change, in a line; empty where nothing.
  std::string unsaved(const Index& index, const Subject& subject) { return unsaved_.summary(index, saved_, subject); }

 private:
  static void tell(const Request& request, const Preview& preview, const PreviewEdits& edits);
  void make_room(const Request& request);

  std::map<PreviewName, std::unique_ptr<Preview>> open_;
  PreviewName updated_;      // the last one that was brought up to date
  std::uint64_t asked_ = 0;  // how often a preview was asked for
  SavedApps saved_;
  UnsavedChanges unsaved_;
  std::uint64_t disk_ = 1;
};

/// The open preview of `textDocument`; nullptr if it is none.
const Preview* asked_preview(const Request& request);
/// What made the thing at `textDocument` and `position` of an open preview.
std::optional<cloudformation::PreviewSource> preview_source_at(const Request& request);

}  // namespace paas::lsp
