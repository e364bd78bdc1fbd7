// What was asked for, judged: the first half of `--check`, and of each round of `--fix`.
#pragma once

#include <vector>

#include "cli/cli.h"

namespace paas::cli {

/// A file that was asked for, and its app.
struct Job {
  const App* app;
  const File* file;
};

struct Judgement {
  Workspace workspace;
  std::vector<Job> jobs;
  std::vector<std::vector<Diagnostic>> found;  // for each job
  std::vector<Diagnostic> diagnostics;         // all of them, and those of files that could not be read
  report::Summary summary;                     // without the time
  bool is_empty = false;                       // no app was found, and nothing is wrong
};

/// Fails on paths that do not exist and on bad settings.
Result<Judgement> judge(const CheckOptions& options);

}  // namespace paas::cli
