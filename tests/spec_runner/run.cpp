// Compares what a spec states with what comes, and writes down the difference.
#include "tests/spec_runner/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "tests/spec_runner/preview.h"
#include "tests/spec_runner/workspace.h"

namespace paas::spec {

namespace {

/// The notes that found no counterpart.
struct Difference {
  std::vector<Note> missing;
  std::vector<Note> unexpected;
};

bool is_related(const Note& note) { return note.severity == "related"; }

/// Pairs expected with actual notes. Related places need to be stated nowhere, so none of them is unexpected.
Difference compare(const std::vector<Note>& expected, const Outcome& outcome) {
  Difference difference;
  difference.unexpected = notes_of(outcome);
  std::vector<Note> related = related_of(outcome);
  for (const Note& note : expected) {
    std::vector<Note>& candidates = is_related(note) ? related : difference.unexpected;
    const auto found =
        std::find_if(candidates.begin(), candidates.end(), [&](const Note& actual) { return matches(note, actual); });
    if (found == candidates.end()) {
      difference.missing.push_back(note);
    } else {
      candidates.erase(found);
    }
  }
  return difference;
}

std::string_view line_of(std::string_view text, std::uint32_t line) { return slice(text, Lines(text).line(line)); }

/// The line and the note below it; as an entry of a list where the file has no such line.
std::string show(const Note& note, const std::map<std::string, std::string>& texts) {
  const auto text = texts.find(note.path);
  const bool has_line =
      text != texts.end() && note.begin.line < std::count(text->second.begin(), text->second.end(), '\n');
  if (!note.end || !has_line) return fmt::format("    {}\n", write_listed(note));
  return fmt::format("    {}\n    {}\n", line_of(text->second, note.begin.line), write_note(note));
}

class Runner {
 public:
  explicit Runner(const Spec& spec) : spec_(spec) { verdict_.failures = spec.failures; }

  Verdict run() {
    for (const Test& test : spec_.tests) run(test);
    return std::move(verdict_);
  }

 private:
  void run(const Test& test) {
    Workspace workspace(test.tests_beside_handlers);
    std::map<std::string, std::vector<Note>> in_files;
    std::map<std::string, std::vector<Note>> in_lists;
    std::map<char, Cursor> cursors;
    Outcome previous;  // what `preview-diff` compares with
    for (const Step& step : test.steps) {
      for (const FileFence& file : step.files) {
        workspace.set(file.path, file.text);
        in_files[file.path] = file.notes;
        in_lists[file.path].clear();
      }
      for (const Note& note : step.listed) in_lists[note.path].push_back(note);
      std::vector<Note> expected;
      for (const auto& [path, notes] : in_files) expected.insert(expected.end(), notes.begin(), notes.end());
      for (const auto& [path, notes] : in_lists) expected.insert(expected.end(), notes.begin(), notes.end());
      if (std::string refused = workspace.refusal(); !refused.empty())
        verdict_.failures.push_back({step.files.empty() ? test.line : step.files.back().fence.first_line - 1, refused});
      const Outcome outcome = workspace.check();
      const Difference difference = test.compares_diagnostics ? compare(expected, outcome) : Difference();
      verdict_.compared += expected.size() - difference.missing.size();
      report(test, step, workspace, difference);
      for (const FileFence& file : step.files) correct(file, difference);
      compare_report(test, step, outcome);
      for (const FileFence& file : step.files) {
        for (const auto& [name, offset] : file.cursors) cursors[name] = {file.path, offset};
      }
      for (const QuestionFence& question : step.questions) compare_answer(test, question, previous, outcome, cursors);
      previous = outcome;
    }
  }

  void compare_answer(const Test& test, const QuestionFence& fence, const Outcome& previous, const Outcome& outcome,
                      const std::map<char, Cursor>& cursors) {
    const auto cursor = cursors.find(fence.question.cursor);
    if (cursor == cursors.end() && asks_about_cursor(fence.question)) {
      verdict_.failures.push_back(
          {fence.fence.first_line, fmt::format("{}: no file holds the cursor ${}", test.name, fence.question.cursor)});
      return;
    }
    const std::string text = fence.question.method == "preview-diff"
                                 ? preview_diff(previous, outcome)
                                 : answer(outcome, fence.question, cursor == cursors.end() ? Cursor() : cursor->second);
    ++verdict_.compared;
    if (text == fence.text) return;
    verdict_.failures.push_back({fence.fence.first_line, fmt::format("{}: the answer is\n{}", test.name, text)});
    correct(fence.fence, text);
  }

  void report(const Test& test, const Step& step, const Workspace& workspace, const Difference& difference) {
    for (const Note& note : difference.missing) {
      verdict_.failures.push_back(
          {note.spec_line, fmt::format("{}: {}: missing\n{}", test.name, note.path, show(note, workspace.texts()))});
    }
    for (const Note& note : difference.unexpected) {
      verdict_.failures.push_back({place_of(test, step, note), fmt::format("{}: {}: unexpected\n{}", test.name,
                                                                           note.path, show(note, workspace.texts()))});
    }
  }

  /// The line of the spec in which the noted line stands; the test's if the step does not give the file.
  static std::size_t place_of(const Test& test, const Step& step, const Note& note) {
    for (const FileFence& file : step.files) {
      if (file.path == note.path) return spec_line_of(file, note.begin.line);
    }
    return test.line;
  }

  static std::size_t spec_line_of(const FileFence& file, std::uint32_t text_line) {
    const auto before = std::count_if(file.notes.begin(), file.notes.end(),
                                      [&](const Note& note) { return note.begin.line < text_line; });
    return std::min(file.fence.first_line + text_line + static_cast<std::size_t>(before), file.fence.end_line);
  }

  /// Keeps the notes that hold as they were written, drops the others and adds what was unexpected.
  void correct(const FileFence& file, const Difference& difference) {
    const auto stated_here = [&](std::size_t line) {
      return std::any_of(file.notes.begin(), file.notes.end(),
                         [&](const Note& note) { return note.spec_line == line; });
    };
    const auto missing_here = [&](std::size_t line) {
      return std::any_of(difference.missing.begin(), difference.missing.end(),
                         [&](const Note& note) { return note.spec_line == line; });
    };
    Correction correction{file.fence, {}};
    bool changed = false;
    std::uint32_t text_line = 0;
    for (std::size_t i = file.fence.first_line; i < file.fence.end_line; ++i) {
      if (stated_here(i)) {
        changed |= missing_here(i);
        if (!missing_here(i)) correction.lines.push_back(spec_.lines[i]);
        continue;
      }
      correction.lines.push_back(spec_.lines[i]);
      // New notes come first, so that they stand right below their line.
      for (const Note& note : difference.unexpected) {
        if (note.path != file.path || note.begin.line != text_line) continue;
        correction.lines.push_back(write_note(note));
        changed = true;
      }
      ++text_line;
    }
    if (changed) verdict_.corrections.push_back(std::move(correction));
  }

  void compare_report(const Test& test, const Step& step, const Outcome& outcome) {
    if (!step.report) return;
    const std::string text = report_of(outcome);
    if (text == step.report_text) return;
    verdict_.failures.push_back({step.report->first_line, fmt::format("{}: the report is\n{}", test.name, text)});
    correct(*step.report, text);
  }

  void correct(const Fence& fence, const std::string& text) {
    Correction correction{fence, {}};
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      correction.lines.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
    verdict_.corrections.push_back(std::move(correction));
  }

  const Spec& spec_;
  Verdict verdict_;
};

}  // namespace

Verdict run(const Spec& spec) { return Runner(spec).run(); }

std::string apply(const Spec& spec, std::vector<Correction> corrections) {
  std::sort(corrections.begin(), corrections.end(), [](const Correction& left, const Correction& right) {
    return left.fence.first_line < right.fence.first_line;
  });
  std::vector<std::string> lines;
  std::size_t next = 0;
  for (Correction& correction : corrections) {
    std::copy(spec.lines.begin() + next, spec.lines.begin() + correction.fence.first_line, std::back_inserter(lines));
    std::move(correction.lines.begin(), correction.lines.end(), std::back_inserter(lines));
    next = correction.fence.end_line;
  }
  std::copy(spec.lines.begin() + next, spec.lines.end(), std::back_inserter(lines));
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace paas::spec
