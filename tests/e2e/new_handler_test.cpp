// `--new` makes handlers that the checker has nothing to say about.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "e2e/sandbox.h"

using namespace paas::test;
namespace fs = std::filesystem;

namespace {

std::string read_text(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("a new handler and its test stand in the package and are fine") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  const ProcessResult made = sandbox.run({"--new", "worker", "mails/new"});
  CHECK(made.status == 0);
  CHECK(made.out == sandbox.path("shop/mails/new/index.py") + "\n" + sandbox.path("shop/mails/new/test.py") + "\n");
  CHECK(sandbox.run({"--new", "timer", "shop/nightly"}).status == 0);
  CHECK(fs::exists(sandbox.path("shop/nightly/index.py")));
  CHECK(sandbox.check({"--quiet"}).out.empty());
}

TEST_CASE("what cannot be made is refused, and nothing is written") {
  const Sandbox sandbox;
  CHECK(sandbox.run({"--new", "worker", "orders"}).status == 2);
  write_app(sandbox, "shop");
  CHECK(sandbox.run({"--new", "robot", "mails"}).status == 2);
  for (const char* folder : {"__pycache__", "shop/__pycache__", "jobs/venv/new", "node_modules/new", "site-packages/x"})
    CHECK(sandbox.run({"--new", "worker", folder}).status == 2);  // nobody would find it there
  CHECK(sandbox.run({"--new", "worker", "orders"}).status == 2);  // is there
  CHECK(sandbox.run({"--new", "worker", "../mails"}).status == 2);
  CHECK_FALSE(fs::exists(sandbox.path("shop/mails")));
  write_app(sandbox, "other");
  CHECK(sandbox.run({"--new", "worker", "mails"}).status == 2);  // which app?
  CHECK(sandbox.run({"--new", "worker", "other/mails"}).status == 0);
}

TEST_CASE("an app is begun with its root, in a folder that is there or not, and its handlers are fine") {
  const Sandbox sandbox;
  sandbox.make_folder("empty");
  sandbox.write("lone/tasks/mail/index.py", worker());  // a handler that lacks its root
  for (const char* folder : {"shop", "empty", "deep/er/shop", "lone", "apps/one/"}) {
    INFO(folder);
    const ProcessResult made = sandbox.run({"--new", "root", folder});
    const std::string place = fs::path(sandbox.path(folder) + "/").parent_path().string();
    CHECK(made.status == 0);
    CHECK(made.out == place + "/__init__.py\n");
    CHECK(sandbox.run({"--new", "endpoint", place + "/api/orders"}).status == 0);
    CHECK(sandbox.check({"--severity-threshold", "error", folder}).status == 0);
  }
  const auto only = [&](const std::string& folder) { return sandbox.check({"--quiet", folder}).out; };
  // What an endpoint lacks is said, and can be mended.
  CHECK(only("shop").find("without `api: {}`") != std::string::npos);
  CHECK(sandbox.check({"--fix", "--unsafe-fixes", "shop"}).status == 0);
  CHECK(only("shop").empty());
  CHECK(only("lone/tasks").empty());
}

TEST_CASE("a root is refused where there is one, or an app around it or in it, and no file changes") {
  const Sandbox sandbox;
  write_app(sandbox, "apps/shop");
  sandbox.write("package/__init__.py", "import os\n");
  sandbox.write(
      "older/tasks/index.py",
      "\"\"\"\ninfra:\n  endpoint: {path: a, method: GET}\n\"\"\"\ndef handler(event, context=None):\n    pass\n");
  sandbox.write("own/paas.yaml", "generation: \"0.7\"\n");
  const std::string root = read_text(sandbox.path("apps/shop/__init__.py"));
  const std::vector<std::pair<std::string, std::string>> cases{{"apps/shop", "is the root of this app already"},
                                                               {"apps/shop/orders", "lies in the app"},
                                                               {"apps/shop/not/there", "lies in the app"},
                                                               {"apps", "holds the app"},
                                                               {"package", "is there already"},
                                                               {"older", "generation 0.7"},
                                                               {".hidden/shop", "letters"},
                                                               {"node_modules/shop", "no handler is looked for"},
                                                               {"my shop", "letters"},
                                                               {"apps/other.d", "letters"}};
  for (const auto& [folder, why] : cases) {
    const ProcessResult made = sandbox.run({"--new", "root", folder});
    INFO(folder << ": " << made.out << made.err);
    CHECK(made.status == 2);
    CHECK(made.out.empty());
    CHECK(made.err.find(why) != std::string::npos);
  }
  CHECK(read_text(sandbox.path("apps/shop/__init__.py")) == root);
  CHECK(read_text(sandbox.path("package/__init__.py")) == "import os\n");
  for (const char* folder : {"apps/__init__.py", "apps/shop/orders/__init__.py", "older/__init__.py", "my shop"})
    CHECK_FALSE(fs::exists(sandbox.path(folder)));
}

TEST_CASE("without an app, the command that begins one is named") {
  const Sandbox sandbox;
  const auto why = [&](const std::string& folder) { return sandbox.run({"--new", "endpoint", folder}).err; };
  CHECK(why("shop/api/orders").find("`paas-lsp --new root shop`") != std::string::npos);
  CHECK(why("orders").find("`paas-lsp --new root FOLDER`") != std::string::npos);
  CHECK(sandbox.run({"--new", "root", "shop"}).status == 0);
  CHECK(sandbox.run({"--new", "endpoint", "shop/api/orders"}).status == 0);
}
