// The recorded migrations from 0.7: where ours writes a fragment, it means what theirs does.
#include <map>

#include "catch.h"
#include "core/migrate/migrate.h"
#include "tests/oracle/records.h"

#include "core/yaml/json.h"

using namespace paas;
using namespace paas::oracle;
using Json = nlohmann::json;

namespace {

// Apps that the recorded migration takes although generation 0.7 or 0.8 refuses them: ours says what to mend first.
const std::map<std::string, std::string> refused{
    {"x-bad-permission", "0.7 and 0.8 refuse the permission"},
    {"x-bucket-and-website", "0.7 and 0.8 refuse a bucket beside a website"},
    {"x-event-no-source-name", "0.7 refuses the event, and theirs forgets it"},
    {"x-index-unknown-table", "0.7 refuses the index"},
    {"x-two-bindings", "0.7 refuses two things that start a handler, and theirs forgets one"},
    {"x-two-tables", "0.7 refuses two tables, and both would be `APP_TABLE`"},
    {"x-unknown-api", "theirs writes `auth: open`, which 0.8 refuses"},
};

// What theirs writes and 0.8 does not need, or takes otherwise.
Json expected_infra(Json infra) {
  infra.erase("alarm");  // the last schemas of 0.8 refuse it
  if (infra["layers"].empty()) infra.erase("layers");
  if (infra["permissions"].empty()) infra.erase("permissions");
  // EventBridge refuses theirs, which is a placeholder; ours lets every message through.
  const Json placeholder = {{"hello", "world"}};
  if (infra.value("/event/pattern/detail"_json_pointer, Json()) == placeholder) {
    infra["event"]["pattern"]["detail"] = {{"migrated-pattern", {{{"exists", false}}}}};
  }
  return infra;
}

Json infra_of(const std::string& path, const std::string& text) {
  const auto file = analyze(path, FileKind::handler, text);
  REQUIRE(file->infra != yaml::no_node);
  return Json::parse(yaml::to_json(file->document, file->infra));
}

}  // namespace

TEST_CASE("fragments of generation 0.7 become what the recorded migration makes of them") {
  const auto records = read_records("handlers-0.7.json");
  if (!records) return;
  std::size_t compared = 0;
  for (const auto& [name, record] : records->items()) {
    CAPTURE(name);
    const std::map<std::string, std::string> files = record["files"];
    const Checked checked(files);
    REQUIRE(checked.apps.size() == 1);
    const migrate::Plan plan = migrate::plan(*checked.apps.front());
    for (const auto& [path, migrated] : record["migration-to-0.8"].items()) {
      CAPTURE(path);
      if (!migrated["ok"].get<bool>() || refused.contains(name)) {
        CHECK(plan.is_blocked());
        continue;
      }
      CHECK_FALSE(plan.is_blocked());
      const auto change = std::find_if(plan.changes.begin(), plan.changes.end(),
                                       [&, wanted = path](const migrate::Change& each) { return each.path == wanted; });
      REQUIRE(change != plan.changes.end());
      CHECK(infra_of(path, change->after) == expected_infra(migrated["infra"]));
      ++compared;
    }
  }
  CHECK(compared == 13);
}

TEST_CASE("what was migrated is not migrated again") {
  const auto records = read_records("handlers-0.7.json");
  if (!records) return;
  for (const auto& [name, record] : records->items()) {
    CAPTURE(name);
    std::map<std::string, std::string> files = record["files"];
    const Checked before(files);
    const migrate::Plan plan = migrate::plan(*before.apps.front());
    if (plan.is_blocked()) continue;
    for (const migrate::Change& change : plan.changes) files[change.path] = change.after;
    const Checked after(files);
    REQUIRE(after.apps.size() == 1);
    CHECK(after.apps.front()->generation().name() == "0.8");
    CHECK(after.errors().empty());
    CHECK(migrate::plan(*after.apps.front()).changes.empty());
  }
}
