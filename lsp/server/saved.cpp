// Reads what the disk has of open documents.
#include "lsp/server/saved.h"

#include <algorithm>

#include "core/app/part.h"
#include "core/template/last_good.h"
#include "core/text/path.h"

namespace paas::lsp {

namespace {

bool is_of(const App& app, const std::string& path) {
  return path.starts_with(app.package() + "/") || app.find_file(path) != nullptr;
}

}  // namespace

SavedApps::Files SavedApps::read(const Index& index, const App& app) {
  Files files;
  for (const auto& [path, document] : index.documents()) {
    if (!is_of(app, path)) continue;
    const auto settings = settings_in_force(index.workspace().walk, parent_folder(path));
    const std::optional<Part> part = part_of(path, settings.get());
    if (!part) continue;
    const Result<std::string> text = index.workspace().walk.saved->read(path, max_file_size, true);
    if (!text) {
      files[path] = nullptr;
      continue;
    }
    FilePointer& known = read_[path];
    const auto now = index.find(path);
    if (now && now->file->text == *text)
      known = now->file;
    else if (known == nullptr || known->text != *text)
      known = analyze(path, part->kind, *text, part->generation);
    files[path] = known;
  }
  return files;
}

std::shared_ptr<const App> SavedApps::saved(const Index& index, const std::shared_ptr<const App>& app) {
  Files files = read(index, *app);
  const auto is_as_typed = [&](const auto& each) { return each.second == app->find_file(each.first); };
  Known& known = known_[app->package()];
  if (std::ranges::all_of(files, is_as_typed)) {
    known = {app, std::move(files), app};
    return app;
  }
  if (known.app != nullptr && known.files == files) {
    const auto changed = cloudformation::changed_handlers(*known.app, *app);
    const auto is_typed = [&](const FilePointer& file) {
      return std::ranges::any_of(files, [&](const auto& each) { return each.first == file->path; });
    };
    if (changed && std::ranges::all_of(*changed, is_typed)) return known.saved;
  }
  const Workspace disk = index.workspace().with(files);
  const auto found = std::ranges::find(disk.apps, app->package(), [](const auto& each) { return each->package(); });
  known = {app, std::move(files), found == disk.apps.end() ? nullptr : *found};
  return known.saved;
}

void SavedApps::forget() {
  known_.clear();
  read_.clear();
}

}  // namespace paas::lsp
