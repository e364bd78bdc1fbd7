// Keeps the index up to date.
#include "lsp/server/index.h"

#include <algorithm>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "core/app/part.h"
#include "core/app/walk.h"
#include "core/text/path.h"

namespace paas::lsp {

namespace {

bool is_settings(const std::string& path) { return path.ends_with("/paas.yaml"); }

}  // namespace

std::optional<Subject> Index::find(const std::string& path) const {
  if (is_settings(path)) {
    for (const auto& app : workspace_.settings) {
      if (app->settings().path == path) return Subject{app, app->settings().file};
    }
  }
  if (std::optional<AppFile> found = workspace_.find(path))
    return Subject{std::move(found->app), std::move(found->file)};
  const Document* open = document(path);
  if (open == nullptr || open->alone == nullptr) return std::nullopt;
  const App& app = *open->alone;
  if (!app.environments().empty()) return Subject{open->alone, app.environments().front()};
  const auto file = app.handlers().empty() ? app.root_pointer() : app.handlers().front().file;
  return Subject{open->alone, file};
}

const Document* Index::document(const std::string& path) const {
  const auto found = documents_.find(path);
  return found == documents_.end() ? nullptr : &found->second;
}

bool Index::is_inside(const std::string& path) const {
  return std::any_of(folders_.begin(), folders_.end(),
                     [&](const std::string& folder) { return is_at_or_below(path, folder); });
}

// The folder of the workspace that holds a path; that of the file if none does.
std::string Index::folder_with(const std::string& path) const {
  const auto folder = std::ranges::find_if(folders_, [&](const auto& each) { return is_at_or_below(path, each); });
  return folder == folders_.end() ? std::string(parent_folder(path)) : *folder;
}

void Index::open(const std::string& path, Document document) {
  note(path, News::opened);
  documents_[path] = std::move(document);
}

void Index::change(const std::string& path, std::int64_t version, std::string text) {
  note(path, News::changed);
  Document& document = documents_[path];
  document.version = version;
  document.text = std::move(text);
}

void Index::close(const std::string& path) {
  note(path, News::changed);
  documents_.erase(path);
  if (strays_.erase(path) > 0) is_stale_ = true;
}

void Index::refresh(const std::string& path) {
  // Whether there is a test counts, not what is in it.
  if (document(path) == nullptr || is_test(file_name(path))) return note(path, News::changed);
  // What is open is as the editor says; links that lead there have what is saved.
  for (const auto& [link, target] : workspace_.walk.links) {
    if (target == path && document(link) == nullptr) note(link, News::changed);
  }
}

bool Index::take_changed_on_disk(const std::set<std::string>& paths) {
  bool has_change = false;
  for (const std::string& path : paths) {
    const std::optional<Subject> subject = document(path) == nullptr ? find(path) : std::nullopt;
    if (!subject || subject->file->trouble != Trouble::none) continue;
    const Result<std::string> text = workspace_.walk.saved->read(path, max_file_size, true);
    if (text && *text == subject->file->text) continue;
    note(path, News::changed);
    has_change = true;
  }
  if (has_change) catch_up();
  return has_change;
}

bool Index::is_nobodys(const std::string& path) const {
  const Document* open = document(path);
  return is_complete_ && !is_stale_ && open != nullptr && open->alone != nullptr && !workspace_.find(path);
}

// `node_modules` and the like may change by the thousand.
bool Index::concerns(const std::string& path) const {
  if (!is_inside(path) || !lies_in_left_out(path, folder_with(path))) return true;
  return std::ranges::any_of(workspace_.walk.links,
                             [&](const auto& link) { return is_at_or_below(link.second, path); });
}

void Index::note(const std::string& path, News news) {
  told_.insert(path);
  News& noted = behind_.try_emplace(path, news).first->second;
  noted = std::max(noted, news);
}

void Index::catch_up() {
  while (!behind_.empty()) {
    const auto next = behind_.begin();
    take(next->first, next->second);
    behind_.erase(next);
  }
  if (is_complete_ && !workspace_.unread_around.empty()) is_stale_ = true;
}

void Index::take(const std::string& path, News news) {
  const auto open = documents_.find(path);
  if (open == documents_.end()) return take_text(path, nullptr);
  if (news == News::grouped) return take_alone(open->second, path);
  if (news == News::opened) read_around(path);
  take_text(path, &open->second.text);
}

// Before the whole is read, what a document needs is read at once.
void Index::read_around(const std::string& path) {
  const bool is_stray = !is_inside(path) && !workspace_.find(path);
  if (is_stray && strays_.insert(path).second) is_stale_ = true;
  if (is_complete_) return;
  WorkspaceOptions some = whole();
  some.paths.clear();
  for (const auto& [each, unused] : documents_) some.paths.push_back(each);
  some.is_shallow = true;
  some.threads = 1;
  Result<Workspace> workspace = open_workspace(some);
  if (!workspace) return;
  workspace_ = std::move(*workspace);
  ++revision_;
  // An editor that opens many documents tells of all before it asks; they were read with this one.
  for (auto& [each, news] : behind_) {
    if (news == News::opened) news = News::grouped;
  }
}

// `text` is nullptr where the disk has it.
void Index::take_text(const std::string& path, const std::string* text) {
  ++revision_;
  const std::string named = is_inside(path) ? folder_with(path) : std::string();
  if (workspace_.take(path, text, named) == Effect::needs_reading) is_stale_ = true;
  // A folder that went, or came again, takes no text along that is still open; nor does a file that a link leads to.
  if (text == nullptr) {
    for (const auto& [open, document] : documents_) {
      const bool is_link = workspace_.walk.links.contains(open);
      if (open != path && (is_link || is_at_or_below(open, path))) note(open, News::changed);
    }
  }
  for (std::string& error : std::exchange(workspace_.errors, {})) errors_.push_back(std::move(error));
  const auto open = documents_.find(path);
  if (open != documents_.end()) take_alone(open->second, path);
}

// A document that no app holds is an app by itself.
void Index::take_alone(Document& document, const std::string& path) {
  document.alone = nullptr;
  if (workspace_.find(path)) return;
  const auto settings = settings_in_force(workspace_.walk, parent_folder(path));
  const std::optional<Part> part = part_of(path, settings.get());
  if (!part) return;
  const auto file = analyze(path, part->kind, document.text, part->generation);
  document.alone = app_of_file(file, settings != nullptr ? settings : std::make_shared<const Settings>());
}

WorkspaceOptions Index::whole() const {
  WorkspaceOptions options = options_;
  options.is_lenient = true;
  options.paths = folders_;
  options.paths.insert(options.paths.end(), strays_.begin(), strays_.end());
  for (const auto& [path, document] : documents_) options.texts[path] = document.text;
  return options;
}

WorkspaceOptions Index::begin_reading() {
  WorkspaceOptions options = whole();
  told_.clear();
  return options;
}

void Index::adopt(Workspace workspace) {
  // What was typed, opened, closed and saved while it was read.
  for (const std::string& path : told_) note(path, News::changed);
  for (const auto& [path, open] : documents_) note(path, News::grouped);
  errors_.reserve(errors_.size() + workspace.errors.size() + workspace.notices.size());
  workspace_ = std::move(workspace);
  is_complete_ = true;
  ++revision_;
  for (std::string& error : workspace_.errors) errors_.push_back(std::move(error));
  workspace_.errors.clear();
  for (std::string& notice : workspace_.notices) errors_.push_back(std::move(notice));
  workspace_.notices.clear();
}

void Index::set_folders(std::vector<std::string> folders) {
  folders_ = std::move(folders);
  std::sort(folders_.begin(), folders_.end());
  folders_.erase(std::unique(folders_.begin(), folders_.end()), folders_.end());
  is_stale_ = true;
}

// Clients tell their settings more than once at the start; what says the same is no reason to read everything again.
void Index::set_options(WorkspaceOptions options) {
  const auto said = [](const WorkspaceOptions& each) {
    return std::tie(each.environment_files, each.process_environment, each.config, each.stage, each.trusts_settings);
  };
  if (said(options) == said(options_)) return;
  options_ = std::move(options);
  is_stale_ = true;
}

std::vector<std::string> Index::take_errors() { return std::exchange(errors_, {}); }

}  // namespace paas::lsp
