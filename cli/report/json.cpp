// JSON for programs: zero-based positions in UTF-16 code units, as editors count.
#include <nlohmann/json.hpp>

#include "cli/report/display.h"
#include "cli/report/format.h"

namespace paas::report {

namespace {

using Json = nlohmann::ordered_json;

Json position_json(Position position) { return {{"line", position.line}, {"character", position.character}}; }

Json range_json(const Lines& lines, Range range) {
  return {{"start", position_json(lines.utf16(range.begin))}, {"end", position_json(lines.utf16(range.end))}};
}

Json diagnostic_json(const Report& report, const Diagnostic& diagnostic) {
  Json related = Json::array();
  for (const Related& place : diagnostic.related) {
    related.push_back({{"file", valid_utf8(report.path(*place.file))},
                       {"range", range_json(*report.lines(*place.file), place.range)},
                       {"message", valid_utf8(place.message)}});
  }
  return {{"file", valid_utf8(report.path(*diagnostic.file))},
          {"range", range_json(*report.lines(*diagnostic.file), diagnostic.range)},
          {"severity", name_of(diagnostic.severity)},
          {"code", diagnostic.rule->code},
          {"message", valid_utf8(diagnostic.message)},
          {"url", url_of(*diagnostic.rule)},
          {"related", std::move(related)}};
}

}  // namespace

std::string write_json(const Report& report) {
  Json diagnostics = Json::array();
  for (const Diagnostic* diagnostic : report.diagnostics()) {
    diagnostics.push_back(diagnostic_json(report, *diagnostic));
  }
  const Summary& summary = report.summary();
  const Json document = {{"diagnostics", std::move(diagnostics)},
                         {"summary",
                          {{"apps", summary.apps},
                           {"handlers", summary.handlers},
                           {"files", summary.files},
                           {"errors", summary.errors},
                           {"warnings", summary.warnings},
                           {"information", summary.information},
                           {"hints", summary.hints},
                           {"milliseconds", summary.milliseconds}}}};
  return document.dump(2) + "\n";
}

}  // namespace paas::report
