// From the paths that a person names to apps.
#include "core/workspace/workspace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <set>
#include <system_error>

#include "core/files/boundary.h"
#include "core/files/write.h"
#include "core/os/memory.h"
#include "core/text/path.h"

extern char** environ;

namespace paas {

namespace {

std::string parent(const std::string& path) { return std::string(parent_folder(path)); }

class Opener {
 public:
  explicit Opener(const WorkspaceOptions& options) : options_(options) {}

  Result<Workspace> open() {
    walk_.stage = options_.stage;
    walk_.trusts_settings = options_.trusts_settings;
    walk_.saved = options_.files;
    walk_.file_system = options_.texts.empty() ? options_.files
                                               : std::make_shared<const files::Overlay>(options_.files, options_.texts);
    if (!options_.config.empty()) {
      if (auto error = refused(read_config())) return *error;
    }
    for (const std::string& path : paths()) {
      if (auto error = refused(walk(path))) return *error;
    }
    workspace_.folders = walked_;
    for (const std::string& folder : options_.around) walk_around(folder);
    workspace_.around = options_.around;
    std::sort(walk_.errors.begin(), walk_.errors.end());
    for (const std::string& error : walk_.errors) {
      if (auto wrong = refused(Error{error})) return *wrong;
    }
    if (auto error = refused(check_stage())) return *error;
    if (auto error = add_environment_files()) return *error;
    add_unsaved();
    return read_files();
  }

 private:
  // Who is lenient is told, and goes on.
  std::optional<Error> refused(std::optional<Error> error) {
    if (!error || !options_.is_lenient) return error;
    workspace_.errors.push_back(std::move(error->message));
    return std::nullopt;
  }

  std::vector<std::string> paths() const {
    return options_.paths.empty() ? std::vector<std::string>{"."} : options_.paths;
  }

  bool is_unsaved(const std::string& path) const { return options_.texts.contains(path); }
  bool is_there(const std::string& path) const { return walk_.file_system->exists(path); }

  Result<std::string> text_of(const std::string& path) {
    Result<std::string> text = walk_.file_system->read(path, max_file_size, true);
    if (!text && files::is_lack_of_descriptors(text.error())) walk_.errors.push_back(path + ": " + text.error());
    return text;
  }

  bool is_root_file(const std::string& path) {
    const Result<std::string> text = text_of(path);
    return text && is_root(*analyze(path, FileKind::root, *text));
  }

  // The package that a directory stands in, or the folder of a metadata.yaml above it; or nothing.
  std::string enclosing_package(std::string directory) {
    for (; !directory.empty(); directory = parent(directory)) {
      for (const char* name : {"/__init__.py", "/metadata.yaml"}) {
        if (is_there(directory + name) && is_root_file(directory + name)) return directory;
      }
    }
    return {};
  }

  // Handlers of a generation without roots know each other by the folder of their project.
  std::string enclosing_project(const std::string& path) {
    const Result<std::string> text = text_of(path);
    if (!text) return {};
    const auto file = analyze(path, FileKind::handler, *text);
    if (!file->recognised || file->generation->type(FileKind::root) != nullptr) return {};
    for (std::string directory = parent(path); !directory.empty(); directory = parent(directory)) {
      for (const char* sign : {"/setenv.sh", "/paas.yaml", "/.git"}) {
        if (is_there(directory + sign)) return directory;
      }
    }
    return {};
  }

  std::optional<Error> read_config() {
    const std::string path = absolute_path(options_.config);
    // Whoever names a file trusts it, and means the one that is there now.
    Walk own;
    own.stage = options_.stage;
    own.trusts_settings = true;
    own.file_system = std::make_shared<const files::Overlay>(files::disk(), options_.texts);
    Result<Settings> settings = load_settings(own, path, parent(path));
    if (!settings) return Error{settings.error()};
    walk_.discovers_settings = false;
    walk_.settings[""] = std::make_shared<const Settings>(std::move(*settings));
    return std::nullopt;
  }

  std::optional<Error> walk(const std::string& named) {
    const std::string path = absolute_path(named);
    if (path.empty()) return Error{fmt::format("`{}`: {}", named, std::strerror(ENOENT))};
    if (const auto refusal = walk_.file_system->refusal(path))
      return Error{fmt::format("{}: {}", named, refusal->message)};
    const bool is_directory = walk_.file_system->target(path) == files::Kind::folder;
    // pre-commit names whatever was changed
    const bool is_settings = path.ends_with("/paas.yaml");
    if (!is_directory && !is_settings && !kind_of_path(path) && !belongs_to_own_generation(path)) return std::nullopt;
    if (!is_directory) {
      if (const auto refusal = files::refuse_way(*walk_.saved, path))
        return Error{fmt::format("{}: {}", named, *refusal)};
    }
    const std::string directory = is_directory ? path : parent(path);
    if (!visited_.insert(directory).second && !options_.is_shallow) return std::nullopt;
    walk_.named = directory;
    if (walk_.discovers_settings) read_settings_above(directory);
    const auto settings = settings_in_force(walk_, directory);
    const bool is_own = settings != nullptr && settings->own_generation != nullptr;
    const std::string package = is_own ? settings->directory : enclosing_package(directory);
    const std::string project = package.empty() && !is_directory ? enclosing_project(path) : package;
    const std::string& top = project.empty() ? directory : project;
    if (options_.is_shallow) add_alone(path, top);
    roots_.insert(top);
    if (!tops_.insert(top).second) return std::nullopt;
    if (walk_.discovers_settings) read_settings_above(top);
    note_repository(top);
    if (!options_.is_shallow) walk_directory(top, walk_);
    if (!options_.is_shallow) walked_.push_back(top);
    if (!package.empty()) {
      roots_.insert(parent(package));
      add(parent(package) + "/setenv.sh", FileKind::environment);
    }
    return std::nullopt;
  }

  void walk_around(const std::string& folder) {
    roots_.insert(folder);
    if (!tops_.insert(folder).second) return;
    walk_.named = folder;
    walk_directory(folder, walk_);
  }

  void note_repository(const std::string& folder) {
    for (std::string at = folder; !at.empty(); at = parent(at)) {
      if (!is_there(at + "/.git")) continue;
      walk_.repositories.insert(at);
      return;
    }
  }

  // The file and its root, without a look at what lies beside them.
  void add_alone(const std::string& path, const std::string& top) {
    const auto part = part_of(path, settings_in_force(walk_, parent(path)).get());
    if (part) add(path, part->kind, part->generation);
    for (const char* name : {"/__init__.py", "/metadata.yaml"}) {
      if (kind_of_path(top + name) == FileKind::root) add(top + name, FileKind::root);
    }
  }

  // A file that only a folder of schemas of the user's own asks for.
  bool belongs_to_own_generation(const std::string& path) {
    if (walk_.discovers_settings) read_settings_above(parent(path));
    return part_of(path, settings_in_force(walk_, parent(path)).get()).has_value();
  }

  void read_settings_above(const std::string& directory) {
    for (std::string at = directory; !at.empty(); at = parent(at)) {
      if (is_there(at + "/paas.yaml")) return read_settings(at, walk_);
    }
  }

  void add(std::string path, FileKind kind, std::shared_ptr<const Generation> generation = nullptr) {
    note_link(path, walk_);  // what it leads to may come to be
    if (!is_there(path)) return;
    const auto is_same = [&](const FoundFile& file) { return file.path == path; };
    if (std::any_of(walk_.files.begin(), walk_.files.end(), is_same)) return;
    const bool has_test =
        options_.is_shallow && kind == FileKind::handler && has_test_in(*walk_.file_system, parent(path));
    const bool is_regular = is_unsaved(path);
    walk_.files.push_back({std::move(path), kind, std::move(generation), is_regular, has_test});
  }

  // A stage that no settings know is a slip of the hand.
  std::optional<Error> check_stage() const {
    if (options_.stage.empty()) return std::nullopt;
    std::vector<std::string> known;
    for (const auto& [directory, settings] : walk_.settings) {
      if (settings->file->is_broken()) return std::nullopt;  // it may hold the stage; its mistake is reported
      for (const Occurrence& occurrence : settings->file->occurrences) {
        if (occurrence.use->defines() && occurrence.use->kind == "stage")
          known.emplace_back(settings->file->value_of(occurrence));
      }
    }
    if (std::find(known.begin(), known.end(), options_.stage) != known.end()) return std::nullopt;
    const std::string meant = schema::nearest(options_.stage, known);
    return Error{fmt::format("--stage {}: no paas.yaml has this stage{}", options_.stage,
                             meant.empty() ? "" : "; did you mean `" + meant + "`?")};
  }

  std::optional<Error> add_environment_files() {
    for (const auto& [directory, settings] : walk_.settings) {
      for (const std::string& name : settings->environment) {
        const std::string as_named = name.starts_with('/') ? name : settings->directory + "/" + name;
        std::string path = settings->path_of(name);
        // First of all: whether there is such a file outside is not said, either. `link/..` leads elsewhere.
        auto refusal = files::refuse_named(*walk_.saved, as_named, settings->repository, settings->are_trusted);
        if (!refusal) refusal = files::refuse_named(*walk_.saved, path, settings->repository, settings->are_trusted);
        if (refusal) {
          Error outside{fmt::format("{}: environment file {}: {}", settings->path, name, *refusal)};
          if (auto error = refused(std::move(outside))) return error;
          continue;
        }
        if (!is_there(path)) {
          Error missing{fmt::format("{}: environment file {} does not exist", settings->path, name)};
          if (auto error = refused(std::move(missing))) return error;
        }
        add(std::move(path), FileKind::environment);
      }
    }
    for (const std::string& name : options_.environment_files) {
      // As with `--config`, the one that is there now.
      const std::string path = absolute_path(name);
      const auto typed = options_.texts.find(path);
      Result<std::string> text =
          typed != options_.texts.end() ? typed->second : files::disk()->read(path, max_file_size, true);
      if (!text) {
        if (auto error = refused(Error{fmt::format("{}: {}", name, text.error())})) return error;
        continue;
      }
      if (const auto wrong = unreadable_environment(*text)) {
        const Position place = Lines(*text).code_points(wrong->first.begin);
        Error error{fmt::format("{}:{}:{}: {}", name, place.line + 1, place.character + 1, wrong->second)};
        if (auto refusal = refused(std::move(error))) return refusal;
      }
      workspace_.environments.push_back(analyze_environment(absolute_path(name), std::move(*text)));
    }
    if (options_.process_environment) workspace_.environments.push_back(process_environment(environ));
    return std::nullopt;
  }

  // Files that are not yet on the disk. One that was named counts wherever it lies.
  void add_unsaved() {
    if (options_.texts.empty()) return;
    std::set<std::string_view> found;
    for (const FoundFile& file : walk_.files) found.insert(file.path);
    std::vector<FoundFile> more;
    for (const auto& [path, text] : options_.texts) {
      const std::string folder = folder_of(path);
      if (found.contains(path) || folder.empty() || lies_in_left_out(path, folder)) continue;
      const auto settings = settings_in_force(walk_, parent(path));
      if (settings != nullptr && is_excluded(*settings, path)) continue;
      const std::optional<Part> part = part_of(path, settings.get());
      if (part) more.push_back({path, part->kind, part->generation, true, false});
    }
    walk_.files.insert(walk_.files.end(), more.begin(), more.end());
  }

  // The folder above a file that was read for a path that was named; empty if there is none.
  std::string folder_of(const std::string& path) const {
    std::string inside = parent(path);
    while (!inside.empty() && !roots_.contains(inside)) inside = parent(inside);
    return inside;
  }

  std::shared_ptr<const File> read(const FoundFile& found) const {
    const auto unsaved = options_.texts.find(found.path);
    if (unsaved != options_.texts.end()) return analyze(found.path, found.kind, unsaved->second, found.generation);
    return load(*walk_.saved, found, folder_of(found.path));
  }

  bool is_stopped() const { return options_.is_stopped && options_.is_stopped(); }

  Result<Workspace> read_files() {
    std::sort(walk_.files.begin(), walk_.files.end(),
              [](const FoundFile& a, const FoundFile& b) { return a.path < b.path; });
    workspace_.sources.resize(walk_.files.size());
    for_each_index(walk_.files.size(), options_.threads, options_.progress, [&](std::size_t i) {
      if (is_stopped()) return;
      workspace_.sources[i] = {read(walk_.files[i]), walk_.files[i].has_test};
    });
    if (is_stopped()) return Error{"nobody waits for the workspace any more"};
    for (const Source& source : workspace_.sources) {
      const File& file = *source.file;
      if (file.trouble != Trouble::unreadable || !files::is_lack_of_descriptors(file.trouble_message)) continue;
      if (auto error = refused(Error{file.path + ": " + file.trouble_message})) return *error;
    }
    walk_.files = {};
    walk_.file_system = walk_.saved;
    workspace_.is_partial = options_.is_shallow;
    workspace_.walk = std::move(walk_);
    workspace_.regroup();
    return std::move(workspace_);
  }

  const WorkspaceOptions& options_;
  Walk walk_;
  std::set<std::string> visited_;  // folders that were named
  std::set<std::string> tops_;     // those that were read for them
  std::set<std::string> roots_;    // and the ones that their files lie in
  std::vector<std::string> walked_;
  Workspace workspace_;
};

}  // namespace

std::string absolute_path(const std::string& path) {
  std::error_code error;
  std::string absolute = std::filesystem::absolute(path, error).lexically_normal().string();
  if (error == std::errc::not_enough_memory) lack_memory();
  if (error) return {};
  while (absolute.size() > 1 && absolute.ends_with('/')) absolute.pop_back();
  return absolute;
}

std::shared_ptr<const App> app_of_file(const std::shared_ptr<const File>& file,
                                       const std::shared_ptr<const Settings>& settings) {
  const std::string directory = parent(file->path);
  const bool is_handler = file->kind == FileKind::handler;
  std::vector<Handler> handlers;
  if (is_handler) handlers.push_back({file, file->name_space, true, false});
  std::vector<std::shared_ptr<const File>> environments;
  if (file->kind == FileKind::environment) environments.push_back(file);
  return std::make_shared<App>(directory, file->generation, file->kind == FileKind::root ? file : nullptr,
                               std::move(handlers), std::move(environments), settings);
}

namespace {

// Finishes what was interrupted in a folder, and says so. True if files changed.
bool recover(const std::string& folder, std::vector<std::string>& notices) {
  std::optional<files::Recovery> recovery = files::recover(folder);
  if (!recovery) return false;
  notices.push_back(std::move(recovery->message));
  return recovery->has_changed;
}

void recover_above(const WorkspaceOptions& options, std::vector<std::string>& notices) {
  std::set<std::string> seen;
  for (const std::string& named : options.paths.empty() ? std::vector<std::string>{"."} : options.paths) {
    for (std::string folder = absolute_path(named); !folder.empty() && seen.insert(folder).second;
         folder = parent(folder))
      recover(folder, notices);
  }
}

}  // namespace

Result<Workspace> open_workspace(const WorkspaceOptions& options) {
  std::vector<std::string> notices;
  const bool is_disk = options.files == files::disk();  // nobody writes elsewhere
  if (is_disk) recover_above(options, notices);
  Result<Workspace> workspace = Opener(options).open();
  if (!workspace) return workspace;
  bool has_changed = false;
  for (const std::string& folder : workspace->walk.journals)
    has_changed = (is_disk && recover(folder, notices)) || has_changed;
  if (has_changed) workspace = Opener(options).open();
  if (workspace && !options.is_shallow && !workspace->unread_around.empty()) {
    WorkspaceOptions wider = options;
    wider.around = workspace->unread_around;
    workspace = Opener(wider).open();
  }
  if (workspace) workspace->notices = std::move(notices);
  return workspace;
}

}  // namespace paas
