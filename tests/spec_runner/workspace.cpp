// Opens the files of a test as the command line opens a folder, but in memory.
#include "tests/spec_runner/workspace.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

#include "core/app/walk.h"

namespace paas::spec {

namespace {

/// Where the files of a test seem to lie: absolute, as the command line's are.
constexpr std::string_view base = "/spec";

std::string absolute(const std::string& path) { return std::string(base) + "/" + path; }
std::string relative(const std::string& path) { return path.substr(std::min(base.size() + 1, path.size())); }
std::string parent(const std::string& path) { return path.substr(0, std::min(path.rfind('/'), path.size())); }
std::string name_of_path(const std::string& path) { return path.substr(path.rfind('/') + 1); }

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

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

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

void Workspace::set(const std::string& path, std::string text) {
  texts_[path] = std::move(text);
  opened_ = nullptr;
}

std::string Workspace::refusal() const {
  for (const auto& [path, text] : texts_) {
    if (!path.ends_with(".py") && !path.ends_with(".yaml") && !path.ends_with(".sh"))
      return path + ": no test can hold a file of this kind";
  }
  // An environment that is named may be missing: specs show links to such files.
  for (const std::string& error : open().errors) {
    if (error.find(": environment file ") == std::string::npos) return without_base(error);
  }
  return {};
}

std::map<std::string, std::string> Workspace::files() const {
  std::map<std::string, std::string> files;
  bool has_test = !tests_beside_handlers_;
  for (const auto& [path, text] : texts_) {
    files[absolute(path)] = text;
    has_test = has_test || is_test(name_of_path(path)) || is_test(name_of_path(parent(path)));
  }
  if (has_test) return files;
  for (const auto& [path, text] : texts_) files.try_emplace(parent(absolute(path)) + "/tests/nothing.txt");
  return files;
}

const paas::Workspace& Workspace::open() const {
  if (opened_ != nullptr) return *opened_;
  WorkspaceOptions options;
  options.paths = {std::string(base)};
  options.files = std::make_shared<const files::Memory>(files());
  options.is_lenient = true;
  options.threads = 1;
  Result<paas::Workspace> workspace = open_workspace(options);
  opened_ = std::make_shared<const paas::Workspace>(workspace ? std::move(*workspace) : paas::Workspace());
  return *opened_;
}

std::shared_ptr<const File> Workspace::file(const std::string& path) const {
  const auto found =
      std::ranges::find(open().sources, absolute(path), [](const Source& each) { return each.file->path; });
  return found == open().sources.end() ? nullptr : found->file;
}

Outcome Workspace::check(const paas::Workspace& workspace) {
  Outcome outcome = judge(workspace.apps, workspace.settings);
  for (const Source& source : workspace.sources) outcome.files.push_back(source.file);
  return outcome;
}

Outcome Workspace::check(std::size_t rotation) const {
  if (rotation == 0) return check(open());
  paas::Workspace rotated = open();
  std::rotate(rotated.sources.begin(), rotated.sources.begin() + rotation % rotated.sources.size(),
              rotated.sources.end());
  rotated.regroup();
  return check(rotated);
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
