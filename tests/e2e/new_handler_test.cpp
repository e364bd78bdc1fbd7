// `--new` makes handlers that the checker has nothing to say about.
#include <filesystem>
#include <string>

#include "catch.h"
#include "e2e/sandbox.h"

using namespace paas::test;
namespace fs = std::filesystem;

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
