// Reads what was asked for and judges it.
#include "cli/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_set>
#include <utility>

#include "cli/place.h"
#include "cli/progress.h"
#include "core/text/path.h"

namespace paas::cli {

namespace {

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
  const std::string path = relative_to_here(app.package());
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

// That a root is missing is told at one handler and is about all of them: also where others were asked for.
void add_missing_roots(const std::vector<Job>& jobs, std::vector<Diagnostic>& diagnostics) {
  const Rule* rule = find_rule("missing-root");
  std::unordered_set<const App*> seen;
  std::unordered_set<const File*> checked;
  for (const Job& job : jobs) checked.insert(job.file);
  for (const Job& job : jobs) {
    if (job.app->root() != nullptr || !seen.insert(job.app).second) continue;
    const Handlers handlers = job.app->handlers();
    const auto first = std::find_if(handlers.begin(), handlers.end(),
                                    [](const Handler& handler) { return !handler.file->is_broken(); });
    if (first == handlers.end() || checked.contains(first->file.get())) continue;
    for (Diagnostic& diagnostic : check_file(*job.app, *first->file)) {
      if (diagnostic.rule == rule) diagnostics.push_back(std::move(diagnostic));
    }
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
std::vector<Job> jobs_of_settings(const Workspace& workspace) {
  std::vector<Job> jobs;
  for (const auto& app : workspace.settings) jobs.push_back({app.get(), app->root()});
  return jobs;
}

}  // namespace

Judgement judge(const Workspace& workspace, const CheckOptions& options, const Judgement* before) {
  Judgement judgement;
  judgement.apps = workspace.apps;
  judgement.apps.insert(judgement.apps.end(), workspace.settings.begin(), workspace.settings.end());
  judgement.troubled = workspace.troubled;
  const Selection selection(options);
  const std::vector<Job> jobs = jobs_of(workspace, selection, judgement.summary);
  judgement.jobs = jobs_of_settings(workspace);
  judgement.jobs.insert(judgement.jobs.end(), jobs.begin(), jobs.end());
  judgement.found.resize(judgement.jobs.size());
  std::map<std::pair<const App*, const File*>, const std::vector<Diagnostic>*> known;
  for (std::size_t i = 0; before != nullptr && i < before->jobs.size(); ++i)
    known.emplace(std::pair{before->jobs[i].app, before->jobs[i].file}, &before->found[i]);
  for_each_index(judgement.jobs.size(), options.threads, progress_bar("checking"), [&](std::size_t i) {
    const Job& job = judgement.jobs[i];
    if (const auto found = known.find({job.app, job.file}); found != known.end()) {
      judgement.found[i] = *found->second;
      return;
    }
    judgement.found[i] = check_file(*job.app, *job.file);
    std::erase_if(judgement.found[i],
                  [&](const Diagnostic& diagnostic) { return diagnostic.severity > options.threshold; });
  });
  for (const std::vector<Diagnostic>& some : judgement.found)
    judgement.diagnostics.insert(judgement.diagnostics.end(), some.begin(), some.end());
  add_missing_roots(jobs, judgement.diagnostics);
  add_troubled(workspace, selection, jobs, judgement.diagnostics);
  judgement.is_empty = jobs.empty() && judgement.diagnostics.empty();
  count(judgement.diagnostics, judgement.summary);
  return judgement;
}

Result<Judgement> judge(const CheckOptions& options) {
  const Result<Workspace> workspace = open_workspace(options);
  if (!workspace) return Error{workspace.error()};
  return judge(*workspace, options);
}

}  // namespace paas::cli
