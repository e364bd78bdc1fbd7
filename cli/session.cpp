// Reads what changed and leaves the rest as it is.
#include "cli/session.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "core/app/part.h"

namespace paas::cli {

namespace {

std::string parent(const std::string& path) { return path.substr(0, std::min(path.rfind('/'), path.size())); }

bool is_below(const std::string& path, const std::string& folder) { return path.starts_with(folder + "/"); }

std::string generation_folder(const Settings& settings) {
  if (settings.own_generation == nullptr) return {};
  return absolute_path(settings.generation.starts_with('/') ? settings.generation
                                                            : settings.directory + "/" + settings.generation);
}

}  // namespace

Result<bool> Session::update(const Changes& changes) {
  if (is_read_ && !needs_everything(changes)) {
    bool has_change = false;
    for (const std::string& path : changes.paths) has_change = refresh(path) || has_change;
    if (workspace_.unread_around.empty()) return has_change;
  }
  is_read_ = false;
  Result<Workspace> workspace = open_workspace(options_);
  if (!workspace) return Error{workspace.error()};
  workspace_ = std::move(*workspace);
  is_read_ = true;
  return true;
}

// Settings and schemas decide what the other files mean. After a branch was switched, one walk is less work than many
// single files.
bool Session::needs_everything(const Changes& changes) const {
  constexpr std::size_t many = 200;
  if (changes.everything || changes.paths.size() > many) return true;
  std::vector<std::string> named = options_.environment_files;
  named.push_back(options_.config);
  return std::ranges::any_of(changes.paths, [&](const std::string& path) {
    const auto is_same = [&](const std::string& one) { return !one.empty() && absolute_path(one) == path; };
    const auto holds_schema = [&](const auto& each) {
      const std::string folder = generation_folder(*each.second);
      return !folder.empty() && is_below(path, folder);
    };
    // One that has another name than the deployer's is known by its app alone.
    const auto is_environment = [&](const auto& app) {
      return !path.ends_with("/setenv.sh") &&
             std::ranges::any_of(app->environments(), [&](const auto& one) { return one->path == path; });
    };
    // A folder may have gone that no event spoke of.
    const auto is_in_it = [&](const Source& source) { return is_below(source.file->path, path); };
    std::error_code ignored;
    const bool is_link = std::filesystem::is_symlink(path, ignored);  // whose target must lie in what was named
    return is_link || path.ends_with("/paas.yaml") || std::ranges::any_of(workspace_.apps, is_environment) ||
           std::ranges::any_of(named, is_same) || std::ranges::any_of(workspace_.walk.settings, holds_schema) ||
           std::ranges::any_of(workspace_.sources, is_in_it);
  });
}

bool Session::refresh(const std::string& path) {
  const std::string folder = parent(path);
  const auto settings = settings_in_force(workspace_.walk, folder);
  if (settings != nullptr && is_excluded(*settings, path)) return false;
  const std::optional<Part> part = part_of(path, settings.get());
  if (part) {
    const std::optional<AppFile> before = workspace_.find(path);
    const Result<std::string> text = read_file(path, max_file_size);
    const bool is_same = before && before->file->trouble == Trouble::none && text && *text == before->file->text;
    if (is_same) return false;
    workspace_.reload({path, part->kind, part->generation, false, false}, folder);
    return true;
  }
  // A test came or went beside its handler.
  bool has_change = false;
  for (const Source& source : std::vector<Source>(workspace_.sources)) {
    if (parent(source.file->path) != folder || source.has_test == has_test_in(folder)) continue;
    workspace_.reload({source.file->path, source.file->kind, source.file->generation, false, false}, folder);
    has_change = true;
  }
  return has_change;
}

WatchedPlaces Session::places() const {
  WatchedPlaces places;
  std::vector<std::string> named = options_.paths.empty() ? std::vector<std::string>{"."} : options_.paths;
  for (const std::string& name : named) {
    const std::string path = absolute_path(name);
    if (path.empty()) continue;
    // A file that is not there may come back as one.
    const bool is_file = kind_of_path(path).has_value() || path.ends_with(".py") || path.ends_with(".yaml");
    places.folders.push_back(is_file ? parent(path) : path);
  }
  const auto add_environment = [&](const std::string& path) {
    if (path.starts_with('/')) places.files.push_back(path);
  };
  for (const auto& app : workspace_.apps) {
    places.folders.push_back(app->package());
    places.files.push_back(parent(app->package()) + "/setenv.sh");
    for (const auto& environment : app->environments()) add_environment(environment->path);
  }
  for (const std::string& file : options_.environment_files) add_environment(absolute_path(file));
  if (!options_.config.empty()) add_environment(absolute_path(options_.config));
  for (const auto& [directory, settings] : workspace_.walk.settings) {
    places.files.push_back(settings->path);
    const std::string schemas = generation_folder(*settings);
    if (!schemas.empty()) places.folders.push_back(schemas);
  }
  // Folders in folders that are watched need no watch of their own; settings may come to lie above them.
  std::ranges::sort(places.folders);
  std::vector<std::string> outermost;
  for (std::string& folder : places.folders) {
    const bool is_inside = !outermost.empty() && (outermost.back() == folder || is_below(folder, outermost.back()));
    if (!is_inside) outermost.push_back(std::move(folder));
  }
  for (const std::string& folder : outermost) {
    for (std::string above = folder; !above.empty(); above = parent(above))
      places.files.push_back(above + "/paas.yaml");
  }
  places.folders = std::move(outermost);
  std::ranges::sort(places.files);
  places.files.erase(std::unique(places.files.begin(), places.files.end()), places.files.end());
  return places;
}

}  // namespace paas::cli
