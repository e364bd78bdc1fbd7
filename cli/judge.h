// What was asked for, judged: the first half of `--check`, and of each round of `--fix`.
#pragma once

#include <memory>
#include <vector>

#include "cli/cli.h"

namespace paas::cli {

/// A file that was asked for, and its app.
struct Job {
  const App* app;
  const File* file;
};

struct Judgement {
  std::vector<std::shared_ptr<const App>> apps;       // that hold the files
  std::vector<std::shared_ptr<const File>> troubled;  // that no app holds
  std::vector<Job> jobs;
  std::vector<std::vector<Diagnostic>> found;  // for each job
  std::vector<Diagnostic> diagnostics;         // all of them, and those of files that could not be read
  report::Summary summary;                     // without the time
  bool is_empty = false;                       // no app was found, and nothing is wrong
};

/// Judges what was read. What `before` says of an app that is the same is taken from there.
Judgement judge(const Workspace& workspace, const CheckOptions& options, const Judgement* before = nullptr);

/// Reads and judges. Fails on paths that do not exist and on bad settings.
Result<Judgement> judge(const CheckOptions& options);

}  // namespace paas::cli
