// Text for people: each diagnostic with its source line and carets, and a summary.
#include <fmt/format.h>

#include <algorithm>

#include "cli/report/display.h"
#include "cli/report/format.h"
#include "cli/report/snippet.h"
#include "core/app/shown_value.h"

namespace paas::report {

namespace {

std::string_view color_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return Painter::red;
    case Severity::warning:
      return Painter::yellow;
    case Severity::information:
      return Painter::blue;
    case Severity::hint:
      return Painter::cyan;
  }
  return Painter::bold;
}

/// `path:5:11`, one-based and in code points.
std::string place(const Report& report, const File& file, Range range) {
  const Position begin = report.lines(file)->code_points(range.begin);
  return fmt::format("{}:{}:{}", visible(report.path(file)), begin.line + 1, begin.character + 1);
}

std::size_t width_of(const Report& report, const File& file, Range range) {
  return std::to_string(span_of(*report.lines(file), range).last_line + 1).size();
}

// Of a line of settings that sets variables no more is shown than its key; nothing: all of it may be.
std::optional<std::uint32_t> shown_bytes(const File& file, Range line) {
  if (!may_hold_values(file, line)) return std::nullopt;
  const std::string_view text = slice(file.text, line);
  const auto blanks = static_cast<std::uint32_t>(std::min(text.find_first_not_of(' '), text.size()));
  const yaml::Document& document = file.document;
  // Where the YAML is broken, the tree says nothing for sure.
  if (file.trouble != Trouble::none || !document.complete()) return blanks;
  for (yaml::NodeId node = 0; node < document.size(); ++node) {
    const Range key = document.range(node);
    if (key.begin != line.begin + blanks || key.end >= line.end || file.text[key.end] != ':') continue;
    if (document.kind(node) == yaml::Kind::string) return key.end + 1 - line.begin;
  }
  return blanks;
}

std::string block(const Report& report, const File& file, Range range, std::size_t width, const Painter& paint,
                  std::string_view color) {
  std::string out = fmt::format("{:{}}{} {}\n", "", width, paint(Painter::blue, "-->"), place(report, file, range));
  // Environments hold secrets, and may lie outside of the repository: their lines are never printed.
  if (file.text.empty() || file.kind == FileKind::environment) return out;
  const std::shared_ptr<const Lines> kept = report.lines(file);
  const Lines& lines = *kept;
  const Mask mask = [&](std::uint32_t line) { return shown_bytes(file, lines.line(line)); };
  return out + snippet(file.text, lines, span_of(lines, range), width, paint, color, mask);
}

std::string describe(const Report& report, const Diagnostic& diagnostic, const Painter& paint) {
  std::size_t width = width_of(report, *diagnostic.file, diagnostic.range);
  for (const Related& related : diagnostic.related) {
    width = std::max(width, width_of(report, *related.file, related.range));
  }
  const std::string_view color = color_of(diagnostic.severity);
  const std::string title = fmt::format("{}[{}]", name_of(diagnostic.severity), diagnostic.rule->code);
  std::string out = paint(color, title) + paint(Painter::bold, ": " + visible(diagnostic.message)) + "\n";
  out += block(report, *diagnostic.file, diagnostic.range, width, paint, color);
  for (const Related& related : diagnostic.related) {
    out += paint(Painter::cyan, "note") + paint(Painter::bold, ": " + visible(related.message)) + "\n";
    out += block(report, *related.file, related.range, width, paint, Painter::cyan);
  }
  return out;
}

std::string count(std::size_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

std::string summary_line(const Summary& summary) {
  std::string found;
  const auto add = [&](std::size_t number, const std::string& text) {
    if (number > 0) found += (found.empty() ? "" : ", ") + text;
  };
  add(summary.errors, count(summary.errors, "error"));
  add(summary.warnings, count(summary.warnings, "warning"));
  add(summary.information, fmt::format("{} information", summary.information));
  add(summary.hints, count(summary.hints, "hint"));
  return fmt::format("{} in {} ({}, {}), {} ms\n", found.empty() ? "No problems" : found, count(summary.apps, "app"),
                     count(summary.handlers, "handler"), count(summary.files, "file"), summary.milliseconds);
}

std::string write_quiet(const Report& report) {
  std::string out;
  for (const Diagnostic* diagnostic : report.diagnostics()) {
    if (diagnostic->severity > Severity::warning) continue;
    out += safe_line(fmt::format("{}: {}[{}]: {}", place(report, *diagnostic->file, diagnostic->range),
                                 name_of(diagnostic->severity), diagnostic->rule->code, diagnostic->message)) +
           "\n";
  }
  return out;
}

}  // namespace

std::string write_text(const Report& report) {
  if (report.options().quiet) return write_quiet(report);
  const Painter paint(report.options().color);
  std::string out;
  for (const Diagnostic* diagnostic : report.diagnostics()) out += describe(report, *diagnostic, paint) + "\n";
  if (!report.diagnostics().empty()) {
    const auto gravest =
        std::min_element(report.diagnostics().begin(), report.diagnostics().end(),
                         [](const Diagnostic* a, const Diagnostic* b) { return a->severity < b->severity; });
    out += fmt::format("= paas-lsp --explain {}\n", (*gravest)->rule->code);
  }
  for (const std::string& remark : report.summary().remarks) out += "= " + visible(remark) + "\n";
  return out + summary_line(report.summary());
}

}  // namespace paas::report
