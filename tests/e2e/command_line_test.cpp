// The contract of the command line: what each flag does, what goes where, and the exit status.
#include <signal.h>

#include <algorithm>
#include <filesystem>

#include "catch.h"
#include "e2e/sandbox.h"

using namespace paas::test;
using nlohmann::json;

namespace {

using Strings = std::vector<std::string>;

// The work could not be done: status 2, one line that says why, and nothing that looks like a result.
void check_refused(const ProcessResult& result, const std::string& why) {
  INFO("standard error: " << result.err);
  CHECK(result.status == 2);
  CHECK(result.out.empty());
  CHECK(result.err.starts_with("paas-lsp: "));
  CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
  CHECK(contains(result.err, why));
}

void write_wrong_app(const Sandbox& sandbox) {
  write_app(sandbox, "shop");
  sandbox.write("shop/orders/index.py", wrong_worker());
}

}  // namespace

TEST_CASE("the exit status says whether an error was found") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  const ProcessResult clean = sandbox.check();
  CHECK(clean.status == 0);
  CHECK(clean.err.empty());
  CHECK(contains(clean.out, "No problems in 1 app"));
  sandbox.write("shop/orders/index.py", wrong_worker());
  const ProcessResult wrong = sandbox.check();
  CHECK(wrong.status == 1);
  CHECK(wrong.err.empty());
  CHECK(contains(wrong.out, "shop/orders/index.py:4:3"));
  CHECK(contains(wrong.out, "unknown-key"));
}

TEST_CASE("warnings do not fail a check") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write("shop/orders/index.py",
                "\"\"\"\ninfra:\n  type: worker\n  type: worker\n\"\"\"\n\ndef handler(e, c):\n  1\n");
  const ProcessResult result = sandbox.check({"--format", "json"});
  CHECK(result.status == 0);
  CHECK(problems_of(result) == Strings{"shop/orders/index.py:4 warning duplicate-key"});
}

TEST_CASE("the shape of the JSON report") {
  const Sandbox sandbox;
  write_wrong_app(sandbox);
  const json report = report_of(sandbox.check({"--format", "json"}));
  REQUIRE(report["diagnostics"].size() == 1);
  const json& diagnostic = report["diagnostics"][0];
  CHECK(diagnostic["file"] == "shop/orders/index.py");
  CHECK(diagnostic["range"] ==
        json::parse(R"({"start": {"line": 3, "character": 2}, "end": {"line": 3, "character": 6}})"));
  CHECK(diagnostic["severity"] == "error");
  CHECK(diagnostic["code"] == "unknown-key");
  CHECK(contains(diagnostic["message"], "oops"));
  CHECK(contains(diagnostic["url"], "unknown-key"));
  CHECK(diagnostic["related"].is_array());
  CHECK(diagnostic.size() == 7);
  json summary = report["summary"];
  CHECK(summary["milliseconds"].is_number_unsigned());
  summary.erase("milliseconds");
  CHECK(summary == json::parse(R"({"apps": 1, "handlers": 1, "files": 2, "errors": 1, "warnings": 0,
                                   "information": 0, "hints": 0})"));
  CHECK(report.size() == 2);
}

TEST_CASE("related places name their file and range") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write("shop/orders/index.py",
                "\"\"\"\ninfra:\n  type: worker\n  type: worker\n\"\"\"\n\ndef handler(e, c):\n  1\n");
  const json report = report_of(sandbox.check({"--format", "json"}));
  REQUIRE(report["diagnostics"].size() == 1);
  REQUIRE(report["diagnostics"][0]["related"].size() == 1);
  const json& related = report["diagnostics"][0]["related"][0];
  CHECK(related["file"] == "shop/orders/index.py");
  CHECK(related["range"]["start"] == json::parse(R"({"line": 2, "character": 2})"));
  CHECK(related["message"].is_string());
}

TEST_CASE("every format carries the problem and the same exit status") {
  const Sandbox sandbox;
  write_wrong_app(sandbox);
  const std::vector<std::pair<std::string, std::string>> formats{
      {"text", "error"},           {"json", "\"diagnostics\""},   {"sarif", "\"2.1.0\""},
      {"github", "::error file="}, {"gitlab", "\"fingerprint\""}, {"junit", "<testsuite"}};
  for (const auto& [format, mark] : formats) {
    INFO(format);
    const ProcessResult result = sandbox.check({"--format", format});
    CHECK(result.status == 1);
    CHECK(result.err.empty());
    CHECK(contains(result.out, mark));
    CHECK(contains(result.out, "unknown-key"));
    CHECK(contains(result.out, "shop/orders/index.py"));
  }
}

TEST_CASE("every format can say that nothing was found") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  for (const std::string format : {"text", "json", "sarif", "github", "gitlab", "junit"}) {
    INFO(format);
    const ProcessResult result = sandbox.check({"--format", format});
    CHECK(result.status == 0);
    CHECK(result.err.empty());
  }
}

TEST_CASE("a folder without apps is clean, and is said to have none") {
  const Sandbox sandbox;
  sandbox.make_folder("empty");
  for (const std::string format : {"text", "json", "sarif", "github", "gitlab", "junit"}) {
    const ProcessResult result = sandbox.check({"empty", "--format", format});
    CHECK(result.status == 0);
    CHECK(contains(result.err, "no app is here"));
  }
  CHECK(sandbox.check({"empty", "--quiet"}).err.empty());
}

TEST_CASE("what cannot be done is refused in one line") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  check_refused(sandbox.run({"--stdio", "--listen", "127.0.0.1:0"}), "exclude each other");
  check_refused(sandbox.run({"--listen", "0.0.0.0:7"}), "give an address of this machine");
  check_refused(sandbox.run({"--pipe", "nowhere"}), "nowhere: No such file");
  check_refused(sandbox.run({"--socket", "0"}), "--socket");
  check_refused(sandbox.run({"shop"}), "--check");
  check_refused(sandbox.run({""}), "--check");
  check_refused(sandbox.check({"--bogus"}), "--bogus");
  check_refused(sandbox.check({"nowhere"}), "nowhere: No such file or directory");
  check_refused(sandbox.check({""}), "No such file");
  check_refused(sandbox.check({"shop", "nowhere"}), "nowhere");
  check_refused(sandbox.check({"--format", "yaml"}), "use text, json, sarif, github, gitlab or junit");
  check_refused(sandbox.check({"--severity-threshold", "loud"}), "use error, warning, information or hint");
  check_refused(sandbox.check({"--color", "pink"}), "use auto, always or never");
  check_refused(sandbox.check({"--threads", "-1"}), "--threads");
  check_refused(sandbox.check({"--threads", "many"}), "--threads");
  check_refused(sandbox.check({"--env", "nowhere.sh"}), "nowhere.sh: No such file");
  check_refused(sandbox.check({"--env", "/dev/zero"}), "not a regular file");
  check_refused(sandbox.check({"--config", "nowhere.yaml"}), "nowhere.yaml: No such file");
  check_refused(sandbox.check({"--stdin-filename"}), "--stdin-filename");
  check_refused(sandbox.check({"--stdin-filename", "shop/setup.py"}),
                "not an index.py, __init__.py, metadata.yaml, setenv.sh or paas.yaml");
  check_refused(sandbox.check({"--stdin-filename", "shop/orders/index.py", "shop"}), "leave out shop");
  check_refused(sandbox.run({"--explain", "unknown-keys"}), "did you mean `unknown-key`?");
  check_refused(sandbox.run({"--explain", "zzzzzz"}), "--rules");
  check_refused(sandbox.run({"--rules", "--format", "sarif"}), "use text, json or markdown");
  check_refused(sandbox.run({"--dump", "nowhere.py"}), "nowhere.py: No such file");
  check_refused(sandbox.run({"--dump", "shop"}), "not a regular file");
  check_refused(sandbox.run({"--schema", "0.9"}), "0.8/handler 0.8/root generation");
  check_refused(sandbox.check({"--names", "a"}), "--names comes first");
}

TEST_CASE("the threshold hides what is less and changes the exit status with it") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write("shop/orders/index.py",
                "\"\"\"\ninfra:\n  type: worker\n  type: worker\n  oops: 1\n\"\"\"\n\ndef handler(e, c):\n  1\n");
  std::filesystem::remove(sandbox.path("shop/orders/test.py"));
  const Strings all = codes_of(sandbox.check({"--format", "json"}));
  CHECK(all == Strings{"missing-test", "duplicate-key", "unknown-key"});
  CHECK(codes_of(sandbox.check({"--format", "json", "--severity-threshold", "warning"})) ==
        Strings{"duplicate-key", "unknown-key"});
  CHECK(codes_of(sandbox.check({"--format", "json", "--severity-threshold", "error"})) == Strings{"unknown-key"});
}

TEST_CASE("--quiet says one line for each error and warning, and nothing for none") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  CHECK(sandbox.check({"--quiet"}).out.empty());
  sandbox.write("shop/orders/index.py", wrong_worker());
  const ProcessResult result = sandbox.check({"--quiet"});
  CHECK(result.status == 1);
  CHECK(std::count(result.out.begin(), result.out.end(), '\n') == 1);
  CHECK(contains(result.out, "shop/orders/index.py:4:3"));
}

TEST_CASE("colour only where it is asked for") {
  const Sandbox sandbox;
  write_wrong_app(sandbox);
  CHECK_FALSE(contains(sandbox.check().out, "\x1b["));
  CHECK_FALSE(contains(sandbox.check({"--color", "never"}).out, "\x1b["));
  CHECK(contains(sandbox.check({"--color", "always"}).out, "\x1b["));
}

TEST_CASE("the environment comes from files that are named and from the process") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write("shop/orders/index.py", worker("\nimport os\nkey = os.environ[\"STRIPE_KEY\"]\n"));
  sandbox.write("one.sh", "export OTHER=1\n");
  sandbox.write("two.sh", "export STRIPE_KEY=1\n");
  const auto is_unset = [&](Strings arguments, Strings environment = {}) {
    arguments.push_back("--quiet");
    ProcessOptions options;
    options.environment = std::move(environment);
    return contains(sandbox.check(arguments, options).out, "STRIPE_KEY");
  };
  CHECK_FALSE(is_unset({}));  // nothing is known of the environment
  CHECK(is_unset({"--env", "one.sh"}));
  CHECK_FALSE(is_unset({"--env", "two.sh"}));
  CHECK_FALSE(is_unset({"--env", "one.sh", "--env", "two.sh"}));
  CHECK_FALSE(is_unset({"--env=one.sh", "--env=two.sh", "shop"}));
  CHECK(is_unset({"--env-process"}));
  CHECK_FALSE(is_unset({"--env-process"}, {"STRIPE_KEY=1"}));
  CHECK_FALSE(is_unset({}, {"OTHER=1"}));  // the process counts only if it is asked for
}

TEST_CASE("standard input stands for a file, saved or not") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  ProcessOptions options;
  options.input = wrong_worker();
  const Strings arguments{"--format", "json", "--stdin-filename"};
  const auto check_as = [&](const std::string& name) {
    Strings with_name = arguments;
    with_name.push_back(name);
    return sandbox.check(with_name, options);
  };
  const ProcessResult saved = check_as("shop/orders/index.py");
  CHECK(saved.status == 1);
  CHECK(problems_of(saved) == Strings{"shop/orders/index.py:4 error unknown-key"});
  const Strings fresh = problems_of(check_as("shop/fresh/index.py"));
  CHECK(std::find(fresh.begin(), fresh.end(), "shop/fresh/index.py:4 error unknown-key") != fresh.end());
  options.input = "\"\"\"\ninfra:\n  tables: {}\n\"\"\"\n";
  CHECK(problems_of(check_as("shop/__init__.py")) == Strings{"shop/__init__.py:3 error unknown-key"});
  options.input = "";
  CHECK(check_as("shop/__init__.py").signal == 0);
}

TEST_CASE("standard input stops at the limit of a file") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  ProcessOptions options;
  options.input = std::string(3'000'000, '#');
  const ProcessResult result = sandbox.check({"--format", "json", "--stdin-filename", "shop/orders/index.py"}, options);
  CHECK(result.status == 1);
  CHECK(problems_of(result) == Strings{"shop/orders/index.py:1 error unreadable-file"});
}

TEST_CASE("--explain prints a rule's page") {
  const ProcessResult result = run({"--explain", "unknown-key"});
  CHECK(result.status == 0);
  CHECK(contains(result.out, "unknown-key"));
  CHECK(contains(result.out, "Good"));
}

TEST_CASE("--rules lists every rule in three formats") {
  const json rules = json::parse(run({"--rules", "--format", "json"}).out);
  REQUIRE(rules.is_array());
  CHECK(rules.size() > 30);
  const ProcessResult text = run({"--rules"});
  CHECK(text.status == 0);
  CHECK(static_cast<std::size_t>(std::count(text.out.begin(), text.out.end(), '\n')) == rules.size());
  const std::string markdown = run({"--rules", "--format", "markdown"}).out;
  for (const json& rule : rules) {
    INFO(rule["code"]);
    CHECK_FALSE(rule["summary"].get<std::string>().empty());
    CHECK_FALSE(rule["explanation"].get<std::string>().empty());
    CHECK(contains(text.out, rule["code"]));
    CHECK(contains(markdown, rule["code"]));
    CHECK(run({"--explain", rule["code"]}).status == 0);
  }
}

TEST_CASE("--names takes texts, flags among them, and lines") {
  const json expected = json::parse(
      R"([{"text": "foo-bar", "hungarorise": "FooBar", "dehungarorise": "foo-bar", "uppercase": "FOO_BAR"}])");
  json names = json::parse(run({"--names", "foo-bar"}).out);
  CHECK(names[0]["hungarorise"] == expected[0]["hungarorise"]);
  CHECK(names[0].size() == 4);
  names = json::parse(run({"--names", "--", "--check", "-x"}).out);
  REQUIRE(names.size() == 2);
  CHECK(names[0]["text"] == "--check");
  ProcessOptions options;
  options.input = "fooBar\nstripe_key\n";
  names = json::parse(run({"--names", "-"}, options).out);
  REQUIRE(names.size() == 2);
  CHECK(names[0]["hungarorise"] == "Foobar");
  CHECK(names[1]["hungarorise"] == "StripeKey");
  CHECK(json::parse(run({"--names"}).out) == json::array());
  CHECK(json::parse(run({"--names", "\xff"}).out).size() == 1);
}

TEST_CASE("--dump prints what the deployer loads, or why it loads nothing") {
  const Sandbox sandbox;
  sandbox.write("good/index.py", "\"\"\"\ninfra: {size: 010}\n\"\"\"\n");
  sandbox.write("broken/index.py", "\"\"\"\ninfra: [\n\"\"\"\n");
  sandbox.write("hidden/index.py", "'''\ninfra: {}\n'''\n");
  sandbox.write("plain.yaml", "a: [1, 2]\n");
  const json good = json::parse(sandbox.run({"--dump", "good/index.py"}).out);
  CHECK(good["infra"]["size"] == 8);
  CHECK(json::parse(sandbox.run({"--dump", "plain.yaml"}).out) == json::parse(R"({"a": [1, 2]})"));
  for (const std::string path : {"broken/index.py", "hidden/index.py"}) {
    const ProcessResult result = sandbox.run({"--dump", path});
    INFO(result.err);
    CHECK(result.status == 1);
    CHECK(result.out.empty());
    CHECK(contains(result.err, path));
  }
}

TEST_CASE("--schema prints each schema as JSON") {
  for (const std::string name : {"0.8/root", "0.8/handler", "settings"}) {
    const json schema = json::parse(run({"--schema", name}).out);
    CHECK(contains(schema["$schema"], "draft-07"));
  }
}

TEST_CASE("--version and --help") {
  CHECK(run({"--version"}).out.starts_with("paas-lsp 0."));
  const ProcessResult help = run({"--help"});
  CHECK(help.status == 0);
  CHECK(help.err.empty());
  for (const std::string part :
       {"--check", "--format", "--env-process", "--stdin-filename", "--explain", "Examples:", "Exit status"}) {
    CHECK(contains(help.out, part));
  }
}

TEST_CASE("output beyond the limit of a file's size is an error, and never a crash") {
  const Sandbox sandbox;
  sandbox.write("out", "");
  for (const Strings& command : std::vector<Strings>{{"--rules"}, {"--schema", "0.8/handler"}, {"--help"}}) {
    INFO(command[0]);
    ProcessOptions small;
    small.output_file = sandbox.path("out");
    small.file_bytes = 100;  // enough for what is said
    const ProcessResult result = sandbox.run(command, small);
    CHECK(result.status == 2);
    CHECK(contains(result.err, "cannot write to standard output"));
  }
}

TEST_CASE("output that cannot be written is an error, and never a crash") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  const std::vector<Strings> commands{{"--check"}, {"--rules"},      {"--schema", "0.8/handler"}, {"--version"},
                                      {"--help"},  {"--names", "a"}, {"--explain", "unknown-key"}};
  for (const Strings& command : commands) {
    INFO(command[0]);
    ProcessOptions closed;
    closed.closes_output = true;
    const ProcessResult without = sandbox.run(command, closed);
    CHECK(without.status == 2);
    CHECK(contains(without.err, "cannot write to standard output"));
    ProcessOptions full;
    full.output_file = "/dev/full";
    const ProcessResult on_full = sandbox.run(command, full);
    CHECK(on_full.status == 2);
    CHECK(contains(on_full.err, "cannot write to standard output"));
    ProcessOptions left;
    left.reader_leaves = true;
    const ProcessResult abandoned = sandbox.run(command, left);
    CHECK_FALSE(abandoned.timed_out);
    CHECK((abandoned.signal == SIGPIPE || abandoned.status == 2));  // as other tools in a pipe
  }
}
