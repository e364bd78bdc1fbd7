// Walks folders and reads files; every call to the file system stands here.
#include "core/app/disk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <memory>

#include "core/app/own_generation.h"
#include "core/files/boundary.h"
#include "core/files/descriptor.h"
#include "core/files/journal.h"
#include "core/os/memory.h"
#include "core/text/path.h"

namespace paas {

namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

// Why the system refused something. That there is no memory says nothing about a file.
const char* last_error() {
  if (errno == ENOMEM) lack_memory();
  return std::strerror(errno);
}

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

bool is_folder(const std::string& directory, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) return entry.d_type == DT_DIR;
  struct stat status;
  return lstat(join(directory, entry.d_name).c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

bool is_symbolic_link(const std::string& path) {
  struct stat status;
  return lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
}

// The YAML files of a folder, by name.
Result<std::vector<SchemaFile>> read_schemas(const std::string& folder, const std::string& repository) {
  constexpr std::size_t most = 200;
  const std::unique_ptr<DIR, CloseDirectory> stream(opendir(folder.c_str()));
  if (stream == nullptr) return Error{last_error()};
  std::vector<SchemaFile> files;
  while (const dirent* entry = readdir(stream.get())) {
    const std::string_view name = entry->d_name;
    if (!name.ends_with(".yaml") || name.starts_with('.')) continue;
    if (files.size() == most) return Error{"more than 200 files"};
    std::string path = join(folder, name);
    if (is_symbolic_link(path)) {
      const bool is_outside = !files::lies_in(folder, repository);  // of trusted settings
      if (const auto refusal = files::refuse_link(path, is_outside ? files::repository_of(folder, folder) : repository))
        return Error{path + ": " + *refusal};
    }
    Result<std::string> text = read_file(path, max_file_size);
    if (!text) return Error{path + ": " + text.error()};
    files.push_back({std::move(path), std::move(*text)});
  }
  std::sort(files.begin(), files.end(), [](const SchemaFile& a, const SchemaFile& b) { return a.path < b.path; });
  return files;
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
    const std::unique_ptr<DIR, CloseDirectory> stream(opendir(directory.c_str()));
    if (stream == nullptr) {
      const std::string why = last_error();
      if (is_lack_of_descriptors(why))
        walk_.errors.push_back(directory + ": " + why);
      else
        walk_.unreadable.emplace_back(directory, why);
      return;
    }
    std::vector<std::string> folders;
    std::vector<std::pair<std::string, bool>> names;  // of files, and whether they are known to be regular
    bool has_test = false;
    bool has_settings = false;
    while (const dirent* entry = readdir(stream.get())) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (name == "pyvenv.cfg") return;  // a virtual environment, whatever it is called
      const bool folder = is_folder(directory, *entry);
      has_test = has_test || is_test(name, folder);
      has_settings = has_settings || name == "paas.yaml";
      if (name == files::journal_name) walk_.journals.push_back(directory);
      if (name == ".git") walk_.repositories.insert(directory);
      if (!folder) {
        if (may_take_part(name)) names.emplace_back(name, entry->d_type == DT_REG);
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

bool is_lack_of_descriptors(std::string_view error) {
  return error == std::strerror(EMFILE) || error == std::strerror(ENFILE);
}

bool is_left_out(std::string_view folder) {
  return folder.starts_with('.') || folder == "node_modules" || folder == "__pycache__" || folder == "venv" ||
         folder == "site-packages";
}

bool is_test(std::string_view name) { return is_test(name, true) || is_test(name, false); }

bool exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

bool lies_in_left_out(std::string_view path, std::string_view folder) {
  if (!is_at_or_below(path, folder)) return false;
  path.remove_prefix(std::min(folder.size() + (folder.ends_with('/') ? 0 : 1), path.size()));
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
    if (is_left_out(path.substr(0, slash))) return true;
    path.remove_prefix(slash + 1);
  }
  return false;
}

bool is_folder(const std::string& path) {
  struct stat status {};
  return lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

bool has_test_in(const std::string& directory) {
  const std::unique_ptr<DIR, CloseDirectory> stream(opendir(directory.c_str()));
  // Nothing is said about what cannot be seen.
  if (stream == nullptr) return is_lack_of_descriptors(last_error());
  while (const dirent* entry = readdir(stream.get())) {
    if (is_test(entry->d_name, is_folder(directory, *entry))) return true;
  }
  return false;
}

void walk_directory(const std::string& directory, Walk& walk) {
  Walker(walk).run(directory);
  std::sort(walk.files.begin(), walk.files.end(),
            [](const FoundFile& a, const FoundFile& b) { return a.path < b.path; });
  const auto same = [](const FoundFile& a, const FoundFile& b) { return a.path == b.path; };
  walk.files.erase(std::unique(walk.files.begin(), walk.files.end(), same), walk.files.end());
}

void walk_texts(const std::string& directory, Walk& walk) {
  const std::string inside = join(directory, "");
  std::map<std::string, bool> left_out;  // folders
  // Settings of a folder count for the folders in it, which come behind it.
  const std::function<bool(const std::string&)> is_out = [&](const std::string& folder) {
    if (folder.size() < inside.size()) return false;
    const auto known = left_out.find(folder);
    if (known != left_out.end()) return known->second;
    const std::size_t slash = folder.rfind('/');
    bool is = is_out(folder.substr(0, slash)) || is_left_out(std::string_view(folder).substr(slash + 1));
    const auto settings = settings_in_force(walk, folder.substr(0, slash));
    is = is || (settings != nullptr && is_excluded(*settings, folder));
    if (!is && walk.discovers_settings && walk.texts->contains(folder + "/paas.yaml")) read_settings(folder, walk);
    return left_out[folder] = is;
  };
  if (walk.discovers_settings && walk.texts->contains(inside + "paas.yaml")) read_settings(directory, walk);
  for (auto text = walk.texts->lower_bound(inside); text != walk.texts->end() && text->first.starts_with(inside);
       ++text) {
    const std::string& path = text->first;
    const std::string folder = path.substr(0, path.rfind('/'));
    if (is_out(folder)) continue;
    const auto settings = settings_in_force(walk, folder);
    const std::optional<Part> part = part_of(path, settings.get());
    if (!part || (settings != nullptr && is_excluded(*settings, path))) continue;
    walk.files.push_back({path, part->kind, part->generation, false, false});
  }
}

void read_settings(const std::string& directory, Walk& walk) {
  if (walk.settings.contains(directory)) return;
  const std::string path = join(directory, "paas.yaml");
  const bool is_unsaved = walk.texts != nullptr && walk.texts->contains(path);
  Result<Settings> settings =
      is_unsaved ? load_settings(path, walk.texts->at(path), walk.stage, walk.named, walk.trusts_settings)
                 : load_settings(path, walk.stage, walk.named, walk.trusts_settings);
  if (!settings) return walk.errors.push_back(settings.error());
  walk.settings[directory] = std::make_shared<const Settings>(std::move(*settings));
}

Result<Settings> load_settings(const std::string& path, const std::string& stage, const std::string& named,
                               bool are_trusted) {
  if (const auto refusal = files::refuse_link(path, files::repository_of(files::folder_of(path), named)))
    return Error{path + ": " + *refusal};
  Result<std::string> text = read_file(path, max_file_size);
  if (!text) return Error{path + ": " + text.error()};
  return load_settings(path, std::move(*text), stage, named, are_trusted);
}

Result<Settings> load_settings(const std::string& path, std::string text, const std::string& stage,
                               const std::string& named, bool are_trusted) {
  Result<Settings> settings = parse_settings(path, std::move(text), stage);
  if (!settings) return settings;
  settings->repository = files::repository_of(files::folder_of(path), named);
  settings->are_trusted = are_trusted;
  const bool names_folder = !settings->generation.empty() && Generation::find_built_in(settings->generation) == nullptr;
  if (!names_folder) return settings;
  const std::string& name = settings->generation;
  const std::string folder = name.starts_with('/') ? name : join(settings->directory, name);
  if (const auto refusal = files::refuse_named(folder, settings->repository, are_trusted))
    return Error{path + ": `generation: " + name + "`: " + *refusal};
  Result<std::vector<SchemaFile>> files = read_schemas(folder, settings->repository);
  if (!files)
    return Error{path + ": `generation: " + name +
                 "` is none that comes with paas-lsp, and as a folder of schemas: " + files.error()};
  Result<std::shared_ptr<const Generation>> generation = make_generation(*files);
  if (!generation) {
    // What is wrong quotes what stands there, and nothing from outside is shown.
    const bool is_shown = files::lies_in(folder, settings->repository);
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

Result<std::string> read_file(const std::string& path, std::size_t limit, bool follows_link) {
  const int flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | (follows_link ? 0 : O_NOFOLLOW);
  const files::Descriptor file(open(path.c_str(), flags));
  if (!file) return Error{last_error()};
  struct stat status;
  if (fstat(file.get(), &status) != 0) return Error{last_error()};
  if (!S_ISREG(status.st_mode)) return Error{"not a regular file"};
  if (static_cast<std::size_t>(status.st_size) > limit) {
    return Error{std::to_string(status.st_size) + " bytes, more than the " + std::to_string(limit) + " that are read"};
  }
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t filled = 0;
  while (filled < text.size()) {
    const ssize_t count = read(file.get(), text.data() + filled, text.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error{last_error()};
    if (count == 0) break;  // it shrank while it was read
    filled += static_cast<std::size_t>(count);
  }
  text.resize(filled);
  return text;
}

std::shared_ptr<const File> load(const FoundFile& found, const std::string& named) {
  const auto refuse = [&](std::string message) {
    return troubled_file(found.path, found.kind, Trouble::unreadable, std::move(message));
  };
  const bool is_link = !found.is_regular && is_symbolic_link(found.path);
  if (!found.is_regular) {
    if (auto refusal = files::refuse_link(found.path, files::repository_of(files::folder_of(found.path), named)))
      return refuse(std::move(*refusal));
  }
  Result<std::string> text = read_file(found.path, max_file_size, is_link);
  if (!text) return refuse(text.error());
  return analyze(found.path, found.kind, std::move(*text), found.generation);
}

}  // namespace paas
