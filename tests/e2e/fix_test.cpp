// `--check --fix` on real files, and the same fixes as code actions of the server.
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "catch.h"
#include "e2e/sandbox.h"

using namespace paas::test;

namespace {

using Json = nlohmann::json;

std::string read(const Sandbox& sandbox, const std::string& path) {
  std::ifstream file(sandbox.path(path));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

const std::string head = "\"\"\"\ninfra:\n  type: worker\n";
const std::string tail = "\"\"\"\n\ndef handler(event, context=None):\n    pass\n";
const std::string misspelt = head + "  tiemout: 5  # seconds\n" + tail;
const std::string spelt = head + "  timeout: 5  # seconds\n" + tail;

void write_shop(const Sandbox& sandbox, const std::string& handler) {
  sandbox.write("shop/__init__.py", "\"\"\"\ninfra: {}\n\"\"\"\n");
  sandbox.write("shop/orders/index.py", handler);
  sandbox.write("shop/orders/test.py", "");
}

}  // namespace

TEST_CASE("--fix mends what is beyond doubt and reports the rest") {
  const Sandbox sandbox;
  write_shop(sandbox, head + "  tiemout: 5\n  colour: red\n" + tail);
  const ProcessResult result = sandbox.check({"--fix"});
  CHECK(result.status == 1);
  CHECK(contains(result.out, "error[unknown-key]"));
  CHECK(contains(result.out, "colour"));
  CHECK_FALSE(contains(result.out, "tiemout"));
  CHECK(result.err == "paas-lsp: fixed 1 problem in 1 file\n");
  CHECK(read(sandbox, "shop/orders/index.py") == head + "  timeout: 5\n  colour: red\n" + tail);
  const ProcessResult again = sandbox.check({"--fix"});
  CHECK(again.err == "paas-lsp: nothing to fix\n");
}

TEST_CASE("--unsafe-fixes takes away what nobody knows, too") {
  const Sandbox sandbox;
  write_shop(sandbox, head + "  colour: red\n" + tail);
  const ProcessResult result = sandbox.check({"--fix", "--unsafe-fixes"});
  CHECK(result.status == 0);
  CHECK(read(sandbox, "shop/orders/index.py") == head + tail);
}

TEST_CASE("no fix writes a variable without a value") {
  const Sandbox sandbox;
  write_shop(sandbox,
             head + "\"\"\"\nimport os\n\n\ndef handler(event, context=None):\n    return os.environ[\"NEW_KEY\"]\n");
  const std::string environment = "export ARTIFACTS_BUCKET=a\nexport ARTIFACTS_KEY=b\nexport SLACK_WEBHOOK_URL=c\n";
  sandbox.write("setenv.sh", environment);
  const ProcessResult result = sandbox.check({"--fix", "--unsafe-fixes"});
  CHECK(result.status == 1);
  CHECK(contains(result.out, "unset-parameter"));
  CHECK(read(sandbox, "setenv.sh") == environment);
}

TEST_CASE("one fix may bring the next to light") {
  const Sandbox sandbox;
  write_shop(sandbox, head + "  \"tiemout\": '5'\n" + tail);
  const ProcessResult result = sandbox.check({"--fix"});
  CHECK(result.status == 0);
  CHECK(result.err == "paas-lsp: fixed 2 problems in 1 file\n");
  CHECK(read(sandbox, "shop/orders/index.py") == head + "  \"timeout\": 5\n" + tail);
}

TEST_CASE("handlers that need the same entry of the root get it once") {
  const Sandbox sandbox;
  const std::string handler =
      head + "  event:\n    type: table\n    pattern:\n      detail:\n        pk: [ORDER]\n" + tail;
  write_shop(sandbox, handler);
  sandbox.write("shop/mails/index.py", handler);
  sandbox.write("shop/mails/test.py", "");
  const ProcessResult result = sandbox.check({"--fix", "--unsafe-fixes"});
  CHECK(result.status == 0);
  CHECK(result.err == "paas-lsp: fixed 2 problems in 1 file\n");
  CHECK(read(sandbox, "shop/__init__.py") == "\"\"\"\ninfra:\n  table: {}\n\"\"\"\n");
}

TEST_CASE("a missing root and missing tests are new files") {
  const Sandbox sandbox;
  sandbox.write("shop/orders/index.py", head + tail);
  CHECK(sandbox.check({"--fix", "--unsafe-fixes"}).status == 0);
  CHECK(read(sandbox, "shop/__init__.py") == "\"\"\"\ninfra: {}\n\"\"\"\n");
  CHECK(contains(read(sandbox, "shop/orders/test.py"), "from index import handler"));
}

TEST_CASE("--diff prints a patch and writes nothing") {
  const Sandbox sandbox;
  write_shop(sandbox, misspelt);
  const ProcessResult result = sandbox.check({"--fix", "--diff"});
  CHECK(result.status == 0);
  CHECK(contains(result.out, "--- a/shop/orders/index.py\n+++ b/shop/orders/index.py\n"));
  CHECK(contains(result.out, "\n-  tiemout: 5  # seconds\n+  timeout: 5  # seconds\n"));
  CHECK(result.err == "paas-lsp: would fix 1 problem in 1 file\n");
  CHECK(read(sandbox, "shop/orders/index.py") == misspelt);
}

TEST_CASE("the text on standard input comes back mended") {
  const Sandbox sandbox;
  write_shop(sandbox, head + tail);
  ProcessOptions options;
  options.input = misspelt;
  const ProcessResult result = sandbox.run({"--fix", "--stdin-filename", "shop/orders/index.py"}, options);
  CHECK(result.status == 0);
  CHECK(result.out == spelt);
  CHECK(read(sandbox, "shop/orders/index.py") == head + tail);
  options.input = spelt;
  CHECK(sandbox.run({"--fix", "--stdin-filename", "shop/orders/index.py"}, options).out == spelt);
}

TEST_CASE("a handler that is a link is left out, with the reason, and the others are fixed") {
  const Sandbox sandbox;
  write_shop(sandbox, misspelt);
  sandbox.write("elsewhere.py", misspelt);
  sandbox.make_folder("shop/mails");
  REQUIRE(symlink("../../elsewhere.py", sandbox.path("shop/mails/index.py").c_str()) == 0);
  const ProcessResult diff = sandbox.check({"--fix", "--diff"});
  CHECK(diff.status == 2);
  CHECK(contains(diff.err, "shop/mails/index.py: is a symbolic link, and is left as it is"));
  CHECK(contains(diff.err, "would write 1 of 2 files"));
  CHECK_FALSE(contains(diff.out, "mails"));
  const ProcessResult result = sandbox.check({"--fix"});
  CHECK(result.status == 2);
  CHECK(contains(result.err, "shop/mails/index.py: is a symbolic link, and is left as it is"));
  CHECK(contains(result.err, "paas-lsp: wrote 1 of 2 files\n"));
  CHECK(contains(result.out, "shop/mails/index.py:4:3"));
  CHECK(read(sandbox, "shop/orders/index.py") == spelt);
  CHECK(read(sandbox, "elsewhere.py") == misspelt);
}

TEST_CASE("a new file has the line ends of its neighbours") {
  const auto with_crlf = [](std::string text) {
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) text.insert(at, "\r");
    return text;
  };
  const auto count = [](const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++found;
    return found;
  };
  const Sandbox sandbox;
  sandbox.write("shop/orders/index.py", with_crlf(head + tail));
  CHECK(sandbox.check({"--fix", "--unsafe-fixes"}).status == 0);
  CHECK(sandbox.run({"--new", "worker", "shop/mails"}).status == 0);
  for (const char* path : {"shop/__init__.py", "shop/orders/test.py", "shop/mails/index.py", "shop/mails/test.py"}) {
    const std::string text = read(sandbox, path);
    CAPTURE(path, text);
    CHECK(count(text, "\n") >= 3);
    CHECK(count(text, "\r\n") == count(text, "\n"));
  }
}

TEST_CASE("a migration makes new files with the line ends of the old ones") {
  const Sandbox sandbox;
  const std::string old =
      "\"\"\"\r\ninfra:\r\n  timer:\r\n    rate: 5 minutes\r\n\"\"\"\r\n\r\ndef handler(event, "
      "context=None):\r\n    pass\r\n";
  sandbox.write("shop/orders/index.py", old);
  REQUIRE(sandbox.run({"--migrate", "--write", "."}).status == 0);
  CHECK(read(sandbox, "shop/__init__.py") == "\"\"\"\r\ninfra: {}\r\n\"\"\"\r\n");
}

TEST_CASE("SARIF carries the fixes") {
  const Sandbox sandbox;
  write_shop(sandbox, misspelt);
  const Json report = Json::parse(sandbox.check({"--format", "sarif"}).out);
  const Json& fixes = report["runs"][0]["results"][0]["fixes"];
  REQUIRE(fixes.size() == 2);
  CHECK(fixes[0]["description"]["text"] == "Write `timeout`");
  const Json& change = fixes[0]["artifactChanges"][0];
  CHECK(change["artifactLocation"]["uri"] == "shop/orders/index.py");
  CHECK(change["replacements"][0]["deletedRegion"] ==
        Json{{"startLine", 4}, {"startColumn", 3}, {"endLine", 4}, {"endColumn", 10}});
  CHECK(change["replacements"][0]["insertedContent"]["text"] == "timeout");
}

TEST_CASE("flags of --fix alone are refused") {
  const Sandbox sandbox;
  write_shop(sandbox, misspelt);
  CHECK(sandbox.check({"--unsafe-fixes"}).status == 2);
  CHECK(sandbox.check({"--diff"}).status == 2);
  CHECK(sandbox.run({"--fix"}).status == 2);
  CHECK(read(sandbox, "shop/orders/index.py") == misspelt);
}

namespace {

std::string framed(const Json& message) {
  const std::string body = message.dump();
  return "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// The results of requests, by id.
std::map<int, Json> results_of(const std::string& output) {
  std::map<int, Json> results;
  for (std::size_t at = output.find("\r\n\r\n"); at != std::string::npos; at = output.find("\r\n\r\n", at)) {
    const std::size_t length = std::stoul(output.substr(output.rfind(':', at) + 1));
    const Json message = Json::parse(output.substr(at + 4, length));
    if (message.contains("id") && message.contains("result")) results[message["id"]] = message["result"];
    at += 4 + length;
  }
  return results;
}

/// Opens one document and asks for its code actions: the result with the id 2.
std::map<int, Json> ask(const Sandbox& sandbox, const std::string& path, const std::string& text,
                        const Json& code_action, const Json& context, int line) {
  const std::string uri = "file://" + sandbox.path(path);
  const Json capabilities{{"workspace",
                           {{"workspaceEdit",
                             {{"documentChanges", true},
                              {"changeAnnotationSupport", Json::object()},
                              {"resourceOperations", {"create", "rename", "delete"}}}}}},
                          {"textDocument", {{"codeAction", code_action}, {"diagnostic", Json::object()}}}};
  const Json place{{"line", line}, {"character", 4}};
  ProcessOptions options;
  const auto request = [&](int id, const char* method, const Json& params) {
    options.input += framed({{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}});
  };
  const auto notify = [&](const char* method, const Json& params) {
    options.input += framed({{"jsonrpc", "2.0"}, {"method", method}, {"params", params}});
  };
  request(1, "initialize",
          {{"processId", nullptr},
           {"rootUri", "file://" + sandbox.directory()},
           {"capabilities", capabilities},
           {"workspaceFolders", Json::array({{{"uri", "file://" + sandbox.directory()}, {"name", "x"}}})}});
  notify("initialized", Json::object());
  notify("textDocument/didOpen",
         {{"textDocument", {{"uri", uri}, {"languageId", "python"}, {"version", 7}, {"text", text}}}});
  request(2, "textDocument/codeAction",
          {{"textDocument", {{"uri", uri}}}, {"range", {{"start", place}, {"end", place}}}, {"context", context}});
  request(3, "shutdown", nullptr);
  notify("exit", nullptr);
  return results_of(sandbox.run({"--stdio"}, options).out);
}

const Json literals{{"codeActionLiteralSupport", {{"codeActionKind", {{"valueSet", {"quickfix"}}}}}}};

std::vector<std::string> titles_of(const Json& actions) {
  std::vector<std::string> titles;
  for (const Json& action : actions) titles.push_back(action["title"]);
  return titles;
}

}  // namespace

TEST_CASE("a fix is a code action with versions, beside the comment that ignores") {
  const Sandbox sandbox;
  write_shop(sandbox, head + tail);
  const Json none{{"diagnostics", Json::array()}};
  const Json actions = ask(sandbox, "shop/orders/index.py", misspelt, literals, none, 3)[2];
  const std::vector<std::string> expected{"Write `timeout`", "Remove `tiemout`", "Ignore `unknown-key` here",
                                          "Fix all problems that can be fixed without a doubt"};
  REQUIRE(titles_of(actions) == expected);
  CHECK(actions[0]["isPreferred"] == true);
  CHECK(actions[0]["kind"] == "quickfix");
  CHECK(actions[0]["diagnostics"][0]["code"] == "unknown-key");
  const Json& change = actions[0]["edit"]["documentChanges"][0];
  CHECK(change["textDocument"]["version"] == 7);
  CHECK(change["edits"][0]["newText"] == "timeout");
  CHECK_FALSE(actions[1].contains("isPreferred"));
  CHECK(contains(actions[2]["edit"].dump(), "# paas: ignore[unknown-key]"));
  CHECK(ask(sandbox, "shop/orders/index.py", misspelt, literals, none, 2)[2].empty());
}

TEST_CASE("source.fixAll is asked for by name, anywhere in the file") {
  const Sandbox sandbox;
  write_shop(sandbox, head + tail);
  for (const char* kind : {"source", "source.fixAll", "source.fixAll.paas"}) {
    CAPTURE(kind);
    const Json context{{"diagnostics", Json::array()}, {"only", {kind}}};
    const Json actions = ask(sandbox, "shop/orders/index.py", misspelt, literals, context, 0)[2];
    REQUIRE(actions.size() == 1);
    CHECK(actions[0]["kind"] == "source.fixAll.paas");
    CHECK(actions[0]["edit"]["documentChanges"][0]["edits"].size() == 1);
  }
  const Json context{{"diagnostics", Json::array()}, {"only", {"source.organizeImports"}}};
  CHECK(ask(sandbox, "shop/orders/index.py", misspelt, literals, context, 3)[2].empty());
}

TEST_CASE("an app of an older generation can be migrated, which is worked out when it is wanted") {
  const Sandbox sandbox;
  const std::string old =
      "\"\"\"\ninfra:\n  timer:\n    rate: 5 minutes\n\"\"\"\n\ndef handler(event, context=None):\n    pass\n";
  sandbox.write("shop/orders/index.py", old);
  sandbox.write("shop/orders/test.py", "");
  Json lazy = literals;
  lazy["dataSupport"] = true;
  lazy["resolveSupport"] = {{"properties", {"edit"}}};
  const Json context{{"diagnostics", Json::array()}, {"only", {"refactor"}}};
  const Json actions = ask(sandbox, "shop/orders/index.py", old, lazy, context, 0)[2];
  REQUIRE(titles_of(actions) ==
          std::vector<std::string>{"Migrate this app to generation 0.8", "Migrate this fragment to generation 0.8"});
  CHECK(actions[0]["kind"] == "refactor.rewrite");
  CHECK(actions[0]["data"]["path"] == sandbox.path("shop/orders/index.py"));
  CHECK_FALSE(actions[0].contains("edit"));
}

TEST_CASE("a journal that nobody can read is told once, with what to do") {
  const Sandbox sandbox;
  sandbox.write("shop/__init__.py", "\"\"\"\ninfra:\n  queue: {}\n\"\"\"\n");
  sandbox.write("shop/.paas-lsp-journal/file", "");
  const ProcessResult result = sandbox.run({"--check", "--fix"});
  const std::string words =
      "an interrupted write is left unfinished: it is no regular file; compare the .paas-lsp-* files below with those "
      "beside them, and delete them and this file\n";
  const std::size_t first = result.err.find(words);
  REQUIRE(first != std::string::npos);
  CHECK(result.err.find("unfinished", first + words.size()) == std::string::npos);
}

TEST_CASE("a journal with endless names is refused at once") {
  const Sandbox sandbox;
  sandbox.write("shop/__init__.py", "\"\"\"\ninfra:\n  queue: {}\n\"\"\"\n");
  std::string name;
  while (name.size() < 8'000'000) name += "a/";
  const std::string nul(1, '\0');
  std::string names;
  for (int i = 0; i < 2'000; ++i) names += name.substr(0, 4'000) + "b" + nul;
  for (const std::string& folders : {"1" + nul + name + nul, "2000" + nul + names}) {
    std::string journal = "paas-lsp journal 3" + nul + "1 2.3" + nul + "--check --fix" + nul + "e" + nul;
    journal += folders + "0" + nul + "begun" + nul;
    sandbox.write(".paas-lsp-journal", journal);
    const auto begin = std::chrono::steady_clock::now();
    const ProcessResult result = sandbox.run({"--check"});
    CHECK(result.status == 0);
    CHECK(result.err.find("interrupted") != std::string::npos);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
  }
}
