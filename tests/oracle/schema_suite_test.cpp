// The official JSON Schema test suite for draft-07: every required case must agree.
// JSON_SCHEMA_TEST_SUITE names the folder that holds draft7/ and remotes/.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

#include "catch.h"
#include "core/schema/schema.h"
#include "json_document.h"

namespace {

using paas::schema::Json;
using paas::schema::Schema;
namespace fs = std::filesystem;

Json read_json(const fs::path& path) {
  std::ifstream file(path);
  return Json::parse(file);
}

/// The documents that the suite expects to find at http://localhost:1234/.
std::map<std::string, Json> read_remotes(const fs::path& folder) {
  std::map<std::string, Json> remotes;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    const std::string name = fs::relative(entry.path(), folder).generic_string();
    remotes.emplace("http://localhost:1234/" + name, read_json(entry.path()));
  }
  return remotes;
}

}  // namespace

TEST_CASE("the JSON Schema test suite for draft-07 agrees") {
  const char* folder = std::getenv("JSON_SCHEMA_TEST_SUITE");
  if (folder == nullptr) {
    std::cout << "SKIPPED: JSON_SCHEMA_TEST_SUITE is not set, the JSON Schema test suite did not run\n";
    return;
  }
  const auto remotes = read_remotes(fs::path(folder) / "remotes");
  const auto resolver = [&](std::string_view uri) {
    const auto found = remotes.find(std::string(uri));
    return found == remotes.end() ? nullptr : &found->second;
  };
  int cases = 0;
  for (const auto& file : fs::directory_iterator(fs::path(folder) / "draft7")) {
    if (file.path().extension() != ".json") continue;
    for (const Json& group : read_json(file.path())) {
      INFO(file.path().filename().string() << ": " << group["description"].get<std::string>());
      const auto schema = Schema::compile(group["schema"], resolver);
      if (!schema) {
        FAIL_CHECK(schema.error());
        continue;
      }
      for (const Json& test : group["tests"]) {
        INFO(test["description"].get<std::string>());
        const auto document = paas::test::json_document(test["data"]);
        const auto evaluation = schema->evaluate(document, document.root());
        CHECK(evaluation.valid == test["valid"].get<bool>());
        CHECK(evaluation.valid == evaluation.problems.empty());
        for (const auto& problem : evaluation.problems) CHECK_FALSE(problem.message.empty());
        ++cases;
      }
    }
  }
  std::cout << cases << " cases of the JSON Schema test suite\n";
  CHECK(cases >= 900);
}
