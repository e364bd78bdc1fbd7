// `--check`: judges apps and reports.
#include <chrono>
#include <cstdio>
#include <unordered_map>

#include "cli/judge.h"
#include "core/rules/fix.h"

namespace paas::cli {

namespace {

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

}  // namespace

int check(const CheckOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  Result<Judgement> judgement = judge(options);
  if (!judgement) return fail(judgement.error());
  if (judgement->is_empty && !options.quiet) {
    // A wrong path in a workflow must not look like a clean app.
    std::fputs("paas-lsp: no app is here: no file with a fragment was found\n", stderr);
  }
  const auto elapsed = std::chrono::steady_clock::now() - start;
  report::Summary& summary = judgement->summary;
  summary.milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count();
  const report::Options how{options.format, options.color, options.quiet, absolute_path("."), fixes_in(*judgement)};
  print(report::write(judgement->diagnostics, summary, how));
  return summary.errors > 0 ? exit_errors : exit_clean;
}

}  // namespace paas::cli
