// Where a root that is missing is said to belong: the same from every side, and writing it there ends it.
#include <algorithm>
#include <filesystem>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "catch.h"
#include "e2e/sandbox.h"

using namespace paas::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

using Strings = std::vector<std::string>;

// "shop/a/index.py: message" of each root that is missing.
std::set<std::string> missing(const Sandbox& sandbox, Strings arguments = {}, ProcessOptions options = {}) {
  arguments.insert(arguments.end(), {"--format", "json"});
  std::set<std::string> found;
  const json report = report_of(sandbox.check(std::move(arguments), std::move(options)));
  for (const json& problem : report["diagnostics"]) {
    if (problem["code"] == "missing-root")
      found.insert(problem["file"].get<std::string>() + ": " + problem["message"].get<std::string>());
  }
  return found;
}

std::set<std::string> missing_of_text(const Sandbox& sandbox, const std::string& path) {
  ProcessOptions options;
  options.input = worker();
  return missing(sandbox, {"--stdin-filename", path}, options);
}

}  // namespace

TEST_CASE("in a repository a missing root belongs into the topmost folder, whatever was named") {
  const Sandbox sandbox;
  sandbox.make_folder(".git");
  sandbox.write("shop/api/basket/index.py", worker());
  sandbox.write("shop/tasks/mail/index.py", worker());
  write_app(sandbox, "other");
  const std::set<std::string> all = missing(sandbox);
  REQUIRE(all.size() == 1);
  CHECK(all.begin()->starts_with("shop/api/basket/index.py: no root above this handler and another one"));
  CHECK(all.begin()->find("`shop/__init__.py`") != std::string::npos);
  for (const char* path : {"shop", "shop/tasks", "shop/tasks/mail/index.py", "shop/api/basket"}) {
    INFO(path);
    CHECK(missing(sandbox, {path}) == all);
  }
  CHECK(missing_of_text(sandbox, "shop/tasks/mail/index.py") == all);
  CHECK(missing(sandbox, {"other"}).empty());
  ProcessOptions inside;
  inside.directory = sandbox.path("shop/tasks");
  const std::set<std::string> from_inside = missing(sandbox, {}, inside);
  REQUIRE(from_inside.size() == 1);
  CHECK(from_inside.begin()->find("`shop/__init__.py`") != std::string::npos);
}

TEST_CASE("other apps that were looked at to know the folder are not judged") {
  const Sandbox sandbox;
  sandbox.make_folder(".git");
  write_app(sandbox, "services/shop");
  sandbox.write("services/shop/orders/index.py", wrong_worker());
  sandbox.write("services/stock/tasks/mail/index.py", worker());
  const ProcessResult checked = sandbox.check({"--format", "json", "services/stock"});
  const json report = report_of(checked);
  CHECK(report["summary"]["apps"] == 1);
  const std::set<std::string> found = missing(sandbox, {"services/stock"});
  REQUIRE(found.size() == 1);
  CHECK(found.begin()->find("`stock/__init__.py`") != std::string::npos);
  CHECK(sandbox.run({"--graph", "--format", "json", "services/stock"}).out.find("orders") == std::string::npos);
}

TEST_CASE("a folder directly below the root of a repository cannot be a package and a handler") {
  const Sandbox sandbox;
  sandbox.make_folder(".git");
  sandbox.write("orders/index.py", worker());
  const std::set<std::string> found = missing(sandbox);
  REQUIRE(found.size() == 1);
  CHECK(found.begin()->find("no place for one") != std::string::npos);
  CHECK(sandbox.check({"--fix", "--unsafe-fixes"}).status == 1);
  CHECK_FALSE(fs::exists(sandbox.path("__init__.py")));
  CHECK_FALSE(fs::exists(sandbox.path("orders/__init__.py")));
}

// Random trees: what is said of a file is the same whatever was named; fixes swallow no app, and end what they are for.
TEST_CASE("missing roots in random repositories") {
  std::mt19937 random(20260728);
  const auto below = [&](int count) { return static_cast<int>(random() % static_cast<unsigned>(count)); };
  const auto folder = [&](int depth) {
    std::string path;
    for (int i = 0; i < depth; ++i) path += std::string(i == 0 ? "" : "/") + "abc"[below(3)];
    return path;
  };
  std::size_t count = 0;
  for (int round = 0; round < 25; ++round) {
    const Sandbox sandbox;
    if (below(4) > 0) sandbox.make_folder(".git");
    Strings handlers;
    for (int i = 1 + below(5); i > 0; --i) {
      handlers.push_back(folder(1 + below(4)) + "/index.py");
      sandbox.write(handlers.back(), worker());
    }
    std::set<std::string> roots;
    for (int i = below(3); i > 0; --i) {
      const std::string path = folder(1 + below(3));
      const bool is_apart = std::all_of(roots.begin(), roots.end(), [&](const std::string& root) {
        return !(root + "/").starts_with(path + "/") && !(path + "/").starts_with(root + "/");
      });
      if (is_apart && roots.insert(path).second) sandbox.write(path + "/__init__.py", "\"\"\"\ninfra: {}\n\"\"\"\n");
    }
    const std::set<std::string> all = missing(sandbox);
    count += all.size();
    std::set<std::string> each;
    for (const std::string& handler : handlers) {
      const std::set<std::string> here = missing(sandbox, {handler});
      CHECK(missing_of_text(sandbox, handler) == here);
      each.insert(here.begin(), here.end());
    }
    INFO("round " << round);
    if (fs::exists(sandbox.path(".git"))) CHECK(each == all);
    sandbox.check({"--fix", "--unsafe-fixes"});
    for (const std::string& left : missing(sandbox)) CHECK(left.find("no place for one") != std::string::npos);
    CHECK_FALSE((fs::exists(sandbox.path(".git")) && fs::exists(sandbox.path("__init__.py"))));
    for (const auto& entry : fs::recursive_directory_iterator(sandbox.directory())) {
      if (entry.path().filename() != "__init__.py") continue;
      const std::string written = fs::relative(entry.path().parent_path(), sandbox.directory()).string();
      for (const std::string& root : roots)
        CHECK((written == root || (written != "." && !(root + "/").starts_with(written + "/"))));
    }
  }
  CHECK(count > 20);
}
