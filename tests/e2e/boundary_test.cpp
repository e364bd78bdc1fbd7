// Nothing is read from outside of a repository but what its user says, and no line of it is printed.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "catch.h"
#include "e2e/sandbox.h"

using namespace paas::test;

namespace {

namespace fs = std::filesystem;

const std::string secret = "abcd1234SECRET";
const std::string credentials = "export AWS_SECRET_ACCESS_KEY=" + secret + "\n# " + secret + "\n";

// The folder `ws` with an app, beside the folder `secret` of somebody else.
void write_workspace(const Sandbox& sandbox) {
  write_app(sandbox, "ws/shop");
  sandbox.write("secret/creds", credentials);
  sandbox.write("secret/creds.sh", credentials);
  sandbox.write("secret/schemas/generation.yaml", secret + ": 1\n");
}

void link(const Sandbox& sandbox, const std::string& target, const std::string& path) {
  fs::create_symlink(target, sandbox.path(path));
}

std::vector<std::vector<std::string>> commands() {
  return {{"--check", "ws"},
          {"--check", "ws/shop/orders/index.py"},
          {"--check", "--format", "json", "ws"},
          {"--check", "--format", "github", "ws"},
          {"--check", "--fix", "--diff", "ws"},
          {"--preview", "ws"},
          {"--migrate", "ws"},
          {"--graph", "ws"},
          {"--config-show", "ws/shop/__init__.py"},
          {"--match", "sample:table-insert", "ws"}};
}

void check_silent(const Sandbox& sandbox, const std::vector<std::string>& more = {}) {
  for (std::vector<std::string> command : commands()) {
    command.insert(command.end(), more.begin(), more.end());
    const ProcessResult result = sandbox.run(command);
    CAPTURE(command, result.out, result.err);
    CHECK_FALSE(contains(result.out + result.err, secret));
    CHECK(result.signal == 0);
  }
}

}  // namespace

TEST_CASE("settings that are a link out of the folder are not read") {
  const Sandbox sandbox;
  write_workspace(sandbox);
  link(sandbox, "../secret/creds", "ws/paas.yaml");
  const ProcessResult result = sandbox.run({"--check", "ws"});
  CHECK(result.status == 2);
  CHECK(contains(result.err, "ws/paas.yaml: a symbolic link that leads out of "));
  check_silent(sandbox);
  check_silent(sandbox, {"--trust-settings"});
}

TEST_CASE("a link that stays in the repository is followed") {
  const Sandbox sandbox;
  write_workspace(sandbox);
  sandbox.make_folder("ws/.git");
  sandbox.write("ws/common/paas.yaml", "severity:\n  missing-test: off\n");
  link(sandbox, "../common/paas.yaml", "ws/shop/paas.yaml");
  sandbox.write("ws/common/index.py", wrong_worker());
  sandbox.make_folder("ws/shop/mails");
  link(sandbox, "../../common/index.py", "ws/shop/mails/index.py");
  const ProcessResult result = sandbox.run({"--check", "--format", "json", "ws/shop"});
  CHECK(codes_of(result) == std::vector<std::string>{"unknown-key"});
}

TEST_CASE("schemas, schema files and environment files that are links out are not read") {
  const Sandbox sandbox;
  write_workspace(sandbox);
  SECTION("a folder of schemas") {
    link(sandbox, "../secret/schemas", "ws/schemas");
    sandbox.write("ws/paas.yaml", "generation: ./schemas\n");
  }
  SECTION("one of its files") {
    sandbox.make_folder("ws/schemas");
    link(sandbox, "../../secret/schemas/generation.yaml", "ws/schemas/generation.yaml");
    sandbox.write("ws/paas.yaml", "generation: schemas\n");
  }
  SECTION("an environment file") {
    link(sandbox, "../secret/creds", "ws/dev.sh");
    sandbox.write("ws/paas.yaml", "environment: [dev.sh]\n");
  }
  SECTION("a folder on the way to it") {
    link(sandbox, "../secret", "ws/config");
    sandbox.write("ws/paas.yaml", "environment: [config/creds]\n");
  }
  const ProcessResult result = sandbox.run({"--check", "ws"});
  CHECK(result.status == 2);
  CHECK(contains(result.err, "leads out of "));
  check_silent(sandbox);
  check_silent(sandbox, {"--trust-settings"});  // links are never followed out
}

TEST_CASE("what settings name outside of the repository is read only if the user says so, and never printed") {
  const Sandbox sandbox;
  write_workspace(sandbox);
  std::string named;
  SECTION("an environment file") { named = "environment: [../secret/creds]\n"; }
  SECTION("by an absolute path") { named = "environment: [" + sandbox.path("secret/creds") + "]\n"; }
  SECTION("a folder of schemas") { named = "generation: ../secret/schemas\n"; }
  SECTION("with a detour") { named = "environment: [shop/../../secret/creds]\n"; }
  sandbox.write("ws/paas.yaml", named);
  sandbox.write("ws/shop/orders/index.py",
                worker("import os\nA = os.environ['STRIPE_KEY'], os.environ['PUBLIC_NAME']\n"));
  const ProcessResult refused = sandbox.run({"--check", "ws"});
  CHECK(refused.status == 2);
  CHECK(contains(refused.err, "lies outside of " + sandbox.path("ws")));
  CHECK(contains(refused.err, "--trust-settings"));
  check_silent(sandbox);
  check_silent(sandbox, {"--trust-settings"});
  const ProcessResult trusted = sandbox.run({"--check", "--trust-settings", "ws"});
  CHECK_FALSE(contains(trusted.err, "lies outside"));
}

TEST_CASE("the repository is what counts, not the folder that is named") {
  const Sandbox sandbox;
  write_workspace(sandbox);
  sandbox.write("dev.sh", "export ARTIFACTS_BUCKET=a\nexport ARTIFACTS_KEY=b\nexport SLACK_WEBHOOK_URL=c\n");
  sandbox.write("ws/paas.yaml", "environment: [../dev.sh]\n");
  CHECK(sandbox.run({"--check", "ws"}).status == 2);
  CHECK(sandbox.run({"--check", "."}).status == 0);
  sandbox.make_folder(".git");
  CHECK(sandbox.run({"--check", "ws"}).status == 0);
  CHECK(sandbox.run({"--check", "ws/shop/orders/index.py"}).status == 0);
  // A repository in it ends there.
  sandbox.make_folder("ws/.git");
  CHECK(sandbox.run({"--check", "."}).status == 2);
  CHECK(sandbox.run({"--check", ".", "--trust-settings"}).status == 0);
}

TEST_CASE("whatever is linked and named, no text from outside is printed") {
  std::mt19937 random(5);
  for (int round = 0; round < 30; ++round) {
    const Sandbox sandbox;
    write_workspace(sandbox);
    const auto pick = [&](const std::vector<std::string>& from) { return from[random() % from.size()]; };
    std::string settings;
    const std::vector<std::string> ways{"../secret/creds",
                                        "../secret/creds.sh",
                                        sandbox.path("secret/creds"),
                                        "in/creds",
                                        "in/../../secret/creds",
                                        "dev.sh",
                                        "../secret",
                                        "..",
                                        "/",
                                        "in"};
    if (random() % 2 == 0) settings += "environment: [" + pick(ways) + ", " + pick(ways) + "]\n";
    if (random() % 3 == 0)
      settings += "generation: " + pick({"../secret", "../secret/schemas", "in", "in/schemas", ".."}) + "\n";
    if (random() % 3 == 0) settings += "package: " + pick({"..", "../secret", "in", "/"}) + "\n";
    const std::vector<std::string> names{"ws/in",
                                         "ws/dev.sh",
                                         "ws/setenv.sh",
                                         "ws/shop/setenv.sh",
                                         "ws/shop/paas.yaml",
                                         "ws/shop/mails",
                                         "ws/shop/orders/paas.yaml",
                                         "ws/metadata.yaml",
                                         "ws/__init__.py"};
    for (const std::string& name : names) {
      if (random() % 3 != 0) continue;
      const std::string up = name.find("orders/") != std::string::npos ? "../../../"
                             : name.find("shop/") != std::string::npos ? "../../"
                                                                       : "../";
      link(sandbox,
           up + pick({"secret", "secret/creds", "secret/creds.sh", "secret/schemas/generation.yaml", "secret/none"}),
           name);
    }
    if (random() % 4 == 0)
      link(sandbox, "../secret/creds", "ws/paas.yaml");
    else
      sandbox.write("ws/paas.yaml", settings);
    if (random() % 2 == 0) sandbox.make_folder("ws/.git");
    CAPTURE(round, settings);
    check_silent(sandbox);
    check_silent(sandbox, {"--trust-settings"});
  }
}

TEST_CASE("a folder that is a link out of the repository is not entered, whatever is named") {
  const Sandbox sandbox;
  write_workspace(sandbox);
  sandbox.make_folder("ws/.git");
  sandbox.write("secret/paas.yaml", "name: a\n" + secret + ": 1\n");
  sandbox.write("secret/index.py", "\"\"\"\ninfra:\n  type: " + secret + "\n\"\"\"\n");
  sandbox.write("secret/setenv.sh", credentials);
  const bool is_repository = GENERATE(false, true);  // a link to a repository of its own is a link out, too
  if (is_repository) sandbox.make_folder("secret/.git");
  link(sandbox, "../secret", "ws/a");
  sandbox.make_folder("ws/b");
  link(sandbox, "../a", "ws/b/c");
  for (const std::string folder : {"ws/a", "ws/b/c"}) {
    for (const char* name : {"/index.py", "/paas.yaml", "/setenv.sh"}) {
      for (const char* flag : {"--check", "--config-show", "--preview", "--graph", "--fix", "--stdin-filename"}) {
        const ProcessResult result = sandbox.run({"--check", flag, folder + name, "--trust-settings"});
        CAPTURE(folder, name, flag, result.out, result.err);
        CHECK(result.status == 2);
        CHECK_FALSE(contains(result.out + result.err, secret));
      }
    }
    const ProcessResult refused = sandbox.run({"--check", folder + "/index.py"});
    CHECK(contains(refused.err, folder + "/index.py: a symbolic link on the way to it leads out of "));
    CHECK(contains(refused.err, "name where it leads to"));
    const std::string before = sandbox.run({"--dump", "secret/index.py"}).out;
    for (const std::vector<std::string>& arguments :
         std::vector<std::vector<std::string>>{{"--check", folder},
                                               {"--check", "--fix", folder},
                                               {"--check", "--fix", "--unsafe-fixes", folder},
                                               {"--preview", folder},
                                               {"--graph", folder},
                                               {"--migrate", "--write", folder},
                                               {"--match", "sample:s3-object-created", folder},
                                               {"--new", "worker", folder + "/x"},
                                               {"--dump", folder + "/setenv.sh"},
                                               {"--dump", folder + "/index.py"},
                                               {"--config-show", folder},
                                               {"--check", "--stdin-filename", folder + "/index.py"}}) {
      const ProcessResult result = sandbox.run(arguments);
      CAPTURE(folder, arguments[0], result.out, result.err);
      CHECK(result.status == 2);
      CHECK_FALSE(contains(result.out + result.err, secret));
    }
    CHECK(sandbox.run({"--dump", "secret/index.py"}).out == before);
    CHECK_FALSE(std::filesystem::exists(sandbox.path("secret/x")));
  }
  link(sandbox, "../secret/setenv.sh", "ws/values");
  const ProcessResult dumped = sandbox.run({"--dump", "ws/values"});
  CHECK((dumped.status == 2 && contains(dumped.err, "a symbolic link that leads out of ")));
  CHECK_FALSE(contains(sandbox.run({"--check", "ws"}).out, secret));
  CHECK(contains(sandbox.run({"--check", "secret"}).out, secret));
}

TEST_CASE("whether a file exists outside of the repository is not said") {
  const Sandbox sandbox;
  write_workspace(sandbox);
  std::string said;
  for (const std::string name : {"creds", "nothing"}) {
    sandbox.write("ws/paas.yaml", "environment: [../secret/" + name + "]\n");
    std::string err = sandbox.run({"--check", "ws"}).err;
    err.erase(err.find(name), name.size());
    if (said.empty()) said = err;
    CHECK(err == said);
  }
}
