// Walks folders and reads files.
#include "core/app/walk.h"

#include <algorithm>
#include <map>
#include <memory>

#include "core/app/own_generation.h"
#include "core/files/boundary.h"
#include "core/files/journal.h"
#include "core/text/path.h"

namespace paas {

namespace {

using files::FileSystem;

// A folder may hold a million files that are none of ours; a generation of a user's own may ask for any of these.
bool may_take_part(std::string_view name) {
  return name.ends_with(".py") || name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".sh");
}

bool is_test(std::string_view name, bool is_folder) {
  if (is_folder) return name == "tests" || name == "test";
  return name == "test.py" || (name.starts_with("test_") && name.ends_with(".py")) || name.ends_with("_test.py");
}

std::string join(const std::string& directory, std::string_view name) {
  std::string path = directory;
  if (!path.ends_with('/')) path += '/';  // only `/` itself does
  return path += name;
}

// The YAML files of a folder, by name.
Result<std::vector<SchemaFile>> read_schemas(const FileSystem& file_system, const std::string& folder,
                                             const std::string& repository) {
  constexpr std::size_t most = 200;
  const Result<std::vector<files::Entry>> entries = file_system.list(folder);
  if (!entries) return Error{entries.error()};
  std::vector<SchemaFile> schemas;
  for (const auto& [name, kind] : *entries) {
    if (!name.ends_with(".yaml") || name.starts_with('.')) continue;
    if (schemas.size() == most) return Error{"more than 200 files"};
    std::string path = join(folder, name);
    if (kind == files::Kind::link) {
      const bool is_outside = !files::lies_in(file_system, folder, repository);  // of trusted settings
      const std::string inside = is_outside ? files::repository_of(file_system, folder, folder) : repository;
      if (const auto refusal = files::refuse_link(file_system, path, inside)) return Error{path + ": " + *refusal};
    }
    Result<std::string> text = file_system.read(path, max_file_size, true);
    if (!text) return Error{path + ": " + text.error()};
    schemas.push_back({std::move(path), std::move(*text)});
  }
  std::ranges::sort(schemas, {}, &SchemaFile::path);
  return schemas;
}

class Walker {
 public:
  explicit Walker(Walk& walk) : walk_(walk) {}

  void run(const std::string& directory) {
    const std::shared_ptr<const Settings> in_force = settings_in_force(walk_, directory);
    if (in_force != nullptr && is_excluded(*in_force, directory)) return;
    pending_.push_back({directory, in_force});
    while (!pending_.empty()) {
      const auto [next, settings] = std::move(pending_.back());
      pending_.pop_back();
      visit(next, settings);
    }
  }

 private:
  using SettingsPointer = std::shared_ptr<const Settings>;

  void visit(const std::string& directory, SettingsPointer settings) {
    const Result<std::vector<files::Entry>> entries = walk_.file_system->list(directory);
    if (!entries) {
      if (files::is_lack_of_descriptors(entries.error()))
        walk_.errors.push_back(directory + ": " + entries.error());
      else
        walk_.unreadable.emplace_back(directory, entries.error());
      return;
    }
    std::vector<std::string> folders;
    std::vector<std::pair<std::string, bool>> names;  // of files, and whether they are known to be regular
    bool has_test = false;
    bool has_settings = false;
    for (const auto& [name, kind] : *entries) {
      if (name == "pyvenv.cfg") return;  // a virtual environment, whatever it is called
      const bool folder = kind == files::Kind::folder;
      // One that is not saved counts nowhere: `look_for_tests` asks for those that are.
      const bool is_saved_test =
          is_test(name, folder) && (walk_.file_system == walk_.saved || walk_.saved->exists(join(directory, name)));
      has_test = has_test || is_saved_test;
      has_settings = has_settings || name == "paas.yaml";
      if (name == files::journal_name) walk_.journals.push_back(directory);
      if (name == ".git") walk_.repositories.insert(directory);
      if (!folder) {
        if (may_take_part(name)) names.emplace_back(name, kind == files::Kind::file);
      } else if (!is_left_out(name)) {
        folders.emplace_back(name);
      }
    }
    if (has_settings && walk_.discovers_settings) {
      read_settings(directory, walk_);
      settings = settings_in_force(walk_, directory);
    }
    const auto excluded = [&](const std::string& path) { return settings != nullptr && is_excluded(*settings, path); };
    for (const auto& [name, is_regular] : names) {
      std::string path = join(directory, name);
      const std::optional<Part> part = part_of(path, settings.get());
      if (!part || excluded(path)) continue;
      if (!is_regular) note_link(path, walk_);
      walk_.files.push_back({std::move(path), part->kind, part->generation, is_regular, has_test});
    }
    for (const std::string& folder : folders) {
      std::string path = join(directory, folder);
      if (!excluded(path)) pending_.push_back({std::move(path), settings});
    }
  }

  Walk& walk_;
  std::vector<std::pair<std::string, SettingsPointer>> pending_;
};

}  // namespace

bool is_left_out(std::string_view folder) {
  return folder.starts_with('.') || folder == "node_modules" || folder == "__pycache__" || folder == "venv" ||
         folder == "site-packages";
}

bool is_test(std::string_view name) { return is_test(name, true) || is_test(name, false); }

bool lies_in_left_out(std::string_view path, std::string_view folder) {
  if (!is_at_or_below(path, folder)) return false;
  path.remove_prefix(std::min(folder.size() + (folder.ends_with('/') ? 0 : 1), path.size()));
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
    if (is_left_out(path.substr(0, slash))) return true;
    path.remove_prefix(slash + 1);
  }
  return false;
}

bool has_test_in(const FileSystem& file_system, const std::string& directory) {
  const Result<std::vector<files::Entry>> entries = file_system.list(directory);
  // Nothing is said about what cannot be seen.
  if (!entries) return files::is_lack_of_descriptors(entries.error());
  return std::ranges::any_of(*entries,
                             [](const auto& entry) { return is_test(entry.name, entry.kind == files::Kind::folder); });
}

void note_link(const std::string& path, Walk& walk) {
  if (walk.saved->kind(path) != files::Kind::link) return;
  const std::string real = walk.saved->real_path(path);
  // Where it leads nowhere, what it names may come to be.
  walk.links[path] = real.empty() ? files::named_by_link(path) : real;
}

void walk_directory(const std::string& directory, Walk& walk) {
  Walker(walk).run(directory);
  std::sort(walk.files.begin(), walk.files.end(),
            [](const FoundFile& a, const FoundFile& b) { return a.path < b.path; });
  const auto same = [](const FoundFile& a, const FoundFile& b) { return a.path == b.path; };
  walk.files.erase(std::unique(walk.files.begin(), walk.files.end(), same), walk.files.end());
}

void read_settings(const std::string& directory, Walk& walk) {
  if (walk.settings.contains(directory)) return;
  const std::string path = join(directory, "paas.yaml");
  note_link(path, walk);
  Result<Settings> settings = load_settings(walk, path, walk.named);
  if (!settings) return walk.errors.push_back(settings.error());
  walk.settings[directory] = std::make_shared<const Settings>(std::move(*settings));
}

Result<Settings> load_settings(const Walk& walk, const std::string& path, const std::string& named) {
  const FileSystem& file_system = *walk.file_system;
  const std::string repository = files::repository_of(file_system, files::folder_of(path), named);
  const bool is_file = file_system.kind(path) == files::Kind::file;
  if (const auto refusal = is_file ? std::nullopt : files::refuse_link(file_system, path, repository))
    return Error{path + ": " + *refusal};
  Result<std::string> text = file_system.read(path, max_file_size, true);
  if (!text) return Error{path + ": " + text.error()};
  return load_settings(walk, path, std::move(*text), named);
}

Result<Settings> load_settings(const Walk& walk, const std::string& path, std::string text, const std::string& named) {
  const FileSystem& file_system = *walk.saved;
  Result<Settings> settings = parse_settings(path, std::move(text), walk.stage);
  if (!settings) return settings;
  settings->repository = files::repository_of(file_system, files::folder_of(path), named);
  settings->are_trusted = walk.trusts_settings;
  const bool names_folder = !settings->generation.empty() && Generation::find_built_in(settings->generation) == nullptr;
  if (!names_folder) return settings;
  const std::string& name = settings->generation;
  const std::string folder = settings->schemas_folder();
  // `link/..` leads elsewhere.
  for (const std::string& place : {name.starts_with('/') ? name : join(settings->directory, name), folder}) {
    if (const auto refusal = files::refuse_named(file_system, place, settings->repository, walk.trusts_settings))
      return Error{path + ": `generation: " + name + "`: " + *refusal};
  }
  Result<std::vector<SchemaFile>> schemas = read_schemas(file_system, folder, settings->repository);
  if (!schemas)
    return Error{path + ": `generation: " + name +
                 "` is none that comes with paas-lsp, and as a folder of schemas: " + schemas.error()};
  Result<std::shared_ptr<const Generation>> generation = make_generation(*schemas);
  if (!generation) {
    // What is wrong quotes what stands there, and nothing from outside is shown.
    const bool is_shown = files::lies_in(file_system, folder, settings->repository);
    return Error{path + ": `generation: " + name + "`: " +
                 (is_shown ? generation.error() : "the schemas there have mistakes; they are shown where they lie")};
  }
  settings->own_generation = *generation;
  return settings;
}

std::shared_ptr<const Settings> settings_in_force(const Walk& walk, std::string_view directory) {
  if (walk.settings.empty()) return nullptr;
  while (true) {
    const auto found = walk.settings.find(std::string(directory));
    if (found != walk.settings.end()) return found->second;
    const std::size_t slash = directory.rfind('/');
    if (slash == std::string_view::npos) return nullptr;
    directory = directory.substr(0, slash);
  }
}

std::shared_ptr<const File> load(const FileSystem& file_system, const FoundFile& found, const std::string& named) {
  const auto refuse = [&](std::string message) {
    return troubled_file(found.path, found.kind, Trouble::unreadable, std::move(message));
  };
  const bool is_link = !found.is_regular && file_system.kind(found.path) == files::Kind::link;
  if (!found.is_regular) {
    const std::string repository = files::repository_of(file_system, files::folder_of(found.path), named);
    if (auto refusal = files::refuse_link(file_system, found.path, repository)) return refuse(std::move(*refusal));
  }
  Result<std::string> text = file_system.read(found.path, max_file_size, is_link);
  if (!text) return refuse(text.error());
  return analyze(found.path, found.kind, std::move(*text), found.generation);
}

}  // namespace paas
