// What is written about rules and schemas is there, and fresh.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "catch.h"
#include "core/app/generation.h"
#include "core/rules/page.h"

using namespace paas;

namespace {

const std::filesystem::path rules_dir = std::filesystem::path(PAAS_SOURCE_DIR) / "docs/rules";

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Every property of a schema, by its path of keys.
void check_properties(const schema::Json& json, const std::string& path) {
  if (json.is_array()) {
    for (const schema::Json& item : json) check_properties(item, path);
  }
  if (!json.is_object()) return;
  for (const auto& [keyword, value] : json.items()) {
    if (keyword == "default" || keyword == "examples" || keyword.rfind("x-paas-", 0) == 0) continue;
    if (keyword != "properties") {
      check_properties(value, path);
      continue;
    }
    for (const auto& [key, property] : value.items()) {
      const std::string place = path + "/" + key;
      if (!property.is_object()) continue;
      if (!property.contains("$ref")) {
        INFO(place);
        CHECK(property.contains("description"));
        CHECK(property.contains("examples"));
        CHECK((property.contains("default") || property.contains("const")));
      }
      check_properties(property, place);
    }
  }
}

}  // namespace

TEST_CASE("every key of every schema has a description, an example and a default") {
  for (const char* name :
       {"0.8/root", "0.8/handler", "0.7/handler", "0.6/handler", "metadata-0.1/root", "settings", "generation"}) {
    const schema::Json* json = find_schema(name);
    REQUIRE(json != nullptr);
    check_properties(*json, name);
  }
}

TEST_CASE("definitions that references lead to are described too") {
  for (const char* schema : {"0.8/handler", "0.7/handler", "0.6/handler", "metadata-0.1/root"}) {
    CAPTURE(schema);
    for (const auto& [name, definition] : (*find_schema(schema))["definitions"].items()) {
      CAPTURE(name);
      CHECK(definition.contains("description"));
    }
  }
}

// A schema cannot refer to another one's symbols, so 0.6 repeats 0.7.
TEST_CASE("0.6 is 0.7 with secrets and builders") {
  schema::Json older = *find_schema("0.6/handler");
  schema::Json newer = *find_schema("0.7/handler");
  CHECK(older["properties"].erase("secrets") == 1);
  auto& sources = older["definitions"]["event"]["properties"]["source"]["oneOf"];
  REQUIRE(sources.size() == 4);
  CHECK(sources.back()["properties"]["type"]["const"] == "builder");
  sources.erase(3);
  CHECK(older == newer);
}

TEST_CASE("docs/rules is what `make docs` writes") {
  std::set<std::string> expected{"README.md"};
  CHECK(read(rules_dir / "README.md") == index_of_rules());
  for (const Rule* rule : all_rules()) {
    const std::string name = std::string(rule->code) + ".md";
    expected.insert(name);
    CAPTURE(name);
    CHECK(read(rules_dir / name) == page_of(*rule));
  }
  for (const auto& entry : std::filesystem::directory_iterator(rules_dir)) {
    CHECK(expected.contains(entry.path().filename().string()));
  }
}

TEST_CASE("a rule's code is the name of its file, and its texts are whole") {
  for (const Rule* rule : all_rules()) {
    const std::string code(rule->code);
    CAPTURE(code);
    CHECK(std::filesystem::exists(std::filesystem::path(PAAS_SOURCE_DIR) / "core/rules" / (code + ".cpp")));
    CHECK_FALSE(rule->summary.empty());
    CHECK_FALSE(rule->summary.ends_with('.'));
    CHECK(rule->summary.find('\n') == std::string_view::npos);
    CHECK(rule->explanation.size() > 40);
  }
}
