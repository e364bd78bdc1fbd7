// Recorded apps of generation 0.8: our verdict is the deployer's, and refused ones are reported where one would mend
// them.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "catch.h"
#include "core/app/group.h"
#include "core/names/names.h"
#include "core/rules/rule.h"

using namespace paas;

namespace {

struct Place {
  std::string code;
  std::string path;
  std::uint32_t line;  // zero-based
};

// Written by hand from reading each app: the line that a person would change.
const std::map<std::string, Place> places{
    {"x-api-and-website", {"public-bucket-conflict", "shop/__init__.py", 4}},
    {"x-bad-enum", {"invalid-value", "shop/e/index.py", 3}},
    {"x-bad-rate", {"invalid-value", "shop/t/index.py", 4}},
    {"x-bad-type", {"invalid-value", "shop/w/index.py", 2}},
    {"x-builder-and-website", {"public-bucket-conflict", "shop/__init__.py", 4}},
    {"x-duplicate-endpoints", {"duplicate-name", "shop/e2/index.py", 4}},
    {"x-extra-key", {"unknown-key", "shop/w/index.py", 3}},
    {"x-missing-detail", {"missing-key", "shop/w/index.py", 5}},
    {"x-missing-required", {"missing-key", "shop/e/index.py", 1}},
    {"x-missing-table", {"undefined-reference", "shop/w/index.py", 4}},
    {"x-no-docstring", {"missing-fragment", "shop/w/index.py", 0}},
    {"x-no-infra-key", {"missing-fragment", "shop/w/index.py", 0}},
    {"x-no-root", {"missing-root", "shop/w/index.py", 1}},
    {"x-size-string", {"wrong-type", "shop/w/index.py", 3}},
    {"x-size-too-big", {"invalid-value", "shop/w/index.py", 3}},
    {"x-template-placeholder", {"template-placeholder", "shop/__init__.py", 7}},
    {"x-unknown-provider", {"invalid-value", "shop/__init__.py", 5}},
    {"x-unknown-variable", {"undefined-reference", "shop/w/index.py", 8}},
    {"x-unset-layer", {"unset-parameter", "shop/w/index.py", 4}},
    {"x-unset-parameter", {"unset-parameter", "shop/w/index.py", 8}},
    {"x-yaml-error", {"yaml-syntax", "shop/w/index.py", 3}},
};

// Accepted by accident: the deployer says nothing, we warn.
const std::map<std::string, Place> accidents{
    {"q-duplicate-key", {"duplicate-key", "shop/w/index.py", 4}},
    {"q-endpoint-without-api", {"silently-dropped", "shop/e/index.py", 2}},
};

std::optional<nlohmann::json> read_records(const std::string& name) {
  const char* folder = std::getenv("PAAS_ORACLE");
  if (folder == nullptr) {
    std::cout << "skipped: PAAS_ORACLE names no folder with " << name << "\n";
    return std::nullopt;
  }
  std::ifstream file(std::string(folder) + "/" + name);
  REQUIRE(file);
  return nlohmann::json::parse(file);
}

std::vector<Diagnostic> check_app(const nlohmann::json& record, std::vector<std::shared_ptr<const App>>& apps) {
  std::vector<Source> sources;
  sources.push_back({analyze_environment("setenv.sh", record["environment"].get<std::string>())});
  for (const auto& [path, text] : record["files"].items()) {
    if (const auto kind = kind_of_path(path)) sources.push_back({analyze(path, *kind, text.get<std::string>()), true});
  }
  apps = group({sources, {}, {}});
  std::vector<Diagnostic> diagnostics;
  const auto add = [&](const App& app, const File& file) {
    for (Diagnostic& diagnostic : check_file(app, file)) diagnostics.push_back(std::move(diagnostic));
  };
  for (const auto& app : apps) {
    if (app->root() != nullptr) add(*app, *app->root());
    for (const Handler& handler : app->handlers()) add(*app, *handler.file);
    for (const auto& environment : app->environments()) add(*app, *environment);
  }
  return diagnostics;
}

bool is_at(const Diagnostic& diagnostic, const Place& place) {
  const Lines lines(diagnostic.file->text);
  return diagnostic.rule->code == place.code && diagnostic.file->path == place.path &&
         lines.line_of(diagnostic.range.begin) == place.line;
}

}  // namespace

TEST_CASE("the verdict on every recorded app is the deployer's") {
  const auto records = read_records("apps-0.8.json");
  if (!records) return;
  for (const auto& [name, record] : records->items()) {
    DYNAMIC_SECTION(name) {
      std::vector<std::shared_ptr<const App>> apps;
      const std::vector<Diagnostic> diagnostics = check_app(record, apps);
      std::vector<const Diagnostic*> errors;
      for (const Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.severity == Severity::error) errors.push_back(&diagnostic);
      }
      if (record["expected"]["ok"].get<bool>()) {
        for (const Diagnostic* error : errors) FAIL_CHECK(error->rule->code << ": " << error->message);
        if (const auto accident = accidents.find(name); accident != accidents.end()) {
          CHECK(std::any_of(diagnostics.begin(), diagnostics.end(), [&](const Diagnostic& diagnostic) {
            return diagnostic.severity == Severity::warning && is_at(diagnostic, accident->second);
          }));
        }
      } else {
        REQUIRE(places.contains(name));
        REQUIRE(errors.size() == 1);  // one mistake, one error
        CHECK(is_at(*errors.front(), places.at(name)));
      }
    }
  }
}

TEST_CASE("every recorded name agrees") {
  const auto records = read_records("names.json");
  if (!records) return;
  REQUIRE(records->size() > 100);
  for (const auto& record : *records) {
    const auto text = record["text"].get<std::string>();
    CAPTURE(text);
    CHECK(names::hungarorise(text) == record["hungarorise"].get<std::string>());
    CHECK(names::dehungarorise(text) == record["dehungarorise"].get<std::string>());
    CHECK(names::uppercase(text) == record["uppercase"].get<std::string>());
  }
}
