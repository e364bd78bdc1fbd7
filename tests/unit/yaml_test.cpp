// Unit tests of the YAML layer: what texts mean, where nodes stand, what people are told, and the limits.
#include <chrono>
#include <cmath>
#include <string>
#include <string_view>

#include "catch.h"
#include "core/yaml/document.h"
#include "core/yaml/json.h"

namespace paas::yaml {
namespace {

Document parse_all(std::string_view text) { return parse(text, {0, static_cast<std::uint32_t>(text.size())}); }

/// JSON on one line, which reads better in expectations.
std::string compact(const Document& document) {
  std::string out;
  bool in_text = false;
  for (const char c : to_json(document, document.root())) {
    if (c == '"') in_text = !in_text;
    if (in_text || (c != ' ' && c != '\n')) out += c;
  }
  return out;
}

std::string json_of(std::string_view text) { return compact(parse_all(text)); }

/// The text that the value at `key` of the root covers.
std::string_view place(std::string_view text, std::string_view key) {
  const Document document = parse_all(text);
  const NodeId node = document.find(document.root(), key);
  REQUIRE(node != no_node);
  return slice(text, document.range(node));
}

/// `message @ line: text` of the only problem.
std::string problem_in(std::string_view text) {
  const Document document = parse_all(text);
  if (document.problems().empty()) return "none";
  REQUIRE(document.problems().size() == 1);
  const Problem& problem = document.problems()[0];
  const std::uint32_t line = Lines(text).line_of(problem.range.begin);
  return problem.message + " @ " + std::to_string(line) + ": " + std::string(slice(text, problem.range));
}

std::string repeat(std::string_view piece, std::size_t bytes) {
  std::string out;
  while (out.size() < bytes) out += piece;
  return out;
}

double milliseconds(const std::string& text) {
  const auto start = std::chrono::steady_clock::now();
  parse_all(text);
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

TEST_CASE("plain scalars are resolved as YAML 1.1 says") {
  struct Row {
    const char* text;
    const char* json;
  };
  const Row rows[] = {
      {"yes", "true"},
      {"Off", "false"},
      {"y", "\"y\""},
      {"nO", "\"nO\""},
      {"~", "null"},
      {"Null", "null"},
      {"nULL", "\"nULL\""},
      {"010", "8"},
      {"08", "\"08\""},
      {"0b101", "5"},
      {"0x_1F", "31"},
      {"0o10", "\"0o10\""},
      {"1_000", "1000"},
      {"-1:30", "-90"},
      {"1:60", "\"1:60\""},
      {"1:30.5", "90.5"},
      {"1e3", "\"1e3\""},
      {"1.5e3", "\"1.5e3\""},
      {"1.5e+3", "1500.0"},
      {"-.5", "\"-.5\""},
      {".5", "0.5"},
      {"1.", "1.0"},
      {".inf", "\"<inf>\""},
      {"-.Inf", "\"<-inf>\""},
      {".NaN", "\"<nan>\""},
      {"+12", "12"},
      {"-0", "0"},
      {"2024-01-02", "\"<timestamp>\""},
      {"2024-1-2", "\"2024-1-2\""},
      {"2024-1-2 3:04:05 +1", "\"<timestamp>\""},
      {"'12'", "\"12\""},
      {"\"~\"", "\"~\""},
      {"!!str 12", "\"12\""},
      {"!!int '0x10'", "16"},
      {"!!float 1", "1.0"},
      {"!!bool 'YES'", "true"},
      {"! '12'", "12"},
      {"!!set {a, b}", "\"<set>\""},
      {"!!omap [a: 1, b: 2]", "[[\"a\",1],[\"b\",2]]"},
      {"9223372036854775807", "9223372036854775807"},
      {"", "null"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(json_of(row.text) == row.json);
    CHECK(parse_all(row.text).problems().empty());
  }
}

TEST_CASE("integers beyond 64 bits saturate and keep their magnitude") {
  const Document document = parse_all("- 100000000000000000000\n- -9223372036854775809");
  const NodeId first = document.item(document.root(), 0);
  CHECK(document.kind(first) == Kind::integer);
  CHECK(document[first].value.integer == INT64_MAX);
  CHECK(document.number_of(first) == 1e20);
  CHECK(document[document.item(document.root(), 1)].value.integer == INT64_MIN);

  const Document shared = parse_all("[&a 100000000000000000000, *a]");
  CHECK(shared.number_of(shared.item(shared.root(), 1)) == 1e20);
  CHECK(parse_all(std::string(4300, '9')).problems().empty());
  CHECK(parse_all(std::string(4301, '9')).problems().size() == 1);
}

TEST_CASE("every node knows its place") {
  CHECK(place("a:   word  # comment\n", "a") == "word");
  CHECK(place("a: 'it''s' # x\n", "a") == "'it''s'");
  CHECK(place("a: \"x\\n\"\n", "a") == "\"x\\n\"");
  CHECK(place("a: two\n  lines\n\nb: 1\n", "a") == "two\n  lines");
  CHECK(place("a: |  # header\n  x\n   y\n\n\nb: 1\n", "a") == "|  # header\n  x\n   y");
  CHECK(place("a: >+\n\n\nb: 1\n", "a") == ">+");
  CHECK(place("a: [1, 2 ] # x\n", "a") == "[1, 2 ]");
  CHECK(place("a: {b: 1\n  } # x\n", "a") == "{b: 1\n  }");
  CHECK(place("a: &x !!str word\n", "a") == "word");
  CHECK(place("a: !!map # why\n  b: 1\n", "a") == "b: 1");
  CHECK(place("a: &x\n- 1\n- 2\n", "a") == "- 1\n- 2");
  CHECK(place("x: &x 1\na: *x # c\n", "a") == "*x");
  CHECK(place("a: [b: c ]\n", "a") == "[b: c ]");
}

TEST_CASE("a block collection ends with its last child") {
  const std::string_view text = "a:\n  - x\n  - y:\n\n  # comment\n\nb:\n  c: 1   # d\n\n# end\n";
  CHECK(place(text, "a") == "- x\n  - y:");
  CHECK(place(text, "b") == "c: 1");
  const Document document = parse_all(text);
  CHECK(slice(text, document.range(document.root())) == text.substr(0, text.find("   # d")));
}

TEST_CASE("an absent value is empty and stands after the colon") {
  for (const std::string_view text : {"a:   # c\nb: 1", "a :\nb: 1", "{a: , b: 1}", "{a:\n, b: 1}", "? a\n:\nb: 1"}) {
    INFO(text);
    const Document document = parse_all(text);
    const NodeId node = document.find(document.root(), "a");
    const auto colon = static_cast<std::uint32_t>(text.find(':') + 1);
    CHECK(document.kind(node) == Kind::null);
    CHECK(document.range(node) == Range{colon, colon});
  }
  const Document bare = parse_all("{a , b: 1}");
  CHECK(bare.range(bare.find(bare.root(), "a")) == Range{2, 2});
}

TEST_CASE("a single pair in a list ends with its value") {
  const std::string_view text = "[a: b , c]";
  const Document document = parse_all(text);
  CHECK(slice(text, document.range(document.item(document.root(), 0))) == "a: b");
}

TEST_CASE("offsets are bytes of the host") {
  const std::string host =
      "# \xC3\xA4\n\"\"\"\xEF\xBB\xBF"
      "gr\xC3\xBC\xC3\x9F: \xF0\x9F\x98\x80\r\nb: \xE2\x99\xA5 # x\r\n\xC3\xA9: [\xC3\xBC]\r\n\"\"\"";
  const auto begin = static_cast<std::uint32_t>(host.find("\"\"\"") + 3);
  const Document document = parse(host, {begin, static_cast<std::uint32_t>(host.size() - 3)});
  CHECK(document.problems().empty());
  REQUIRE(document.entry_count(document.root()) == 3);
  const char* keys[] = {"gr\xC3\xBC\xC3\x9F", "b", "\xC3\xA9"};
  const char* values[] = {"\xF0\x9F\x98\x80", "\xE2\x99\xA5", "[\xC3\xBC]"};
  for (std::uint32_t i = 0; i < 3; ++i) {
    const Entry entry = document.entry(document.root(), i);
    CHECK(slice(host, document.range(entry.key)) == keys[i]);
    CHECK(slice(host, document.range(entry.value)) == values[i]);
  }
}

TEST_CASE("texts that stand in the host are not copied") {
  const std::string_view text = "a: word\nb: 'quoted'\nc: \"x\\ty\"\n";
  const Document document = parse_all(text);
  const auto views_host = [&](std::string_view key) {
    const std::string_view value = document.text(document.find(document.root(), key));
    return value.data() >= text.data() && value.data() < text.data() + text.size();
  };
  CHECK(views_host("a"));
  CHECK(views_host("b"));
  CHECK_FALSE(views_host("c"));
  CHECK(document.text(document.find(document.root(), "c")) == "x\ty");
}

TEST_CASE("aliases share the content and keep their place") {
  const std::string_view text = "a: &x {k: v}\nb: *x\n";
  const Document document = parse_all(text);
  const NodeId alias = document.find(document.root(), "b");
  CHECK(document[alias].alias);
  CHECK(slice(text, document.range(alias)) == "*x");
  CHECK(document.find(alias, "k") == document.find(document.find(document.root(), "a"), "k"));
}

TEST_CASE("merge keys") {
  CHECK(json_of("x: &x {a: 1, b: 1}\ny: {b: 2, <<: *x}") == R"({"x":{"a":1,"b":1},"y":{"a":1,"b":2}})");
  CHECK(json_of("- &x {a: 1}\n- &y {a: 2, b: 2}\n- {<<: [*x, *y]}") == R"([{"a":1},{"a":2,"b":2},{"b":2,"a":1}])");
  CHECK(json_of("{'<<': 1}") == R"({"<<":1})");
  CHECK(problem_in("<<: {a: 1}\na: 2") == "none");
  CHECK(problem_in("<<: 1") == "`<<` takes a mapping or a list of mappings @ 0: 1");
}

TEST_CASE("the last of equal keys wins, and is reported with the first") {
  const std::string_view text = "a: 1\nb: 2\na: 3\n";
  const Document document = parse_all(text);
  REQUIRE(document.problems().size() == 1);
  CHECK(document.complete());
  CHECK(document.problems()[0].kind == ProblemKind::duplicate_key);
  CHECK(document.problems()[0].range == Range{10, 11});
  CHECK(document.problems()[0].related == Range{0, 1});
  CHECK(compact(document) == R"({"b":2,"a":3})");

  CHECK(parse_all("1: a\n1.0: b\nyes: c").problems().size() == 2);
  CHECK(parse_all("1: a\n'1': b\n~: c\n'': d").problems().empty());
  std::string many;
  for (int i = 0; i < 100; ++i) many += "k" + std::to_string(i) + ": v\n";
  CHECK(parse_all(many).problems().empty());
  CHECK(parse_all(many + "k42: w\n").problems().size() == 1);
}

TEST_CASE("mistakes are named at the place to change") {
  CHECK(problem_in("a:\n  b: x\n   c: 1\n") == "this line is indented deeper than the entry above it @ 2: c");
  CHECK(problem_in("a:\n  b: x\n c: 1\n") == "the indentation of this line fits no line above it @ 2: c: 1");
  CHECK(problem_in("a:\n\tb: x\n") == "YAML takes no tab here; use spaces @ 1: \t");
  CHECK(problem_in("a: b\tc\n") == "YAML takes no tab here; use spaces @ 0: \t");
  CHECK(problem_in("a:\n  b:c\n  d: 1\n") == "a space is missing after the colon @ 1: :");
  CHECK(problem_in("a:\n  b: 1\n  word\n  d: 1\n") == "a colon is missing: `word:` @ 2: word");
  CHECK(problem_in("a:\n  - b\n  -c\n") == "a space is missing after the `-` @ 2: -");
  CHECK(problem_in("a: 'b\nc: 1\n") == "the closing quote is missing @ 0: '");
  CHECK(problem_in("a: 'b\nc: 'd'\n") == "the closing quote is missing @ 0: '");
  CHECK(problem_in("a: [b, c\nd: 1\n") == "this `[` is never closed @ 0: [");
  CHECK(problem_in("a: {b: c") == "this `{` is never closed @ 0: {");
  CHECK(problem_in("a: @b # c\n") == "a value cannot start with `@`; put quotes around it @ 0: @b");
  CHECK(problem_in("a: `b`\n") == "a value cannot start with a backtick; put quotes around it @ 0: `b`");
  CHECK(problem_in("a: !Ref b\n") ==
        "the tag `!Ref` is not known here; only YAML's own tags, such as `!!str`, are @ 0: !Ref");
  CHECK(problem_in("a: 1\n---\nb: 1\n") == "a second document begins here; only one is allowed @ 1: ---");
  CHECK(problem_in("a: {{ b }}\n") == "`{{` begins a mapping in YAML; put quotes around the text @ 0: { b }");
  CHECK(problem_in("a: 2024-02-30\n") ==
        "`2024-02-30` looks like a date but cannot be one; put quotes around it if it is text @ 0: 2024-02-30");
  CHECK_THAT(problem_in("a: b: c\n"), Catch::Matchers::StartsWith("a second `: ` on one line"));
  CHECK_THAT(problem_in("a: *.jpg\n"), Catch::Matchers::StartsWith("`*` marks a reference in YAML"));
  CHECK_THAT(problem_in("a: *b\n"), Catch::Matchers::StartsWith("`*b` refers to an anchor `&b`"));
  CHECK_THAT(problem_in("a: [http://x/?y]\n"), Catch::Matchers::StartsWith("inside brackets a value with `?`"));
}

TEST_CASE("characters that YAML forbids") {
  const Document control = parse_all("a: \x01");
  REQUIRE(control.problems().size() == 1);
  CHECK(control.problems()[0].kind == ProblemKind::encoding);
  CHECK(control.problems()[0].range == Range{3, 4});
  CHECK(parse_all(std::string_view("a: \0b", 5)).problems()[0].range == Range{3, 4});
  CHECK(parse_all("a: \xFF").problems()[0].kind == ProblemKind::encoding);
  CHECK(json_of("a: \xC2\x85  x") == R"({"a":"x"})");  // NEL is a line break
}

TEST_CASE("the rest of a broken text is recovered") {
  const auto rest_of = [](std::string_view text) {
    const Document document = parse_all(text);
    CHECK_FALSE(document.complete());
    CHECK(document.problems().size() == 1);
    return compact(document);
  };
  CHECK(rest_of("infra:\n  type: worker\n   size: 128\n  event:\n    type: table\n") ==
        R"({"infra":{"type":"worker","event":{"type":"table"}}})");
  CHECK(rest_of("infra:\n  type: worker\n  ev\n  size: 1\n") == R"({"infra":{"type":"worker","size":1}})");
  CHECK(rest_of("infra:\n  layers: [a, b\n  size: 1\n") == R"({"infra":{"layers":null,"size":1}})");
  CHECK(rest_of("infra:\n  type: 'a\n  size: 'b'\n  c: 1\n") == R"({"infra":{"type":null,"size":"b","c":1}})");
  CHECK(rest_of("infra:\n  a: *b\n  size: 1\n") == R"({"infra":{"size":1}})");
}

TEST_CASE("recovered nodes stand where they stood") {
  const std::string text = "infra:\n  \xC3\xA4: @\n  size: 1\n  path: /\xC3\xA4\n";
  const Document document = parse_all(text);
  const NodeId infra = document.find(document.root(), "infra");
  CHECK(slice(text, document.range(document.find(infra, "path"))) == "/\xC3\xA4");
}

TEST_CASE("depth is limited, through aliases too") {
  CHECK(parse_all(std::string(100, '[') + std::string(100, ']')).problems().empty());
  const Document deep = parse_all(std::string(101, '[') + std::string(101, ']'));
  REQUIRE(deep.problems().size() == 1);
  CHECK(deep.problems()[0].kind == ProblemKind::too_deep);
  CHECK(deep.problems()[0].range == Range{100, 101});

  const std::string half = "- &a " + std::string(60, '[') + std::string(60, ']') + "\n";
  CHECK(parse_all(half + "- " + std::string(30, '[') + "*a" + std::string(30, ']')).problems().empty());
  CHECK(parse_all(half + "- " + std::string(60, '[') + "*a" + std::string(60, ']')).problems()[0].kind ==
        ProblemKind::too_deep);
}

TEST_CASE("cycles and exploding aliases are refused") {
  CHECK(parse_all("a: &a [*a]").problems()[0].kind == ProblemKind::cycle);
  CHECK(parse_all("a: &a {<<: *a}").problems()[0].kind == ProblemKind::cycle);
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 9; ++k) laughs += "*a" + std::to_string(i - 1) + ", ";
    laughs += "]\n";
  }
  CHECK(parse_all(laughs).problems()[0].kind == ProblemKind::too_many_aliases);
  std::string chain = "m0: &m0 {k: 1}\n";
  for (int i = 1; i < 10'000; ++i) {
    chain += "m" + std::to_string(i) + ": &m" + std::to_string(i) + " {<<: *m" + std::to_string(i - 1) + ", k" +
             std::to_string(i) + ": 1}\n";
  }
  CHECK(parse_all(chain).problems()[0].kind == ProblemKind::too_many_aliases);
  CHECK(milliseconds(chain) < 500);
}

TEST_CASE("hostile texts answer in time") {
  constexpr std::size_t megabyte = 1'000'000;
  constexpr double soon = 500;  // measured: 1 to 3 ms
  for (const char* piece : {"[", "{a: ", "- ", "? ", "[a: b, ", "\t", "a: b: c\n", "'", "*", "&", "!"}) {
    INFO(piece);
    CHECK(milliseconds(repeat(piece, megabyte)) < soon);
  }
  for (const char* piece : {"a: b: c\n", "k: v\nb\n", " - a\n- b\n", "'a' ", "[a\n"}) {
    INFO(piece);
    CHECK(milliseconds(repeat(piece, 99'000)) < soon);
  }
}

TEST_CASE("an empty document is null") {
  for (const char* text : {"", "   \n", "# only a comment\n", "---\n"}) {
    const Document document = parse_all(text);
    CHECK(document.kind(document.root()) == Kind::null);
    CHECK(document.problems().empty());
  }
  CHECK(parse({}, {}).problems().empty());
  const Document none;
  CHECK(none.kind(none.root()) == Kind::null);
}

TEST_CASE("documents can be built by hand") {
  Builder builder("host");
  const NodeId key = builder.string({}, "name");
  const NodeId list =
      builder.sequence({}, {builder.integer({}, 1), builder.number({}, 0.5), builder.boolean({}, true)});
  const Document document = builder.finish(builder.mapping({}, {{key, list}}));
  CHECK(to_json(document, document.root()) == "{\n  \"name\": [\n    1,\n    0.5,\n    true\n  ]\n}");
  CHECK(document.find_key(document.root(), "name") == key);
  CHECK(document.find(document.root(), "other") == no_node);
}

}  // namespace
}  // namespace paas::yaml
