// `--preview --diff` with a real repository of git, and with files of templates.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "catch.h"
#include "e2e/sandbox.h"

using namespace paas::test;

namespace {

namespace fs = std::filesystem;

std::string fragment(const std::string& yaml) { return "\"\"\"\ninfra:\n" + yaml + "\"\"\"\n"; }

const std::string timer = fragment("  type: timer\n  event:\n    rate: 1 hour\n");
const std::string slower = fragment("  type: timer\n  event:\n    rate: 2 hours\n");

void git(const Sandbox& sandbox, const std::string& arguments) {
  const std::string command =
      "cd '" + sandbox.directory() +
      "' && GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent git -c user.name=a -c user.email=a@example.com "
      "-c init.defaultBranch=main " +
      arguments + " >/dev/null 2>&1";
  INFO(command);
  REQUIRE(std::system(command.c_str()) == 0);
}

void commit(const Sandbox& sandbox) {
  if (!fs::exists(sandbox.path(".git"))) git(sandbox, "init");
  git(sandbox, "add --all .");
  git(sandbox, "commit --allow-empty --message x");
}

// An app with a table and a timer, in the first commit.
void write_shop(const Sandbox& sandbox) {
  sandbox.write("setenv.sh", "export SLACK_WEBHOOK_URL=https://hooks.example.com/a\n");
  sandbox.write("shop/__init__.py", fragment("  table: {}\n"));
  sandbox.write("shop/jobs/index.py", timer);
  commit(sandbox);
}

ProcessResult diff(const Sandbox& sandbox, const std::string& against, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"--preview", "--diff", against};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return sandbox.run(arguments);
}

std::string last_line(const std::string& text) {
  const std::string lines = text.substr(0, text.empty() ? 0 : text.size() - 1);
  return lines.substr(lines.rfind('\n') + 1);
}

}  // namespace

TEST_CASE("what has changed since a commit, and where") {
  const Sandbox sandbox;
  write_shop(sandbox);
  CHECK(diff(sandbox, "HEAD").out == "no change\n");
  CHECK(diff(sandbox, "HEAD").status == 0);
  sandbox.write("shop/jobs/index.py", slower);
  const ProcessResult slow = diff(sandbox, "HEAD");
  CHECK(slow.out ==
        "shop/jobs/index.py:3:3: changed JobsRule (AWS::Events::Rule)\n"
        "  shop/jobs/index.py:5:11: ScheduleExpression: rate(1 hour) -> rate(2 hours)\n"
        "changes JobsRule\n");
  CHECK(slow.status == 0);
  commit(sandbox);
  CHECK(diff(sandbox, "HEAD").out == "no change\n");
  CHECK(diff(sandbox, "HEAD~1").out == slow.out);
  git(sandbox, "tag one HEAD~1");
  CHECK(diff(sandbox, "one", {"shop"}).out == slow.out);
  CHECK(diff(sandbox, "HEAD", {"--handler", "shop/jobs/index.py"}).out == "no change\n");
  CHECK(diff(sandbox, "one", {"--handler", "shop/jobs/index.py"}).out == slow.out);
}

TEST_CASE("a table that goes is data that is lost, and ends with status 1") {
  const Sandbox sandbox;
  write_shop(sandbox);
  sandbox.write("shop/__init__.py", fragment("  queue: {}\n"));
  const ProcessResult result = diff(sandbox, "HEAD");
  CHECK(result.status == 1);
  CHECK(result.out.starts_with("HEAD:shop/__init__.py:3:3: data loss: AppTable is removed: its items are lost\n"));
  CHECK(last_line(result.out).starts_with("removes AppTable (data loss), "));
  const nlohmann::json report = nlohmann::json::parse(diff(sandbox, "HEAD", {"--format", "json"}).out);
  CHECK(report["before"] == "HEAD");
  CHECK(report["after"] == "shop");
  CHECK(report["warnings"][0]["danger"] == "data loss");
  CHECK(report["warnings"][0]["resource"] == "AppTable");
  CHECK(report["summary"] == last_line(result.out));
  const std::string markdown = diff(sandbox, "HEAD", {"--format", "markdown"}).out;
  CHECK(markdown.starts_with("### `shop`: removes AppTable (data loss), "));
  CHECK(contains(markdown,
                 "| **data loss** | `AppTable` | is removed: its items are lost | `HEAD:shop/__init__.py:3:3` |\n"));
}

TEST_CASE("the environment and the settings are those of the revision, too") {
  const Sandbox sandbox;
  write_shop(sandbox);
  sandbox.write("paas.yaml", "exclude: [jobs]\n");
  sandbox.write("setenv.sh", "export SLACK_WEBHOOK_URL=https://hooks.example.com/b\n");
  const ProcessResult result = diff(sandbox, "HEAD");
  CHECK(contains(result.out, "HEAD:shop/jobs/index.py:3:3: removed JobsRule (AWS::Events::Rule)\n"));
  CHECK(contains(result.out, "setenv.sh:1:26: changed parameter SlackWebhookUrl: another value, which is not shown"));
  CHECK_FALSE(contains(result.out, "hooks.example.com"));
  // What may be a secret is in no comment.
  const std::string markdown = diff(sandbox, "HEAD", {"--format", "markdown"}).out;
  CHECK(contains(markdown, "| changed | parameter `SlackWebhookUrl` | `setenv.sh:1:26` |\n"));
  CHECK_FALSE(contains(markdown, "hooks.example.com"));
}

TEST_CASE("an environment file of the revision may have any name") {
  const Sandbox sandbox;
  write_shop(sandbox);
  sandbox.write("paas.yaml", "environment: [deploy/values.of.production]\n");
  sandbox.write("deploy/values.of.production", "export SLACK_WEBHOOK_URL=one\n");
  commit(sandbox);
  sandbox.write("deploy/values.of.production", "export SLACK_WEBHOOK_URL=another\n");
  const ProcessResult result = diff(sandbox, "HEAD");
  CHECK(contains(result.out, "changed parameter SlackWebhookUrl: another value"));
  CHECK(result.err.find("values.of.production") == std::string::npos);
}

TEST_CASE("a file that is not committed is new, and nothing of the working tree is in a revision") {
  const Sandbox sandbox;
  write_shop(sandbox);
  sandbox.write("shop/more/index.py", timer);
  sandbox.write("node_modules/shop/x/index.py", timer);
  CHECK(last_line(diff(sandbox, "HEAD").out) == "adds 10 resources");
  fs::remove_all(sandbox.path("shop/jobs"));
  CHECK(last_line(diff(sandbox, "HEAD").out) == "adds 10 resources, removes 10 resources");
}

TEST_CASE("apps that are new, and apps that are gone") {
  const Sandbox sandbox;
  write_shop(sandbox);
  sandbox.write("other/store/__init__.py", fragment("  queue: {}\n"));
  CHECK(last_line(diff(sandbox, "HEAD", {"other"}).out).starts_with("adds "));
  fs::remove_all(sandbox.path("shop"));
  const ProcessResult gone = diff(sandbox, "HEAD", {"shop"});
  CHECK(gone.status == 1);
  CHECK(last_line(gone.out).starts_with("removes AppTable (data loss), removes "));
  const ProcessResult nothing = diff(sandbox, "HEAD", {"nowhere"});
  CHECK(nothing.status == 2);
  CHECK(nothing.err == "paas-lsp: no app is in nowhere, and none was in HEAD\n");
}

TEST_CASE("a link in a revision leads to what it led to") {
  const Sandbox sandbox;
  write_shop(sandbox);
  sandbox.write("shop/common/text.py", timer);
  sandbox.make_folder("shop/linked");
  REQUIRE(symlink("../common/text.py", sandbox.path("shop/linked/index.py").c_str()) == 0);
  sandbox.make_folder("shop/circle");
  REQUIRE(symlink("index.py", sandbox.path("shop/circle/index.py").c_str()) == 0);
  commit(sandbox);
  fs::remove_all(sandbox.path("shop/circle"));
  CHECK(diff(sandbox, "HEAD").out == "no change\n");
  sandbox.write("shop/common/text.py", slower);
  CHECK(last_line(diff(sandbox, "HEAD").out) == "changes LinkedRule");
}

TEST_CASE("in a folder of a repository, and in a hook of it") {
  const Sandbox sandbox;
  write_shop(sandbox);
  sandbox.write("shop/jobs/index.py", slower);
  ProcessOptions options;
  options.directory = sandbox.path("shop");
  options.environment = {"GIT_DIR=.git"};
  const ProcessResult result = sandbox.run({"--preview", "--diff", "HEAD", "jobs"}, options);
  CHECK(last_line(result.out) == "changes JobsRule");
  CHECK(contains(result.out, "jobs/index.py:5:11: ScheduleExpression"));
}

TEST_CASE("a template of an earlier preview, in YAML or JSON") {
  const Sandbox sandbox;
  write_shop(sandbox);
  for (const char* format : {"yaml", "json"}) {
    sandbox.write("shop/jobs/index.py", timer);
    const std::string file = std::string("old.") + format;
    sandbox.write(file, sandbox.run({"--preview", "--format", format}).out);
    CHECK(diff(sandbox, file).out == "no change\n");
    CHECK(diff(sandbox, "./" + file).out == "no change\n");
    sandbox.write("shop/jobs/index.py", slower);
    CHECK(last_line(diff(sandbox, file).out) == "changes JobsRule");
  }
  // A revision of the name of a file wins; a path is always a file.
  git(sandbox, "tag old.yaml");
  sandbox.write("old.yaml", "Resources: {}\n");
  CHECK(last_line(diff(sandbox, "old.yaml").out) == "changes JobsRule");
  CHECK(last_line(diff(sandbox, "./old.yaml").out).starts_with("adds "));
}

TEST_CASE("what cannot be compared is told, with status 2") {
  const Sandbox sandbox;
  sandbox.write("shop/__init__.py", fragment("  table: {}\n"));
  sandbox.write("broken.yaml", "Resources:\n  A: {\n");
  sandbox.write("list.json", "[1]\n");
  const auto error = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "--preview");
    const ProcessResult result = sandbox.run(arguments);
    CHECK(result.status == 2);
    CHECK(result.out.empty());
    return result.err;
  };
  CHECK(contains(error({"--diff", "HEAD"}), "not a git repository"));
  CHECK(error({"--diff", "./nothing.yaml"}) == "paas-lsp: ./nothing.yaml: No such file or directory\n");
  CHECK(error({"--diff", "broken.yaml"}) == "paas-lsp: broken.yaml:3:1: a value is missing at the end\n");
  CHECK(error({"--diff", "./list.json"}) ==
        "paas-lsp: ./list.json: this is no CloudFormation template: it has no `Resources`\n");
  CHECK(error({"--diff"}) == "paas-lsp: --diff: name a revision or the file of a template, such as --diff HEAD\n");
  CHECK(error({"--diff", "HEAD", "--format", "yaml"}) == "paas-lsp: --format yaml: use text, json or markdown\n");
  commit(sandbox);
  CHECK(error({"--diff", "nope"}) == "paas-lsp: --diff nope: the repository in " + sandbox.directory() +
                                         " has no revision `nope`; nor is there a file of that name\n");
  CHECK(contains(error({"--diff", "HEAD:shop"}), "has no revision `HEAD:shop`"));
  CHECK(contains(error({"--diff=--all"}), "has no revision `--all`"));
  sandbox.write("empty/readme.txt", "");
  CHECK(error({"--diff", "HEAD", "empty"}) == "paas-lsp: no app is in empty, and none was in HEAD\n");
  CHECK(contains(error({"--diff", "./list.json", "empty"}), "./list.json"));
}

TEST_CASE("a comment of a pull request stays short, and what stands in sources stays text") {
  const Sandbox sandbox;
  sandbox.write("shop/__init__.py", fragment("  {}\n"));
  commit(sandbox);
  sandbox.write("shop/odd/index.py", fragment("  type: worker\n  event:\n    type: unbound\n    pattern:\n      "
                                              "detail-type: [x]\n      detail: {a: [\"|<b>`x\"]}\n"));
  commit(sandbox);
  sandbox.write("shop/odd/index.py", fragment("  type: worker\n  event:\n    type: unbound\n    pattern:\n      "
                                              "detail-type: [x]\n      detail: {a: [\"| @all\"]}\n"));
  const std::string markdown = diff(sandbox, "HEAD", {"--format", "markdown"}).out;
  CHECK(contains(markdown, "| `\\|<b>'x` | `\\| @all` |"));
  for (int i = 0; i < 100; ++i) sandbox.write("shop/more" + std::to_string(i) + "/index.py", timer);
  const std::string long_one = diff(sandbox, "HEAD", {"--format", "markdown"}).out;
  CHECK(long_one.size() < 61'000);
  CHECK(contains(long_one, " more.\n"));
  CHECK(long_one.ends_with("</details>\n"));
}

TEST_CASE("a part of an app that came or went is compared with the app") {
  const Sandbox sandbox;
  write_shop(sandbox);
  sandbox.write("shop/fresh/index.py", timer);
  const std::string whole = diff(sandbox, "HEAD", {"shop"}).out;
  CHECK(whole.ends_with("adds 10 resources\n"));
  CHECK(diff(sandbox, "HEAD", {"shop/fresh"}).out == whole);
  CHECK(diff(sandbox, "HEAD", {"shop/fresh/index.py"}).out == whole);
  commit(sandbox);
  fs::remove_all(sandbox.path("shop/fresh"));
  const std::string gone = diff(sandbox, "HEAD", {"shop"}).out;
  CHECK(gone.ends_with("removes 10 resources\n"));
  CHECK(diff(sandbox, "HEAD", {"shop/fresh"}).out == gone);
  CHECK(diff(sandbox, "HEAD", {"shop/fresh/index.py"}).out == gone);
}

TEST_CASE("nothing has changed in what a commit holds, whatever that is") {
  const Sandbox sandbox;
  write_shop(sandbox);
  SECTION("a language of one's own beside the app") {
    sandbox.write("shop/docs/paas.yaml", "generation: ./schemas\n");
    sandbox.write("shop/docs/schemas/generation.yaml",
                  "name: s\ntitle: s\nhandler:\n  files: \"*.svc\"\n  docstring: none\n  schema: service\n");
    sandbox.write("shop/docs/schemas/service.yaml", "type: object\n");
  }
  SECTION("a virtual environment") {
    sandbox.write("shop/env/pyvenv.cfg", "");
    sandbox.write("shop/env/x/index.py", timer);
  }
  SECTION("a handler that a link to a folder leads to") {
    sandbox.write("lib/x.py", timer);
    fs::create_directory_symlink("lib", sandbox.path("cur"));
    fs::create_directories(sandbox.path("shop/linked"));
    fs::create_symlink("../../cur/x.py", sandbox.path("shop/linked/index.py"));
  }
  SECTION("handlers without a root") {
    fs::remove(sandbox.path("shop/__init__.py"));
    sandbox.write("zoo/a/index.py", timer);
  }
  SECTION("an environment by another spelling") {
    sandbox.write("conf/\u00fc.env", "export A=b\n");
    sandbox.write("paas.yaml", "environment: [\"conf/\\u00fc.env\"]\n");
  }
  commit(sandbox);
  const std::string named = fs::exists(sandbox.path("zoo")) ? "zoo/a" : "shop";
  const ProcessResult result = diff(sandbox, "HEAD", {named});
  CHECK(result.err == "");
  CHECK(result.out == "no change\n");
}

TEST_CASE("an environment that the command line names holds for both sides") {
  const Sandbox sandbox;
  write_shop(sandbox);
  sandbox.write("more.env", "export A=b\n");  // not committed
  CHECK(diff(sandbox, "HEAD", {"shop", "--env", "more.env"}).out == "no change\n");
}

TEST_CASE("a file with errors is not compared, and ends with status 1") {
  const Sandbox sandbox;
  write_shop(sandbox);
  sandbox.write("shop/__init__.py", "\"\"\"\ninfra:\n  table: {\n\"\"\"\n");
  const ProcessResult result = diff(sandbox, "HEAD");
  CHECK(result.status == 1);
  CHECK_FALSE(contains(result.out, "data loss"));
  CHECK(contains(result.out, "not compared: "));
}

TEST_CASE("--diff of --fix and --migrate takes no value") {
  const Sandbox sandbox;
  sandbox.write("shop/__init__.py", fragment("  {}\n"));
  sandbox.write("shop/orders/index.py",
                fragment("  type: worker\n  tiemout: 5\n") + "\ndef handler(event, context=None):\n    pass\n");
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"--check", "--fix", "--diff", "shop"},
                                                    {"--check", "shop", "--fix", "--diff"},
                                                    {"--check", "--diff", "--fix", "shop"}}) {
    const ProcessResult result = sandbox.run(arguments);
    CHECK(contains(result.out, "+  timeout: 5"));
  }
  CHECK(sandbox.run({"--migrate", "--diff", "shop"}).status == 0);
  CHECK(contains(sandbox.run({"--check", "--diff", "shop"}).err, "--diff belongs to"));
}
