// The templates of the accepted apps, as the deployer of today makes them, against the recorded ones.
#include <nlohmann/json.hpp>
#include <set>

#include "core/template/text.h"
#include "records.h"

using namespace paas;
using nlohmann::json;

namespace {

// The record keeps no code.
json without_code(json form) {
  for (json& resource : form["Resources"]) {
    json& properties = resource["Properties"];
    if (properties.contains("Code") && properties["Code"].contains("ZipFile")) {
      CHECK(properties["Code"]["ZipFile"].get<std::string>().find("def handler(") != std::string::npos);
      properties["Code"]["ZipFile"] = "<inline>";
    }
    if (properties.contains("Source")) {
      CHECK(properties["Source"]["BuildSpec"].get<std::string>().find("phases:") != std::string::npos);
      properties["Source"]["BuildSpec"] = "<inline>";
    }
  }
  return form;
}

std::map<std::string, std::string> files_of(const json& recorded) {
  auto files = recorded["files"].get<std::map<std::string, std::string>>();
  files["setenv.sh"] = recorded["environment"];
  return files;
}

json form_of(const App& app, cloudformation::Mode mode) {
  const auto whole = cloudformation::make_template(app, *cloudformation::recipes_of(app.generation(), mode));
  return json::parse(cloudformation::to_text(whole, cloudformation::Format::json, true));
}

}  // namespace

TEST_CASE("with its defects, a template is the deployer's") {
  const auto records = oracle::read_records("apps-0.8.json");
  if (!records) return;
  std::size_t compared = 0;
  for (const auto& [name, recorded] : records->items()) {
    if (!recorded["expected"]["ok"].get<bool>()) continue;
    INFO(name);
    const oracle::Checked checked(files_of(recorded));
    REQUIRE(checked.apps.size() == 1);
    const json made = without_code(form_of(*checked.apps.front(), cloudformation::Mode::as_deployed));
    CHECK(json::diff(recorded["expected"]["template"], made).dump(2) == "[]");
    ++compared;
  }
  CHECK(compared == 21);
}

// Nothing else than what the list of defects speaks about is otherwise.
TEST_CASE("without its defects, a template differs in these places only") {
  const auto records = oracle::read_records("apps-0.8.json");
  if (!records) return;
  std::set<std::string> places;
  for (const auto& [name, recorded] : records->items()) {
    if (!recorded["expected"]["ok"].get<bool>()) continue;
    const oracle::Checked checked(files_of(recorded));
    const json made = without_code(form_of(*checked.apps.front(), cloudformation::Mode::meant));
    for (const json& step : json::diff(recorded["expected"]["template"], made)) {
      const std::string path = step["path"];
      const std::size_t id = path.find('/', 1) + 1;
      const std::size_t behind = std::min(path.find('/', id), path.size());
      const std::string section = path.substr(1, id - 2);
      places.insert(section == "Resources" ? path.substr(behind) : path);
    }
  }
  CHECK(places == std::set<std::string>{
                      "/DependsOn",             // of a client that depends on nothing
                      "/DependsOn/0",           // a mapping waits for its policy
                      "/Parameters/AwsRegion",  // a variable that Lambda sets
                      "/Properties/Environment/Variables/AWS_REGION",
                      "/Properties/MemorySize",
                      "/Properties/Runtime",
                      "/Properties/SourceArn/Fn::Sub",  // a slash before the path
                      "/Properties/MaximumBatchingWindowInSeconds",
                      "/Properties/Targets/0/Id",
                  });
}

// It decides only whether somebody is told, so it need not be exact.
TEST_CASE("the length of a template is known well enough without making it") {
  const auto records = oracle::read_records("apps-0.8.json");
  if (!records) return;
  for (const auto& [name, recorded] : records->items()) {
    if (!recorded["expected"]["ok"].get<bool>()) continue;
    const oracle::Checked checked(files_of(recorded));
    const App& app = *checked.apps.front();
    const auto whole =
        cloudformation::make_template(app, *cloudformation::recipes_of(app.generation(), cloudformation::Mode::meant));
    const std::string text = cloudformation::to_text(whole, cloudformation::Format::yaml, false);
    const double estimate = static_cast<double>(app.limits().body_bytes.count);
    INFO(name << ": " << text.size() << " bytes, estimated " << estimate);
    CHECK(estimate > 0.9 * static_cast<double>(text.size()));
    CHECK(estimate < 1.1 * static_cast<double>(text.size()) + 500);
  }
}
