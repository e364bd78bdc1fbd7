// Builds apps from texts in memory, as the command line builds them from files.
#include "tests/spec_runner/workspace.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

#include "core/app/own_generation.h"
#include "core/app/part.h"

namespace paas::spec {

namespace {

/// Where the files of a test seem to lie: absolute, as the command line's are.
constexpr std::string_view base = "/spec";

std::string absolute(const std::string& path) { return std::string(base) + "/" + path; }
std::string relative(const std::string& path) { return path.substr(std::min(base.size() + 1, path.size())); }
std::string parent(const std::string& path) { return path.substr(0, std::min(path.rfind('/'), path.size())); }
std::string name_of_path(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool is_python_test(const std::string& path) {
  const std::string name = name_of_path(path);
  return (name.starts_with("test") && name.ends_with(".py")) || name.ends_with("_test.py");
}

/// The lines of each file, split once.
class Places {
 public:
  Note note(const File& file, Range range) {
    const Lines& lines = lines_.try_emplace(&file, file.text).first->second;
    Note note;
    note.path = relative(file.path);
    note.begin = lines.code_points(range.begin);
    note.end = lines.code_points(range.end);
    return note;
  }

 private:
  std::unordered_map<const File*, Lines> lines_;
};

}  // namespace

std::string relative_path(const File& file) { return relative(file.path); }

std::string without_base(std::string text) {
  const std::string prefix = std::string(base) + "/";
  for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at))
    text.erase(at, prefix.size());
  return text;
}

namespace {

Outcome judge(std::vector<std::shared_ptr<const App>> apps, std::vector<std::shared_ptr<const App>> settings) {
  Outcome outcome;
  outcome.apps = std::move(apps);
  outcome.settings = std::move(settings);
  const auto check = [&](const App& app, const File& file) {
    std::vector<Diagnostic> found = check_file(app, file);
    outcome.diagnostics.insert(outcome.diagnostics.end(), found.begin(), found.end());
  };
  for (const auto& app : outcome.settings) check(*app, *app->root());
  std::set<const File*> checked_environments;
  for (const auto& app : outcome.apps) {
    if (app->root() != nullptr) check(*app, *app->root());
    for (const Handler& handler : app->handlers()) check(*app, *handler.file);
    // Apps may share one, and say the same about it.
    for (const auto& environment : app->environments()) {
      if (checked_environments.insert(environment.get()).second) check(*app, *environment);
    }
  }
  return outcome;
}

}  // namespace

std::string Workspace::set(const std::string& path, std::string text) {
  const std::string place = absolute(path);
  texts_[path] = text;
  if (is_schema(place)) return reload();
  if (name_of_path(path) == "paas.yaml") {
    Settings settings = parse_settings(place, text);
    if (std::string error = find_generation(settings); !error.empty()) return error;
    settings_[parent(place)] = std::make_shared<const Settings>(std::move(settings));
  } else if (path.ends_with(".sh")) {
    files_[path] = analyze_environment(place, std::move(text));
  } else if (const auto part = part_of(place, settings_in_force(parent(place)).get())) {
    files_[path] = analyze(place, part->kind, std::move(text), part->generation);
  } else if (!path.ends_with(".py") && !path.ends_with(".yaml")) {
    return "no test can hold a file of this kind";
  }
  return {};
}

bool Workspace::is_schema(const std::string& place) const {
  return std::any_of(settings_.begin(), settings_.end(), [&](const auto& entry) {
    const Settings& settings = *entry.second;
    return settings.own_generation != nullptr && parent(place) == settings.directory + "/" + settings.generation;
  });
}

// A schema decides about every file.
std::string Workspace::reload() {
  const std::map<std::string, std::string> texts = texts_;
  settings_.clear();
  files_.clear();
  std::string refused;
  const auto set_if = [&](auto is_wanted) {
    for (const auto& [path, text] : texts) {
      if (is_wanted(path) && refused.empty()) refused = set(path, text);
    }
  };
  const auto is_settings = [](const std::string& path) { return name_of_path(path) == "paas.yaml"; };
  set_if(is_settings);
  set_if([&](const std::string& path) { return !is_settings(path) && !is_schema(absolute(path)); });
  return refused;
}

// The folder of schemas that settings name; its files come before the settings in a test.
std::string Workspace::find_generation(Settings& settings) const {
  if (settings.generation.empty() || Generation::find_built_in(settings.generation) != nullptr) return {};
  const std::string folder = settings.directory + "/" + settings.generation + "/";
  std::vector<SchemaFile> files;
  for (const auto& [path, text] : texts_) {
    if (absolute(path).starts_with(folder) && path.ends_with(".yaml")) files.push_back({absolute(path), text});
  }
  Result<std::shared_ptr<const Generation>> generation = make_generation(files);
  if (!generation) return generation.error();
  settings.own_generation = *generation;
  return {};
}

std::shared_ptr<const Settings> Workspace::settings_in_force(std::string_view directory) const {
  static const auto defaults = std::make_shared<const Settings>();
  for (std::string folder(directory); !folder.empty(); folder = folder.substr(0, folder.rfind('/'))) {
    const auto found = settings_.find(folder);
    if (found != settings_.end()) return found->second;
  }
  return defaults;
}

bool Workspace::has_test(const std::string& handler) const {
  const bool named =
      std::any_of(texts_.begin(), texts_.end(), [](const auto& file) { return is_python_test(file.first); });
  if (!named) return tests_beside_handlers_;
  const std::string folder = parent(handler);
  return std::any_of(texts_.begin(), texts_.end(), [&](const auto& file) {
    return is_python_test(file.first) && (parent(file.first) == folder || parent(file.first) == folder + "/tests");
  });
}

std::shared_ptr<const File> Workspace::file(const std::string& path) const {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : found->second;
}

paas::Workspace Workspace::open() const {
  paas::Workspace workspace;
  for (const auto& [path, file] : files_) workspace.sources.push_back({file, has_test(path)});
  std::sort(workspace.sources.begin(), workspace.sources.end(),
            [](const Source& a, const Source& b) { return a.file->path < b.file->path; });
  for (const auto& [directory, settings] : settings_) workspace.walk.settings[directory] = settings;
  workspace.folders = {std::string(base)};
  workspace.regroup();
  return workspace;
}

Outcome Workspace::check(const paas::Workspace& workspace) { return judge(workspace.apps, workspace.settings); }

Outcome Workspace::check(std::size_t rotation) const {
  Grouping grouping;
  std::vector<std::shared_ptr<const File>> files;
  for (const auto& [path, file] : files_) {
    grouping.sources.push_back({file, has_test(path)});
    files.push_back(file);
  }
  auto& sources = grouping.sources;
  if (!sources.empty()) std::rotate(sources.begin(), sources.begin() + rotation % sources.size(), sources.end());
  grouping.settings_of = [this](std::string_view directory) { return settings_in_force(directory); };
  grouping.folders = {std::string(base)};
  std::vector<std::shared_ptr<const App>> settings;
  for (const auto& [directory, each] : settings_) settings.push_back(app_of_settings(each));
  Outcome outcome = judge(group(std::move(grouping)), std::move(settings));
  outcome.files = std::move(files);
  return outcome;
}

std::vector<Note> notes_of(const Outcome& outcome) {
  std::vector<Note> notes;
  Places places;
  for (const Diagnostic& diagnostic : outcome.diagnostics) {
    Note note = places.note(*diagnostic.file, diagnostic.range);
    note.severity = name_of(diagnostic.severity);
    note.code = diagnostic.rule->code;
    note.message = diagnostic.message;
    notes.push_back(std::move(note));
  }
  return notes;
}

std::vector<Note> related_of(const Outcome& outcome) {
  std::vector<Note> notes;
  Places places;
  for (const Diagnostic& diagnostic : outcome.diagnostics) {
    for (const Related& related : diagnostic.related) {
      Note note = places.note(*related.file, related.range);
      note.severity = "related";
      note.message = related.message;
      notes.push_back(std::move(note));
    }
  }
  return notes;
}

std::string report_of(const Outcome& outcome) {
  report::Summary summary;
  summary.apps = outcome.apps.size();
  std::set<const File*> files;
  for (const auto& app : outcome.apps) {
    summary.handlers += app->handlers().size();
    if (app->root() != nullptr) files.insert(app->root());
    for (const Handler& handler : app->handlers()) files.insert(handler.file.get());
    for (const auto& environment : app->environments()) files.insert(environment.get());
  }
  summary.files = files.size();
  for (const Diagnostic& diagnostic : outcome.diagnostics) {
    if (diagnostic.severity == Severity::error) ++summary.errors;
    if (diagnostic.severity == Severity::warning) ++summary.warnings;
    if (diagnostic.severity == Severity::information) ++summary.information;
    if (diagnostic.severity == Severity::hint) ++summary.hints;
  }
  report::Options options;
  options.base_directory = base;
  std::string text = report::write(outcome.diagnostics, summary, options);
  constexpr std::string_view time = ", 0 ms\n";
  if (text.ends_with(time)) text.replace(text.size() - time.size(), time.size(), ", N ms\n");
  return text;
}

}  // namespace paas::spec
