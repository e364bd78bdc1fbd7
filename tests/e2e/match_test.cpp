// `--match`: which handlers an event starts, why not the others, and what it does with bad input.
#include <algorithm>

#include "catch.h"
#include "e2e/sandbox.h"

using namespace paas::test;
using nlohmann::json;

namespace {

std::string handler(const std::string& infra) {
  return "\"\"\"\ninfra:\n" + infra + "\"\"\"\n\ndef handler(event, context=None):\n    pass\n";
}

std::string listener(const std::string& type, const std::string& pattern) {
  return handler("  type: worker\n  event:\n    type: " + type + "\n    pattern: " + pattern + "\n");
}

/// Workers on a table and on anything, a timer, and one with a topic of its own.
void write_shop(const Sandbox& sandbox) {
  sandbox.write("shop/__init__.py", "\"\"\"\ninfra:\n  table: {}\n\"\"\"\n");
  sandbox.write("shop/changes/index.py", listener("table", "{detail: {eventName: [MODIFY], pk: [{prefix: ORDER}]}}"));
  sandbox.write("shop/comes/index.py", listener("table", "{detail: {eventName: [INSERT]}}"));
  sandbox.write("shop/refunds/index.py", listener("unbound", "{detail-type: [shop.refund]}"));
  sandbox.write("shop/nightly/index.py", handler("  type: timer\n  event: {rate: 1 hour}\n"));
  sandbox.write("shop/mails/index.py", handler("  type: worker\n"));
}

ProcessResult match(const Sandbox& sandbox, std::vector<std::string> more, ProcessOptions options = {}) {
  more.insert(more.begin(), "--match");
  return sandbox.run(more, std::move(options));
}

json answer(const Sandbox& sandbox, std::vector<std::string> more, ProcessOptions options = {}) {
  more.insert(more.end(), {"--format", "json"});
  return report_of(match(sandbox, more, std::move(options)));
}

void check_refused(const ProcessResult& result, const std::string& why) {
  INFO("standard error: " << result.err);
  CHECK(result.status == 2);
  CHECK(result.out.empty());
  CHECK(result.err.starts_with("paas-lsp: "));
  CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
  CHECK(contains(result.err, why));
}

}  // namespace

TEST_CASE("--match says whom an event starts, and where the others part from it") {
  const Sandbox sandbox;
  write_shop(sandbox);
  const ProcessResult result = match(sandbox, {"sample:table-modify"});
  CHECK(result.status == 0);
  CHECK(result.err.empty());
  CHECK(result.out ==
        "starts\n"
        "  shop/changes/index.py\n"
        "\n"
        "does not start\n"
        "  shop/comes/index.py:6:24: `detail.eventName` is `\"MODIFY\"` in the event; the pattern wants `\"INSERT\"`\n"
        "  shop/refunds/index.py:6:15: `detail-type` is `\"table\"` in the event; the pattern wants `\"shop.refund\"`\n"
        "\n"
        "1 of 3 handlers with a pattern starts; 2 others (endpoints, timers, workers with a topic of their own) listen "
        "to no events\n");
  // What the deployer adds stands at the type.
  const ProcessResult other = match(sandbox, {"sample:queue-message"});
  CHECK(other.status == 1);
  CHECK(contains(other.out,
                 "shop/changes/index.py:5:11: `source` is `\"${AppQueue}\"` in the event; the deployer adds "
                 "the name of `AppTable`\n"));
}

TEST_CASE("--match for programs: zero-based places, the path, both sides") {
  const Sandbox sandbox;
  write_shop(sandbox);
  const json found = answer(sandbox, {"sample:table-remove"});
  CHECK(found["starts"] == json::array());
  CHECK(found["mistakes"] == json::array());
  CHECK(found["others"] == 2);
  REQUIRE(found["misses"].size() == 3);
  json miss = found["misses"][0];
  CHECK(contains(miss["message"], "the pattern wants `\"MODIFY\"`"));
  miss.erase("message");
  CHECK(miss == json::parse(R"({"file": "shop/changes/index.py", "path": "detail.eventName", "inserted": false,
                                "range": {"start": {"line": 5, "character": 23}, "end": {"line": 5, "character": 32}},
                                "wanted": ["MODIFY"], "found": ["REMOVE"]})"));
  const json bucket = answer(sandbox, {"sample:bucket-created"});
  CHECK(bucket["misses"][0]["wanted"] == json::parse(R"([{"Ref": "AppTable"}])"));
  CHECK(bucket["misses"][0]["inserted"] == true);
}

TEST_CASE("--match takes an event from a file and from standard input") {
  const Sandbox sandbox;
  write_shop(sandbox);
  const std::string event = R"({"source": "x", "detail-type": "shop.refund", "detail": {}})";
  sandbox.write("event.json", event);
  CHECK(answer(sandbox, {"event.json"})["starts"] == json::array({"shop/refunds/index.py"}));
  ProcessOptions options;
  options.input = event;
  CHECK(answer(sandbox, {"-"}, options)["starts"] == json::array({"shop/refunds/index.py"}));
  CHECK(match(sandbox, {"-"}, options).status == 0);
}

TEST_CASE("--match looks where it is told to") {
  const Sandbox sandbox;
  write_shop(sandbox);
  sandbox.write("other/__init__.py", "\"\"\"\ninfra: {}\n\"\"\"\n");
  sandbox.write("other/refunds/index.py", listener("unbound", "{detail-type: [shop.refund]}"));
  CHECK(answer(sandbox, {"sample:unbound"})["starts"].size() == 2);
  CHECK(answer(sandbox, {"sample:unbound", "other"})["starts"] == json::array({"other/refunds/index.py"}));
  const json one = answer(sandbox, {"sample:unbound", "shop/comes/index.py"});
  CHECK(one["starts"].empty());
  CHECK(one["misses"].size() == 1);
  CHECK(one["others"] == 0);
  CHECK(answer(sandbox, {"sample:unbound", "shop/__init__.py"})["misses"].size() == 2);
}

TEST_CASE("--match knows resources by the names that they have where they are deployed") {
  const Sandbox sandbox;
  write_shop(sandbox);
  sandbox.write("event.json", R"({"source": "shop-AppTable-1", "detail": {"eventName": "INSERT"}})");
  const ProcessResult unknown = match(sandbox, {"event.json"});
  CHECK(unknown.status == 1);
  CHECK(contains(unknown.out, "; if that is its name, add `--resource AppTable=shop-AppTable-1`"));
  const std::vector<std::string> known{"event.json", "--resource", "AppQueue=q", "--resource",
                                       "AppTable=shop-AppTable-1"};
  CHECK(answer(sandbox, known)["starts"] == json::array({"shop/comes/index.py"}));
  CHECK_FALSE(contains(match(sandbox, {"sample:bucket-created"}).out, "--resource"));
  check_refused(match(sandbox, {"event.json", "--resource", "AppTable"}), "--resource AppTable: write NAME=VALUE");
  check_refused(sandbox.run({"--check", "--resource", "A=b"}), "--resource belongs to --match");
}

TEST_CASE("--match leaves out handlers with mistakes, and says so") {
  const Sandbox sandbox;
  write_shop(sandbox);
  sandbox.write("shop/comes/index.py", listener("table", "{detail: {eventName: INSERT}}"));
  sandbox.write("shop/mails/index.py", handler("  type: worker\n  event: [\n"));
  sandbox.write("shop/refunds/index.py", listener("unbound", "{detail-type: [a], detail: {b: [{cidr: c}]}}"));
  const json found = answer(sandbox, {"sample:table-modify"});
  CHECK(found["starts"] == json::array({"shop/changes/index.py"}));
  CHECK(found["mistakes"] == json::array({"shop/comes/index.py", "shop/mails/index.py", "shop/refunds/index.py"}));
  CHECK(contains(match(sandbox, {"sample:table-modify"}).out,
                 "  shop/comes/index.py: it has mistakes; `paas-lsp --check shop/comes/index.py` shows them\n"));
}

TEST_CASE("--match: the samples are listed, shown, and each starts what waits for it") {
  const Sandbox sandbox;
  const ProcessResult list = match(sandbox, {"sample:"});
  CHECK(list.status == 0);
  CHECK(contains(list.out, "sample:table-insert"));
  CHECK(std::count(list.out.begin(), list.out.end(), '\n') >= 9);
  const ProcessResult shown = sandbox.run({"--dump", "sample:bucket-deleted"});
  CHECK(shown.status == 0);
  CHECK(json::parse(shown.out)["detail"]["reason"] == "DeleteObject");

  sandbox.write("shop/__init__.py",
                "\"\"\"\ninfra: {api: {}, bucket: {public: false}, builder: {}, queue: {}, table: {}}\n\"\"\"\n");
  sandbox.write("shop/me/index.py", handler("  type: endpoint\n  method: GET\n  path: me\n  auth: private\n"
                                            "  parameters: []\n"));
  sandbox.write("shop/bucket/index.py", listener("bucket", "{detail: {object: {key: [{prefix: uploads/}]}}}"));
  sandbox.write("shop/builder/index.py",
                listener("builder", "{detail: {completed-phase: [BUILD], completed-phase-status: [FAILED]}}"));
  sandbox.write("shop/queue/index.py", listener("queue", "{detail: {kind: [invoice]}}"));
  sandbox.write("shop/table/index.py", listener("table", "{detail: {pk: [{prefix: ORDER}]}}"));
  sandbox.write("shop/userpool/index.py",
                listener("userpool", "{detail: {triggerSource: [PostConfirmation_ConfirmSignUp]}}"));
  sandbox.write("shop/unbound/index.py", listener("unbound", "{detail-type: [shop.refund]}"));
  CHECK(sandbox.check({"--severity-threshold", "error"}).status == 0);
  const std::vector<std::pair<std::string, std::string>> pairs{
      {"bucket-created", "bucket"}, {"bucket-deleted", "bucket"}, {"build-failed", "builder"},
      {"queue-message", "queue"},   {"table-insert", "table"},    {"table-modify", "table"},
      {"table-remove", "table"},    {"unbound", "unbound"},       {"userpool-confirmed", "userpool"}};
  for (const auto& [sample, folder] : pairs) {
    CAPTURE(sample);
    CHECK(answer(sandbox, {"sample:" + sample})["starts"] == json::array({"shop/" + folder + "/index.py"}));
    CHECK(contains(list.out, "sample:" + sample + " "));
  }
}

TEST_CASE("--match: bad input is said in a line, and ends with status 2") {
  const Sandbox sandbox;
  write_shop(sandbox);
  sandbox.make_folder("empty");
  sandbox.write("wrong.json", "{\"a\": oops}");
  sandbox.write("list.json", "[]");
  sandbox.write("large.json", "{\"a\": \"" + std::string(1'000'000, 'x') + "\"}");
  sandbox.write("deep.json", "{\"a\": " + std::string(100'000, '[') + std::string(100'000, ']') + "}");
  check_refused(match(sandbox, {"sample:none"}), "there is no sample `none`; `paas-lsp --match sample:` lists them");
  check_refused(match(sandbox, {"none.json"}), "none.json: ");
  check_refused(match(sandbox, {"wrong.json"}), "wrong.json: no JSON from line 1, column 7 on");
  check_refused(match(sandbox, {"list.json"}), "list.json: an event is a JSON object");
  check_refused(match(sandbox, {"large.json"}), "large.json: ");
  check_refused(match(sandbox, {"deep.json"}), "deep.json: nested deeper than 512 levels");
  check_refused(match(sandbox, {"empty"}), "empty: ");
  check_refused(match(sandbox, {"-"}), "standard input: no JSON from line 1, column 1 on");
  check_refused(match(sandbox, {""}), ": ");
  check_refused(match(sandbox, {"sample:unbound", "empty"}), "no handler is here");
  check_refused(match(sandbox, {"sample:unbound", "nowhere"}), "nowhere");
  check_refused(match(sandbox, {"sample:unbound", "--format", "sarif"}), "--format sarif: use text or json");
  sandbox.write("old/a/index.py", handler("  events:\n  - name: a\n    source: {name: t, type: table}\n"
                                          "    pattern: {eventName: [INSERT]}\n"));
  check_refused(match(sandbox, {"sample:table-insert", "old"}), "old is of an older generation");
}
