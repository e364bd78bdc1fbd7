// `--check`: judges apps and reports.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <unordered_set>

#include "cli/cli.h"
#include "cli/progress.h"

namespace paas::cli {

namespace {

struct Job {
  const App* app;
  const File* file;
};

bool is_at_or_below(std::string_view path, std::string_view above) {
  if (!path.starts_with(above)) return false;
  return path.size() == above.size() || above.ends_with('/') || path[above.size()] == '/';
}

// Decides which files were asked for. The rest of their apps is read, and not reported.
class Selection {
 public:
  explicit Selection(const CheckOptions& options) {
    if (!options.stdin_filename.empty()) {
      paths_.push_back(absolute_path(options.stdin_filename));
    } else if (options.paths.empty()) {
      paths_.push_back(absolute_path("."));
    }
    for (const std::string& path : options.paths) paths_.push_back(absolute_path(path));
  }

  // Root, settings and environment decide about every handler, so naming one of them asks for the whole app.
  bool holds(const App& app, const File& file) const {
    if (names(app.settings().path)) return true;
    if (app.root() != nullptr && names(app.root()->path)) return true;
    for (const auto& environment : app.environments()) {
      if (names(environment->path)) return true;
    }
    const std::string& path = file.kind == FileKind::environment ? app.package() : file.path;
    return holds(path) || holds(file.path);
  }

  bool holds(std::string_view path) const {
    return std::any_of(paths_.begin(), paths_.end(),
                       [&](const std::string& above) { return is_at_or_below(path, above); });
  }

 private:
  bool names(const std::string& path) const { return std::find(paths_.begin(), paths_.end(), path) != paths_.end(); }

  std::vector<std::string> paths_;
};

bool is_older(const App& app) {
  return app.generation().is_built_in() && &app.generation() != Generation::newest().get();
}

// What its owner may not know, and the way forward.
std::string remark_on(const App& app) {
  const std::string base = absolute_path(".");
  std::string path = app.package();
  if (path == base) path = ".";
  if (path.starts_with(base + "/")) path.erase(0, base.size() + 1);
  return fmt::format("{} is of generation {}; `paas-lsp --migrate {}` says what it becomes in {}", path,
                     app.generation().name(), path, Generation::newest()->name());
}

std::vector<Job> jobs_of(const Workspace& workspace, const Selection& selection, report::Summary& summary) {
  std::vector<Job> jobs;
  std::unordered_set<const File*> environments;  // one may serve several apps
  constexpr std::size_t most_remarks = 3;
  std::size_t older = 0;
  for (const auto& app : workspace.apps) {
    const std::size_t before = jobs.size();
    const auto add = [&](const File& file) {
      if (selection.holds(*app, file)) jobs.push_back({app.get(), &file});
    };
    if (app->root() != nullptr) add(*app->root());
    for (const Handler& handler : app->handlers()) {
      const std::size_t count = jobs.size();
      add(*handler.file);
      summary.handlers += jobs.size() - count;
    }
    for (const auto& environment : app->environments()) {
      if (environments.insert(environment.get()).second) add(*environment);
    }
    if (jobs.size() == before) continue;
    ++summary.apps;
    older += is_older(*app) ? 1 : 0;
    if (is_older(*app) && older <= most_remarks) summary.remarks.push_back(remark_on(*app));
  }
  if (older > most_remarks)
    summary.remarks.push_back(fmt::format("and {} more apps of older generations", older - most_remarks));
  summary.files = jobs.size();
  return jobs;
}

void add_troubled(const Workspace& workspace, const Selection& selection, const std::vector<Job>& jobs,
                  std::vector<Diagnostic>& diagnostics) {
  std::unordered_set<const File*> judged;
  for (const Job& job : jobs) judged.insert(job.file);
  const Rule* rule = find_rule("unreadable-file");
  for (const auto& file : workspace.troubled) {
    if (judged.contains(file.get()) || !selection.holds(file->path)) continue;
    const App alone("", Generation::newest(), nullptr, {}, {}, std::make_shared<const Settings>());
    rule->check(Check(alone, *file, diagnostics));
  }
}

void count(const std::vector<Diagnostic>& diagnostics, report::Summary& summary) {
  for (const Diagnostic& diagnostic : diagnostics) {
    switch (diagnostic.severity) {
      case Severity::error:
        ++summary.errors;
        break;
      case Severity::warning:
        ++summary.warnings;
        break;
      case Severity::information:
        ++summary.information;
        break;
      case Severity::hint:
        ++summary.hints;
        break;
    }
  }
}

// Settings decide about everything below them, so what is wrong with them is always said.
void add_settings(const Workspace& workspace, Severity threshold, std::vector<Diagnostic>& diagnostics) {
  for (const auto& app : workspace.settings) {
    for (Diagnostic& diagnostic : check_file(*app, *app->root())) {
      if (diagnostic.severity <= threshold) diagnostics.push_back(std::move(diagnostic));
    }
  }
}

}  // namespace

int check(const CheckOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const Result<Workspace> workspace = open_workspace(options);
  if (!workspace) return fail(workspace.error());

  report::Summary summary;
  const Selection selection(options);
  const std::vector<Job> jobs = jobs_of(*workspace, selection, summary);
  std::vector<std::vector<Diagnostic>> found(jobs.size());
  for_each_index(jobs.size(), options.threads, progress_bar("checking"),
                 [&](std::size_t i) { found[i] = check_file(*jobs[i].app, *jobs[i].file); });
  std::vector<Diagnostic> diagnostics;
  add_settings(*workspace, options.threshold, diagnostics);
  for (std::vector<Diagnostic>& some : found) {
    for (Diagnostic& diagnostic : some) {
      if (diagnostic.severity <= options.threshold) diagnostics.push_back(std::move(diagnostic));
    }
  }
  add_troubled(*workspace, selection, jobs, diagnostics);
  if (jobs.empty() && diagnostics.empty() && !options.quiet) {
    // A wrong path in a workflow must not look like a clean app.
    std::fputs("paas-lsp: no app is here: no file with a fragment was found\n", stderr);
  }
  count(diagnostics, summary);
  const auto elapsed = std::chrono::steady_clock::now() - start;
  summary.milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count();
  const report::Options how{options.format, options.color, options.quiet, absolute_path(".")};
  print(report::write(diagnostics, summary, how));
  return summary.errors > 0 ? exit_errors : exit_clean;
}

}  // namespace paas::cli
