// Keeps a workspace up to date, file by file.
#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "core/text/path.h"
#include "core/workspace/workspace.h"

namespace paas {

namespace {

auto find_source(std::vector<Source>& sources, const std::string& path) {
  return std::lower_bound(sources.begin(), sources.end(), path,
                          [](const Source& source, const std::string& wanted) { return source.file->path < wanted; });
}

// Whether a version of a file takes the part of another without a change of what is an app.
bool plays_same_part(const File& a, const File& b) {
  return a.trouble == b.trouble && a.generation == b.generation && a.recognised == b.recognised &&
         is_meant_as_fragment(a) == is_meant_as_fragment(b) && is_root(a) == is_root(b);
}

bool is_in(std::string_view path, const std::vector<std::string>& folders) {
  return std::ranges::any_of(folders, [&](const std::string& folder) { return is_at_or_below(path, folder); });
}

std::vector<std::string> outermost(std::vector<std::string> folders) {
  std::ranges::sort(folders);
  std::vector<std::string> kept;
  for (std::string& folder : folders) {
    if (!is_in(folder, kept)) kept.push_back(std::move(folder));
  }
  return kept;
}

// Whether it has a file in one of the folders.
bool is_about(const App& app, const std::vector<std::string>& folders) {
  if (is_in(app.package(), folders)) return true;
  return std::ranges::any_of(app.handlers(), [&](const Handler& each) { return is_in(each.file->path, folders); });
}

bool lacks_root(const App& app) {
  const FileType* root = app.generation().type(FileKind::root);
  return app.root() == nullptr && root != nullptr && root->required;
}

}  // namespace

std::shared_ptr<const App> Workspace::nearest_app(std::string_view path) const {
  std::shared_ptr<const App> nearest;
  for (const auto& app : apps) {
    const bool is_nearer = nearest == nullptr || app->package().size() > nearest->package().size();
    if (is_at_or_below(path, app->package()) && is_nearer) nearest = app;
  }
  return nearest;
}

std::shared_ptr<const App> Workspace::app_meant(const std::string& path) const {
  if (std::optional<AppFile> found = find(path)) return std::move(found->app);
  if (std::shared_ptr<const App> nearest = nearest_app(path)) return nearest;
  const auto below = std::ranges::find_if(apps, [&](const auto& app) { return is_at_or_below(app->package(), path); });
  return below == apps.end() ? nullptr : *below;
}

// Where a root is missing, all of the folder below the repository has to be known.
void Workspace::note_unread() {
  unread_around.clear();
  if (is_partial) return;
  for (const auto& app : apps) {
    if (!lacks_root(*app)) continue;
    for (const Handler& handler : app->handlers()) {
      const std::string_view path = handler.file->path;
      const std::string_view repository = repository_of(walk.repositories, path);
      if (repository.empty()) continue;
      const std::size_t end = path.find('/', repository.size() + 1);
      if (end == std::string_view::npos) continue;
      std::string folder(path.substr(0, end));
      if (is_in(folder, folders) || is_in(folder, around) || is_in(folder, unread_around)) continue;
      unread_around.push_back(std::move(folder));
    }
  }
  std::ranges::sort(unread_around);
}

// Environments serve several apps; they are looked for among them all.
void Workspace::index_files() const {
  decltype(app_of_) index;
  for (std::size_t i = 0; i < apps.size(); ++i) {
    if (apps[i]->root() != nullptr) index.try_emplace(apps[i]->root()->path, i);
    for (const Handler& handler : apps[i]->handlers()) index.try_emplace(handler.file->path, i);
    for (const auto& environment : apps[i]->environments()) index.try_emplace(environment->path, i);
  }
  app_of_.swap(index);
}

std::optional<std::size_t> Workspace::app_of(std::string_view path) const {
  if (app_of_.empty()) index_files();
  const auto found = app_of_.find(path);
  return found == app_of_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<AppFile> Workspace::find(const std::string& path) const {
  const std::optional<std::size_t> app = app_of(path);
  if (!app) return std::nullopt;
  return AppFile{apps[*app], apps[*app]->find_file(path)};
}

void Workspace::replace(std::shared_ptr<const File> file) {
  if (!is_grouped_) regroup();
  const std::string path = file->path;
  const auto source = find_source(sources, path);
  if (source == sources.end() || source->file->path != path) {
    const bool has_test = has_test_in(*walk.saved, path.substr(0, path.rfind('/')));
    sources.insert(source, {std::move(file), has_test});
    is_grouped_ = false;
    return regroup();
  }
  const std::optional<AppFile> before = find(path);
  is_grouped_ = false;  // until all of it is done
  const bool is_troubled = source->file->trouble != Trouble::none || file->trouble != Trouble::none;
  source->file = file;
  if (!before) {
    is_grouped_ = !is_meant_as_fragment(*file) && !is_troubled;
    return is_grouped_ ? void() : regroup();
  }
  file = as_of(file, before->app->generation_pointer());
  if (!plays_same_part(*before->file, *file)) return regroup();
  const std::size_t first = *app_of(path);
  app_of_.erase(path);
  if (file->kind == FileKind::environment) {
    for (auto& app : apps) {
      if (app->find_file(path) != nullptr) app = app->with(file);
    }
  } else {
    apps[first] = apps[first]->with(file);
  }
  app_of_.emplace(file->path, first);
  is_grouped_ = true;
}

bool Workspace::reload(const FoundFile& found, const std::string& named) {
  auto source = find_source(sources, found.path);
  const bool is_known = source != sources.end() && source->file->path == found.path;
  // Of a link that leads nowhere that is told.
  if (walk.saved->kind(found.path) == files::Kind::nothing) {
    remove(found.path);
    return is_known;
  }
  note_link(found.path, walk);
  auto file = load(*walk.saved, found, named);
  const bool has_test = has_test_in(*walk.saved, std::string(parent_folder(found.path)));
  const bool is_same = is_known && is_grouped_ && source->has_test == has_test && source->file->text == file->text &&
                       source->file->trouble == Trouble::none && file->trouble == Trouble::none;
  if (is_same) return false;
  replace(std::move(file));
  source = find_source(sources, found.path);
  if (source->has_test == has_test) return true;
  source->has_test = has_test;
  is_grouped_ = false;
  regroup();
  return true;
}

void Workspace::remove(const std::string& path) {
  const auto source = find_source(sources, path);
  if (source != sources.end() && source->file->path == path) {
    sources.erase(source);
    is_grouped_ = false;
  }
  if (!is_grouped_) regroup();
}

bool Workspace::look_for_tests(const std::string& directory) {
  const bool has_test = has_test_in(*walk.saved, directory);
  const std::string begin = directory + "/";
  for (auto source = find_source(sources, begin); source != sources.end(); ++source) {
    const std::string& path = source->file->path;
    if (!path.starts_with(begin)) break;
    if (path.find('/', begin.size()) != std::string::npos || source->has_test == has_test) continue;
    source->has_test = has_test;
    is_grouped_ = false;
  }
  if (is_grouped_) return false;
  regroup();
  return true;
}

void Workspace::regroup() {
  is_grouped_ = false;
  app_of_.clear();
  settings.clear();
  for (const auto& [directory, each] : walk.settings) settings.push_back(app_of_settings(each));
  const auto defaults = std::make_shared<const Settings>();
  const auto settings_of = [&](std::string_view directory) {
    const auto in_force = settings_in_force(walk, directory);
    return in_force == nullptr ? defaults : in_force;
  };
  troubled.clear();
  for (const auto& [folder, message] : walk.unreadable) {
    troubled.push_back(troubled_file(folder, FileKind::handler, Trouble::unreadable, message));
  }
  for (const Source& source : sources) {
    const File& file = *source.file;
    const bool seems_ours = file.trouble != Trouble::not_utf8 || file.text.find("infra:") != std::string::npos;
    if (file.trouble != Trouble::none && seems_ours) troubled.push_back(source.file);
  }
  std::vector<std::string> known = folders;
  known.insert(known.end(), around.begin(), around.end());
  apps = group({sources, settings_of, environments, is_partial, outermost(std::move(known)), walk.repositories});
  if (!around.empty()) {
    std::erase_if(apps, [&](const auto& app) { return !is_about(*app, folders); });
  }
  note_unread();
  app_of_.clear();
  is_grouped_ = true;
}

}  // namespace paas
