// Recorded apps of generation 0.8: our verdict is the deployer's, and refused ones are reported where one would mend
// them.
#include <map>

#include "catch.h"
#include "core/names/names.h"
#include "tests/oracle/records.h"

using namespace paas;
using namespace paas::oracle;

namespace {

// Written by hand from reading each app: the line that a person would change.
const std::map<std::string, Place> places{
    {"x-api-and-website", {"conflict", "shop/__init__.py", 4}},
    {"x-bad-enum", {"invalid-value", "shop/e/index.py", 3}},
    {"x-bad-rate", {"invalid-value", "shop/t/index.py", 4}},
    {"x-bad-type", {"invalid-value", "shop/w/index.py", 2}},
    {"x-builder-and-website", {"conflict", "shop/__init__.py", 4}},
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

}  // namespace

TEST_CASE("the verdict on every recorded app is the deployer's") {
  const auto records = read_records("apps-0.8.json");
  if (!records) return;
  for (const auto& [name, record] : records->items()) {
    DYNAMIC_SECTION(name) {
      std::map<std::string, std::string> files = record["files"];
      files["setenv.sh"] = record["environment"];
      const Checked checked(files);
      const std::vector<Diagnostic>& diagnostics = checked.diagnostics;
      const std::vector<const Diagnostic*> errors = checked.errors();
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
