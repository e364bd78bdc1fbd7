// Workflow commands that GitHub Actions turns into annotations of a pull request.
#include <fmt/format.h>

#include <algorithm>

#include "cli/report/display.h"
#include "cli/report/format.h"

namespace paas::report {

namespace {

/// GitHub shows at most ten annotations of each kind for a step.
constexpr std::size_t max_annotations = 10;

std::string_view command_of(Severity severity) {
  if (severity == Severity::error) return "error";
  return severity == Severity::warning ? "warning" : "notice";
}

/// Escapes what would end the command; then nothing is left that commands the terminal of whoever reads the log.
std::string escape(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return visible(out);
}

std::string message_text(std::string_view text) { return escape(text, "%\r\n"); }
std::string property(std::string_view text) { return escape(text, "%\r\n:,"); }

std::string annotation(const Report& report, const Diagnostic& diagnostic) {
  const std::shared_ptr<const Lines> kept = report.lines(*diagnostic.file);
  const Lines& lines = *kept;
  const Position begin = lines.code_points(diagnostic.range.begin);
  const Position end = lines.code_points(diagnostic.range.end);
  std::string place = fmt::format("file={},line={}", property(report.path(*diagnostic.file)), begin.line + 1);
  // Columns are allowed for a range in one line only.
  if (begin.line == end.line) place += fmt::format(",col={}", begin.character + 1);
  place += fmt::format(",endLine={}", end.line + 1);
  if (begin.line == end.line) place += fmt::format(",endColumn={}", end.character + 1);
  return fmt::format("::{} {},title={}::{}\n", command_of(diagnostic.severity), place, property(diagnostic.rule->code),
                     message_text(diagnostic.message));
}

}  // namespace

std::string write_github(const Report& report) {
  std::vector<const Diagnostic*> diagnostics = report.diagnostics();
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [](const Diagnostic* left, const Diagnostic* right) { return left->severity < right->severity; });
  std::size_t shown = diagnostics.size();
  if (shown > max_annotations) {
    // The last line is a notice itself, so ten notices leave no room for it.
    const bool only_notices = diagnostics.front()->severity > Severity::warning;
    shown = only_notices ? max_annotations - 1 : max_annotations;
  }
  std::string out;
  for (std::size_t i = 0; i < shown; ++i) out += annotation(report, *diagnostics[i]);
  const std::size_t more = diagnostics.size() - shown;
  if (more > 0) {
    out +=
        fmt::format("::notice::{} more {} in the log of `paas-lsp check`\n", more, more == 1 ? "problem" : "problems");
  }
  return out;
}

}  // namespace paas::report
