// `--graph` as a user runs it.
#include <fstream>
#include <iterator>
#include <string>

#include "catch.h"
#include "e2e/sandbox.h"

using namespace paas::test;
using nlohmann::json;

namespace {

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string worker_on(const std::string& type, const std::string& detail, const std::string& code) {
  return "\"\"\"\ninfra:\n  type: worker\n  event:\n    type: " + type + "\n    pattern: {detail: " + detail +
         "}\n  permissions: [dynamodb:PutItem, sqs:SendMessage]\n\"\"\"\nimport os\n\nimport boto3\n\n"
         "def handler(event, context=None):\n    " +
         code + "\n";
}

// Two workers that start each other.
void write_circle(const Sandbox& sandbox, const std::string& name) {
  sandbox.write(name + "/__init__.py", "\"\"\"\ninfra: {table: {}, queue: {}}\n\"\"\"\n");
  sandbox.write(name + "/one/index.py",
                worker_on("table", "{eventName: [INSERT]}",
                          "boto3.client('sqs').send_message(QueueUrl=os.environ['APP_QUEUE'], MessageBody='a')"));
  sandbox.write(name + "/two/index.py",
                worker_on("queue", "{kind: [{prefix: ''}]}",
                          "boto3.client('dynamodb').put_item(TableName=os.environ['APP_TABLE'], Item={})"));
}

}  // namespace

TEST_CASE("the graph of an app in each format, Mermaid where none is named") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  const ProcessResult plain = sandbox.run({"--graph", "shop"});
  CHECK(plain.status == 0);
  CHECK(plain.err.empty());
  CHECK(plain.out == "flowchart LR\n  n0[\"orders\"]\n  n1([\"a message to its own topic\"])\n  n1 ==> n0\n");
  CHECK(sandbox.run({"--graph", "--format", "mermaid"}).out == plain.out);
  CHECK(holds(sandbox.run({"--graph", "--format", "dot"}).out, "  n1 -> n0 [label=\"\", style=bold];\n"));
  const std::string picture = sandbox.run({"--graph", "--format", "svg"}).out;
  CHECK(picture.rfind("<svg xmlns=\"http://www.w3.org/2000/svg\" ", 0) == 0);
  CHECK(holds(picture, "prefers-color-scheme: dark"));
  const json graph = json::parse(sandbox.run({"--graph", "--format", "json"}).out);
  CHECK(graph["apps"][0]["app"] == "shop");
  CHECK(graph["apps"][0]["nodes"][0]["kind"] == "handler");
  CHECK(graph["apps"][0]["nodes"][0]["name"] == "orders");
  CHECK(graph["apps"][0]["nodes"][0]["place"]["file"] == "shop/orders/index.py");
  CHECK(graph["apps"][0]["edges"][0]["kind"] == "triggers");
}

TEST_CASE("ways that come back are told beside the graph, and are no failure") {
  const Sandbox sandbox;
  write_circle(sandbox, "shop");
  const ProcessResult graph = sandbox.run({"--graph"});
  CHECK(graph.status == 0);
  CHECK(graph.err == "paas-lsp: shop: a circle that no pattern stops: one -> AppQueue -> two -> AppTable -> one\n");
  CHECK(holds(graph.out, "  linkStyle 0,1,2,3 stroke:#cf222e"));
  CHECK(json::parse(sandbox.run({"--graph", "--format", "json"}).out)["apps"][0]["cycles"].size() == 1);
  // No handler starts itself, so `--check` has nothing to say.
  CHECK(codes_of(sandbox.check({"--format", "json", "--severity-threshold", "warning"})).empty());
}

TEST_CASE("several apps are one graph") {
  const Sandbox sandbox;
  write_app(sandbox, "one");
  write_app(sandbox, "two");
  CHECK(holds(sandbox.run({"--graph"}).out, "  subgraph a1[\"two\"]\n  n2[\"orders\"]\n"));
  CHECK(holds(sandbox.run({"--graph", "--format", "svg"}).out, ">two</text>"));
  CHECK(json::parse(sandbox.run({"--graph", "--format", "json"}).out)["apps"].size() == 2);
}

TEST_CASE("a broken app has a graph of what can be read") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write("shop/broken/index.py",
                "\"\"\"\ninfra:\n  type: worker\n  event: {type: table\n\"\"\"\ndef handler(:\n");
  const ProcessResult graph = sandbox.run({"--graph"});
  CHECK(graph.status == 0);
  CHECK(holds(graph.out, "[\"broken\"]"));
}

TEST_CASE("the picture in the README is what `make docs` writes") {
  ProcessOptions options;
  options.directory = PAAS_SOURCE_DIR;
  std::ifstream file(std::string(PAAS_SOURCE_DIR) + "/docs/graph.svg");
  const std::string picture{std::istreambuf_iterator<char>(file), {}};
  CHECK(run({"--graph", "--format", "svg", "examples/good"}, options).out == picture);
}

TEST_CASE("what cannot be drawn is a clear error") {
  const Sandbox sandbox;
  CHECK(sandbox.run({"--graph"}).status == 2);
  CHECK(holds(sandbox.run({"--graph"}).err, "no app is here"));
  CHECK(holds(sandbox.run({"--graph", "nowhere"}).err, "nowhere: No such file or directory"));
  write_app(sandbox, "shop");
  const ProcessResult format = sandbox.run({"--graph", "--format", "png"});
  CHECK(format.status == 2);
  CHECK(format.err == "paas-lsp: --format png: use mermaid, dot, svg or json\n");
}

TEST_CASE("the time of a graph grows with the app") {
  const auto milliseconds_of = [](int handlers) {
    const Sandbox sandbox;
    sandbox.write("shop/__init__.py", "\"\"\"\ninfra: {table: {}, queue: {}}\n\"\"\"\n");
    for (int i = 0; i < handlers; ++i) {
      sandbox.write("shop/h" + std::to_string(i) + "/index.py",
                    worker_on(i % 2 == 0 ? "queue" : "table", "{pk: [{prefix: ''}]}",
                              "boto3.client('dynamodb').put_item(TableName=os.environ['APP_TABLE'], Item={})"));
    }
    ProcessOptions options;
    options.seconds = 60;
    const ProcessResult graph = sandbox.run({"--graph", "--format", "svg"}, options);
    CHECK(graph.status == 0);
    return graph.milliseconds;
  };
  const double few = milliseconds_of(200);
  CHECK(milliseconds_of(2'000) < 25 * few);
}
