// Runs specs: `test-spec [--update] [--every-prefix] [--rule CODE] [--part K/N] FILES-or-FOLDERS`, and the examples in
// every rule's explanation, or in those of one rule.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/rules/rule.h"
#include "tests/spec_runner/run.h"

namespace {

using namespace paas;
namespace fs = std::filesystem;

/// The spec at work, for the last words of a crash.
char current_spec[512] = "";

extern "C" void on_crash(int signal) {
  constexpr std::string_view words = "\ncrashed in the spec ";
  (void)!write(STDERR_FILENO, words.data(), words.size());
  (void)!write(STDERR_FILENO, current_spec, std::strlen(current_spec));
  (void)!write(STDERR_FILENO, "\n", 1);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

struct Options {
  bool update = false;
  spec::Prefixes prefixes = spec::Prefixes::some;
  std::vector<fs::path> specs;
  std::string_view rule;  // only its examples
  std::size_t part = 0;   // of the parts, counted from 0
  std::size_t parts = 1;
};

struct Totals {
  std::size_t tests = 0;
  std::size_t compared = 0;
  std::size_t failures = 0;
};

std::vector<fs::path> find_specs(const fs::path& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file() && entry.path().extension() == ".md") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

void print(const spec::Spec& spec, const std::vector<spec::Failure>& failures, Totals& totals) {
  for (const spec::Failure& failure : failures)
    fmt::print("{}:{}: {}\n", spec.name, spec.first_line + failure.line + 1, failure.message);
  totals.failures += failures.size();
}

/// Returns what corrects the spec.
std::vector<spec::Correction> run_spec(const spec::Spec& spec, const Options& options, Totals& totals) {
  std::snprintf(current_spec, sizeof current_spec, "%s", spec.name.c_str());
  spec::Verdict verdict = spec::run(spec);
  totals.tests += spec.tests.size();
  totals.compared += verdict.compared;
  print(spec, verdict.failures, totals);
  print(spec, spec::check_properties(spec, options.prefixes), totals);
  return std::move(verdict.corrections);
}

std::optional<std::string> read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

void rewrite(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
  fmt::print("{}: rewritten\n", path.string());
}

void run_file(const fs::path& path, const Options& options, Totals& totals) {
  const std::optional<std::string> text = read(path);
  spec::Spec spec = spec::parse(path.string(), text.value_or(""));
  if (!text) spec.failures.push_back({0, "cannot be read"});
  if (spec.tests.empty()) spec.failures.push_back({0, "no test in this spec"});
  std::vector<spec::Correction> corrections = run_spec(spec, options, totals);
  // A spec that is malformed was not understood, so it is left alone.
  if (!options.update || corrections.empty() || !spec.failures.empty()) return;
  rewrite(path, spec::apply(spec, std::move(corrections)));
}

/// Rules that no text can show: one needs a thousand problems, the other a file system.
constexpr std::array<std::string_view, 2> without_example{"too-many-problems", "unreadable-file"};

/// Whether a test states a problem of the rule.
bool states(const spec::Test& test, const Rule& rule) {
  const auto is_about = [&](const spec::Note& note) { return note.code == rule.code; };
  return std::any_of(test.steps.begin(), test.steps.end(), [&](const spec::Step& step) {
    return std::any_of(step.listed.begin(), step.listed.end(), is_about) ||
           std::any_of(step.files.begin(), step.files.end(), [&](const spec::FileFence& file) {
             return std::any_of(file.notes.begin(), file.notes.end(), is_about);
           });
  });
}

/// The examples of a rule: `Bad` must show the rule at work, `Good` must not. They stand in the source of the rule, so
/// that is what `--update` rewrites; it is found from the root of the repository.
void run_explanation(const Rule& rule, const Options& options, Totals& totals) {
  const std::string path = fmt::format("core/rules/{}.cpp", rule.code);
  std::string source = read(path).value_or("");
  const std::size_t offset = source.find(rule.explanation);
  const bool found = offset != std::string::npos;
  spec::Spec spec = spec::parse(found ? path : fmt::format("explanation of {}", rule.code), rule.explanation);
  const auto lines_before = found ? std::count(source.begin(), source.begin() + offset, '\n') : 0;
  spec.first_line = static_cast<std::size_t>(lines_before);

  bool has_bad = std::find(without_example.begin(), without_example.end(), rule.code) != without_example.end();
  for (const spec::Test& test : spec.tests) {
    const bool stated = states(test, rule);
    if (test.name.starts_with("Bad")) has_bad |= stated;
    if (test.name.starts_with("Good") && stated) spec.failures.push_back({test.line, "`Good` shows the rule at work"});
  }
  if (!has_bad) spec.failures.push_back({0, "no example under `## Bad` shows the rule at work"});
  std::vector<spec::Correction> corrections = run_spec(spec, options, totals);
  if (!options.update || !found || corrections.empty()) return;
  source.replace(offset, rule.explanation.size(), spec::apply(spec, std::move(corrections)));
  rewrite(path, source);
}

std::optional<Options> read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--update") {
      options.update = true;
    } else if (argument == "--every-prefix") {
      options.prefixes = spec::Prefixes::every;
    } else if (argument == "--rule" && i + 1 < argc) {
      options.rule = argv[++i];
      if (find_rule(options.rule) == nullptr) return std::nullopt;
    } else if (argument == "--part" && i + 1 < argc) {
      if (std::sscanf(argv[++i], "%zu/%zu", &options.part, &options.parts) != 2) return std::nullopt;
      if (options.part < 1 || options.part > options.parts) return std::nullopt;
      --options.part;
    } else if (fs::exists(argument)) {
      const std::vector<fs::path> found = find_specs(argument);
      options.specs.insert(options.specs.end(), found.begin(), found.end());
    } else {
      return std::nullopt;
    }
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const std::optional<Options> options = read_options(argc, argv);
  if (!options) {
    fmt::print("usage: test-spec [--update] [--every-prefix] [--rule CODE] [--part K/N] FILES-or-FOLDERS\n");
    return 2;
  }
  for (const int signal : {SIGSEGV, SIGABRT, SIGFPE, SIGBUS}) std::signal(signal, on_crash);
  const auto begin = std::chrono::steady_clock::now();
  Totals totals;
  std::size_t next = 0;
  const auto is_in_part = [&] { return next++ % options->parts == options->part; };
  for (const fs::path& path : options->specs) {
    if (is_in_part()) run_file(path, *options, totals);
  }
  for (const Rule* rule : all_rules()) {
    const bool is_wanted = options->rule.empty() || options->rule == rule->code;
    if (is_wanted && is_in_part()) run_explanation(*rule, *options, totals);
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  fmt::print("{} tests, {} diagnostics as stated, {} failures, {:.1f} s\n", totals.tests, totals.compared,
             totals.failures, seconds.count());
  return totals.failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
