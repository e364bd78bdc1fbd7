// Reads what changed and leaves the rest as it is.
#include "cli/session.h"

#include <algorithm>

#include "core/app/part.h"
#include "core/text/path.h"

namespace paas::cli {

// After a branch was switched, one walk is less work than many single files.
Result<bool> Session::update(const Changes& changes) {
  constexpr std::size_t many = 200;
  bool needs_reading = !is_read_ || changes.everything || changes.paths.size() > many;
  bool has_change = false;
  for (const std::string& path : changes.paths) {
    if (needs_reading) break;
    const auto folder =
        std::ranges::find_if(workspace_.folders, [&](const auto& one) { return is_at_or_below(path, one); });
    const Effect effect = workspace_.take(path, nullptr, folder == workspace_.folders.end() ? std::string() : *folder);
    needs_reading = effect == Effect::needs_reading;
    has_change = has_change || effect == Effect::changed;
  }
  if (!needs_reading && workspace_.unread_around.empty()) return has_change;
  is_read_ = false;
  Result<Workspace> workspace = open_workspace(options_);
  if (!workspace) return Error{workspace.error()};
  workspace_ = std::move(*workspace);
  is_read_ = true;
  return true;
}

WatchedPlaces Session::places() const {
  WatchedPlaces places;
  std::vector<std::string> named = options_.paths.empty() ? std::vector<std::string>{"."} : options_.paths;
  for (const std::string& name : named) {
    const std::string path = absolute_path(name);
    if (path.empty()) continue;
    // A file that is not there may come back as one.
    const bool is_file = kind_of_path(path).has_value() || path.ends_with(".py") || path.ends_with(".yaml");
    places.folders.push_back(is_file ? std::string(parent_folder(path)) : path);
  }
  const auto add_environment = [&](const std::string& path) {
    if (path.starts_with('/')) places.files.push_back(path);
  };
  for (const auto& app : workspace_.apps) {
    places.folders.push_back(app->package());
    places.files.push_back(std::string(parent_folder(app->package())) + "/setenv.sh");
    for (const auto& environment : app->environments()) add_environment(environment->path);
  }
  for (const std::string& file : options_.environment_files) add_environment(absolute_path(file));
  if (!options_.config.empty()) add_environment(absolute_path(options_.config));
  for (const auto& [directory, settings] : workspace_.walk.settings) {
    places.files.push_back(settings->path);
    if (settings->own_generation != nullptr) places.folders.push_back(settings->schemas_folder());
  }
  // Folders in folders that are watched need no watch of their own; settings may come to lie above them.
  std::ranges::sort(places.folders);
  std::vector<std::string> outermost;
  for (std::string& folder : places.folders) {
    const bool is_inside = !outermost.empty() && (is_at_or_below(folder, outermost.back()));
    if (!is_inside) outermost.push_back(std::move(folder));
  }
  for (const std::string& folder : outermost) {
    for (std::string above = folder; !above.empty(); above = parent_folder(above))
      places.files.push_back(above + "/paas.yaml");
  }
  places.folders = std::move(outermost);
  std::ranges::sort(places.files);
  places.files.erase(std::unique(places.files.begin(), places.files.end()), places.files.end());
  return places;
}

}  // namespace paas::cli
