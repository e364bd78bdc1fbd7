// Puts files together into apps, by their folders.
#include "core/app/group.h"

#include "core/text/path.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>

namespace paas {

namespace {

std::string join(std::string_view directory, std::string_view name) {
  std::string path(directory);
  if (!path.empty() && !path.ends_with('/')) path += '/';
  path += name;
  while (path.ends_with('/')) path.pop_back();
  return path;
}

std::size_t depth_of(const File& file) {
  return static_cast<std::size_t>(std::count(file.path.begin(), file.path.end(), '/'));
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
    std::vector<const Source*> handlers;
    for (const Source& source : grouping_.sources) {
      const File& file = *source.file;
      if (!file.generation->is_built_in() && file.kind != FileKind::environment) {
        add_to_own(source);
      } else if (file.kind == FileKind::environment) {
        environments_[file.path] = source.file;
      } else if (file.kind == FileKind::root) {
        inits_.try_emplace(std::string(parent_folder(file.path)), source.file);
        if (is_package_root(file)) packages_[std::string(parent_folder(file.path))].root = source.file;
      } else {
        handlers.push_back(&source);
      }
    }
    std::vector<const Source*> orphans;
    for (const Source* handler : handlers) {
      Members* members = find_package(parent_folder(handler->file->path));
      if (members != nullptr) {
        members->handlers.push_back(handler);
      } else if (is_meant_as_fragment(*handler->file)) {
        orphans.push_back(handler);
      }
    }
    // The shallowest first: their folders tell where the package begins.
    std::stable_sort(orphans.begin(), orphans.end(),
                     [](const Source* a, const Source* b) { return depth_of(*a->file) < depth_of(*b->file); });
    std::vector<const Source*> rest;
    for (const Source* orphan : orphans) {
      if (!adopt(*orphan, package_by_signs(*orphan->file))) rest.push_back(orphan);
    }
    for (const auto& [package, members] : packages_) taken_.push_back(package);
    for (const Source* orphan : rest) note_child(orphan->file->path);
    for (const Source* orphan : rest) adopt(*orphan, package_by_folders(orphan->file->path));
    std::vector<std::shared_ptr<const App>> apps;
    for (auto& [package, members] : packages_) {
      if (members.root != nullptr || !members.handlers.empty()) apps.push_back(make_app(package, members));
    }
    return apps;
  }

 private:
  bool is_package_root(const File& file) const {
    if (is_root(file)) return true;
    const std::string_view directory = parent_folder(file.path);
    const auto settings = grouping_.settings_of(directory);
    return !settings->package.empty() && join(settings->directory, settings->package) == directory;
  }

  // The files of a generation of one's own make one app for each folder with settings.
  void add_to_own(const Source& source) {
    const auto settings = grouping_.settings_of(parent_folder(source.file->path));
    Members& members = packages_[join(settings->directory, settings->package)];
    if (source.file->kind == FileKind::root && members.root == nullptr) {
      members.root = source.file;
    } else {
      members.handlers.push_back(&source);
    }
  }

  Members* find_package(std::string_view directory) {
    while (true) {
      const auto found = packages_.find(directory);
      if (found != packages_.end()) return &found->second;
      if (directory.empty()) return nullptr;
      directory = parent_folder(directory);
    }
  }

  // A handler without root: its package is guessed, so that the missing root is reported once for each app. False where
  // there is no guess.
  bool adopt(const Source& source, std::string_view guess) {
    if (Members* members = find_package(parent_folder(source.file->path))) {
      members->handlers.push_back(&source);
      return true;
    }
    if (guess.empty()) return false;
    const std::string package(guess);
    Members& members = packages_[package];
    members.handlers.push_back(&source);
    // A root that is none yet: what it lacks is said there.
    if (const auto init = inits_.find(package); init != inits_.end()) members.root = init->second;
    return true;
  }

  // What lies around tells where the package begins; empty if nothing does.
  std::string_view package_by_signs(const File& file) const {
    for (std::string_view directory = parent_folder(file.path); !directory.empty();
         directory = parent_folder(directory)) {
      if (environments_.contains(join(parent_folder(directory), "setenv.sh"))) return directory;
    }
    std::string_view topmost;
    for (std::string_view directory = parent_folder(file.path); !directory.empty();
         directory = parent_folder(directory)) {
      if (inits_.contains(directory)) topmost = directory;
    }
    if (!topmost.empty()) return topmost;
    const bool needs_root = !file.recognised || file.generation->type(FileKind::root) != nullptr;
    return needs_root ? std::string_view() : folder_above(file.path);
  }

  // The one that gives the handler a name.
  static std::string_view folder_above(std::string_view path) {
    const std::string_view folder = parent_folder(path);
    return parent_folder(folder).empty() ? folder : parent_folder(folder);
  }

  // Of the folders above, the topmost that no other app lies in: there is one root for all that lack one. The root of a
  // repository is no package.
  std::string_view package_by_folders(std::string_view path) const {
    const std::string_view folder = parent_folder(path);
    const std::string* known = known_around(folder);
    if (known == nullptr) return folder_above(path);
    const std::string_view repository = repository_of(grouping_.repositories, folder);
    if (folder == repository) return folder;
    if (folder == *known) return repository == parent_folder(folder) ? folder : folder_above(path);
    std::string_view best;
    for (std::string_view at = parent_folder(folder); is_at_or_below(at, *known) && at != repository;
         at = parent_folder(at)) {
      if (holds_app(at)) break;
      if (at == *known && repository.empty() && !best.empty() && !has_several_children(at)) break;
      best = at;
      if (at.empty()) break;
    }
    return best.empty() ? folder : best;
  }

  bool has_several_children(std::string_view folder) const {
    const auto found = children_.find(folder);
    return found != children_.end() && found->second.size() > 1;
  }

  const std::string* known_around(std::string_view folder) const {
    const auto found =
        std::ranges::find_if(grouping_.folders, [&](const std::string& each) { return is_at_or_below(folder, each); });
    return found == grouping_.folders.end() ? nullptr : &*found;
  }

  bool holds_app(std::string_view folder) const {
    const auto below = std::lower_bound(taken_.begin(), taken_.end(), folder, std::less<>());
    for (auto each = below; each != taken_.end() && each->starts_with(folder); ++each) {
      if (is_at_or_below(*each, folder)) return true;
    }
    return false;
  }

  // Whether a folder that was named is itself the package shows in that several of its folders lack a root.
  void note_child(std::string_view path) {
    const std::string* known = known_around(parent_folder(path));
    if (known == nullptr || known->size() >= parent_folder(path).size()) return;
    const std::string_view rest = path.substr(known->size() + (known->ends_with('/') ? 0 : 1));
    children_[*known].insert(std::string(rest.substr(0, rest.find('/'))));
  }

  std::shared_ptr<const App> make_app(const std::string& package, const Members& members) {
    const auto settings = grouping_.settings_of(package);
    const std::shared_ptr<const Generation> generation = generation_of(members, *settings);
    std::vector<Handler> handlers;
    handlers.reserve(members.handlers.size());
    for (const Source* source : members.handlers) {
      std::shared_ptr<const File> file = as_of(source->file, generation);
      const FileType* type = generation->type(FileKind::handler);
      std::string name = type == nullptr ? std::string() : name_of_handler(*file, package, *type);
      handlers.push_back({std::move(file), std::move(name), source->has_test, false});
    }
    std::sort(handlers.begin(), handlers.end(),
              [](const Handler& a, const Handler& b) { return a.file->path < b.file->path; });
    const bool has_root = members.root != nullptr && generation->type(FileKind::root) != nullptr;
    std::shared_ptr<const File> root = has_root ? as_of(members.root, generation) : nullptr;
    const auto init = inits_.find(package);
    return std::make_shared<App>(package, generation, std::move(root), std::move(handlers),
                                 environments_of(package, *settings), settings,
                                 init == inits_.end() ? nullptr : init->second, grouping_.is_partial);
  }

  std::vector<std::shared_ptr<const File>> environments_of(const std::string& package, const Settings& settings) const {
    // The last one wins: the process, files, paas.yaml, then files that the command line names.
    std::vector<std::shared_ptr<const File>> environments;
    const auto is_process = [](const auto& environment) { return environment->text.empty(); };
    std::copy_if(grouping_.environments.begin(), grouping_.environments.end(), std::back_inserter(environments),
                 is_process);
    std::vector<std::string> paths{join(parent_folder(package), "setenv.sh")};
    for (const std::string& name : settings.environment) {
      std::string path = settings.path_of(name);
      if (path != paths.front()) paths.push_back(path);
    }
    for (const std::string& path : paths) {
      const auto found = environments_.find(path);
      if (found != environments_.end()) environments.push_back(found->second);
    }
    if (settings.values != nullptr && !settings.values->variables.empty()) environments.push_back(settings.values);
    std::remove_copy_if(grouping_.environments.begin(), grouping_.environments.end(), std::back_inserter(environments),
                        is_process);
    return environments;
  }

  // What the settings say, else the root, else the handlers: the generation that most of them may be of.
  static std::shared_ptr<const Generation> generation_of(const Members& members, const Settings& settings) {
    if (settings.own_generation != nullptr) return settings.own_generation;
    if (const auto named = Generation::find_built_in(settings.generation)) return named;
    if (members.root != nullptr && members.root->recognised) return members.root->generation;
    std::shared_ptr<const Generation> best;
    std::size_t most = 0;
    for (std::size_t i = 0; i < Generation::built_in_count(); ++i) {
      const auto& candidate = Generation::built_in(i);
      std::size_t count = 0;
      for (const Source* source : members.handlers) {
        count += source->file->recognised && candidate->includes(*source->file->generation) ? 1 : 0;
      }
      if (count <= most) continue;
      most = count;
      best = candidate;
    }
    if (best != nullptr) return best;
    return members.root != nullptr ? Generation::newest() : without_evidence(members);
  }

  // No shape tells: the newest in which every handler is right, else the newest.
  static std::shared_ptr<const Generation> without_evidence(const Members& members) {
    for (std::size_t i = 0; i < Generation::built_in_count(); ++i) {
      const auto& candidate = Generation::built_in(i);
      const FileType* type = candidate->type(FileKind::handler);
      const FileType* root = candidate->type(FileKind::root);
      if (type == nullptr || !type->schema || (root != nullptr && root->required)) continue;
      const bool fits = std::all_of(members.handlers.begin(), members.handlers.end(), [&](const Source* source) {
        const File& file = *source->file;
        return file.infra != yaml::no_node && type->schema->evaluate(file.document, file.infra).valid;
      });
      if (fits) return candidate;
    }
    return Generation::newest();
  }

  Grouping grouping_;
  std::map<std::string, Members, std::less<>> packages_;
  std::map<std::string, std::shared_ptr<const File>, std::less<>> environments_;
  std::map<std::string, std::shared_ptr<const File>, std::less<>> inits_;  // `__init__.py` by its folder
  std::vector<std::string> taken_;                                         // packages that something tells of
  std::map<std::string, std::set<std::string>, std::less<>> children_;     // of known folders, with what lacks a root
};

}  // namespace

std::shared_ptr<const File> as_of(const std::shared_ptr<const File>& file,
                                  const std::shared_ptr<const Generation>& generation) {
  if (file->generation == generation || file->trouble != Trouble::none) return file;
  if (file->recognised && !generation->includes(*file->generation)) return file;
  if (generation->type(file->kind) == nullptr) return file;
  return analyze(file->path, file->kind, file->text, generation);
}

std::shared_ptr<const App> app_of_settings(const std::shared_ptr<const Settings>& settings) {
  return std::make_shared<App>(settings->directory, settings_generation(), settings->file, std::vector<Handler>(),
                               std::vector<std::shared_ptr<const File>>(), settings);
}

std::string_view repository_of(const std::set<std::string, std::less<>>& repositories, std::string_view folder) {
  for (; !folder.empty(); folder = parent_folder(folder)) {
    if (repositories.contains(folder)) return folder;
  }
  return {};
}

std::string name_of_handler(const File& handler, std::string_view package, const FileType& type) {
  if (!handler.name_space.empty()) return handler.name_space;
  const std::string_view top = type.named_from_parent ? parent_folder(package) : package;
  std::string_view between = parent_folder(handler.path);
  between.remove_prefix(std::min(between.size(), top.size()));
  while (between.starts_with('/')) between.remove_prefix(1);
  std::string name(between);
  std::replace(name.begin(), name.end(), '/', '-');
  return name;
}

std::vector<std::shared_ptr<const App>> group(Grouping grouping) { return Grouper(std::move(grouping)).group(); }

}  // namespace paas
