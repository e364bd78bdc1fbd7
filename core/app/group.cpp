// Puts files together into apps, by their folders.
#include "core/app/group.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace paas {

namespace {

std::string_view parent(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string join(std::string_view directory, std::string_view name) {
  std::string path(directory);
  if (!path.empty() && !path.ends_with('/')) path += '/';
  path += name;
  while (path.ends_with('/')) path.pop_back();
  return path;
}

// The path between package and `index.py`, joined with `-`.
std::string namespace_of(const File& handler, std::string_view package) {
  if (!handler.name_space.empty()) return handler.name_space;
  std::string_view between = parent(handler.path);
  between.remove_prefix(std::min(between.size(), package.size()));
  while (between.starts_with('/')) between.remove_prefix(1);
  std::string name(between);
  std::replace(name.begin(), name.end(), '/', '-');
  return name;
}

struct Members {
  std::shared_ptr<const File> root;
  std::vector<const Source*> handlers;
};

class Grouper {
 public:
  explicit Grouper(Grouping grouping) : grouping_(std::move(grouping)) {
    if (!grouping_.settings_of) {
      const auto defaults = std::make_shared<const Settings>();
      grouping_.settings_of = [defaults](std::string_view) { return defaults; };
    }
    const auto by_path = [](const Source& a, const Source& b) { return a.file->path < b.file->path; };
    std::vector<Source>& sources = grouping_.sources;
    if (!std::is_sorted(sources.begin(), sources.end(), by_path)) std::sort(sources.begin(), sources.end(), by_path);
  }

  std::vector<std::shared_ptr<const App>> group() {
    for (const Source& source : grouping_.sources) {
      if (source.file->kind == FileKind::environment) environments_[source.file->path] = source.file;
      if (source.file->kind == FileKind::root) inits_[std::string(parent(source.file->path))] = source.file;
      if (source.file->kind == FileKind::root && is_package_root(*source.file)) {
        packages_[std::string(parent(source.file->path))].root = source.file;
      }
    }
    std::vector<const Source*> orphans;
    for (const Source& source : grouping_.sources) {
      if (source.file->kind != FileKind::handler) continue;
      Members* members = find_package(parent(source.file->path));
      if (members != nullptr) {
        members->handlers.push_back(&source);
      } else if (has_fragment(*source.file)) {
        orphans.push_back(&source);
      }
    }
    for (const Source* orphan : orphans) adopt(*orphan);
    std::vector<std::shared_ptr<const App>> apps;
    for (auto& [package, members] : packages_) {
      if (members.root != nullptr || !members.handlers.empty()) apps.push_back(make_app(package, members));
    }
    return apps;
  }

 private:
  bool is_package_root(const File& file) const {
    if (is_root(file)) return true;
    const std::string_view directory = parent(file.path);
    const auto settings = grouping_.settings_of(directory);
    return !settings->package.empty() && join(settings->directory, settings->package) == directory;
  }

  Members* find_package(std::string_view directory) {
    while (true) {
      const auto found = packages_.find(directory);
      if (found != packages_.end()) return &found->second;
      if (directory.empty()) return nullptr;
      directory = parent(directory);
    }
  }

  // A handler without root: its package is guessed, so that the missing root is reported once for each app.
  void adopt(const Source& source) {
    if (Members* members = find_package(parent(source.file->path))) {
      members->handlers.push_back(&source);
      return;
    }
    const std::string package(guess_package(source.file->path));
    Members& members = packages_[package];
    members.handlers.push_back(&source);
    // A root that is none yet: what it lacks is said there.
    if (const auto init = inits_.find(package); init != inits_.end()) members.root = init->second;
  }

  std::string_view guess_package(std::string_view path) const {
    for (std::string_view directory = parent(path); !directory.empty(); directory = parent(directory)) {
      if (environments_.contains(join(parent(directory), "setenv.sh"))) return directory;
    }
    std::string_view topmost;
    for (std::string_view directory = parent(path); !directory.empty(); directory = parent(directory)) {
      if (inits_.contains(directory)) topmost = directory;
    }
    if (!topmost.empty()) return topmost;
    const std::string_view folder = parent(path);
    return parent(folder).empty() ? folder : parent(folder);
  }

  std::shared_ptr<const App> make_app(const std::string& package, const Members& members) {
    std::vector<Handler> handlers;
    handlers.reserve(members.handlers.size());
    for (const Source* source : members.handlers) {
      handlers.push_back({source->file, namespace_of(*source->file, package), source->has_test, false});
    }
    const auto settings = grouping_.settings_of(package);
    std::vector<std::shared_ptr<const File>> environments = grouping_.environments;
    std::vector<std::string> paths{join(parent(package), "setenv.sh")};
    for (const std::string& name : settings->environment) {
      const std::string path = name.starts_with('/') ? name : join(settings->directory, name);
      if (path != paths.front()) paths.push_back(path);
    }
    for (const std::string& path : paths) {
      const auto found = environments_.find(path);
      if (found != environments_.end()) environments.push_back(found->second);
    }
    return std::make_shared<App>(package, members.root, std::move(handlers), std::move(environments), settings);
  }

  Grouping grouping_;
  std::map<std::string, Members, std::less<>> packages_;
  std::map<std::string, std::shared_ptr<const File>, std::less<>> environments_;
  std::map<std::string, std::shared_ptr<const File>, std::less<>> inits_;  // `__init__.py` by its folder
};

}  // namespace

std::vector<std::shared_ptr<const App>> group(Grouping grouping) { return Grouper(std::move(grouping)).group(); }

}  // namespace paas
