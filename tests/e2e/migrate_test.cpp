// `--migrate` and `--config-show` on real files.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "catch.h"
#include "e2e/sandbox.h"

using namespace paas::test;

namespace {

const std::string handler =
    "\"\"\"\ninfra:\n  # Orders.\n  queue:\n    batch: 5\n  timeout: long  # slow\n\"\"\"\nimport os\n\n"
    "def handler(event, context=None):\n    return os.environ[\"SHOP_TABLE\"]\n";

std::string read(const Sandbox& sandbox, const std::string& path) {
  std::ifstream file(sandbox.path(path));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_old_app(const Sandbox& sandbox) {
  sandbox.write("shop/orders/index.py", handler);
  sandbox.write("shop/orders/test.py", "");
  sandbox.write("shop/mail/index.py",
                "\"\"\"\ninfra:\n  topic: {}\n\"\"\"\ndef handler(event, context=None):\n    pass\n");
  sandbox.write("setenv.sh", "export SHOP_TABLE=x\n");
}

// Everything below the folder, by its path.
std::map<std::string, std::string> tree(const Sandbox& sandbox) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(sandbox.directory())) {
    if (!entry.is_regular_file() || entry.path().string().find("/.git/") != std::string::npos) continue;
    const std::string path = std::filesystem::relative(entry.path(), sandbox.directory()).string();
    files[path] = read(sandbox, path);
  }
  return files;
}

// Columns are aligned; here one blank stands for the space between them.
std::string squeezed(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' || out.empty() || out.back() != ' ') out += c;
  }
  return out;
}

}  // namespace

TEST_CASE("--migrate without --write tells and changes nothing") {
  const Sandbox sandbox;
  write_old_app(sandbox);
  const auto before = tree(sandbox);
  const ProcessResult result = sandbox.run({"--migrate"});
  CHECK(result.status == 0);
  CHECK(contains(result.out, "shop/orders/index.py:6:12: decided: `timeout: long` becomes 30\n"));
  CHECK(contains(result.out, "shop/orders/index.py:4:3: look at this: the queue"));
  CHECK(contains(result.out, "files with --write: 3 changed, 1 new, 0 removed; --diff shows how\n"));
  CHECK(contains(result.out, "look at this: generation 0.8 asks more of the environment"));
  CHECK(contains(result.out, "`ARTIFACTS_BUCKET`"));
  CHECK(tree(sandbox) == before);
}

TEST_CASE("--migrate --write changes all, once, and the app passes the check") {
  const Sandbox sandbox;
  write_old_app(sandbox);
  REQUIRE(chmod(sandbox.path("shop/orders/index.py").c_str(), 0750) == 0);
  const ProcessResult result = sandbox.run({"--migrate", "--write"});
  CHECK(result.status == 0);
  CHECK(contains(result.out, "files: 3 changed, 1 new, 0 removed\n"));
  CHECK(read(sandbox, "setenv.sh") == "export APP_TABLE=x\n");
  CHECK(read(sandbox, "shop/__init__.py") == "\"\"\"\ninfra:\n  queue:\n    batch-size: 5\n  table: {}\n\"\"\"\n");
  CHECK(contains(read(sandbox, "shop/orders/index.py"), "  timeout: 30  # slow\n"));
  struct stat status;
  REQUIRE(stat(sandbox.path("shop/orders/index.py").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0750);
  const auto after = tree(sandbox);
  CHECK(after.size() == 5);  // nothing is left over
  CHECK(sandbox.run({"--migrate", "--write"}).out == "nothing to migrate\n");
  CHECK(tree(sandbox) == after);
  std::filesystem::remove(sandbox.path("setenv.sh"));
  CHECK(sandbox.check().status == 0);
}

TEST_CASE("git applies what --diff prints, and gets what --write writes") {
  if (std::system("git --version >/dev/null 2>&1") != 0) return;
  const Sandbox by_diff;
  const Sandbox by_write;
  for (const Sandbox* sandbox : {&by_diff, &by_write}) {
    write_old_app(*sandbox);
    sandbox->write("old/metadata.yaml", "actions:\n- name: pay-in\nqueues:\n- name: q\n  action: pay-in\n");
    sandbox->write("old/pay/in/index.py", "def handler(event, context=None):\n    pass");  // without a last line end
  }
  const ProcessResult diff = by_diff.run({"--migrate", "--diff"});
  CHECK(diff.status == 0);
  by_diff.write("changes.diff", diff.out);
  const std::string apply =
      "cd " + by_diff.directory() + " && git init -q . && git apply changes.diff && rm changes.diff";
  CHECK(std::system(apply.c_str()) == 0);
  CHECK(by_write.run({"--migrate", "--write"}).status == 0);
  CHECK(tree(by_diff) == tree(by_write));
  CHECK_FALSE(tree(by_write).contains("old/metadata.yaml"));
}

TEST_CASE("nothing is written where one place needs a person") {
  const Sandbox sandbox;
  write_old_app(sandbox);
  sandbox.write("shop/two/index.py",
                "\"\"\"\ninfra:\n  topic: {}\n  timer: {rate: 1 hour}\n\"\"\"\ndef handler(e, c):\n    pass\n");
  const auto before = tree(sandbox);
  const ProcessResult result = sandbox.run({"--migrate", "--write"});
  CHECK(result.status == 1);
  CHECK(contains(result.out, "shop/two/index.py:3:3: needs a person:"));
  CHECK(contains(result.out, "nothing is written: some places need a person first\n"));
  CHECK(tree(sandbox) == before);
}

TEST_CASE("a file that cannot be written leaves all as it was") {
  const Sandbox sandbox;
  write_old_app(sandbox);
  sandbox.write("elsewhere.sh", "export SHOP_TABLE=x\n");
  std::filesystem::remove(sandbox.path("setenv.sh"));
  std::filesystem::create_symlink(sandbox.path("elsewhere.sh"), sandbox.path("setenv.sh"));
  const auto before = tree(sandbox);
  const ProcessResult result = sandbox.run({"--migrate", "--write"});
  CHECK(result.status == 2);
  CHECK(contains(result.err, "setenv.sh: is a symbolic link, and is left as it is"));
  CHECK(tree(sandbox) == before);
}

TEST_CASE("a folder that takes no files leaves all as it was") {
  if (getuid() != 0) return;  // the program gives up the rights of root
  const Sandbox sandbox;
  write_old_app(sandbox);
  const auto before = tree(sandbox);
  ProcessOptions options;
  options.as_nobody = true;
  std::filesystem::permissions(sandbox.directory(), std::filesystem::perms(0755));
  const ProcessResult result = sandbox.run({"--migrate", "--write"}, options);
  CHECK(result.status == 2);
  CHECK(contains(result.err, "Permission denied"));
  CHECK(tree(sandbox) == before);
}

TEST_CASE("--migrate refuses what it cannot do in one line") {
  const Sandbox sandbox;
  CHECK(contains(sandbox.run({"--migrate", "--to", "0.9"}).err, "--to 0.9: only 0.8 can be migrated to"));
  CHECK(contains(sandbox.run({"--migrate", "nowhere"}).err, "nowhere: No such file"));
  CHECK(sandbox.run({"--migrate", "--write", "--diff"}).status == 2);
  CHECK(sandbox.run({"--write"}).status == 2);
  CHECK(sandbox.run({"--migrate"}).out == "nothing to migrate\n");
}

TEST_CASE("--config-show says what holds and where from") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write("setenv.sh", "export PLAN=free\nexport HOME_PAGE=here\n");
  sandbox.write(
      "paas.yaml",
      "variables:\n  PLAN: basic\n  STRIPE_TOKEN: it's secret\nstages:\n  prod:\n    variables: {PLAN: gold}\n"
      "severity: {missing-test: off}\n");
  const std::string text = squeezed(sandbox.run({"--config-show", "shop/orders/index.py"}).out);
  CHECK(contains(text, "generation 0.8 recognised in shop/__init__.py\n"));
  CHECK(contains(text, "severity.missing-test off paas.yaml:7\n"));
  CHECK(contains(text, "PLAN basic paas.yaml:2\n"));
  CHECK(contains(text, "HOME_PAGE here setenv.sh:2\n"));
  CHECK(contains(text, "STRIPE_TOKEN (hidden) paas.yaml:3\n"));
  const std::string prod = sandbox.run({"--config-show", "shop", "--stage", "prod"}).out;
  CHECK(contains(prod, "gold"));
  CHECK(contains(prod, "paas.yaml:6 (stage prod)\n"));
  const std::string shell = sandbox.run({"--config-show", "shop", "--format", "sh", "--stage", "prod"}).out;
  CHECK(shell == "export HOME_PAGE='here'\nexport PLAN='gold'\nexport STRIPE_TOKEN='it'\\''s secret'\n");
  const auto json = nlohmann::json::parse(sandbox.run({"--config-show", "shop", "--format", "json"}).out);
  CHECK(json.back() ==
        nlohmann::json{{"key", "STRIPE_TOKEN"}, {"value", "(hidden)"}, {"from", "paas.yaml:3"}, {"hidden", true}});
  CHECK(contains(sandbox.run({"--config-show", "shop", "--stage", "prd"}).err, "did you mean `prod`?"));
  CHECK(sandbox.run({"--config-show", "nowhere"}).status == 2);
}

TEST_CASE("--migrate keeps to the settings: their variables, and the generation that they name") {
  const Sandbox sandbox;
  write_old_app(sandbox);
  sandbox.write("setenv.sh", "");
  sandbox.write("paas.yaml",
                "generation: \"0.7\"  # for now\nvariables:\n  SHOP_TABLE: x\n  ARTIFACTS_BUCKET: a\n  ARTIFACTS_KEY: "
                "b\n  SLACK_WEBHOOK_URL: c\n");
  const ProcessResult told = sandbox.run({"--migrate"});
  CHECK(told.status == 0);
  CHECK(contains(told.out, "paas.yaml:1:13: decided: generation `0.7` becomes `0.8`\n"));
  CHECK_FALSE(contains(told.out, "ARTIFACTS_BUCKET"));
  CHECK(sandbox.run({"--migrate", "--write"}).status == 0);
  CHECK(read(sandbox, "paas.yaml") ==
        "generation: \"0.8\"  # for now\nvariables:\n  APP_TABLE: x\n  ARTIFACTS_BUCKET: a\n  ARTIFACTS_KEY: b\n  "
        "SLACK_WEBHOOK_URL: c\n");
  const ProcessResult checked = sandbox.run({"--check"});
  INFO(checked.out);
  CHECK_FALSE(contains(checked.out, "error"));
  CHECK(contains(sandbox.run({"--migrate"}).out, "nothing to migrate"));
}

TEST_CASE("--migrate writes nothing where values of the environment would be errors in 0.8") {
  const Sandbox sandbox;
  write_old_app(sandbox);
  sandbox.write("shop/list/index.py",
                "\"\"\"\ninfra:\n  endpoint:\n    api: shop-public\n    method: GET\n    path: list\n\"\"\"\n\n"
                "def handler(event, context=None):\n    pass\n");
  sandbox.write("paas.yaml",
                "generation: \"0.7\"\nvariables:\n  DOMAIN_NAME: shop.example\n  REGIONAL_CERTIFICATE_ARN: x\n");
  const auto before = tree(sandbox);
  const ProcessResult result = sandbox.run({"--migrate", "--write"});
  INFO(result.out);
  CHECK(result.status == 1);
  CHECK(contains(result.out, "needs a person: the migrated app would have errors"));
  CHECK(contains(result.out, "paas.yaml:4:29: error[certificate-region]"));
  CHECK(tree(sandbox) == before);
}
