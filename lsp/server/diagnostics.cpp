// Turns diagnostics into the protocol's and remembers them.
#include "lsp/server/diagnostics.h"

#include <algorithm>
#include <functional>
#include <set>

namespace paas::lsp {

namespace {

int number_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return 1;
    case Severity::warning:
      return 2;
    case Severity::information:
      return 3;
    case Severity::hint:
      return 4;
  }
  return 1;
}

// A file or folder that no app holds and that could not be read.
std::shared_ptr<const File> nobodys_trouble(const Workspace& workspace, const std::string& path) {
  const auto path_of = [](const auto& file) -> const std::string& { return file->path; };
  const auto found = std::ranges::find(workspace.troubled, path, path_of);
  return found == workspace.troubled.end() || workspace.find(path) ? nullptr : *found;
}

std::vector<Diagnostic> unreadable(const App& app, const File& file) {
  std::vector<Diagnostic> diagnostics;
  find_rule("unreadable-file")->check(Check(app, file, diagnostics));
  return diagnostics;
}

FileReport make_report(const Request& request, const std::vector<Diagnostic>& diagnostics) {
  FileReport report{{}, Json::array()};
  for (const Diagnostic& diagnostic : diagnostics) report.items.push_back(to_json(request, diagnostic));
  const std::string text = report.items.dump(-1, ' ', false, Json::error_handler_t::replace);
  report.result_id = std::to_string(std::hash<std::string>()(text));
  return report;
}

}  // namespace

std::vector<Diagnostic> diagnose(const Subject& subject) {
  if (subject.file->trouble == Trouble::unreadable) return unreadable(*subject.app, *subject.file);
  return check_file(*subject.app, *subject.file);
}

Json to_json(const Request& request, const Diagnostic& diagnostic) {
  Json json{{"range", request.range_json(*diagnostic.file, diagnostic.range)},
            {"severity", number_of(diagnostic.severity)},
            {"code", diagnostic.rule->code},
            {"codeDescription", {{"href", url_of(*diagnostic.rule)}}},
            {"source", "paas-lsp"},
            {"message", diagnostic.message}};
  const bool shows_related = request.client.has({"textDocument", "publishDiagnostics", "relatedInformation"}) ||
                             request.client.has({"textDocument", "diagnostic", "relatedInformation"});
  if (!shows_related || diagnostic.related.empty()) return json;
  for (const Related& related : diagnostic.related) {
    json["relatedInformation"].push_back(
        {{"location", request.location_json(*related.file, related.range)}, {"message", related.message}});
  }
  return json;
}

const FileReport& Reports::report(const Request& request, const std::string& path) {
  Known& known = known_[path];
  const std::optional<Subject> subject = request.index.find(path);
  if (const auto troubled = nobodys_trouble(request.index.workspace(), path)) {
    const App nobody("", Generation::newest(), nullptr, {}, {}, std::make_shared<const Settings>());
    known = {{}, {}, make_report(request, unreadable(nobody, *troubled))};
  } else if (!subject || request.index.is_nobodys(path)) {
    known = {{}, {}, {"none", Json::array()}};
  } else if (known.app.lock() != subject->app || known.file.lock() != subject->file) {
    known = {subject->app, subject->file, make_report(request, diagnose(*subject))};
  }
  return known.report;
}

std::vector<std::string> Reports::paths(const Index& index) {
  std::set<std::string> paths;
  for (const Source& source : index.workspace().sources) paths.insert(source.file->path);
  for (const auto& app : index.workspace().settings) paths.insert(app->settings().path);
  for (const auto& file : index.workspace().troubled) paths.insert(file->path);
  for (const auto& [path, document] : index.documents()) paths.insert(path);
  return {paths.begin(), paths.end()};
}

}  // namespace paas::lsp
