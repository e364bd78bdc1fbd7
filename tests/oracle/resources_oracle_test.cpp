// The sizes of templates: counted from the schemas, and as the deployer made them.
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "catch.h"
#include "core/app/group.h"

using namespace paas;

namespace {

std::shared_ptr<const App> make_app(const std::map<std::string, std::string>& files, const std::string& environment) {
  Grouping grouping;
  for (const auto& [path, text] : files) {
    if (const auto kind = kind_of_path(path)) grouping.sources.push_back({analyze(path, *kind, text)});
  }
  grouping.sources.push_back({analyze_environment("setenv.sh", environment)});
  const auto apps = group(std::move(grouping));
  REQUIRE(apps.size() == 1);
  return apps.front();
}

std::size_t size_of(const nlohmann::json& form, const char* section) {
  return form.contains(section) ? form[section].size() : 0;
}

std::string worker_path(int number) { return fmt::format("shop/worker-{:03}/index.py", number); }

const std::string topic_worker = "\"\"\"\ninfra:\n  type: worker\n\"\"\"\n";

}  // namespace

TEST_CASE("what is counted is what the deployer makes") {
  const char* folder = std::getenv("PAAS_ORACLE");
  if (folder == nullptr) {
    fmt::print("skipped: PAAS_ORACLE does not name the folder of recorded results\n");
    return;
  }
  std::ifstream in(std::string(folder) + "/apps-0.8.json");
  REQUIRE(in);
  const nlohmann::json apps = nlohmann::json::parse(in);
  std::size_t compared = 0;
  for (const auto& [name, recorded] : apps.items()) {
    if (!recorded["expected"]["ok"].get<bool>()) continue;
    INFO(name);
    const auto app = make_app(recorded["files"].get<std::map<std::string, std::string>>(),
                              recorded["environment"].get<std::string>());
    const nlohmann::json& form = recorded["expected"]["template"];
    CHECK(app->limits().resources.count == size_of(form, "Resources"));
    CHECK(app->limits().parameters.count == size_of(form, "Parameters"));
    CHECK(app->limits().outputs.count == size_of(form, "Outputs"));
    ++compared;
  }
  CHECK(compared > 20);
}

TEST_CASE("a limit is passed at the first handler that is too much") {
  std::map<std::string, std::string> files{{"shop/__init__.py", "\"\"\"\ninfra: {}\n\"\"\"\n"}};
  // 8 resources for the alerts and 11 for each worker: 44 make 492, 45 make 503.
  for (int i = 0; i < 44; ++i) files[worker_path(i)] = topic_worker;
  CHECK(make_app(files, "")->limits().resources.count == 492);
  CHECK(make_app(files, "")->limits().resources.crossed_at == nullptr);
  for (int i = 44; i < 50; ++i) files[worker_path(i)] = topic_worker;
  const auto app = make_app(files, "");
  CHECK(app->limits().resources.count == 558);
  REQUIRE(app->limits().resources.crossed_at != nullptr);
  CHECK(app->limits().resources.crossed_at->path == worker_path(44));
  CHECK(app->limits().parameters.count == 3);
  CHECK(app->limits().parameters.crossed_at == nullptr);
  CHECK(app->limits().outputs.count == 50);
}

TEST_CASE("a topic that answers a variable is no parameter") {
  const std::string reader = topic_worker + "import os\nTOPIC = os.environ[\"WORKER_001_TOPIC\"]\n";
  const auto app = make_app(
      {{"shop/__init__.py", "\"\"\"\ninfra: {}\n\"\"\"\n"}, {worker_path(1), topic_worker}, {worker_path(2), reader}},
      "");
  CHECK(app->limits().parameters.count == 3);
}
