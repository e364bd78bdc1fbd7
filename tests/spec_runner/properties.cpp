// Properties that hold for every spec without being stated.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_set>

#include "core/template/live.h"
#include "tests/spec_runner/question.h"
#include "tests/spec_runner/run.h"
#include "tests/spec_runner/workspace.h"

namespace paas::spec {

namespace {

// Every byte of a file up to this size is an end of a prefix.
constexpr std::size_t small_file = 2048;
constexpr std::size_t steps_of_large_file = 200;
constexpr std::size_t few_steps = 12;

/// The sizes of the prefixes of a text. Where there are few, they lie elsewhere in each text: together, the texts of
/// all specs end wherever one may end.
std::vector<std::size_t> sizes_of_prefixes(std::string_view text, Prefixes prefixes) {
  const bool is_every = prefixes == Prefixes::every;
  const std::size_t steps = is_every ? steps_of_large_file : few_steps;
  const std::size_t stride = is_every && text.size() < small_file ? 1 : std::max<std::size_t>(1, text.size() / steps);
  std::vector<std::size_t> sizes;
  for (std::size_t size = is_every ? 0 : std::hash<std::string_view>()(text) % stride; size < text.size();
       size += stride)
    sizes.push_back(size);
  return sizes;
}

/// Which beginnings of files were analysed already: tests share many, and the analysis of a file does not depend on
/// the files around it.
class Seen {
 public:
  bool insert(const std::string& path, std::string_view text) {
    return texts_.insert(std::hash<std::string_view>()(text) ^ std::hash<std::string>()(path)).second;
  }

 private:
  std::unordered_set<std::size_t> texts_;
};

void check_prefixes(const Test& test, Workspace& workspace, const std::string& path, Prefixes prefixes, Seen& seen,
                    std::vector<Failure>& failures) {
  const std::string whole = workspace.texts().at(path);
  for (const std::size_t size : sizes_of_prefixes(whole, prefixes)) {
    const std::string prefix = whole.substr(0, size);
    if (!seen.insert(path, prefix)) continue;
    // A prefix of the settings may be refused; nothing may crash.
    workspace.set(path, prefix);
    const Outcome outcome = workspace.check();
    ask_everything(outcome, {path, prefix.size()});
    const std::string wrong = check_shapes(outcome, path);
    if (!wrong.empty()) failures.push_back({test.line, fmt::format("{}: {}: {}", test.name, path, wrong)});
  }
  workspace.set(path, whole);
  const std::string wrong = check_shapes(workspace.check(), path);
  if (!wrong.empty()) failures.push_back({test.line, fmt::format("{}: {}: {}", test.name, path, wrong)});
}

// An app in which one file is exchanged says the same as one that is put together from all files.
void check_versions(const Test& test, const Workspace& workspace, const std::string& path, Prefixes prefixes,
                    std::vector<Failure>& failures) {
  const std::size_t steps = prefixes == Prefixes::every ? 40 : few_steps;
  const std::string whole = workspace.texts().at(path);
  if (workspace.file(path) == nullptr) return;
  paas::Workspace incremental = workspace.open();
  Workspace fresh = workspace;
  for (std::size_t i = 0; i <= steps; ++i) {
    const std::string prefix = whole.substr(0, whole.size() * i / steps);
    fresh.set(path, prefix);
    if (!fresh.refusal().empty()) continue;
    incremental.replace(fresh.file(path));
    const std::string expected = report_of(fresh.check());
    const std::string typed = report_of(Workspace::check(incremental));
    if (typed == expected) continue;
    failures.push_back({test.line, fmt::format("{}: with the first {} bytes of {} typed: {}\nbut opened: {}", test.name,
                                               prefix.size(), path, typed, expected)});
    return;
  }
}

/// The previews of a workspace, which follow it.
class Previews {
 public:
  /// What is wrong, or nothing.
  std::string follow(const paas::Workspace& workspace) {
    std::string wrong;
    for (const auto& app : workspace.apps) {
      const auto* recipes = cloudformation::recipes_of(app->generation(), cloudformation::Mode::meant);
      if (recipes != nullptr && wrong.empty()) wrong = follow(app, *recipes);
    }
    return wrong;
  }

 private:
  struct Followed {
    const cloudformation::Recipes* recipes;
    cloudformation::LivePreview preview;
    std::string text;
  };

  std::string follow(const std::shared_ptr<const App>& app, const cloudformation::Recipes& recipes) {
    const auto make = [&] { return cloudformation::LivePreview(recipes, cloudformation::Format::yaml); };
    auto known = previews_.find(app->package());
    if (known != previews_.end() && known->second.recipes != &recipes) {
      previews_.erase(known);
      known = previews_.end();
    }
    if (known == previews_.end()) known = previews_.emplace(app->package(), Followed{&recipes, make(), {}}).first;
    auto& [of, preview, text] = known->second;
    text = cloudformation::with_edits(text, preview.update(app));
    if (text != preview.text())
      return fmt::format("the edits of a preview make\n{}\nof it and not\n{}", text, preview.text());
    if (preview.stale()) return {};
    cloudformation::LivePreview fresh = make();
    fresh.update(app);
    if (text != fresh.text()) return fmt::format("a preview that follows shows\n{}\na new one\n{}", text, fresh.text());
    cloudformation::Template made = cloudformation::make_template(*app, recipes);
    cloudformation::hide_secrets(made.parameters);
    const std::string whole = cloudformation::to_text(made, cloudformation::Format::yaml, false);
    if (!text.ends_with("\n" + whole)) return fmt::format("the preview is\n{}\nand not the template\n{}", text, whole);
    return {};
  }

  std::map<std::string, Followed> previews_;  // by package
};

// A preview that follows what is typed shows what one of the same state shows.
void check_previews(const Test& test, const Workspace& workspace, const std::string& path, Prefixes prefixes,
                    Previews& previews, std::vector<Failure>& failures) {
  const std::size_t steps = prefixes == Prefixes::every ? 20 : few_steps / 2;
  const std::string whole = workspace.texts().at(path);
  if (workspace.file(path) == nullptr) return;
  paas::Workspace incremental = workspace.open();
  Workspace typed = workspace;
  for (std::size_t i = 0; i <= steps + 1; ++i) {
    // At last nothing of it is there, and it comes back in the next file's turn.
    const std::string prefix = i > steps ? std::string() : whole.substr(0, whole.size() * i / steps);
    typed.set(path, prefix);
    if (!typed.refusal().empty()) continue;
    incremental.replace(typed.file(path));
    const std::string wrong = previews.follow(incremental);
    if (wrong.empty()) continue;
    failures.push_back(
        {test.line, fmt::format("{}: with the first {} bytes of {} typed: {}", test.name, prefix.size(), path, wrong)});
    return;
  }
}

void check_order(const Test& test, const Workspace& workspace, std::vector<Failure>& failures) {
  const std::string expected = report_of(workspace.check());
  for (std::size_t rotation = 1; rotation < workspace.open().sources.size(); ++rotation) {
    const std::string rotated = report_of(workspace.check(rotation));
    if (rotated == expected) continue;
    failures.push_back(
        {test.line, fmt::format("{}: the order of the files shows: {}\nand {}", test.name, expected, rotated)});
    return;
  }
}

}  // namespace

std::vector<Failure> check_properties(const Spec& spec, Prefixes prefixes) {
  static Seen seen;
  std::vector<Failure> failures;
  for (const Test& test : spec.tests) {
    Workspace workspace(test.tests_beside_handlers);
    for (const Step& step : test.steps) {
      for (const FileFence& file : step.files) workspace.set(file.path, file.text);
      check_order(test, workspace, failures);
      for (std::string& wrong : try_fixes(workspace.check(), workspace))
        failures.push_back({test.line, fmt::format("{}: {}", test.name, wrong)});
      for (const FileFence& file : step.files) check_versions(test, workspace, file.path, prefixes, failures);
      Previews previews;
      for (const FileFence& file : step.files) check_previews(test, workspace, file.path, prefixes, previews, failures);
      for (const FileFence& file : step.files) check_prefixes(test, workspace, file.path, prefixes, seen, failures);
    }
  }
  return failures;
}

}  // namespace paas::spec
