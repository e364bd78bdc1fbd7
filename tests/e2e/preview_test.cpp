// `--preview` on real files.
#include "catch.h"
#include "e2e/sandbox.h"

using namespace paas::test;
using nlohmann::json;

namespace {

const std::string table_worker =
    "\"\"\"\ninfra:\n  type: worker\n  event:\n    type: table\n    pattern:\n      detail:\n        eventName: "
    "[INSERT]\n"
    "\"\"\"\nimport os\n\n\ndef handler(event, context=None):\n    return os.environ[\"STRIPE_KEY\"]\n";

// A table, a worker on it, and one on a topic.
void write_shop(const Sandbox& sandbox) {
  sandbox.write("shop/__init__.py", "\"\"\"\ninfra:\n  table: {}\n\"\"\"\n");
  sandbox.write("shop/orders/index.py", table_worker);
  sandbox.write("shop/mail/index.py", worker());
}

json template_of(const ProcessResult& result) {
  INFO(result.err);
  return json::parse(result.out);
}

}  // namespace

TEST_CASE("--preview prints a template, and lists the parameters that nothing fills") {
  const Sandbox sandbox;
  write_shop(sandbox);
  sandbox.write("setenv.sh",
                "export ARTIFACTS_BUCKET=b\nexport SLACK_WEBHOOK_URL='https://x'\nexport STRIPE_KEY=$KEY\n");
  const ProcessResult result = sandbox.run({"--preview", "--format", "json"});
  CHECK(result.status == 0);
  const json form = template_of(result);
  CHECK(form["Resources"]["OrdersFunction"]["Properties"]["Handler"] == "shop/orders/index.handler");
  CHECK(form["Parameters"]["SlackWebhookUrl"] == json{{"Type", "String"}, {"NoEcho", true}});
  CHECK(form["Parameters"]["StripeKey"] == json{{"Type", "String"}});
  CHECK(form["Outputs"].size() == 2);
  CHECK(contains(result.err, "ArtifactsKey has no value"));
  CHECK(contains(result.err, "setenv.sh:3:19: the parameter StripeKey has no value here: the shell computes it"));
  CHECK_FALSE(contains(result.err, "ArtifactsBucket"));
  const ProcessResult yaml = sandbox.run({"--preview", "."});
  CHECK(contains(yaml.out, "Resources:\n  AppTable:\n    Type: AWS::DynamoDB::Table\n"));
}

TEST_CASE("--preview --handler prints what one handler makes") {
  const Sandbox sandbox;
  write_shop(sandbox);
  const ProcessResult result =
      sandbox.run({"--preview", "--handler", "shop/mail/index.py", "--format", "json", "shop"});
  CHECK(result.status == 0);
  const json form = template_of(result);
  CHECK(form["Resources"].size() == 11);
  CHECK(form["Resources"].contains("MailTopic"));
  CHECK(form["Outputs"].size() == 1);
  CHECK(form["Parameters"].size() == 2);  // the alerts, and where they go, are made for all
  const ProcessResult other = sandbox.run({"--preview", "--handler", "shop/nothing/index.py"});
  CHECK(other.status == 2);
  CHECK(contains(other.err, "--handler shop/nothing/index.py: no handler of shop"));
}

TEST_CASE("--preview shows what it can of an app with errors, and says what it left out") {
  const Sandbox sandbox;
  write_shop(sandbox);
  sandbox.write("shop/broken/index.py", "\"\"\"\ninfra:\n  type: worker\n  timeout: [\n\"\"\"\n");
  sandbox.write("shop/wrong/index.py", wrong_worker());
  const ProcessResult result = sandbox.run({"--preview", "--format", "json"});
  CHECK(result.status == 1);
  CHECK(template_of(result)["Resources"].contains("OrdersFunction"));
  CHECK_FALSE(template_of(result)["Resources"].contains("WrongFunction"));
  CHECK(contains(result.err, "shop/broken/index.py:"));
  CHECK(contains(result.err, "left out: unknown key `oops`"));
}

TEST_CASE("--optimise merges roles that are alike, and says so") {
  const Sandbox sandbox;
  write_shop(sandbox);
  const json whole = template_of(sandbox.run({"--preview", "--format", "json"}));
  const ProcessResult result = sandbox.run({"--preview", "--optimise", "--format", "json"});
  const json less = template_of(result);
  // Alerts, orders and mail write logs and do nothing else; the stream's function may do more.
  CHECK(contains(result.err, "merged 3 roles and 3 policies into others: 6 resources fewer"));
  CHECK(whole["Resources"].size() - less["Resources"].size() == 6);
  CHECK(less["Resources"]["MailFunction"]["Properties"]["Role"] == json{{"Fn::GetAtt", {"AlertErrorRole", "Arn"}}});
  CHECK(less["Resources"].contains("AppStreamTableRole"));
}

TEST_CASE("what --preview cannot do is said, with status 2") {
  const Sandbox sandbox;
  sandbox.make_folder("empty");
  const ProcessResult nothing = sandbox.run({"--preview", "empty"});
  CHECK(nothing.status == 2);
  CHECK(contains(nothing.err, "no app is here"));
  CHECK(sandbox.run({"--preview", "missing"}).status == 2);

  write_shop(sandbox);
  write_app(sandbox, "other");
  const ProcessResult several = sandbox.run({"--preview"});
  CHECK(several.status == 2);
  CHECK(contains(several.err, "2 apps are here; name one of: other shop"));

  sandbox.write("open.sh", "export A=1\nexport B=\"never closed\n");
  sandbox.write("binary.sh", std::string("export A=\0\1", 11));
  const ProcessResult open = sandbox.run({"--preview", "shop", "--env", "open.sh"});
  CHECK(open.status == 2);
  CHECK(contains(open.err, "open.sh:2:10: this quote is never closed"));
  CHECK(sandbox.run({"--preview", "shop", "--env", "binary.sh"}).status == 2);
  CHECK(sandbox.run({"--preview", "shop", "--env", "missing.sh"}).status == 2);
  CHECK(sandbox.run({"--preview", "shop", "--format", "sarif"}).status == 2);
  CHECK(sandbox.run({"--as-deployed", "shop"}).status == 2);

  sandbox.write("old/tasks/index.py",
                "\"\"\"\ninfra:\n  timer: {rate: 1 hour}\n\"\"\"\ndef handler(event, context=None):\n    pass\n");
  const ProcessResult old = sandbox.run({"--preview", "old"});
  CHECK(old.status == 2);
  CHECK(contains(old.err, "`paas-lsp --migrate`"));
}
