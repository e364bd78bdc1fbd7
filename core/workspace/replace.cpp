// Keeps a workspace up to date, file by file.
#include <algorithm>
#include <utility>

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
         has_fragment(a) == has_fragment(b) && is_root(a) == is_root(b);
}

}  // namespace

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
    const bool has_test = has_test_in(path.substr(0, path.rfind('/')));
    sources.insert(source, {std::move(file), has_test});
    is_grouped_ = false;
    return regroup();
  }
  const std::optional<AppFile> before = find(path);
  is_grouped_ = false;  // until all of it is done
  source->file = file;
  if (!before) {
    is_grouped_ = !has_fragment(*file) && file->trouble == Trouble::none;
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

void Workspace::reload(const FoundFile& found, const std::string& named) {
  if (!exists(found.path)) return remove(found.path);
  replace(load(found, named));
  const auto source = find_source(sources, found.path);
  const bool has_test = has_test_in(found.path.substr(0, found.path.rfind('/')));
  if (source->has_test == has_test) return;
  source->has_test = has_test;
  is_grouped_ = false;
  regroup();
}

void Workspace::remove(const std::string& path) {
  const auto source = find_source(sources, path);
  if (source != sources.end() && source->file->path == path) {
    sources.erase(source);
    is_grouped_ = false;
  }
  if (!is_grouped_) regroup();
}

void Workspace::look_for_tests(const std::string& directory) {
  const bool has_test = has_test_in(directory);
  const std::string begin = directory + "/";
  for (auto source = find_source(sources, begin); source != sources.end(); ++source) {
    const std::string& path = source->file->path;
    if (!path.starts_with(begin)) break;
    if (path.find('/', begin.size()) != std::string::npos || source->has_test == has_test) continue;
    source->has_test = has_test;
    is_grouped_ = false;
  }
  if (!is_grouped_) regroup();
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
  apps = group({sources, settings_of, environments, is_partial});
  app_of_.clear();
  is_grouped_ = true;
}

}  // namespace paas
