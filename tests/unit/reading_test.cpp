// Markdown that no text can break out of, and searches that end.
#include <nlohmann/json.hpp>

#include "catch.h"
#include "core/app/group.h"
#include "core/query/markdown.h"
#include "core/query/rate.h"
#include "core/query/symbols.h"

using namespace paas;
using namespace paas::query;

TEST_CASE("a code span holds any text, in one line") {
  CHECK(code_span("orders") == "`orders`");
  CHECK(code_span("a`b") == "``a`b``");
  CHECK(code_span("``") == "``` `` ```");
  CHECK(code_span("a\nb\tc") == "`a b c`");
  CHECK(code_span("") == "` `");
  // Cut between characters, not within one.
  const std::string cut = code_span(std::string(199, 'x') + "é");
  CHECK(cut == "`" + std::string(199, 'x') + "...`");
}

TEST_CASE("prose keeps code and emphasis and makes text of all else") {
  CHECK(prose("The *name* of `a_b`.") == "The *name* of `a_b`.");
  CHECK(prose("[x](command:run)") == "\\[x\\](command:run)");
  CHECK(prose("<img src=x> & more") == "\\<img src=x\\> \\& more");
  CHECK(prose("# no heading\n# nor here") == "\\# no heading # nor here");
  CHECK(prose("an `open code") == "an \\`open code");
}

TEST_CASE("examples are YAML that means the same") {
  using Json = nlohmann::ordered_json;
  CHECK(yaml_flow(Json::parse(R"({"a": ["x", 1, true, null], "b": {}})")) == "{a: [x, 1, true, null], b: {}}");
  // What YAML 1.1 would take for something else stands in quotes.
  CHECK(yaml_flow(Json::parse(R"(["yes", "1", "a: b", "", "{x}", "5 minutes", "2001-12-14 21:59"])")) ==
        R"(["yes", "1", "a: b", "", "{x}", 5 minutes, "2001-12-14 21:59"])");
  CHECK(yaml_fence("key", Json::parse(R"({"list": [{"a": 1, "b": [2]}], "text": "```"})")) ==
        "```yaml\nkey:\n  list:\n  - a: 1\n    b: [2]\n  text: \"```\"\n```");
}

TEST_CASE("calls per day") {
  CHECK(calls_per_day("5 minutes") == 288);
  CHECK(calls_per_day("1 hour") == 24);
  CHECK(calls_per_day("2 days") == 0.5);
  for (const char* text : {"", "5", "0 minutes", "minutes", "5  minutes", "5 weeks", "99999999999 minutes", "1 hour!"})
    CHECK_FALSE(calls_per_day(text));
}

TEST_CASE("a search in ten thousand handlers answers with a few, the best first") {
  Grouping grouping;
  grouping.sources.push_back({analyze("/w/shop/__init__.py", FileKind::root, "\"\"\"\ninfra: {}\n\"\"\"\n"), true});
  constexpr int count = 10'000;
  for (int i = 0; i < count; ++i) {
    const std::string path = "/w/shop/tasks/orders" + std::to_string(i) + "/index.py";
    grouping.sources.push_back({analyze(path, FileKind::handler, "\"\"\"\ninfra: {type: worker}\n\"\"\"\n"), true});
  }
  const std::vector<std::shared_ptr<const App>> apps = group(std::move(grouping));
  const std::vector<WorkspaceSymbol> some = workspace_symbols(apps, "orders77");
  REQUIRE(some.size() == 200);
  CHECK(some.front().name == "tasks-orders77");
  // 77, 770 to 779 and 7700 to 7799, and then what only has these letters.
  CHECK(some[110].name == "tasks-orders7799");
  CHECK(some[111].name.find("orders77") == std::string::npos);
  CHECK(workspace_symbols(apps, "orders", 50).size() == 50);
  CHECK(workspace_symbols(apps, "").size() == 200);
  CHECK(workspace_symbols(apps, "TasksOrders9999LogGroup").size() == 1);
  CHECK(workspace_symbols(apps, std::string(100'000, '-')).size() <= 200);
  CHECK(workspace_symbols({}, "orders").empty());
}
