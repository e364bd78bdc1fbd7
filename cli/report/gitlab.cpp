// GitLab Code Quality: a JSON array in the subset of the Code Climate format that GitLab reads.
#include <nlohmann/json.hpp>

#include "cli/report/display.h"
#include "cli/report/format.h"

namespace paas::report {

namespace {

using Json = nlohmann::ordered_json;

/// An error stops a deployment and a warning changes what it does; `blocker` is left to the users' own gates.
std::string_view severity_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "critical";
    case Severity::warning:
      return "major";
    case Severity::information:
      return "minor";
    case Severity::hint:
      return "info";
  }
  return "info";
}

}  // namespace

std::string write_gitlab(const Report& report) {
  Json document = Json::array();
  std::vector<std::string> fingerprints = report.fingerprints();
  for (std::size_t i = 0; i < report.diagnostics().size(); ++i) {
    const Diagnostic& diagnostic = *report.diagnostics()[i];
    const std::uint32_t line = report.lines(*diagnostic.file)->line_of(diagnostic.range.begin) + 1;
    document.push_back(
        {{"description", valid_utf8(diagnostic.message)},
         {"check_name", diagnostic.rule->code},
         {"fingerprint", std::move(fingerprints[i])},
         {"severity", severity_of(diagnostic.severity)},
         {"location", {{"path", valid_utf8(report.path(*diagnostic.file))}, {"lines", {{"begin", line}}}}}});
  }
  return document.dump(2) + "\n";
}

}  // namespace paas::report
