// Which files belong to which app, which settings hold, and that nothing but the files decides what is reported.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <string>
#include <tuple>

#include "catch.h"
#include "e2e/sandbox.h"

using namespace paas::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

using Strings = std::vector<std::string>;

const Strings as_json{"--format", "json"};

ProcessResult check(const Sandbox& sandbox, Strings arguments = {}, ProcessOptions options = {}) {
  arguments.insert(arguments.end(), as_json.begin(), as_json.end());
  return sandbox.check(std::move(arguments), std::move(options));
}

Strings problems(const Sandbox& sandbox, Strings arguments = {}, ProcessOptions options = {}) {
  return problems_of(check(sandbox, std::move(arguments), std::move(options)));
}

int count_of(const Sandbox& sandbox, const std::string& what, Strings arguments = {}) {
  const json report = report_of(check(sandbox, std::move(arguments)));
  return report["summary"][what].get<int>();
}

// An app whose handler `orders` has one error.
void write_wrong_app(const Sandbox& sandbox, const std::string& name) {
  write_app(sandbox, name);
  sandbox.write(name + "/orders/index.py", wrong_worker());
}

const std::string table_reader =
    "\"\"\"\ninfra:\n  type: worker\n\"\"\"\nimport os\n\ndef handler(event, context=None):\n"
    "    return os.environ[\"APP_TABLE\"]\n";

}  // namespace

TEST_CASE("several apps in one tree are judged each by itself") {
  const Sandbox sandbox;
  write_app(sandbox, "one");
  write_app(sandbox, "two");
  sandbox.write("one/__init__.py", "\"\"\"\ninfra: {table: {}}\n\"\"\"\n");
  sandbox.write("one/orders/index.py", table_reader);
  sandbox.write("two/orders/index.py", table_reader);
  CHECK(problems(sandbox) == Strings{"two/orders/index.py:8 error undefined-reference"});
  CHECK(count_of(sandbox, "apps") == 2);
  CHECK(count_of(sandbox, "handlers") == 2);
  CHECK(count_of(sandbox, "files") == 4);
}

TEST_CASE("an `__init__.py` without a fragment makes no app, one with a fragment does") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write("shop/orders/__init__.py", "VERSION = 1\n");
  sandbox.write("shop/orders/new/__init__.py", "\"\"\"Nothing of ours.\"\"\"\n");
  sandbox.write("shop/orders/new/index.py", worker());
  sandbox.write("shop/orders/new/test.py", "");
  CHECK(count_of(sandbox, "apps") == 1);
  CHECK(problems(sandbox).empty());
  sandbox.write("shop/orders/new/__init__.py", "\"\"\"\ninfra: {}\n\"\"\"\n");
  CHECK(count_of(sandbox, "apps") == 2);
}

TEST_CASE("a handler named as a path is judged within its app") {
  const Sandbox sandbox;
  write_wrong_app(sandbox, "shop");
  sandbox.write("shop/__init__.py", "\"\"\"\ninfra: {table: {}}\n\"\"\"\n");
  sandbox.write("shop/reads/index.py", table_reader);
  sandbox.write("shop/reads/test.py", "");
  const Strings wrong{"shop/orders/index.py:4 error unknown-key"};
  CHECK(problems(sandbox, {"shop/reads/index.py"}).empty());  // the root has the table
  CHECK(problems(sandbox, {"shop/reads"}).empty());
  CHECK(problems(sandbox, {"shop/orders/index.py"}) == wrong);
  CHECK(problems(sandbox, {"shop/orders"}) == wrong);
  CHECK(problems(sandbox, {"shop"}) == wrong);
  CHECK(problems(sandbox, {"shop/../shop/./orders//index.py"}) == wrong);
  CHECK(problems(sandbox, {sandbox.path("shop/orders/")}) == wrong);
  CHECK(problems(sandbox, {"shop", "shop", "shop/orders/index.py", "."}) == wrong);
  ProcessOptions inside;
  inside.directory = sandbox.path("shop/orders");
  CHECK(problems(sandbox, {}, inside) == Strings{"index.py:4 error unknown-key"});
  CHECK(problems(sandbox, {"../reads"}, inside).empty());
  CHECK(problems(sandbox, {"../orders/index.py"}, inside) == Strings{"index.py:4 error unknown-key"});
  CHECK(count_of(sandbox, "handlers", {"shop/reads/index.py"}) == 1);
  CHECK(count_of(sandbox, "files", {"shop/reads/index.py"}) == 1);
}

TEST_CASE("the order of paths decides nothing") {
  const Sandbox sandbox;
  sandbox.write("shop/__init__.py", "\"\"\"\ninfra: {}\n\"\"\"\n");
  sandbox.write("other/mail/index.py",
                "\"\"\"\ninfra:\n  type: worker\n\"\"\"\n\ndef handler(event, context=None):\n    pass\n");
  const ProcessResult inner_first = sandbox.check({"shop", "."});
  const ProcessResult outer_first = sandbox.check({".", "shop"});
  CHECK(inner_first.status == 1);
  CHECK(outer_first.status == 1);
  CHECK(inner_first.out.find("missing-root") != std::string::npos);
  CHECK(outer_first.out.find("missing-root") != std::string::npos);
}

TEST_CASE("a root or an environment named as a path is judged with its whole app") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write("shop/orders/index.py", table_reader);
  sandbox.write("setenv.sh", "export ARTIFACTS_BUCKET=a\nexport ARTIFACTS_KEY=b\nexport SLACK_WEBHOOK_URL=c\n");
  const Strings all{"shop/orders/index.py:8 error undefined-reference"};
  CHECK(problems(sandbox, {"shop/__init__.py"}) == all);
  CHECK(problems(sandbox, {"setenv.sh"}) == all);
  ProcessOptions typed;
  typed.input = "\"\"\"\ninfra: {queue: {}}\n\"\"\"\n";
  CHECK(problems(sandbox, {"--stdin-filename", "shop/__init__.py"}, typed) == all);
}

TEST_CASE("files of no app are passed over, as pre-commit names whatever was changed") {
  const Sandbox sandbox;
  write_wrong_app(sandbox, "shop");
  sandbox.write("shop/orders/helper.py", "x = 1\n");
  CHECK(problems(sandbox, {"shop/orders/helper.py"}).empty());
  CHECK(problems(sandbox, {"shop/orders/helper.py", "shop/orders/index.py"}).size() == 1);
}

TEST_CASE("a thousand paths of one app are read once") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  Strings paths;
  for (int i = 0; i < 1000; ++i) {
    std::string path = "shop/h";
    path += std::to_string(i) + "/index.py";
    paths.push_back(path);
    sandbox.write(paths.back(), worker());
  }
  const ProcessResult result = check(sandbox, paths);
  CHECK(codes_of(result).back() == "missing-test");
  CHECK(result.milliseconds < 2000);
}

TEST_CASE("names with blanks, other scripts and bytes that are no text") {
  const Sandbox sandbox;
  for (const std::string name : {"my shop", "\u00fccher", "caf\xE9", "a\nb", "100%"}) {
    INFO(name);
    write_wrong_app(sandbox, name);
    for (const std::string format : {"text", "json", "sarif", "github", "gitlab", "junit"}) {
      const ProcessResult result = sandbox.check({name, "--format", format});
      CHECK(result.status == 1);
      CHECK(result.err.empty());
      if (format == "json") CHECK(codes_of(result) == Strings{"unknown-key"});
    }
    fs::remove_all(sandbox.path(name));
  }
}

TEST_CASE("folders that hold no source of an app are left out") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  for (const std::string folder : {".git", ".venv", "venv", "node_modules", "__pycache__", "site-packages", "env"}) {
    write_wrong_app(sandbox, folder + "/lib");
    write_wrong_app(sandbox, "shop/" + folder + "/lib");
  }
  sandbox.write("env/pyvenv.cfg", "");
  sandbox.write("shop/env/pyvenv.cfg", "");
  CHECK(problems(sandbox).empty());
  CHECK(count_of(sandbox, "apps") == 1);
}

TEST_CASE("symbolic links that lead in circles or out of the folder") {
  const Sandbox sandbox;
  const Sandbox elsewhere;
  write_wrong_app(elsewhere, "secret");
  write_app(sandbox, "shop");
  fs::create_directory_symlink(".", sandbox.path("shop/loop"));
  fs::create_directory_symlink("../..", sandbox.path("shop/orders/up"));
  fs::create_directory_symlink(elsewhere.directory(), sandbox.path("shop/away"));
  CHECK(problems(sandbox).empty());
  CHECK(count_of(sandbox, "handlers") == 1);
  sandbox.make_folder("shop/out");
  sandbox.make_folder("shop/self");
  sandbox.make_folder("shop/inside");
  fs::create_symlink(elsewhere.path("secret/orders/index.py"), sandbox.path("shop/out/index.py"));
  fs::create_symlink("index.py", sandbox.path("shop/self/index.py"));
  fs::create_symlink("../orders/index.py", sandbox.path("shop/inside/index.py"));
  for (const std::string folder : {"out", "self", "inside"}) sandbox.write("shop/" + folder + "/test.py", "");
  CHECK(problems(sandbox) ==
        Strings{"shop/out/index.py:1 error unreadable-file", "shop/self/index.py:1 error unreadable-file"});
}

TEST_CASE("an environment beside the package holds, also through a link") {
  const Sandbox sandbox;
  write_app(sandbox, "apps/shop");
  sandbox.write("apps/shop/orders/index.py", worker("\nimport os\nkey = os.environ[\"STRIPE_KEY\"]\n"));
  sandbox.write("apps/common.sh", "export ARTIFACTS_BUCKET=b ARTIFACTS_KEY=k SLACK_WEBHOOK_URL=https://x.org\n");
  fs::create_symlink("common.sh", sandbox.path("apps/setenv.sh"));
  const Strings unset{"apps/shop/orders/index.py:10 error unset-parameter"};
  CHECK(problems(sandbox) == unset);
  CHECK(problems(sandbox, {"apps/shop"}) == unset);
  CHECK(problems(sandbox, {"apps/shop/orders/index.py"}) == unset);
  sandbox.write("apps/common.sh",
                "export ARTIFACTS_BUCKET=b ARTIFACTS_KEY=k SLACK_WEBHOOK_URL=https://x.org STRIPE_KEY=1\n");
  CHECK(problems(sandbox, {"apps/shop"}).empty());
}

TEST_CASE("settings: severity, and the nearest file wins") {
  const Sandbox sandbox;
  write_wrong_app(sandbox, "shop");
  sandbox.write("paas.yaml", "severity: {unknown-key: warning}\n");
  CHECK(problems(sandbox) == Strings{"shop/orders/index.py:4 warning unknown-key"});
  CHECK(problems(sandbox, {"shop/orders/index.py"}) == Strings{"shop/orders/index.py:4 warning unknown-key"});
  CHECK(check(sandbox).status == 0);
  sandbox.write("shop/paas.yaml", "severity:\n  unknown-key: off\n");
  CHECK(problems(sandbox).empty());
  ProcessOptions inside;
  inside.directory = sandbox.path("shop/orders");
  CHECK(problems(sandbox, {}, inside).empty());
  sandbox.write("shop/paas.yaml", "");
  CHECK(problems(sandbox) == Strings{"shop/orders/index.py:4 error unknown-key"});
}

TEST_CASE("settings above the nearest ones are not even read") {
  const Sandbox sandbox;
  write_app(sandbox, "mine/shop");
  sandbox.write("paas.yaml", "nonsense: [\n");
  sandbox.write("mine/paas.yaml", "severity: {missing-test: off}\n");
  CHECK(sandbox.check({"mine"}).status == 0);
  CHECK(sandbox.check({"mine/shop/orders/index.py"}).status == 0);
}

TEST_CASE("settings: exclude") {
  const Sandbox sandbox;
  write_wrong_app(sandbox, "legacy/shop");
  write_wrong_app(sandbox, "build");
  write_wrong_app(sandbox, "shop");
  sandbox.write("paas.yaml", "exclude: [build, legacy/*, shop/orders]\n");
  CHECK(problems(sandbox).empty());
  CHECK(problems(sandbox, {"build"}).empty());
  CHECK(problems(sandbox, {"legacy/shop"}).empty());
  CHECK(problems(sandbox, {"shop/orders/index.py"}).empty());
}

TEST_CASE("settings: package, environment, permissions and layers") {
  const Sandbox sandbox;
  sandbox.write("src/orders/index.py",
                "\"\"\"\ninfra:\n  type: worker\n  layers: [numpy]\n  permissions: [\"nova:GetThing\"]\n\"\"\"\n\n"
                "def handler(event, context=None):\n    return None\n");
  sandbox.write("src/orders/test.py", "");
  sandbox.write("dev.sh", "export ARTIFACTS_BUCKET=b ARTIFACTS_KEY=k SLACK_WEBHOOK_URL=https://x.org\n");
  const auto has = [&](const std::string& code) {
    const Strings codes = codes_of(check(sandbox));
    return std::find(codes.begin(), codes.end(), code) != codes.end();
  };
  CHECK(has("missing-root"));
  sandbox.write("src/__init__.py", "");  // a root that is none yet: what it lacks is said there
  CHECK_FALSE(has("missing-root"));
  CHECK(has("missing-fragment"));
  CHECK(has("unknown-permission"));
  CHECK_FALSE(has("unset-parameter"));
  sandbox.write("paas.yaml", "environment: [dev.sh]\n");
  CHECK(has("unset-parameter"));
  sandbox.write("paas.yaml", "environment: [dev.sh]\nlayers: [numpy]\npermissions: [\"nova:*\"]\n");
  CHECK_FALSE(has("unset-parameter"));
  CHECK_FALSE(has("unknown-permission"));
  sandbox.write("paas.yaml", "package: src\n");
  CHECK_FALSE(has("missing-root"));
}

TEST_CASE("bad settings are diagnostics, and what is right in them holds") {
  const Sandbox sandbox;
  write_wrong_app(sandbox, "shop");
  const std::vector<std::pair<std::string, std::string>> cases{
      {"severity: [\n", "error yaml-syntax"},
      {"exclude: build\n", "paas.yaml:1 error wrong-type"},
      {"a: 1\n", "paas.yaml:1 error unknown-key"},
      {"\nseverity:\n  unknown-key: loud\n", "paas.yaml:3 error invalid-value"},
      {"severity:\n  unknown-keys: error\n", "paas.yaml:2 error unknown-rule"},
      {"exclude: []\nexclude: [a]\n", "paas.yaml:2 warning duplicate-key"},
      {"stage: prod\nstages: {prd: {}}\n", "paas.yaml:1 error undefined-reference"},
      {"\xff\n", "paas.yaml:1 error unreadable-file"},
      {"- a\n", "paas.yaml:1 error wrong-type"}};
  for (const auto& [text, why] : cases) {
    sandbox.write("paas.yaml", text);
    for (const Strings& arguments : {Strings{}, Strings{"shop/orders/index.py"}, Strings{"--config", "paas.yaml"}}) {
      const Strings found = problems(sandbox, arguments);
      INFO(text);
      CHECK(std::any_of(found.begin(), found.end(), [&, expected = why](const std::string& problem) {
        return problem.find(expected) != std::string::npos;
      }));
      CHECK(check(sandbox, arguments).status == 1);
    }
  }
}

TEST_CASE("settings that name what is not there stop the check") {
  const Sandbox sandbox;
  write_wrong_app(sandbox, "shop");
  const std::vector<std::pair<std::string, std::string>> cases{
      {"environment: [nowhere.sh]\n", "nowhere.sh does not exist"},
      {"generation: nowhere\n", "is none that comes with paas-lsp"}};
  for (const auto& [text, why] : cases) {
    sandbox.write("paas.yaml", text);
    const ProcessResult result = check(sandbox, {});
    CHECK(result.status == 2);
    CHECK(result.err.find(why) != std::string::npos);
  }
}

TEST_CASE("--config replaces the settings that are found") {
  const Sandbox sandbox;
  write_wrong_app(sandbox, "shop");
  sandbox.write("paas.yaml", "severity: {unknown-key: off}\n");
  sandbox.write("strict/ci.yaml", "severity: {unknown-key: information}\n");
  CHECK(problems(sandbox).empty());
  CHECK(problems(sandbox, {"--config", "strict/ci.yaml"}) == Strings{"shop/orders/index.py:4 information unknown-key"});
}

TEST_CASE("comments silence what they name, where they stand") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  const auto with = [&](const std::string& before, const std::string& above, const std::string& behind) {
    sandbox.write("shop/orders/index.py", "\"\"\"\n" + before + "infra:\n  type: worker\n" + above + "  oops: 1" +
                                              behind +
                                              "\n\"\"\"\n\ndef handler(event, context=None):\n    return None\n");
    return codes_of(check(sandbox));
  };
  const Strings loud{"unknown-key"};
  CHECK(with("", "", "") == loud);
  CHECK(with("", "", "  # paas: ignore[unknown-key]").empty());
  CHECK(with("", "", "  # paas: ignore[ unknown-key ]").empty());
  CHECK(with("", "  # paas: ignore[unknown-key]\n", "").empty());
  CHECK(with("# paas: ignore-file[unknown-key]\n", "", "").empty());
  CHECK(with("", "", "  # paas: ignore[unknown-key, wrong-type]") == Strings{"unused-ignore"});
  CHECK(with("# paas: ignore[unknown-key]\n", "", "") == Strings{"unused-ignore", "unknown-key"});
  CHECK(with("", "", "  # paas: ignore[unknown-keys]") == Strings{"unknown-key", "unused-ignore"});
  CHECK(with("", "", "  # paas: ignore") == Strings{"unknown-key", "unused-ignore"});
}

TEST_CASE("the report depends on the files alone") {
  // Threads, the order in which files were made, the language and the time zone change no byte but the time it took.
  const auto report = [](unsigned seed, const std::string& threads, Strings environment) {
    const Sandbox sandbox;
    Strings names;
    for (int i = 0; i < 60; ++i) {
      std::string name = "app";
      name += std::to_string(i % 7) + "/h" + std::to_string(i);
      names.push_back(name);
    }
    std::shuffle(names.begin(), names.end(), std::mt19937(seed));
    for (const std::string& name : names) {
      sandbox.write(name + "/index.py", wrong_worker());
      sandbox.write(name.substr(0, name.find('/')) + "/__init__.py", "\"\"\"\ninfra: {oops: 1}\n\"\"\"\n");
    }
    ProcessOptions options;
    options.environment = std::move(environment);
    json document = report_of(check(sandbox, {"--threads", threads}, options));
    document["summary"].erase("milliseconds");
    return document.dump();
  };
  const std::string expected = report(1, "1", {});
  CHECK(expected.size() > 10'000);
  CHECK(report(1, "2", {}) == expected);
  CHECK(report(1, "8", {}) == expected);
  CHECK(report(2, "8", {}) == expected);
  CHECK(report(3, "0", {"LC_ALL=de_DE.UTF-8", "TZ=Asia/Tokyo"}) == expected);
  CHECK(report(4, "2", {"LC_ALL=tr_TR.UTF-8", "TZ=America/New_York"}) == expected);
}

TEST_CASE("mistakes in schemas of one's own stop the check and name the place") {
  const Sandbox sandbox;
  const std::string good = "name: mine\nhandler: {files: \"*.py\", schema: job}\n";
  sandbox.write("paas.yaml", "generation: schemas\n");
  sandbox.write("schemas/job.yaml", "type: object\n");
  sandbox.write("schemas/generation.yaml", good);
  sandbox.write("a.py", "\"\"\"\na: 1\n\"\"\"\n");
  CHECK(sandbox.check({}).status == 0);
  const std::vector<std::tuple<std::string, std::string, std::string>> cases{
      {"generation.yaml", "name: mine\n", "generation.yaml:1:1: "},
      {"generation.yaml", "name: mine\nhandlr: {}\n", "generation.yaml:2:1: "},
      {"generation.yaml", "name: mine\nhandler: {files: [\n", "generation.yaml:"},
      {"generation.yaml", "name: mine\nhandler: {files: a, schema: nowhere}\n", "there is no schema `nowhere`"},
      {"generation.yaml", "name: mine\nhandler: {files: a, schema: job, docstring: some}\n", "generation.yaml:2:"},
      {"job.yaml", "type: objekt\n", "job"},
      {"job.yaml", "properties: {a: {pattern: \"(\"}}\n", "job"},
      {"job.yaml", "properties: {200: {}}\n", "job.yaml:1:14: a key must be a text"},
      {"job.yaml", "$ref: \"#/definitions/nowhere\"\n", "nowhere"},
      {"job.yaml", "properties: {a: {x-paas-defines: {job: a}}}\n", "must be a list of entries"},
      {"job.yaml", "properties: {a: {x-paas-refers: [{job: 1}]}}\n", "must be a list of entries"},
      {"job.yaml", "x-paas-resources: [{count: 1}]\n", "is not a keyword for schemas of one's own"},
      {"job.yaml", "properties: {a: {x-paas-refers: [{job: a, task: b}]}}\n", "with one kind"},
      {"job.yaml", "properties: {a: {x-paas-refers: [{because: b}]}}\n", "with one kind"},
      {"job.yaml", "properties: {a: {x-paas-refers: [{job: \"{vlaue}\"}]}}\n", "with one kind"},
      {"job.yaml", "properties: {a: {x-paas-value: nonsense}}\n", "must be `permission`"},
      {"job.yaml", "const: 2020-01-01\n", "job.yaml:1:8: JSON has no such value"},
      {"job.yaml", "type: objekt\n", "schemas/job.yaml: "},
      {"job.yaml", "a: &a [*a]\n", "job.yaml:1:"},
      {"job.yaml", std::string(2'000'000, '#'), "bytes, more than"}};
  for (const auto& [name, text, why] : cases) {
    sandbox.write("schemas/job.yaml", "type: object\n");
    sandbox.write("schemas/generation.yaml", good);
    sandbox.write("schemas/" + name, text);
    const ProcessResult result = sandbox.check({});
    INFO(text.substr(0, 80) << result.err);
    CHECK(result.status == 2);
    CHECK(result.err.find(why) != std::string::npos);
  }
}

TEST_CASE("a generation of one's own: settings and schemas are no fragments, and aliases are counted by the file") {
  const Sandbox sandbox;
  sandbox.write("paas.yaml", "generation: schemas\n");
  sandbox.write("schemas/generation.yaml", "name: mine\nhandler: {files: \"*.yaml\", docstring: none, schema: job}\n");
  sandbox.write("schemas/job.yaml", "type: object\nadditionalProperties: false\n");
  CHECK(problems(sandbox).empty());
  sandbox.write("schemas/generation.yaml",
                "name: mine\nhandler: {files: \"*.py\", docstring: functions, schema: job}\n");
  sandbox.write("schemas/job.yaml", "type: object\n");
  std::string code;
  for (int i = 0; i < 600; ++i) {
    code += "def f" + std::to_string(i) +
            "():\n    \"\"\"\n    a: &a [x,x,x,x,x,x,x,x,x,x]\n"
            "    b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n    c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
            "    d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n    e: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n    \"\"\"\n";
  }
  sandbox.write("bombs.py", code);
  const ProcessResult result = check(sandbox);
  CHECK(result.status == 1);
  CHECK(codes_of(result) == Strings{"yaml-syntax"});
  CHECK(result.milliseconds < 4000);
}
