// What others named and wrote commands neither the terminal nor the runner of a workflow, whatever the command.
#include <algorithm>

#include "catch.h"
#include "e2e/sandbox.h"

using namespace paas::test;

namespace {

using Strings = std::vector<std::string>;

// Of names, settings and values; `::pwned` at the beginning of a line and `##[pwned]` anywhere are commands of runners.
const Strings hostile{
    "\x1b]0;pwned\x07", "a\n::pwned::x", "::pwned::x",   "  ::pwned::x",   "a\r::pwned::x", "a\n##[pwned]x",
    "##vso[pwned]x",    "\x9b[31m",      "\xc2\x9b[31m", "\xe2\x80\xae x", "a\tb\x7f",
};

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    constexpr const char* digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || byte == '"' || byte == '\\')
      out += std::string("\\x") + digits[byte >> 4] + digits[byte & 15];
    else
      out += c;
  }
  return out + "\"";
}

bool begins_command(const std::string& line) {
  const std::size_t begin = line.find_first_not_of(" \t\r\v\f");
  return begin != std::string::npos && line.compare(begin, 7, "::pwned") == 0;
}

// Formats for programs hold what is there, as data, and go into files.
bool is_for_programs(const Strings& arguments) {
  const auto has = [&](const char* word) {
    return std::find(arguments.begin(), arguments.end(), word) != arguments.end();
  };
  return has("json") || has("sarif") || has("gitlab") || has("junit") || has("--dump");
}

// What is wrong with an output, or `none`.
std::string fault_of(const std::string& output, bool is_for_people = true) {
  for (std::size_t i = 0; i < output.size(); ++i) {
    const auto byte = static_cast<unsigned char>(output[i]);
    if ((byte < 0x20 && byte != '\n') || (byte == 0x7f && is_for_people))
      return "a control character at " + std::to_string(i);
    if (!is_for_people) continue;
    if (byte == 0xc2 && i + 1 < output.size() && static_cast<unsigned char>(output[i + 1]) < 0xa0)
      return "a control character of Unicode";
    if (output.compare(i, 3, "\xe2\x80\xae") == 0) return "an override of the direction";
  }
  for (std::size_t begin = 0; begin < output.size();) {
    const std::size_t end = std::min(output.find('\n', begin), output.size());
    if (begins_command(output.substr(begin, end - begin))) return "a command of a runner";
    begin = end + 1;
  }
  const bool has_older = output.find("##[") != std::string::npos || output.find("##vso[") != std::string::npos;
  return has_older && is_for_people ? "a command of a runner" : "none";
}

void expect_clean(const Sandbox& sandbox, const Strings& arguments, ProcessOptions options = {}) {
  const ProcessResult result = sandbox.run(arguments, std::move(options));
  std::string words;
  for (const std::string& argument : arguments) words += " [" + argument + "]";
  INFO(words);
  INFO("status " << result.status << "\nout: " << result.out << "\nerr: " << result.err);
  CHECK(result.signal == 0);
  CHECK(fault_of(result.err) == "none");
  CHECK(fault_of(result.out, !is_for_programs(arguments)) == "none");
}

const std::string timer = "  type: timer\n  event:\n    rate: 1 hour\n";

// An app with a mistake, an older one, and settings that the test says.
void write_apps(const Sandbox& sandbox, const std::string& folder, const std::string& settings) {
  sandbox.write(folder + "/setenv.sh", "export SLACK_WEBHOOK_URL=https://hooks.example.com/a\n");
  sandbox.write(folder + "/shop/__init__.py", "\"\"\"\ninfra:\n  table: {}\n\"\"\"\n");
  sandbox.write(folder + "/shop/jobs/index.py", "\"\"\"\ninfra:\n" + timer + "  oops: 1\n\"\"\"\n");
  sandbox.write(
      folder + "/shop/turns/index.py",
      "\"\"\"\ninfra:\n  type: worker\n  event:\n    type: table\n\"\"\"\nimport boto3, os\ndef handler(e, c):\n"
      "  boto3.resource('dynamodb').Table(os.environ['APP_TABLE']).put_item(Item={})\n  os.environ['X_Y']\n");
  if (!settings.empty()) sandbox.write(folder + "/paas.yaml", settings);
}

std::vector<Strings> commands(const std::string& path) {
  std::vector<Strings> all{
      {"--check", path},
      {"--check", "--quiet", path},
      {"--check", "--fix", "--diff", path},
      {"--check", path + "/shop/jobs/index.py"},
      {"--preview", path},
      {"--preview", path, "--diff", "HEAD"},
      {"--preview", "--optimise", path},
      {"--preview", path, "--handler", path + "/shop/jobs/index.py"},
      {"--migrate", path},
      {"--migrate", "--diff", path},
      {"--match", "sample:table-insert", path},
      {"--graph", path},
      {"--config-show", path},
      {"--config-show", path, "--format", "json"},
      {"--dump", path + "/shop/jobs/index.py"},
      {"--new", "worker", path + "/shop/new"},
  };
  for (const char* format : {"json", "sarif", "github", "gitlab", "junit"})
    all.push_back({"--check", "--format", format, path});
  for (const char* format : {"dot", "svg", "json"}) all.push_back({"--graph", "--format", format, path});
  return all;
}

}  // namespace

TEST_CASE("hostile names of folders stay names") {
  for (const std::string& name : hostile) {
    const Sandbox sandbox;
    write_apps(sandbox, name, "");
    for (const Strings& command : commands(name)) expect_clean(sandbox, command);
    expect_clean(sandbox, {"--check"});
    expect_clean(sandbox, {"--preview"});
    expect_clean(sandbox, {"--migrate"});
    // Two apps are named in the message.
    write_apps(sandbox, "other", "");
    for (const char* command : {"--preview", "--graph", "--migrate"}) expect_clean(sandbox, {command});
  }
}

TEST_CASE("hostile settings stay settings") {
#ifdef PAAS_SANITIZED
  constexpr std::size_t stride = 5;  // a process takes ten times as long
#else
  constexpr std::size_t stride = 1;
#endif
  std::size_t pair = 0;
  for (const std::string& value : hostile) {
    for (const std::string key :
         {"generation: {}", "environment: [{}]", "name: {}", "stage: {}", "package: {}", "exclude: [{}]",
          "severity: {{}: error}", "layers: [{}]", "permissions: [{}]", "variables: {A_B: {}}", "{}: 1"}) {
      if (pair++ % stride != 0) continue;
      std::string settings = key;
      settings.replace(settings.find("{}"), 2, quoted(value));
      INFO(settings);
      const Sandbox sandbox;
      write_apps(sandbox, "app", settings + "\n");
      for (const Strings& command : commands("app")) expect_clean(sandbox, command);
    }
  }
}

TEST_CASE("hostile fragments stay fragments") {
  for (const std::string& value : hostile) {
    const Sandbox sandbox;
    write_apps(sandbox, "app", "");
    sandbox.write("app/shop/jobs/index.py", "\"\"\"\ninfra:\n  type: timer\n  event:\n    rate: 1 hour\n  memory: " +
                                                quoted(value) + "\n  " + quoted(value) + ": 1\n\"\"\"\n");
    for (const Strings& command : commands("app")) expect_clean(sandbox, command);
  }
}

TEST_CASE("hostile values of flags are answered, not obeyed") {
  for (const std::string& value : hostile) {
    const Sandbox sandbox;
    write_apps(sandbox, "app", "");
    for (const char* flag : {"--explain",
                             "--dump",
                             "--schema",
                             "--match",
                             "--config-show",
                             "--format",
                             "--color",
                             "--env",
                             "--config",
                             "--stage",
                             "--severity-threshold",
                             "--threads",
                             "--handler",
                             "--diff",
                             "--to",
                             "--stdin-filename",
                             "--listen",
                             "--socket",
                             "--pipe",
                             "--clientProcessId"}) {
      expect_clean(sandbox, {"--check", flag, value});
      expect_clean(sandbox, {flag, value});
      expect_clean(sandbox, {"--preview", "app", flag, value});
    }
    expect_clean(sandbox, {value});
    expect_clean(sandbox, {"--" + value});
    expect_clean(sandbox, {"--check", value});
    expect_clean(sandbox, {"--new", value, value});
    expect_clean(sandbox, {"--new", "worker", value});
    expect_clean(sandbox, {"--match", "sample:table-insert", "app", "--resource", value});
  }
}
