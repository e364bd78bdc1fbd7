// Reads headings and fences of a spec.
#include "tests/spec_runner/spec.h"

#include <fmt/format.h>

#include <algorithm>

namespace paas::spec {

namespace {

constexpr std::string_view without_tests = "Without tests beside handlers.";
constexpr std::string_view without_diagnostics = "Without diagnostics.";

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// The number of `c` that `line` begins with.
std::size_t run_length(std::string_view line, char c) { return std::min(line.find_first_not_of(c), line.size()); }

bool holds(const Step& step, const std::string& path) {
  return std::any_of(step.files.begin(), step.files.end(), [&](const FileFence& file) { return file.path == path; });
}

class Parser {
 public:
  explicit Parser(Spec& spec) : spec_(spec) {}

  void parse(std::size_t begin, std::size_t end, bool nested) {
    headings_.clear();
    start_test(begin);
    for (std::size_t i = begin; i < end; ++i) {
      const std::string_view line = spec_.lines[i];
      const std::size_t ticks = run_length(line, '`');
      if (ticks >= 3) {
        i = parse_fence(i, end, ticks, nested);
      } else if (run_length(line, '#') > 0 && line.substr(run_length(line, '#')).starts_with(' ')) {
        add_heading(i);
      } else if (!line.empty()) {
        if (line == without_tests) test_.tests_beside_handlers = false;
        if (line == without_diagnostics) test_.compares_diagnostics = false;
        prose_since_fence_ = true;
      }
    }
    finish_test();
  }

 private:
  void fail(std::size_t line, std::string message) { spec_.failures.push_back({line, std::move(message)}); }

  void add_heading(std::size_t line) {
    const std::string_view text = spec_.lines[line];
    const std::size_t level = run_length(text, '#');
    finish_test();
    while (!headings_.empty() && headings_.back().first >= level) headings_.pop_back();
    headings_.emplace_back(level, text.substr(level + 1));
    start_test(line);
  }

  void start_test(std::size_t line) {
    test_ = {};
    test_.line = line;
    prose_since_fence_ = false;
    for (const auto& [level, title] : headings_) test_.name += (test_.name.empty() ? "" : " > ") + title;
  }

  void finish_test() {
    if (!test_.steps.empty()) spec_.tests.push_back(std::move(test_));
    test_ = {};
  }

  Step& step() {
    if (test_.steps.empty()) test_.steps.emplace_back();
    return test_.steps.back();
  }

  /// Returns the line that closes the fence.
  std::size_t parse_fence(std::size_t opening, std::size_t end, std::size_t ticks, bool nested) {
    std::size_t closing = opening + 1;
    const auto closes = [&](std::string_view line) {
      return run_length(line, '`') >= ticks && line.find_first_not_of("` ") == std::string_view::npos;
    };
    while (closing < end && !closes(spec_.lines[closing])) ++closing;
    if (closing == end) {
      fail(opening, "this fence is never closed");
      return end;
    }
    const std::string_view info = std::string_view(spec_.lines[opening]).substr(ticks);
    const std::size_t blank = std::min(info.find(' '), info.size());
    const std::string_view word = info.substr(0, blank);
    const std::string path(info.substr(std::min(blank + 1, info.size())));
    const Fence fence{opening + 1, closing};
    if (word == "markdown" && path.empty() && !nested) {
      Parser(spec_).parse(fence.first_line, fence.end_line, true);
    } else if (word == "check" && path.empty()) {
      step().report = fence;
      step().report_text = join(fence);
    } else if (word == "diagnostics" && path.empty()) {
      parse_list(fence);
    } else if ((word == "python" || word == "sh" || word == "yaml" || word == "then") && !path.empty()) {
      parse_file(fence, word == "then", path);
    } else if (const std::optional<Question> question = parse_question(info)) {
      step().questions.push_back({fence, *question, join(fence)});
    } else {
      fail(opening,
           fmt::format("a fence is a file (`python shop/index.py`), `then PATH`, `check`, `diagnostics`, "
                       "`markdown`, or a question (`hover`, `definition`, `references`, `completion`, "
                       "`rename NAME`, `symbols`, `highlight`, `hints`, `lens`, `links`, `symbols QUERY`, `migrate`, "
                       "`migrated PATH`), and not `{}`",
                       info));
    }
    previous_was_then_ = word == "then";
    prose_since_fence_ = false;
    return closing;
  }

  std::string join(const Fence& fence) const {
    std::string text;
    for (std::size_t i = fence.first_line; i < fence.end_line; ++i) text += spec_.lines[i] + "\n";
    return text;
  }

  void parse_list(const Fence& fence) {
    for (std::size_t i = fence.first_line; i < fence.end_line; ++i) {
      std::optional<Note> note = parse_listed(spec_.lines[i]);
      if (!note) {
        fail(i, "write `path:line:column severity[code]: message`");
        continue;
      }
      note->spec_line = i;
      step().listed.push_back(std::move(*note));
    }
  }

  void parse_file(const Fence& fence, bool is_edit, const std::string& path) {
    const bool known =
        std::any_of(test_.steps.begin(), test_.steps.end(), [&](const Step& earlier) { return holds(earlier, path); });
    if (known != is_edit) {
      const std::string_view wrong = is_edit ? "there is no such file to edit" : "another fence is this file already";
      fail(fence.first_line - 1, fmt::format("{}: `{}`", wrong, path));
      return;
    }
    // Edits of several files that follow each other without prose between them are one.
    const bool again = is_edit && holds(test_.steps.back(), path);
    if (is_edit && (!previous_was_then_ || prose_since_fence_ || again)) test_.steps.emplace_back();
    FileFence file{fence, path, {}, {}, {}};
    std::uint32_t text_lines = 0;
    for (std::size_t i = fence.first_line; i < fence.end_line; ++i) {
      const std::string& line = spec_.lines[i];
      if (!is_note(line)) {
        add_line(file, line);
        ++text_lines;
        continue;
      }
      std::optional<Note> note;
      if (text_lines > 0) note = parse_note(line, text_lines - 1);
      if (!note) {
        fail(i, "write `# ^^^ severity[code]: message` or `# @0-3 ...` under the line that it is about");
        continue;
      }
      note->path = path;
      note->spec_line = i;
      file.notes.push_back(std::move(*note));
    }
    step().files.push_back(std::move(file));
  }

  /// Without the cursors in it.
  static void add_line(FileFence& file, std::string_view line) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      const bool is_cursor = line[i] == '$' && i + 1 < line.size() && line[i + 1] >= '0' && line[i + 1] <= '9';
      if (is_cursor) {
        file.cursors[line[++i]] = file.text.size();
      } else {
        file.text += line[i];
      }
    }
    file.text += '\n';
  }

  Spec& spec_;
  std::vector<std::pair<std::size_t, std::string>> headings_;
  Test test_;
  bool prose_since_fence_ = false;
  bool previous_was_then_ = false;
};

}  // namespace

Spec parse(std::string name, std::string_view text) {
  Spec spec;
  spec.name = std::move(name);
  spec.lines = split_lines(text);
  Parser(spec).parse(0, spec.lines.size(), false);
  return spec;
}

}  // namespace paas::spec
