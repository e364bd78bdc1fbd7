// Every limit of docs/limits.md: what one sees when it is reached, and that what lies just below is accepted.
#include "catch.h"
#include "e2e/sandbox.h"

using namespace paas::test;
using nlohmann::json;

namespace {

constexpr std::size_t max_file_size = 1'000'000;

std::string docstring(const std::string& yaml) {
  return "\"\"\"\n" + yaml + "\n\"\"\"\n\ndef handler(event, context=None):\n    return None\n";
}

std::string repeat(const std::string& part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

// The messages of a check with a given handler, one `code: message` a line.
std::string messages_for(const std::string& handler) {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write("shop/orders/index.py", handler);
  const json report = report_of(sandbox.check({"--format", "json"}));
  std::string messages;
  for (const json& diagnostic : report["diagnostics"]) {
    messages += diagnostic["code"].get<std::string>() + ": " + diagnostic["message"].get<std::string>() + "\n";
  }
  return messages;
}

}  // namespace

TEST_CASE("limit: the size of a file") {
  std::string text = worker();
  text += std::string(max_file_size - text.size(), '\n');
  CHECK(messages_for(text).empty());
  CHECK(contains(messages_for(text + "\n"), "unreadable-file: the file cannot be read: 1000001 bytes"));
}

TEST_CASE("limit: the size of a file that the command line names") {
  const Sandbox sandbox;
  sandbox.write("large", std::string(max_file_size + 1, '\n'));
  for (const std::string flag : {"--env", "--config", "--dump"}) {
    const ProcessResult result = sandbox.run({"--check", flag, "large"});
    CHECK(result.status == 2);
    CHECK(contains(result.err, "large: 1000001 bytes, more than the 1000000 that are read\n"));
  }
}

// The grammar has a bounded time too, which a sanitizer uses up sooner.
#ifdef PAAS_SANITIZED
constexpr int lines_within_the_limit = 500;
#else
constexpr int lines_within_the_limit = 20'000;
#endif

TEST_CASE("limit: the size of Python code that the grammar reads") {
  // Beyond it only the deployer's pattern is looked for, so a missing function is not noticed.
  const std::string without = "\"\"\"\ninfra:\n  type: worker\n\"\"\"\n";
  CHECK(contains(messages_for(without + repeat("x = 1\n", lines_within_the_limit)), "missing-handler-function: "));
  CHECK(messages_for(without + repeat("x = 1\n", 45'000)).empty());
  CHECK(contains(messages_for(without + repeat("x = 1\n", 45'000) + "os.environ[\"APP_TABLE\"]\n"), "APP_TABLE"));
}

TEST_CASE("limit: the depth of YAML") {
  const auto nested = [](int depth) { return docstring("infra: " + repeat("[", depth) + repeat("]", depth)); };
  CHECK_FALSE(contains(messages_for(nested(98)), "nested"));
  CHECK(contains(messages_for(nested(200)), "yaml-syntax: this is nested more than 100 levels deep"));
}

TEST_CASE("limit: what aliases stand for") {
  const auto doubled = [](int levels) {
    std::string yaml = "infra: {type: worker}\na0: &a0 [x, x]\n";
    for (int i = 1; i <= levels; ++i) {
      const std::string number = std::to_string(i);
      const std::string alias = "*a" + std::to_string(i - 1);
      yaml.append("a").append(number).append(": &a").append(number);
      yaml.append(" [").append(alias).append(", ").append(alias).append("]\n");
    }
    return docstring(yaml);
  };
  CHECK_FALSE(contains(messages_for(doubled(12)), "aliases"));
  CHECK(contains(messages_for(doubled(20)), "yaml-syntax: the aliases up to here stand for more than 400000 values"));
}

TEST_CASE("limit: the problems of a file") {
  const auto problems = [](int count) {
    const Sandbox sandbox;
    write_app(sandbox, "shop");
    const std::string numbers = "  permissions: [" + repeat("1, ", count / 2) + "]\n";
    sandbox.write("shop/orders/index.py",
                  docstring("infra:\n  type: worker\n" + repeat("  type: worker\n", count / 2) + numbers));
    return codes_of(sandbox.check({"--format", "json"}));
  };
  CHECK(problems(1'000).size() == 1'000);
  CHECK(problems(1'000).back() == "wrong-type");
  CHECK(problems(1'200).size() == 1'000);
  CHECK(problems(1'200).back() == "too-many-problems");
}

TEST_CASE("limit: the resources of a template") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  const auto has_too_many = [&](int handlers) {
    for (int i = 0; i < handlers; ++i) {
      std::string path = "shop/h";
      path += std::to_string(i) + "/index.py";
      sandbox.write(path, worker());
    }
    return contains(sandbox.check({"--quiet"}).out, "too-many-resources");
  };
  CHECK_FALSE(has_too_many(20));
  CHECK(has_too_many(120));
}

// The actions `action-0`, ... are defined; every table names one that is not.
TEST_CASE("limit: the names that are searched for what was meant, and how often") {
  const auto suggestions = [](int actions, int tables) {
    const Sandbox sandbox;
    std::string text = "tables:\n";  // first, as the problems of a file are limited too
    for (int i = 0; i < tables; ++i) text += "- {name: t" + std::to_string(i) + ", action: aktion-0}\n";
    text += "actions:\n";
    for (int i = 0; i < actions; ++i) text += "- name: action-" + std::to_string(i) + "\n";
    sandbox.write("metadata.yaml", text);
    const json report = report_of(sandbox.check({"--format", "json", "--severity-threshold", "error"}));
    int count = 0;
    for (const json& diagnostic : report["diagnostics"])
      count += contains(diagnostic["message"].get<std::string>(), "did you mean") ? 1 : 0;
    return count;
  };
  CHECK(suggestions(2, 100) == 100);
  CHECK(suggestions(2, 101) == 100);
  CHECK(suggestions(2'000, 1) == 1);
  CHECK(suggestions(2'001, 1) == 0);
}
