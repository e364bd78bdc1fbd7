// `--check`: judges apps and reports.
#include <chrono>
#include <optional>
#include <unordered_map>

#include "cli/judge.h"
#include "cli/session.h"
#include "cli/watch.h"
#include "core/rules/fix.h"

namespace paas::cli {

namespace {

using Clock = std::chrono::steady_clock;

// To try fixes takes longer than to find what is wrong; nobody looks through more of one file.
constexpr std::size_t most_fixes_of_a_file = 50;

std::function<std::vector<Fix>(const Diagnostic&)> fixes_in(const Judgement& judgement) {
  std::unordered_map<const File*, const App*> apps;
  for (const Job& job : judgement.jobs) apps.emplace(job.file, job.app);
  return [apps = std::move(apps), asked = std::unordered_map<const File*, std::size_t>()](
             const Diagnostic& diagnostic) mutable -> std::vector<Fix> {
    const auto app = apps.find(diagnostic.file);
    if (app == apps.end() || diagnostic.rule->fix == nullptr) return {};
    if (asked[diagnostic.file]++ >= most_fixes_of_a_file) return {};
    return fixes_of(*app->second, diagnostic);
  };
}

std::string report_on(Judgement& judgement, const CheckOptions& options, Clock::time_point start) {
  report::Summary& summary = judgement.summary;
  summary.milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
  const report::Options how{options.format, options.color, options.quiet, absolute_path("."), fixes_in(judgement)};
  return report::write(judgement.diagnostics, summary, how);
}

int status_of(const Judgement& judgement) { return judgement.summary.errors > 0 ? exit_errors : exit_clean; }

// A wrong path in a workflow must not look like a clean app.
void tell_if_empty(const Judgement& judgement, const CheckOptions& options) {
  if (judgement.is_empty && !options.quiet) (void)fail("no app is here: no file with a fragment was found");
}

}  // namespace

int check(const CheckOptions& options) {
  const auto start = Clock::now();
  Result<Judgement> judgement = judge(options);
  if (!judgement) return fail(judgement.error());
  tell_if_empty(*judgement, options);
  print(report_on(*judgement, options, start));
  return status_of(*judgement);
}

int check_and_watch(const CheckOptions& options, const WatchOptions& how) {
  Session session(options);
  std::optional<Judgement> judgement;
  return watch(how, session.places(), [&](const Changes& changes) {
    const auto start = Clock::now();
    const Result<bool> is_new = session.update(changes);
    Rerun run{{}, is_new ? "" : is_new.error(), session.places()};
    if (!is_new || !*is_new) return run;
    judgement = judge(session.workspace(), options, judgement ? &*judgement : nullptr);
    run.show = [&, start] {
      tell_if_empty(*judgement, options);
      print(report_on(*judgement, options, start));
      return status_of(*judgement);
    };
    return run;
  });
}

}  // namespace paas::cli
