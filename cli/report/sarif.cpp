// SARIF 2.1.0 (OASIS, https://docs.oasis-open.org/sarif/sarif/v2.1.0/) for code scanning services.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/report/display.h"
#include "cli/report/format.h"
#include "core/app/shown_value.h"
#include "core/text/characters.h"

namespace paas::report {

namespace {

using Json = nlohmann::ordered_json;

/// Section 3.27.10.
std::string_view level_of(Severity severity) {
  if (severity == Severity::error) return "error";
  return severity == Severity::warning ? "warning" : "note";
}

/// A URI reference (RFC 3986): relative for a path below the base directory, `file:` for an absolute path.
std::string uri_of(std::string_view path) {
  constexpr std::string_view unreserved = "-._~/";
  std::string out = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const bool letter_or_digit = is_alphanumeric(c);
    if (letter_or_digit || unreserved.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

Json location_json(const Report& report, const File& file, Range range) {
  const std::shared_ptr<const Lines> kept = report.lines(file);
  const Lines& lines = *kept;
  const Position begin = lines.utf16(range.begin);
  const Position end = lines.utf16(range.end);
  return {{"physicalLocation",
           {{"artifactLocation", {{"uri", uri_of(report.path(file))}}},
            {"region",
             {{"startLine", begin.line + 1},
              {"startColumn", begin.character + 1},
              {"endLine", end.line + 1},
              {"endColumn", end.character + 1}}}}}};
}

// Section 3.55. A fix that needs new files has no form here.
Json fix_json(const Report& report, const Fix& fix) {
  std::map<std::string_view, Json> replacements;  // by path
  for (const Edit& edit : fix.edits) {
    const Json place = location_json(report, *edit.file, edit.range)["physicalLocation"];
    Json& all = replacements.try_emplace(report.path(*edit.file), Json::array()).first->second;
    all.push_back({{"deletedRegion", place["region"]}, {"insertedContent", {{"text", valid_utf8(edit.text)}}}});
  }
  Json changes = Json::array();
  for (auto& [path, all] : replacements)
    changes.push_back({{"artifactLocation", {{"uri", uri_of(path)}}}, {"replacements", std::move(all)}});
  return {{"description", {{"text", valid_utf8(fix.title)}}}, {"artifactChanges", std::move(changes)}};
}

// What replaces lines of settings may repeat the values that stand there; in environments only names are edited.
bool holds_values(const Fix& fix) {
  return std::any_of(fix.edits.begin(), fix.edits.end(), [](const Edit& edit) {
    return edit.file->kind != FileKind::environment && may_hold_values(*edit.file, edit.range);
  });
}

Json fixes_json(const Report& report, const Diagnostic& diagnostic) {
  Json fixes = Json::array();
  if (!report.options().fixes_of) return fixes;
  for (const Fix& fix : report.options().fixes_of(diagnostic)) {
    if (fix.new_files.empty() && !holds_values(fix)) fixes.push_back(fix_json(report, fix));
  }
  return fixes;
}

std::string_view without_outer_breaks(std::string_view markdown) {
  markdown.remove_prefix(std::min(markdown.find_first_not_of('\n'), markdown.size()));
  return markdown.substr(0, markdown.find_last_not_of('\n') + 1);
}

Json rule_json(const Rule& rule) {
  const std::string_view help = without_outer_breaks(rule.explanation);
  const std::string_view first_paragraph = help.substr(0, help.find("\n\n"));
  return {{"id", rule.code},
          {"shortDescription", {{"text", rule.summary}}},
          {"fullDescription", {{"text", first_paragraph}}},
          {"help", {{"text", help}, {"markdown", help}}},
          {"helpUri", url_of(rule)},
          {"defaultConfiguration", {{"level", level_of(rule.severity)}}}};
}

Json result_json(const Report& report, const Diagnostic& diagnostic, std::size_t rule_index, std::string fingerprint) {
  Json result = {{"ruleId", diagnostic.rule->code},
                 {"ruleIndex", rule_index},
                 {"level", level_of(diagnostic.severity)},
                 {"message", {{"text", valid_utf8(diagnostic.message)}}},
                 {"locations", Json::array({location_json(report, *diagnostic.file, diagnostic.range)})},
                 {"partialFingerprints", {{"paasLsp/v1", std::move(fingerprint)}}}};
  if (Json fixes = fixes_json(report, diagnostic); !fixes.empty()) result["fixes"] = std::move(fixes);
  if (diagnostic.related.empty()) return result;
  Json related = Json::array();
  for (const Related& place : diagnostic.related) {
    Json location = location_json(report, *place.file, place.range);
    location["message"] = {{"text", valid_utf8(place.message)}};
    related.push_back(std::move(location));
  }
  result["relatedLocations"] = std::move(related);
  return result;
}

}  // namespace

std::string write_sarif(const Report& report) {
  std::map<std::string_view, std::size_t> rule_indexes;
  for (const Diagnostic* diagnostic : report.diagnostics()) rule_indexes[diagnostic->rule->code];
  std::size_t next_index = 0;
  for (auto& [code, index] : rule_indexes) index = next_index++;

  std::vector<Json> rules(rule_indexes.size());
  Json results = Json::array();
  std::vector<std::string> fingerprints = report.fingerprints();
  for (std::size_t i = 0; i < report.diagnostics().size(); ++i) {
    const Diagnostic& diagnostic = *report.diagnostics()[i];
    const std::size_t index = rule_indexes[diagnostic.rule->code];
    if (rules[index].is_null()) rules[index] = rule_json(*diagnostic.rule);
    results.push_back(result_json(report, diagnostic, index, std::move(fingerprints[i])));
  }
  const Json driver = {{"name", "paas-lsp"},
                       {"version", PAAS_VERSION},
                       {"informationUri", "https://github.com/paas-lsp/paas-lsp"},
                       {"rules", std::move(rules)}};
  const Json run = {{"tool", {{"driver", driver}}}, {"columnKind", "utf16CodeUnits"}, {"results", std::move(results)}};
  const Json document = {
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"}, {"runs", Json::array({run})}};
  return document.dump(2) + "\n";
}

}  // namespace paas::report
