// Silences a diagnostic by a comment.
#include <fmt/format.h>

#include <algorithm>

#include "core/rules/engine/ignores.h"
#include "core/rules/engine/trial.h"
#include "core/rules/fix.h"
#include "core/text/characters.h"
#include "core/yaml/json.h"

namespace paas {

namespace {

constexpr std::string_view unused_ignore = "unused-ignore";

std::size_t count(const std::vector<Diagnostic>& diagnostics, std::string_view code, std::string_view message) {
  return static_cast<std::size_t>(
      std::count_if(diagnostics.begin(), diagnostics.end(), [&](const Diagnostic& diagnostic) {
        return diagnostic.rule->code == code && (message.empty() || diagnostic.message == message);
      }));
}

bool is_in_fragment(const File& file, std::uint32_t offset) {
  return file.fragment.range.begin <= offset && offset < file.fragment.range.end;
}

std::string line_break_of(const std::string& text) { return text.find("\r\n") == std::string::npos ? "\n" : "\r\n"; }

class Silencer {
 public:
  Silencer(const App& app, const Diagnostic& diagnostic)
      : app_(app), diagnostic_(diagnostic), file_(*diagnostic.file), lines_(file_.text) {
    line_ = lines_.line_of(diagnostic.range.begin);
    code_ = std::string(diagnostic.rule->code);
  }

  std::vector<Fix> run() const {
    const std::map<std::string, std::string> nothing;
    for (const Extent extent : {Extent::near, Extent::whole}) {
      const Trial trial(app_, file_, nothing, extent);
      const std::vector<Diagnostic> before = check_file(trial.app(), trial.subject());
      if (count(before, code_, diagnostic_.message) == 0) continue;  // not enough to see the diagnostic
      return first_that_silences(before, extent);
    }
    return {};
  }

 private:
  std::vector<Fix> first_that_silences(const std::vector<Diagnostic>& before, Extent extent) const {
    for (const Edit& edit : candidates()) {
      if (silences(edit, before, extent)) return {{fmt::format("Ignore `{}` here", code_), {edit}}};
    }
    return {};
  }

  // Into a comment that is there, behind the line, or above it.
  std::vector<Edit> candidates() const {
    std::vector<Edit> edits;
    const Range line = lines_.line(line_);
    add_to_comments(line.begin, false, edits);
    if (line_ > 0) add_to_comments(lines_.line(line_ - 1).begin, true, edits);
    std::uint32_t end = line.end;
    while (end > line.begin && is_blank(file_.text[end - 1])) --end;
    const std::string comment = fmt::format("# paas: ignore[{}]", code_);
    edits.push_back({&file_, {end, line.end}, (end > line.begin ? "  " : "") + comment});
    const std::string_view written = slice(file_.text, line);
    const std::string indentation(written.substr(0, std::min(written.find_first_not_of(' '), written.size())));
    edits.push_back({&file_, {line.begin, line.begin}, indentation + comment + line_break_of(file_.text)});
    return edits;
  }

  void add_to_comments(std::uint32_t offset, bool stands_alone, std::vector<Edit>& edits) const {
    for (const IgnoreComment& comment : ignore_comments_on_line(file_.text, offset)) {
      if (comment.whole_file || comment.stands_alone != stands_alone || comment.brackets.size() == 0) continue;
      edits.push_back({&file_, {comment.brackets.end, comment.brackets.end}, ", " + code_});
    }
  }

  // The diagnostic is gone, the comment is one, and all means what it meant.
  bool silences(const Edit& edit, const std::vector<Diagnostic>& old, Extent extent) const {
    // In Python nothing can follow the backslash that continues a line.
    if (edit.range.begin > 0 && file_.text[edit.range.begin - 1] == '\\') return false;
    const std::map<std::string, std::string> texts{{file_.path, edited(file_, {edit})}};
    const Trial after(app_, file_, texts, extent);
    const File& changed = after.subject();
    const std::vector<Diagnostic> now = check_file(after.app(), changed);
    if (count(now, code_, diagnostic_.message) >= count(old, code_, diagnostic_.message)) return false;
    if (count(now, unused_ignore, {}) > count(old, unused_ignore, {})) return false;
    if (changed.document.problems().size() > file_.document.problems().size()) return false;
    if (yaml::to_json(changed.document, changed.document.root()) !=
        yaml::to_json(file_.document, file_.document.root()))
      return false;
    const bool is_python = file_.path.ends_with(".py") && !is_in_fragment(file_, edit.range.begin);
    const auto hash =
        static_cast<std::uint32_t>(edit.range.begin + std::min(edit.text.find('#'), edit.text.size() - 1));
    return !is_python || python::is_comment(changed.text, hash);
  }

  const App& app_;
  const Diagnostic& diagnostic_;
  const File& file_;
  Lines lines_;
  std::uint32_t line_ = 0;
  std::string code_;
};

}  // namespace

std::vector<Fix> ignore_here(const App& app, const Diagnostic& diagnostic) {
  // A comment that ignores nothing is better removed, and what cannot be read holds no comments.
  if (diagnostic.rule->code == unused_ignore || diagnostic.file->trouble != Trouble::none) return {};
  if (diagnostic.file->text.empty()) return {};
  return Silencer(app, diagnostic).run();
}

}  // namespace paas
