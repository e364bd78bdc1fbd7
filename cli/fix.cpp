// `--check --fix`: applies fixes until nothing changes, writes them or shows them, and reports what remains.
#include "core/rules/fix.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>

#include "cli/diff.h"
#include "cli/judge.h"
#include "cli/place.h"
#include "core/files/write.h"

namespace paas::cli {

namespace {

// A fix may bring another mistake to light; more rounds would go in a circle.
constexpr int max_rounds = 20;

struct Outcome {
  std::map<std::string, files::Write> writes;  // by path
  std::size_t fixed = 0;
  std::size_t errors_left = 0;
};

// Files that are no better than they were in the last round are not changed again.
std::size_t take(const std::vector<FixedFile>& files, CheckOptions& options, Outcome& outcome) {
  std::size_t changed = 0;
  for (const FixedFile& file : files) {
    const auto known = options.texts.find(file.path);
    if (known != options.texts.end() ? known->second == file.after : file.before == file.after) continue;
    ++changed;
    options.texts[file.path] = file.after;
    files::Write& write =
        outcome.writes.try_emplace(file.path, files::Write{file.path, file.before, {}, file.is_new}).first->second;
    write.after = file.after;
  }
  return changed;
}

Result<Outcome> run(const CheckOptions& asked) {
  CheckOptions options = asked;
  Outcome outcome;
  const std::string only = asked.stdin_filename.empty() ? std::string() : absolute_path(asked.stdin_filename);
  for (int round = 0; round < max_rounds; ++round) {
    const Result<Judgement> judgement = judge(options);
    if (!judgement) return Error{judgement.error()};
    FixRound fixes(asked.unsafe_fixes ? Trust::all : Trust::safe, only);
    for (std::size_t i = 0; i < judgement->jobs.size(); ++i) fixes.add(*judgement->jobs[i].app, judgement->found[i]);
    outcome.errors_left = judgement->summary.errors;
    if (take(fixes.finish(), options, outcome) == 0) break;
    outcome.fixed += fixes.count();
  }
  std::erase_if(outcome.writes, [](const auto& entry) { return entry.second.before == entry.second.after; });
  return outcome;
}

std::string diff_of(const files::Write& write) {
  const std::string path = relative_to_here(write.path);
  return unified_diff(path.starts_with('/') ? path.substr(1) : path, write.is_new, false, write.before, write.after);
}

std::string plural(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

void tell_outcome(const Outcome& outcome, bool is_done, std::size_t written, const CheckOptions& options) {
  if (options.quiet) return;
  std::string text = is_done ? "nothing to fix" : "nothing would be fixed";
  if (!outcome.writes.empty() && written == 0) text = is_done ? "nothing was fixed" : text;
  if (written == outcome.writes.size() && written > 0) {
    text = fmt::format("{}{} in {}", is_done ? "fixed " : "would fix ", plural(outcome.fixed, "problem"),
                       plural(written, "file"));
  } else if (written > 0) {
    text =
        fmt::format("{}{} of {}", is_done ? "wrote " : "would write ", written, plural(outcome.writes.size(), "file"));
  }
  tell(text);
}

}  // namespace

int fix(const CheckOptions& asked) {
  CheckOptions options = asked;
  if (!asked.stdin_filename.empty()) options.texts[absolute_path(asked.stdin_filename)] = read_standard_input();
  Result<Outcome> outcome = run(options);
  if (!outcome) return fail(outcome.error());
  std::vector<files::Write> writes;
  for (const auto& [path, write] : outcome->writes) writes.push_back(write);
  const int status = outcome->errors_left > 0 ? exit_errors : exit_clean;
  if (!options.stdin_filename.empty()) {
    if (options.shows_diff) {
      for (const files::Write& write : writes) print(diff_of(write));
    } else {
      print(writes.empty() ? options.texts.begin()->second : writes.front().after);
    }
    tell_outcome(*outcome, !options.shows_diff, writes.size(), options);
    return status;
  }
  if (options.shows_diff) {
    const std::size_t left_out = std::erase_if(writes, [](const files::Write& write) {
      const std::optional<Error> obstacle = files::obstacle(write);
      if (obstacle) fail(obstacle->message);
      return obstacle.has_value();
    });
    for (const files::Write& write : writes) print(diff_of(write));
    tell_outcome(*outcome, false, writes.size(), options);
    return left_out > 0 ? exit_unusable : status;
  }
  const files::Outcome written = files::write(writes, files::Scope::each, "--check --fix");
  for (const Error& error : written.skipped) fail(error.message);
  for (const Error& error : written.left) fail(error.message);
  if (written.failed) return fail(written.failed->message);
  tell_outcome(*outcome, true, writes.size() - written.skipped.size(), options);
  const int checked = check(asked);
  return written.skipped.empty() && written.left.empty() ? checked : exit_unusable;
}

}  // namespace paas::cli
