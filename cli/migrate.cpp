// `--migrate`: carries apps of older generations to the newest, as a report, as a diff, or on the disk.
#include "core/migrate/migrate.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "cli/cli.h"
#include "cli/diff.h"
#include "cli/place.h"
#include "cli/report/display.h"
#include "core/files/write.h"

namespace paas::cli {

namespace {

std::string_view word_for(migrate::Weight weight) {
  switch (weight) {
    case migrate::Weight::decided:
      return "decided";
    case migrate::Weight::review:
      return "look at this";
    case migrate::Weight::blocked:
      return "needs a person";
  }
  return {};
}

std::string line_of(const migrate::Note& note) {
  return fmt::format("{}: {}: {}", place_of(*note.file, note.range), word_for(note.weight), note.message);
}

// The app as it will be, judged: a migration must not make errors. That an environment has to set more is no error of
// it.
struct Judgement {
  std::vector<std::string> errors;
  std::vector<std::string> unset;
};

Judgement judge(const Workspace& workspace, const migrate::Plan& plan) {
  std::map<std::string, std::optional<std::string>> texts;
  for (const migrate::Change& change : plan.changes)
    texts[change.path] = change.is_removed ? std::nullopt : std::optional(change.after);
  const Workspace after = workspace.with_texts(texts);
  std::set<std::shared_ptr<const App>> apps;
  for (const auto& [path, text] : texts) {
    const std::optional<AppFile> found = path.ends_with("/paas.yaml") ? std::nullopt : after.find(path);
    if (found) apps.insert(found->app);
  }
  Judgement judgement;
  for (const auto& migrated : apps) {
    const auto judge_file = [&](const File& file) {
      for (const Diagnostic& diagnostic : check_file(*migrated, file)) {
        if (diagnostic.severity != Severity::error) continue;
        auto& lines = diagnostic.rule->code == "unset-parameter" ? judgement.unset : judgement.errors;
        lines.push_back(fmt::format("  {}: error[{}]: {}", place_of(file, diagnostic.range), diagnostic.rule->code,
                                    diagnostic.message));
      }
    };
    if (migrated->root() != nullptr) judge_file(*migrated->root());
    for (const Handler& handler : migrated->handlers()) judge_file(*handler.file);
    for (const auto& environment : migrated->environments()) judge_file(*environment);
  }
  return judgement;
}

std::string diff_of(const migrate::Change& change) {
  const std::string path = relative_to_here(change.path);
  return unified_diff(path.starts_with('/') ? path.substr(1) : path, change.is_new, change.is_removed, change.before,
                      change.after);
}

struct Migration {
  std::vector<migrate::Change> changes;
  std::vector<std::string> report;  // lines
  bool is_blocked = false;
};

void append(std::vector<std::string>& lines, const std::vector<std::string>& more) {
  lines.insert(lines.end(), more.begin(), more.end());
}

void add_app(const Workspace& workspace, const App& app, Migration& migration) {
  migrate::Plan plan = migrate::plan(app);
  for (const migrate::Note& note : plan.notes) migration.report.push_back(line_of(note));
  if (plan.is_blocked()) migration.is_blocked = true;
  if (plan.changes.empty() || plan.is_blocked()) return;
  const Judgement judgement = judge(workspace, plan);
  if (!judgement.unset.empty()) {
    migration.report.push_back(
        fmt::format("{}: look at this: generation 0.8 asks more of the environment, at these places of the new files:",
                    relative_to_here(app.package())));
    append(migration.report, judgement.unset);
  }
  if (!judgement.errors.empty()) {
    migration.is_blocked = true;
    migration.report.push_back(
        fmt::format("{}: needs a person: the migrated app would have errors, at these places of the new files:",
                    relative_to_here(app.package())));
    append(migration.report, judgement.errors);
    return;
  }
  std::move(plan.changes.begin(), plan.changes.end(), std::back_inserter(migration.changes));
}

std::string summary_of(const Migration& migration, const MigrateOptions& options) {
  std::size_t written = 0;
  std::size_t created = 0;
  std::size_t removed = 0;
  for (const migrate::Change& change : migration.changes) {
    created += change.is_new ? 1 : 0;
    removed += change.is_removed ? 1 : 0;
    written += !change.is_new && !change.is_removed ? 1 : 0;
  }
  if (migration.is_blocked) return "nothing is written: some places need a person first";
  if (migration.changes.empty()) return "nothing to migrate";
  const std::string counts = fmt::format("{} changed, {} new, {} removed", written, created, removed);
  return options.write ? "files: " + counts : "files with --write: " + counts + "; --diff shows how";
}

}  // namespace

int migrate(const MigrateOptions& options) {
  if (options.to != Generation::newest()->name()) {
    return fail(fmt::format("--to {}: only {} can be migrated to", options.to, Generation::newest()->name()));
  }
  CheckOptions where;
  where.paths = options.paths;
  where.config = options.config;
  where.trusts_settings = options.trusts_settings;
  const Result<Workspace> workspace = open_workspace(where);
  if (!workspace) return fail(workspace.error());
  Migration migration;
  for (const auto& app : workspace->apps) add_app(*workspace, *app, migration);
  if (options.diff) {
    std::string diff;
    if (!migration.is_blocked) {
      for (const migrate::Change& change : migration.changes) diff += diff_of(change);
    }
    print(diff);
    migration.report.push_back(summary_of(migration, options));
    for (const std::string& line : migration.report) say(line);
    return migration.is_blocked ? exit_errors : exit_clean;
  }
  bool has_left = false;
  if (options.write && !migration.is_blocked) {
    std::vector<files::Write> writes;
    for (const migrate::Change& change : migration.changes)
      writes.push_back({change.path, change.before, change.after, change.is_new, change.is_removed});
    const files::Outcome outcome = files::write(writes, files::Scope::all, "--migrate --write");
    for (const Error& error : outcome.left) fail(error.message);
    has_left = !outcome.left.empty();
    if (outcome.failed) return fail(outcome.failed->message);
  }
  migration.report.push_back(summary_of(migration, options));
  for (const std::string& line : migration.report) print(report::safe_line(line) + "\n");
  if (has_left) return exit_unusable;
  return migration.is_blocked ? exit_errors : exit_clean;
}

}  // namespace paas::cli
