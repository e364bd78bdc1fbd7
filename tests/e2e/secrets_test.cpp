// No value that looks like a secret is printed by any command, in any format, whatever else is wrong.
#include <cstdlib>
#include <random>

#include "catch.h"
#include "e2e/sandbox.h"

using namespace paas::test;
using nlohmann::json;

namespace {

using Strings = std::vector<std::string>;

// Part of each value that must not be seen.
const std::string marker = "MaRk3r9";

const Strings secret_names{"STRIPE_KEY",        "MAIL_PASSWORD", "stripe_secret",    "API_TOKEN",
                           "SLACK_WEBHOOK_URL", "AWS_KEY_FILE",  "ADMIN_CREDENTIAL", "PLAN"};

class Random {
 public:
  explicit Random(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t count) { return random_() % count; }
  bool coin() { return below(2) == 0; }
  const std::string& of(const Strings& list) { return list[below(list.size())]; }

  // A secret: by the name of its variable; of the last one by its look alone.
  std::string secret(const std::string& name) {
    if (name == "PLAN") return coin() ? "https://hooks.example.com/" + marker : "Zx81" + marker + "qWertz55ghTTbnmAa";
    return of({"", "sk_live_", "a.", "1"}) + marker + of({"", "x", ".zip", "/y"});
  }

 private:
  std::mt19937 random_;
};

std::string reads(const Strings& names) {
  std::string text =
      "\"\"\"\ninfra:\n  type: worker\n  layers:\n  - numpy\n\"\"\"\nimport os\n\n\ndef handler(event, "
      "context=None):\n";
  for (const std::string& name : names) text += "    print(os.environ[\"" + name + "\"])\n";
  return text;
}

std::string exports(Random& random, const Strings& names) {
  std::string text;
  for (const std::string& name : names) {
    const std::string quote = random.of({"", "'", "\""});
    const std::string value = random.secret(name);
    text.append("export ").append(name).append("=").append(quote).append(value).append(quote).append("\n");
  }
  // Something is wrong in it, at times.
  return text + random.of({"", "export OPEN='" + marker + "\n", "export STRIPE_KYE=sk_" + marker + "\n",
                           "export DOMAIN_NAME=" + marker + "@b\n",
                           "export DISTRIBUTION_CERTIFICATE_ARN=Zx81" + marker + "qWertz55ghTTbnmAa\n"});
}

// A shape with the value for each `$`, and the indentation for each `@`.
std::string filled(const std::string& shape, const std::string& value, const std::string& indentation) {
  std::string text;
  for (const char c : shape) {
    if (c == '$') {
      text += value;
    } else if (c == '@') {
      text += indentation;
    } else {
      text += c;
    }
  }
  return text;
}

// Settings with secrets and, at times, mistakes beside them or in them.
std::string settings(Random& random, const Strings& names) {
  const std::string indent = "  ";
  std::string text = random.of({"", "name: shop\n", "nmae: shop\n"});
  const auto variables = [&](const std::string& by) {
    std::string part = by + "variables:\n";
    for (const std::string& name : names) {
      const std::string shape = random.of(
          {"$", "\"$\"", "$", "[$]", "{$: $}", "|\n@    $: b\n@    $", "!!int $", "&a $\n@  OTHER_TOKEN: *a"});
      part.append(by)
          .append(indent)
          .append(name)
          .append(": ")
          .append(filled(shape, random.secret(name), by))
          .append("\n");
    }
    return part;
  };
  text += variables("");
  if (random.coin()) text += "stage: " + random.of({"prod", "prd"}) + "\nstages:\n  prod:\n" + variables("    ");
  if (random.coin()) text += "alerts: {slack: \"https://hooks.example.com/" + marker + "\", slcak: " + marker + "}\n";
  if (random.coin()) text += "varaibles: {STRIPE_KEY: " + marker + "}\n";
  text += random.of({"", "", "variables: {STRIPE_KEY: " + marker + "}\n", "stages: [" + marker + "\n",
                     "layers: {numpy: [" + marker + "]}\n", "severity: {missing-test: loud}\n",
                     "variables: {A B: " + marker + "}\n", "stages: " + marker + "\n", "\tx: " + marker + "\n"});
  return text;
}

const std::vector<Strings> commands{
    {"--check"},
    {"--check", "--quiet"},
    {"--check", "--color", "always"},
    {"--check", "--format", "json"},
    {"--check", "--format", "sarif"},
    {"--check", "--format", "github"},
    {"--check", "--format", "gitlab"},
    {"--check", "--format", "junit"},
    {"--check", "--stage", "prod"},
    {"--check", "setenv.sh", "paas.yaml"},
    {"--preview"},
    {"--preview", "--stage", "prod"},
    {"--preview", "--format", "json"},
    {"--preview", "--optimise"},
    {"--preview", "--handler", "shop/orders/index.py"},
    {"--preview", "--diff", "./old.yaml"},
    {"--preview", "--diff", "./old.yaml", "--format", "json"},
    {"--preview", "--diff", "./old.yaml", "--format", "markdown"},
    {"--config-show", "."},
    {"--config-show", ".", "--stage", "prod"},
    {"--config-show", ".", "--format", "json"},
    {"--migrate"},
    {"--migrate", "--diff"},
    {"--graph"},
    {"--graph", "--format", "json"},
    {"--graph", "--format", "dot"},
    {"--graph", "--format", "svg"},
    {"--match", "sample:table-insert"},
};

}  // namespace

TEST_CASE("no command prints a value that looks like a secret") {
  Random random(GENERATE(range(1u, 25u)));
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write("shop/orders/index.py", reads(secret_names));
  Strings exported;
  Strings set;
  std::vector<std::string> process;
  for (const std::string& name : secret_names) {
    const std::size_t where = random.below(4);
    if (where == 0) exported.push_back(name);
    if (where == 1) set.push_back(name);
    if (where == 2) process.push_back(name + "=" + random.secret(name));
  }
  const std::string shell = exports(random, exported);
  const std::string yaml = settings(random, set);
  sandbox.write("setenv.sh", shell);
  if (!set.empty()) sandbox.write("paas.yaml", yaml);
  sandbox.write("old.yaml", "Parameters:\n  StripeKey: {Type: String, Default: " + marker +
                                "}\n  Plan: {Type: String, Default: a}\n"
                                "  ApiToken: {Type: String}\nResources: {}\n");
  for (Strings command : commands) {
    if (random.coin()) command.emplace_back("--env-process");
    ProcessOptions options;
    options.environment = process;
    const ProcessResult result = sandbox.run(command, options);
    std::string line;
    for (const std::string& word : command) line += word + " ";
    CAPTURE(line, shell, yaml, result.out, result.err);
    CHECK(result.signal == 0);
    CHECK_FALSE(contains(result.out, marker));
    CHECK_FALSE(contains(result.err, marker));
  }
}

TEST_CASE("--preview hides what looks like a secret, says so, and prints it where that is asked for") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write("shop/orders/index.py", reads({"STRIPE_KEY", "PLAN"}));
  sandbox.write("setenv.sh", "export STRIPE_KEY=sk_test\nexport PLAN=free\nexport ARTIFACTS_KEY=lambdas.zip\n");
  for (const Strings& more : {Strings{}, Strings{"--optimise"}}) {
    Strings command{"--preview", "--format", "json"};
    command.insert(command.end(), more.begin(), more.end());
    const ProcessResult result = sandbox.run(command);
    const json form = json::parse(result.out);
    CHECK(form["Parameters"]["StripeKey"] == json{{"Type", "String"}, {"NoEcho", true}});
    CHECK(form["Parameters"]["Plan"] == json{{"Type", "String"}, {"Default", "free"}});
    CHECK(form["Parameters"]["ArtifactsKey"] == json{{"Type", "String"}, {"Default", "lambdas.zip"}});
    CHECK(contains(result.err, "the values of StripeKey; --show-values prints them"));
    CHECK_FALSE(contains(result.err, "parameter StripeKey has no value"));
    command.emplace_back("--show-values");
    const json shown = json::parse(sandbox.run(command).out);
    CHECK(shown["Parameters"]["StripeKey"] == json{{"Type", "String"}, {"Default", "sk_test"}});
  }
  const json deployed = json::parse(sandbox.run({"--preview", "--as-deployed", "--format", "json"}).out);
  CHECK(deployed["Parameters"]["StripeKey"] == json{{"Type", "String"}, {"Default", "sk_test"}});
  CHECK(sandbox.run({"--show-values", "--check"}).status == 2);
  // What was printed is the same template, as far as it goes.
  sandbox.write("old.yaml", sandbox.run({"--preview"}).out);
  CHECK(sandbox.run({"--preview", "--diff", "./old.yaml"}).out == "no change\n");
}

TEST_CASE("--preview --diff tells that a secret changes, and not how") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write("shop/orders/index.py", reads({"STRIPE_KEY"}));
  sandbox.write("setenv.sh", "export STRIPE_KEY=sk_old\n");
  sandbox.write("old.yaml", sandbox.run({"--preview", "--show-values"}).out);
  sandbox.write("setenv.sh", "export STRIPE_KEY=sk_new\n");
  const std::string text = sandbox.run({"--preview", "--diff", "./old.yaml"}).out;
  CHECK(contains(text, "changed parameter StripeKey: another value, which is not shown"));
  const json report = json::parse(sandbox.run({"--preview", "--diff", "./old.yaml", "--format", "json"}).out);
  const json& parameter = report["parameters"][0];
  CHECK(parameter["hidden"] == true);
  CHECK(parameter["before"].is_null());
  CHECK(parameter["after"].is_null());
  const std::string shown = sandbox.run({"--preview", "--show-values", "--diff", "./old.yaml"}).out;
  CHECK(contains(shown, "changed parameter StripeKey: \"sk_old\" -> \"sk_new\""));
}

TEST_CASE("a line of settings that sets variables is shown up to its key") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  const auto checked = [&](const std::string& text) {
    sandbox.write("paas.yaml", text);
    return sandbox.check().out;
  };
  const std::string wrong =
      checked("name: shop\nvariables:\n  STRIPE_KEY: [sk_test]\nseverity: {missing-test: loud}\n");
  CHECK(contains(wrong, "3 |   STRIPE_KEY:…\n  |   ^^^^^^^^^^\n"));
  CHECK(contains(wrong, "4 | severity: {missing-test: loud}\n"));
  CHECK(contains(checked("variables: {B: [x], STRIPE_KEY: sk_test}\n"), "1 | variables:…\n"));
  CHECK(contains(checked("variables:\n  A-B: sk_test\n"), "2 |   A-B:…\n  |   ^^^\n"));
}
