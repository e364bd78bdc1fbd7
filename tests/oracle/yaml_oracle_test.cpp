// What the deployer's YAML loader made of some 300 documents (yaml.json in the folder PAAS_ORACLE), against ours.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "catch.h"
#include "core/yaml/document.h"
#include "core/yaml/json.h"

namespace paas::yaml {
namespace {

using Json = nlohmann::json;

constexpr auto directive = "libyaml refuses directives that it does not know; nobody writes one into a docstring";
constexpr auto colon_in_flow = "libyaml wants a space between a colon and `,` or a bracket";
constexpr auto tab_in_block = "libyaml takes no tab after the indentation of a block scalar's first line";
constexpr auto missing_colon = "the loader notices a missing colon a line below the key; we point to the key";
constexpr auto open_quote = "the loader notices a missing quote where the text ends; we point to the opening quote";

/// Documents of which libyaml thinks otherwise, both ways.
const std::map<std::string, std::string> other_verdict = {
    {"2LFX-0", directive},
    {"6LVF-0", directive},
    {"MUS6-6", directive},
    {"4ABK-0", colon_in_flow},
    {"96NN-1", tab_in_block},
    {"Y79Y-1", tab_in_block},
    {"MUS6-0", "libyaml lets a comment follow the version of %YAML without a space"},
};

/// Rejected by both, but we name another line.
const std::map<std::string, std::string> other_line = {
    {"5TRB-0", open_quote},    {"9MQT-1", open_quote},    {"7MNF-0", missing_colon}, {"9CWY-0", missing_colon},
    {"GDY7-0", missing_colon}, {"GT5M-0", missing_colon}, {"TD5N-0", missing_colon}, {"FRK4-0", colon_in_flow},
};

bool is_rejected(const Document& document) {
  return std::any_of(document.problems().begin(), document.problems().end(),
                     [](const Problem& problem) { return problem.kind != ProblemKind::duplicate_key; });
}

bool names_line(const Document& document, std::string_view text, std::uint32_t line) {
  const Lines lines(text);
  return std::any_of(document.problems().begin(), document.problems().end(),
                     [&](const Problem& problem) { return lines.line_of(problem.range.begin) == line; });
}

TEST_CASE("documents mean what the deployer makes of them") {
  const char* folder = std::getenv("PAAS_ORACLE");
  if (folder == nullptr) {
    std::cout << "skipped: PAAS_ORACLE is not set\n";
    return;
  }
  std::ifstream file(std::string(folder) + "/yaml.json");
  REQUIRE(file);
  const Json records = Json::parse(file);
  REQUIRE(records.size() >= 300);
  std::size_t exceptions = 0;
  for (const Json& record : records) {
    const auto name = record.at("name").get<std::string>();
    const auto text = record.at("yaml").get<std::string>();
    INFO(name << ": " << record.at("yaml").dump());
    const Document document = parse(text, {0, static_cast<std::uint32_t>(text.size())});
    const bool accepted = record.at("ok").get<bool>();
    if (other_verdict.count(name) != 0) {
      // An exception that is no longer needed must go.
      CHECK(is_rejected(document) == accepted);
      ++exceptions;
      continue;
    }
    CHECK(is_rejected(document) != accepted);
    if (accepted) {
      CHECK(document.complete());
      CHECK(Json::parse(to_json(document, document.root())) == record.at("value"));
    } else {
      CHECK(names_line(document, text, record.at("line").get<std::uint32_t>()) == (other_line.count(name) == 0));
    }
  }
  CHECK(exceptions == other_verdict.size());
}

}  // namespace
}  // namespace paas::yaml
