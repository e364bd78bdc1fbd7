// JUnit XML: a suite for each file with problems. Errors are failures, all else is the suite's output.
#include <fmt/format.h>

#include "cli/report/display.h"
#include "cli/report/format.h"

namespace paas::report {

namespace {

/// Text and attribute values of XML 1.0. What the standard forbids (section 2.2) is replaced or left out.
std::string xml(std::string_view text) {
  std::string out;
  for (std::size_t offset = 0; offset < text.size();) {
    const CodePoint point = decode(text, offset);
    const std::string_view bytes = text.substr(offset, point.bytes);
    offset += point.bytes;
    if (!point.valid || point.value == 0xFFFE || point.value == 0xFFFF) {
      out += "\xEF\xBF\xBD";
    } else if (point.value == '&') {
      out += "&amp;";
    } else if (point.value == '<') {
      out += "&lt;";
    } else if (point.value == '>') {
      out += "&gt;";
    } else if (point.value == '"') {
      out += "&quot;";
    } else if (point.value == '\n' || point.value == '\t') {
      out += point.value == '\n' ? "&#10;" : "&#9;";
    } else if (point.value >= 0x20 && !(point.value >= 0x7F && point.value < 0xA0)) {
      out += bytes;
    }
  }
  return out;
}

std::string describe(const Report& report, const Diagnostic& diagnostic) {
  const Position begin = report.lines(*diagnostic.file)->code_points(diagnostic.range.begin);
  return safe_line(fmt::format("{}:{}:{}: {}[{}]: {}", report.path(*diagnostic.file), begin.line + 1,
                               begin.character + 1, name_of(diagnostic.severity), diagnostic.rule->code,
                               diagnostic.message));
}

std::string testcase(const Report& report, const Diagnostic& diagnostic) {
  const Position begin = report.lines(*diagnostic.file)->code_points(diagnostic.range.begin);
  return fmt::format(
      "    <testcase name=\"{} at {}:{}\" classname=\"{}\">\n"
      "      <failure type=\"{}\" message=\"{}\">{}</failure>\n"
      "    </testcase>\n",
      xml(diagnostic.rule->code), begin.line + 1, begin.character + 1, xml(report.path(*diagnostic.file)),
      xml(diagnostic.rule->code), xml(diagnostic.message), xml(describe(report, diagnostic)));
}

struct Suite {
  std::string name = {};
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::string cases = {};
  std::string output = {};
};

/// A suite without failures gets a test that passes: some readers take an empty suite for a broken run.
void complete(Suite& suite) {
  if (suite.tests > 0) return;
  suite.tests = 1;
  suite.cases = fmt::format("    <testcase name=\"paas-lsp\" classname=\"{}\"/>\n", suite.name);
}

std::string suite_xml(const Suite& suite) {
  std::string out = fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n{}", suite.name,
                                suite.tests, suite.failures, suite.cases);
  if (!suite.output.empty()) out += fmt::format("    <system-out>{}</system-out>\n", suite.output);
  return out + "  </testsuite>\n";
}

}  // namespace

std::string write_junit(const Report& report) {
  std::vector<Suite> suites;
  const File* file = nullptr;
  for (const Diagnostic* diagnostic : report.diagnostics()) {
    if (diagnostic->file != file) suites.push_back({.name = xml(report.path(*diagnostic->file))});
    file = diagnostic->file;
    Suite& suite = suites.back();
    if (diagnostic->severity == Severity::error) {
      ++suite.tests;
      ++suite.failures;
      suite.cases += testcase(report, *diagnostic);
    } else {
      suite.output += xml(describe(report, *diagnostic)) + "\n";
    }
  }
  if (suites.empty()) suites.push_back({.name = "paas-lsp"});

  std::size_t tests = 0;
  std::size_t failures = 0;
  std::string body;
  for (Suite& suite : suites) {
    complete(suite);
    tests += suite.tests;
    failures += suite.failures;
    body += suite_xml(suite);
  }
  const std::int64_t milliseconds = report.summary().milliseconds;
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"paas-lsp\" tests=\"{}\" failures=\"{}\" errors=\"0\" time=\"{}.{:03}\">\n{}</testsuites>\n",
      tests, failures, milliseconds / 1000, milliseconds % 1000, body);
}

}  // namespace paas::report
