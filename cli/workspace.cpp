// From the paths that a person names to apps.
#include "cli/workspace.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <set>
#include <system_error>

#include "cli/parallel.h"

extern char** environ;

namespace paas::cli {

namespace {

std::string parent(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

bool exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

bool is_package(const std::string& directory) {
  const std::string path = directory + "/__init__.py";
  const Result<std::string> text = read_file(path, max_file_size);
  return text && is_root(*analyze(path, FileKind::root, *text));
}

bool is_metadata(const std::string& path) {
  const Result<std::string> text = read_file(path, max_file_size);
  return text && is_root(*analyze(path, FileKind::root, *text));
}

// The package that a directory stands in, or the folder of a metadata.yaml above it; or nothing.
std::string enclosing_package(std::string directory) {
  for (; !directory.empty(); directory = parent(directory)) {
    if (exists(directory + "/__init__.py") && is_package(directory)) return directory;
    if (exists(directory + "/metadata.yaml") && is_metadata(directory + "/metadata.yaml")) return directory;
  }
  return {};
}

// Handlers of a generation without roots know each other by the folder of their project.
std::string enclosing_project(const std::string& path) {
  const Result<std::string> text = read_file(path, max_file_size);
  if (!text) return {};
  const auto file = analyze(path, FileKind::handler, *text);
  if (!file->recognised || file->generation->type(FileKind::root) != nullptr) return {};
  for (std::string directory = parent(path); !directory.empty(); directory = parent(directory)) {
    for (const char* sign : {"/setenv.sh", "/paas.yaml", "/.git"}) {
      if (exists(directory + sign)) return directory;
    }
  }
  return {};
}

class Opener {
 public:
  explicit Opener(const CheckOptions& options) : options_(options) {}

  Result<Workspace> open() {
    walk_.stage = options_.stage;
    if (!options_.config.empty()) {
      if (auto error = read_config()) return *error;
    }
    for (const std::string& path : paths()) {
      if (auto error = walk(path)) return *error;
    }
    if (!walk_.settings_errors.empty()) {
      return Error{*std::min_element(walk_.settings_errors.begin(), walk_.settings_errors.end())};
    }
    if (auto error = check_stage()) return *error;
    if (auto error = add_environment_files()) return *error;
    if (auto error = read_standard_input()) return *error;
    return read_files();
  }

 private:
  std::vector<std::string> paths() const {
    std::vector<std::string> paths = options_.paths;
    if (!options_.stdin_filename.empty()) paths = {options_.stdin_filename};
    if (paths.empty()) paths.push_back(".");
    return paths;
  }

  std::optional<Error> read_config() {
    const std::string path = absolute_path(options_.config);
    Result<Settings> settings = load_settings(path, options_.stage);
    if (!settings) return Error{settings.error()};
    walk_.discovers_settings = false;
    walk_.settings[""] = std::make_shared<const Settings>(std::move(*settings));
    return std::nullopt;
  }

  std::optional<Error> walk(const std::string& named) {
    const std::string path = absolute_path(named);
    if (path.empty()) return Error{fmt::format("`{}`: {}", named, std::strerror(ENOENT))};
    struct stat status;
    const bool found = stat(path.c_str(), &status) == 0;
    if (!found && options_.stdin_filename.empty()) return Error{fmt::format("{}: {}", named, std::strerror(errno))};
    const bool is_directory = found && S_ISDIR(status.st_mode);
    if (access(path.c_str(), is_directory ? R_OK | X_OK : R_OK) != 0 && found) {
      return Error{fmt::format("{}: {}", named, std::strerror(errno))};
    }
    // pre-commit names whatever was changed
    const bool is_settings = path.ends_with("/paas.yaml");
    if (!is_directory && !is_settings && !kind_of_path(path) && !belongs_to_own_generation(path)) return std::nullopt;
    const std::string directory = is_directory ? path : parent(path);
    if (!visited_.insert(directory).second) return std::nullopt;
    if (walk_.discovers_settings) read_settings_above(directory);
    const auto settings = settings_in_force(walk_, directory);
    const bool is_own = settings != nullptr && settings->own_generation != nullptr;
    const std::string package = is_own ? settings->directory : enclosing_package(directory);
    const std::string project = package.empty() && !is_directory ? enclosing_project(path) : package;
    const std::string& top = project.empty() ? directory : project;
    if (!roots_.insert(top).second) return std::nullopt;
    if (walk_.discovers_settings) read_settings_above(top);
    walk_directory(top, walk_);
    if (!package.empty()) {
      roots_.insert(parent(package));
      add(parent(package) + "/setenv.sh", FileKind::environment);
    }
    return std::nullopt;
  }

  // A file that only a folder of schemas of the user's own asks for.
  bool belongs_to_own_generation(const std::string& path) {
    if (walk_.discovers_settings) read_settings_above(parent(path));
    return part_of(path, settings_in_force(walk_, parent(path)).get()).has_value();
  }

  void read_settings_above(const std::string& directory) {
    for (std::string at = directory; !at.empty(); at = parent(at)) {
      if (exists(at + "/paas.yaml")) return read_settings(at, walk_);
    }
  }

  void add(std::string path, FileKind kind) {
    if (!exists(path)) return;
    const auto is_same = [&](const FoundFile& file) { return file.path == path; };
    if (std::any_of(walk_.files.begin(), walk_.files.end(), is_same)) return;
    walk_.files.push_back({std::move(path), kind, nullptr, false, false});
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
        std::string path = name.starts_with('/') ? name : settings->directory + "/" + name;
        if (!exists(path)) return Error{fmt::format("{}: environment file {} does not exist", settings->path, name)};
        add(std::move(path), FileKind::environment);
      }
    }
    for (const std::string& name : options_.environment_files) {
      Result<std::string> text = read_file(name, max_file_size);
      if (!text) return Error{fmt::format("{}: {}", name, text.error())};
      environments_.push_back(analyze_environment(absolute_path(name), std::move(*text)));
    }
    if (options_.process_environment) environments_.push_back(process_environment(environ));
    return std::nullopt;
  }

  std::optional<Error> read_standard_input() {
    if (options_.stdin_filename.empty()) return std::nullopt;
    stdin_path_ = absolute_path(options_.stdin_filename);
    const std::optional<Part> part = part_of(stdin_path_, settings_in_force(walk_, parent(stdin_path_)).get());
    if (!part) {
      return Error{fmt::format("--stdin-filename {}: not an index.py, __init__.py, metadata.yaml or setenv.sh",
                               options_.stdin_filename)};
    }
    stdin_text_.resize(max_file_size + 1);
    stdin_text_.resize(std::fread(stdin_text_.data(), 1, stdin_text_.size(), stdin));
    const auto is_same = [&](const FoundFile& file) { return file.path == stdin_path_; };
    if (std::none_of(walk_.files.begin(), walk_.files.end(), is_same))
      walk_.files.push_back({stdin_path_, part->kind, part->generation, false, false});
    return std::nullopt;
  }

  std::shared_ptr<const File> read(const FoundFile& found) const {
    if (found.path == stdin_path_) {
      if (stdin_text_.size() > max_file_size) {
        return troubled_file(found.path, found.kind, Trouble::unreadable,
                             fmt::format("standard input has more than the {} bytes that are read", max_file_size));
      }
      if (found.kind == FileKind::environment) return analyze_environment(found.path, stdin_text_);
      return analyze(found.path, found.kind, stdin_text_, found.generation);
    }
    std::string inside = parent(found.path);
    while (!inside.empty() && !roots_.contains(inside)) inside = parent(inside);
    return load(found, inside.empty() ? "/" : inside);
  }

  Workspace read_files() {
    std::vector<Source> sources(walk_.files.size());
    for_each_index(walk_.files.size(), options_.threads, "reading", [&](std::size_t i) {
      sources[i] = {read(walk_.files[i]), walk_.files[i].has_test};
    });
    Workspace workspace;
    for (const auto& [directory, settings] : walk_.settings) workspace.settings.push_back(app_of_settings(settings));
    const auto defaults = std::make_shared<const Settings>();
    const auto settings_of = [&](std::string_view directory) {
      const auto settings = settings_in_force(walk_, directory);
      return settings == nullptr ? defaults : settings;
    };
    for (const auto& [folder, message] : walk_.unreadable) {
      workspace.troubled.push_back(troubled_file(folder, FileKind::handler, Trouble::unreadable, message));
    }
    for (const Source& source : sources) {
      const File& file = *source.file;
      const bool seems_ours = file.trouble != Trouble::not_utf8 || file.text.find("infra:") != std::string::npos;
      if (file.trouble != Trouble::none && seems_ours) workspace.troubled.push_back(source.file);
    }
    workspace.apps = group({std::move(sources), settings_of, std::move(environments_)});
    return workspace;
  }

  const CheckOptions& options_;
  Walk walk_;
  std::set<std::string> visited_;  // folders that were named
  std::set<std::string> roots_;    // and those that were read for them
  std::vector<std::shared_ptr<const File>> environments_;
  std::string stdin_path_;
  std::string stdin_text_;
};

}  // namespace

std::string absolute_path(const std::string& path) {
  std::error_code error;
  std::string absolute = std::filesystem::absolute(path, error).lexically_normal().string();
  if (error) return {};
  while (absolute.size() > 1 && absolute.ends_with('/')) absolute.pop_back();
  return absolute;
}

Result<Workspace> open_workspace(const CheckOptions& options) { return Opener(options).open(); }

}  // namespace paas::cli
