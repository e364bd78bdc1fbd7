// What `--config-show` must not do: give a shell commands, hide mistakes, or show secrets.
#include <filesystem>

#include "catch.h"
#include "e2e/sandbox.h"

using namespace paas::test;

namespace {

ProcessResult shell(const Sandbox& sandbox, std::vector<std::string> more = {}, ProcessOptions options = {}) {
  more.insert(more.begin(), {"--config-show", "shop", "--format", "sh"});
  return sandbox.run(more, std::move(options));
}

}  // namespace

TEST_CASE("--config-show: what a shell evaluates holds no commands of the settings") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  const std::vector<std::string> cases{"variables: {\"A; touch x; B\": y}\n", "layers: {\"a; touch x; b\": y}\n",
                                       "stages: {s: {variables: {\"$(touch x)\": y}}}\nstage: s\n",
                                       "variables: {\"A\\nB\": y}\n"};
  for (const std::string& text : cases) {
    INFO(text);
    sandbox.write("paas.yaml", text);
    const ProcessResult result = shell(sandbox);
    CHECK(result.status == 1);
    CHECK(result.out.empty());
    CHECK(contains(result.err, "paas.yaml has mistakes"));
    // Text shows what is right, and says that something is not.
    const ProcessResult shown = sandbox.run({"--config-show", "shop"});
    CHECK(shown.status == 1);
    CHECK_FALSE(contains(shown.out, "touch"));
    CHECK(contains(shown.err, "paas.yaml has mistakes"));
  }
  // The process may have variables that no shell can export.
  sandbox.write("paas.yaml", "variables: {GOOD: \"a'; touch x; '\"}\n");
  ProcessOptions options;
  options.environment = {"BAD;touch x;=1", "FINE=2"};
  const ProcessResult result = shell(sandbox, {"--env-process"}, options);
  CHECK(result.status == 0);
  CHECK(contains(result.out, "export FINE='2'\n"));
  CHECK(contains(result.out, "export GOOD='a'\\''; touch x; '\\'''\n"));
  CHECK_FALSE(contains(result.out, "BAD"));
}

TEST_CASE("--config-show: settings with mistakes are never half an environment for a shell") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write("setenv.sh", "export PLAN=free\n");
  for (const std::string text : {"variables: {A: a\n", "variables: {A: [a]}\n", "stage: prod\nstages: {prd: {}}\n"}) {
    INFO(text);
    sandbox.write("paas.yaml", text);
    CHECK(shell(sandbox).status == 1);
    CHECK(shell(sandbox).out.empty());
    CHECK(contains(sandbox.run({"--config-show", "shop"}).out, "PLAN"));
  }
  // A warning is no reason to refuse.
  sandbox.write("paas.yaml", "variables: {A: a, A: b}\n");
  CHECK(shell(sandbox).out == "export A='b'\nexport PLAN='free'\n");
  CHECK(shell(sandbox).status == 0);
}

TEST_CASE("--stage does not hide why the settings cannot be read") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write("paas.yaml", "stages: {prod: {variables: {A: a}\nname: [\n");
  const ProcessResult result = sandbox.check({"--stage", "prod"});
  CHECK(result.status == 1);
  CHECK(contains(result.out, "yaml-syntax"));
}

TEST_CASE("--config-show: stages that share values have them all") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write("paas.yaml",
                "stages:\n  dev:\n    variables: &dev {A: a, B: b, N: &n 010}\n  prod:\n"
                "    variables: {<<: *dev, B: prod, M: *n}\n  live: &live {layers: {numpy: arn}}\n  copy: *live\n");
  CHECK(shell(sandbox, {"--stage", "dev"}).out == "export A='a'\nexport B='b'\nexport N='010'\n");
  CHECK(shell(sandbox, {"--stage", "prod"}).out == "export A='a'\nexport B='prod'\nexport M='010'\nexport N='010'\n");
  CHECK(shell(sandbox, {"--stage", "copy"}).out == "export NUMPY_LAYER_ARN='arn'\n");
}

TEST_CASE("--config-show: secrets and control characters do not reach the terminal") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write(
      "paas.yaml",
      "variables: {stripe_secret: abc, CHAT: \"https://hooks.slack.example.com/T/B/x\", PAGE: "
      "\"https://x.example.com/webhook/1\", ESC: \"a\\e[31m\\nb\", HOME_PAGE: \"https://shop.example.com\"}\n");
  const std::string out = sandbox.run({"--config-show", "shop"}).out;
  CHECK_FALSE(contains(out, "abc"));
  CHECK_FALSE(contains(out, "hooks.slack"));
  CHECK_FALSE(contains(out, "webhook/1"));
  CHECK_FALSE(contains(out, "\x1b"));
  CHECK(contains(out, "a\\x1b[31m\\nb"));
  CHECK(contains(out, "https://shop.example.com"));
}

TEST_CASE("--config-show names the settings that hold, and what does not count") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  const auto first_line = [&](const std::vector<std::string>& arguments) {
    const std::string out = sandbox.run(arguments).out;
    return out.substr(0, out.find('\n'));
  };
  sandbox.write("paas.yaml", "name: outer\n");
  CHECK(contains(first_line({"--config-show", "shop"}), "paas.yaml  "));
  CHECK_FALSE(contains(first_line({"--config-show", "shop"}), "does not count"));
  sandbox.write("shop/paas.yaml", "name: inner\n");
  CHECK(contains(first_line({"--config-show", "shop"}), "the nearest; paas.yaml does not count"));
  CHECK(contains(first_line({"--config-show", "shop", "--config", "paas.yaml"}), "--config"));
  CHECK(contains(sandbox.run({"--config-show", "shop/paas.yaml"}).out, "inner"));
}

TEST_CASE("--config-show takes a moment for very many variables") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  std::string text = "variables:\n";
  for (int i = 0; i < 70'000; ++i) text += "  V" + std::to_string(i) + ": 1\n";
  sandbox.write("paas.yaml", text);
  const ProcessResult result = shell(sandbox);
  CHECK(contains(result.out, "export V69999='1'\n"));
  CHECK(result.milliseconds < 3000);
}

TEST_CASE("settings named as a path ask for the whole app") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write("shop/orders/index.py", wrong_worker());
  sandbox.write("paas.yaml", "name: shop\n");
  CHECK(problems_of(sandbox.check({"paas.yaml", "--format", "json"})) ==
        std::vector<std::string>{"shop/orders/index.py:4 error unknown-key"});
}
