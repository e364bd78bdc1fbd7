// Diagnosis by schemas: one mistake makes one problem, in words that help.
#include "core/schema/schema.h"

#include <chrono>
#include <string>

#include "catch.h"
#include "json_document.h"

namespace {

using namespace paas;
using paas::schema::Collect;
using paas::schema::Evaluation;
using paas::schema::Json;
using paas::schema::Problem;
using paas::schema::ProblemKind;
using paas::schema::Schema;
using Strings = std::vector<std::string>;

Schema compiled(const Json& json) {
  auto schema = Schema::compile(json);
  if (!schema) FAIL(schema.error());
  return std::move(*schema);
}

Schema schema_of(const std::string& json) { return compiled(Json::parse(json)); }

/// A document, its text and what a schema says of it.
struct Checked {
  Checked(const Schema& schema, std::string text_in, Collect collect = Collect::nothing)
      : text(std::move(text_in)),
        document(yaml::parse(text, {0, static_cast<std::uint32_t>(text.size())})),
        evaluation(schema.evaluate(document, document.root(), collect, text)) {}

  std::string at(yaml::NodeId node) const { return std::string(slice(text, document.range(node))); }

  const Problem& only() const {
    if (evaluation.problems.size() != 1) {
      for (const Problem& problem : evaluation.problems) UNSCOPED_INFO(problem.message);
      FAIL(text << ": " << evaluation.problems.size() << " problems");
    }
    return evaluation.problems.front();
  }

  Strings messages() const {
    Strings all;
    for (const Problem& problem : evaluation.problems) all.push_back(problem.message);
    return all;
  }

  std::string text;
  yaml::Document document;
  Evaluation evaluation;
};

std::string message(const Schema& schema, const std::string& text) { return Checked(schema, text).only().message; }

std::size_t count(const Schema& schema, const std::string& text) {
  return Checked(schema, text).evaluation.problems.size();
}

const Schema& handler() {
  static const Schema schema = schema_of(R"JSON({
    "oneOf": [{"$ref": "#/definitions/endpoint"}, {"$ref": "#/definitions/worker"}, {"$ref": "#/definitions/timer"}],
    "definitions": {
      "size": {"type": "integer", "minimum": 128, "maximum": 10240, "x-paas-value": "size"},
      "endpoint": {
        "type": "object", "additionalProperties": false, "required": ["type", "method", "path", "auth", "parameters"],
        "properties": {
          "type": {"const": "endpoint", "x-paas-makes": ["route"]},
          "method": {"enum": ["GET", "POST"]}, "path": {"type": "string"},
          "auth": {"oneOf": [{"const": "public"}, {"const": "private", "x-paas-refers": "pool"}]},
          "parameters": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
          "size": {"$ref": "#/definitions/size"}
        }
      },
      "worker": {
        "type": "object", "additionalProperties": false, "required": ["type"],
        "properties": {
          "type": {"const": "worker", "x-paas-makes": ["rule"]}, "size": {"$ref": "#/definitions/size"},
          "event": {"oneOf": [
            {"type": "object", "additionalProperties": false, "required": ["type", "pattern"],
             "properties": {"type": {"const": "table", "x-paas-refers": "table"}, "pattern": {"type": "object"}}},
            {"type": "object", "additionalProperties": false, "required": ["type", "pattern"],
             "properties": {"type": {"const": "queue", "x-paas-refers": "queue"}, "pattern": {"type": "object"}}}
          ]}
        }
      },
      "timer": {
        "type": "object", "additionalProperties": false, "required": ["type", "event"],
        "properties": {
          "type": {"const": "timer", "x-paas-makes": ["rule"]}, "size": {"$ref": "#/definitions/size"},
          "event": {"type": "object", "additionalProperties": false, "required": ["rate"], "properties": {
            "rate": {"type": "string", "pattern": "^\\d+ (minute|hour)s?$",
                     "x-paas-message": "`{key}`: `{value}` is no rate; write `5 minutes`"}}}
        }
      }
    }
  })JSON");
  return schema;
}

}  // namespace

TEST_CASE("a valid document has no problems") {
  CHECK(count(handler(), "type: endpoint\nmethod: GET\npath: a\nauth: public\nparameters: []\nsize: 512\n") == 0);
  CHECK(count(handler(), "type: worker\nevent: {type: table, pattern: {}}\n") == 0);
  CHECK(count(handler(), "type: timer\nevent: {rate: 1 hour}\n") == 0);
}

TEST_CASE("the discriminator chooses the branch") {
  SECTION("a value near an allowed one") {
    const Checked checked(handler(), "type: wroker\nevent: {type: table, pattern: {}}\n");
    CHECK(checked.only().kind == ProblemKind::not_allowed_value);
    CHECK(checked.at(checked.only().node) == "wroker");
    CHECK(checked.at(checked.only().key) == "type");
    CHECK(checked.only().suggestion == "worker");
    CHECK(checked.only().allowed == Strings{"endpoint", "worker", "timer"});
    CHECK(checked.only().message == "`wroker` is not allowed here; did you mean `worker`?");
  }
  SECTION("a value near an allowed one, and something else is wrong") {
    const Checked checked(handler(), "type: wroker\nevent: {type: table}\nsise: 3\n");
    CHECK(checked.messages() == Strings{"`wroker` is not allowed here; did you mean `worker`?", "missing key `pattern`",
                                        "unknown key `sise`; did you mean `size`?"});
  }
  SECTION("a value near none") {
    CHECK(message(handler(), "type: queue\n") == "`queue` is not allowed here; use `endpoint`, `worker` or `timer`");
  }
  SECTION("a value that is no scalar") {
    CHECK(message(handler(), "type: [worker]\n") == "a list is not allowed here; use `endpoint`, `worker` or `timer`");
  }
  SECTION("missing") {
    const Checked checked(handler(), "event: {rate: 1 hour}\n");
    CHECK(checked.only().kind == ProblemKind::missing_keys);
    CHECK(checked.only().keys == Strings{"type"});
    CHECK(checked.only().message == "missing key `type`");
  }
  SECTION("missing, and only one branch has such a key") {
    const Checked checked(handler(), "path: a\nauth: public\nmethd: GET\nparameters: []\n");
    CHECK(checked.messages() == Strings{"unknown key `methd`; did you mean `method`?", "missing key `type`"});
  }
  SECTION("misspelt, and something else is wrong") {
    const Checked checked(handler(), "tpye: worker\nsise: 3\n");
    CHECK(checked.messages() ==
          Strings{"unknown key `tpye`; did you mean `type`?", "unknown key `sise`; did you mean `size`?"});
  }
  SECTION("keys of another branch") {
    const Checked checked(handler(), "type: worker\nmethod: GET\npath: a\n");
    CHECK(checked.only().kind == ProblemKind::not_allowed_value);
    CHECK(checked.at(checked.only().node) == "worker");
    CHECK(checked.only().suggestion == "endpoint");
    CHECK(checked.only().message ==
          "`worker` has no `method` and `path`, which belong to `type: endpoint`; write `type: endpoint`, or remove "
          "them");
  }
  SECTION("a key of a mapping below") {
    CHECK(message(handler(), "type: timer\nrate: 1 hour\n") == "unknown key `rate`; it belongs below `event`");
  }
  SECTION("a key of the mapping around") {
    CHECK(message(handler(), "type: timer\nevent: {rate: 1 hour, size: 3}\n") ==
          "unknown key `size` in `event`; it belongs one level higher, beside `event`");
  }
  SECTION("misspelt") {
    const Checked checked(handler(), "tpye: worker\n");
    CHECK(checked.only().kind == ProblemKind::unknown_key);
    CHECK(checked.only().suggestion == "type");
    CHECK(checked.at(checked.only().node) == "tpye");
  }
  SECTION("right, and something else is wrong") {
    CHECK(message(handler(), "type: endpoint\nmethod: GET\npath: a\n") == "missing keys `auth` and `parameters`");
    CHECK(message(handler(), "type: worker\nmethod: GET\n") ==
          "unknown key `method`, which belongs to `type: endpoint`");
  }
  SECTION("nested") {
    CHECK(message(handler(), "type: worker\nevent: {type: tabel, pattern: {}}\n") ==
          "`tabel` is not allowed here; did you mean `table`?");
    CHECK(message(handler(), "type: worker\nevent: {type: table}\n") == "missing key `pattern`");
  }
  SECTION("the whole is no mapping") {
    CHECK(message(handler(), "[1]\n") == "this list must be a mapping, not a list");
    CHECK(Checked(handler(), "").only().suggestion.empty());  // an empty mapping would lack its keys
    CHECK(message(handler(), "") == "this value must be a mapping, but it has no value; write `type` below it");
  }
}

TEST_CASE("an unknown key is one problem, with the key that was meant") {
  const Checked sise(handler(), "type: worker\nsise: 512\n");
  CHECK(sise.only().kind == ProblemKind::unknown_key);
  CHECK(sise.only().message == "unknown key `sise`; did you mean `size`?");
  CHECK(sise.only().allowed == Strings{"size", "event"});
  SECTION("which is then not missing as well") {
    CHECK(message(handler(), "type: timer\nevnet: {rate: 1 hour}\n") == "unknown key `evnet`; did you mean `event`?");
    CHECK(Checked(handler(), "type: endpoint\nmethod: GET\npaht: a\nauth: public\n").evaluation.problems.size() == 2);
  }
  SECTION("a key that is there is not suggested") {
    CHECK(Checked(handler(), "type: worker\nsize: 512\nsise: 512\n").only().suggestion.empty());
  }
  SECTION("a key that is forbidden is not suggested, though the schema says why") {
    const Schema schema = schema_of(R"({"properties": {"query": {"not": {}, "x-paas-message": "only GET has `{key}`"},
      "method": {}}, "additionalProperties": false})");
    CHECK(message(schema, "quary: a\n") == "unknown key `quary`; allowed here: `method`");
    CHECK(message(schema, "query: a\n") == "only GET has `query`");
  }
  SECTION("a key that is no string") {
    const Schema schema = schema_of(R"({"properties": {"on": {}, "off": {}}, "additionalProperties": false})");
    const Checked on(schema, "on: push\n");
    CHECK(on.only().message == "unknown key `on`, which is the boolean true in YAML 1.1; write \"on\" in quotes");
    CHECK(on.only().suggestion == "\"on\"");
    CHECK(message(schema, "1: a\n") == "unknown key `1`, which is not a string; allowed here: `on` and `off`");
  }
  SECTION("several closed schemas allow only what all of them know") {
    const Schema schema =
        schema_of(R"({"properties": {"kind": {}, "size": {}, "zone": {}}, "additionalProperties": false,
      "if": {"properties": {"kind": {"const": "a"}}},
      "then": {"properties": {"kind": {}, "size": {}}, "additionalProperties": false}})");
    const Checked checked(schema, "kind: a\ncolour: red\n");
    CHECK(checked.only().message == "unknown key `colour`; allowed here: `size`");
    CHECK(message(schema, "kind: a\nzone: 1\n") == "unknown key `zone`; allowed here: `size`");
    CHECK(count(schema, "kind: b\nzone: 1\n") == 0);
  }
}

TEST_CASE("missing keys are told together") {
  const Schema schema = schema_of(R"({"allOf": [{"required": ["path"]}, {"required": ["auth", "path"]}]})");
  const Checked checked(schema, "a: 1\n");
  CHECK(checked.only().keys == Strings{"path", "auth"});
  CHECK(checked.only().message == "missing keys `path` and `auth`");
  SECTION("but not where the document is broken") {
    yaml::Builder builder;
    const yaml::NodeId root = builder.mapping({}, {});
    const yaml::Document document = builder.finish(root, false);
    CHECK(schema.evaluate(document, root).problems.empty());
    CHECK(handler().evaluate(document, root).problems.empty());
  }
  SECTION("alternatives are one problem") {
    const Schema any = schema_of(R"({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]})");
    CHECK(message(any, "c: 1\n") == "missing key `a` or `b`");
    const Schema one = schema_of(R"({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]})");
    CHECK(message(one, "a: 1\nb: 1\n") == "only one of `a` and `b` can stand here");
  }
  SECTION("dependencies") {
    const Schema needs = schema_of(R"({"dependencies": {"a": ["b", "c"]}})");
    CHECK(message(needs, "a: 1\nb: 1\n") == "`a` needs the key `c` beside it");
    CHECK(count(needs, "b: 1\n") == 0);
    CHECK(message(schema_of(R"({"dependencies": {"a": {"required": ["b"]}}})"), "a: 1\n") == "missing key `b`");
  }
}

TEST_CASE("a wrong type says what was read and how to mend it") {
  const Schema schema = schema_of(R"({"properties": {
    "size": {"type": "integer", "minimum": 5}, "path": {"type": "string", "minLength": 9}, "list": {"type": "array"},
    "map": {"type": "object"}, "texts": {"type": "array", "items": {"type": "string"}},
    "either": {"anyOf": [{"type": "string"}, {"type": "array"}]}, "on": {"enum": ["on", "off"]}}})");
  const auto suggestion = [&](const std::string& text) { return Checked(schema, text).only().suggestion; };
  CHECK(message(schema, "size: large\n") == "`size` must be an integer, not the string `large`");
  CHECK(message(schema, "size: '128'\n") == "`size` must be an integer, not the string `128`; write it without quotes");
  CHECK(suggestion("size: '128'\n") == "128");
  CHECK(suggestion("size: '1.5'\n").empty());
  CHECK(message(schema, "size: 5.5\n") == "`size` must be an integer, not the number `5.5`");
  CHECK(count(schema, "size: 5.0\n") == 0);
  CHECK(message(schema, "list: id\n") == "`list` must be a list, not a string; write `[id]`");
  CHECK(message(schema, "list:\n") == "`list` must be a list, but it has no value; write `list: []`");
  CHECK(suggestion("list:\n") == "[]");
  CHECK(message(schema, "map: null\n") == "`map` must be a mapping, not null; write `map: {}`");
  CHECK(message(schema, "path: yes\n") ==
        "`path` must be a string, but `yes` is the boolean true in YAML 1.1; write \"yes\" in quotes");
  CHECK(suggestion("path: yes\n") == "\"yes\"");
  CHECK(message(schema, "path: 2020-01-02\n") ==
        "`path` must be a string, but `2020-01-02` is a date; write \"2020-01-02\" in quotes");
  CHECK(suggestion("path: 010\n") == "\"010\"");
  CHECK(message(schema, "texts: [a, {}]\n") == "an item of `texts` must be a string, not a mapping");
  CHECK(message(schema, "either: {}\n") == "`either` must be a string or a list, not a mapping");
  CHECK(Checked(schema, "either: {}\n").only().kind == ProblemKind::wrong_type);
  CHECK(Checked(schema, "\"on\": on\n").only().suggestion == "\"on\"");
}

TEST_CASE("values that are not allowed") {
  const std::string rest = "path: a\nauth: public\nparameters: []\n";
  CHECK(message(handler(), "type: endpoint\nmethod: PATCH\n" + rest) ==
        "`PATCH` is not allowed here; use `GET` or `POST`");
  CHECK(message(handler(), "type: endpoint\nmethod: get\n" + rest) == "`get` is not allowed here; did you mean `GET`?");
  const Checked auth(handler(), "type: endpoint\nmethod: GET\npath: a\nauth: pubic\nparameters: []\n");
  CHECK(auth.only().kind == ProblemKind::not_allowed_value);
  CHECK(auth.only().message == "`pubic` is not allowed here; did you mean `public`?");
  CHECK(auth.only().allowed == Strings{"public", "private"});
}

TEST_CASE("limits, patterns and repetition") {
  CHECK(message(handler(), "type: worker\nsize: 10241\n") == "`size` is 10241, more than the maximum of 10240");
  CHECK(message(handler(), "type: worker\nsize: 1_0\n") == "`size` is 1_0, less than the minimum of 128");
  CHECK(message(handler(), "type: timer\nevent: {rate: 1 day}\n") == "`rate`: `1 day` is no rate; write `5 minutes`");
  const Checked twice(handler(), "type: endpoint\nmethod: GET\npath: a\nauth: public\nparameters: [a, b, a]\n");
  CHECK(twice.only().kind == ProblemKind::duplicate_item);
  CHECK(twice.document.range(twice.only().node).begin == twice.text.rfind('a'));
  CHECK(twice.only().message == "`a` already stands in `parameters`");
  const Schema schema = schema_of(R"({"properties": {
    "a": {"pattern": "^b+$"}, "b": {"minLength": 1, "pattern": "x"}, "c": {"maxItems": 1}, "d": {"multipleOf": 2},
    "e": {"exclusiveMaximum": 3}, "f": {"contains": {"const": "x"}}, "g": {"maxLength": 2}, "h": {"minProperties": 1}}})");
  CHECK(message(schema, "a: cab\n") == "`a` is `cab`, which does not match `^b+$`");
  CHECK(message(schema, "b: ''\n") == "`b` must not be empty");
  CHECK(message(schema, "c: [1, 2]\n") == "`c` has 2 items, more than the maximum of 1");
  CHECK(message(schema, "d: 3\n") == "`d` is 3, not a multiple of 2");
  CHECK(message(schema, "e: 3\n") == "`e` is 3, but must be less than 3");
  CHECK(message(schema, "f: [1]\n") == "`f` must contain `x`");
  CHECK(count(schema, "g: äö\n") == 0);  // code points, not bytes
  CHECK(message(schema, "g: äöü\n") == "`g` has 3 characters, more than the maximum of 2");
  CHECK(message(schema, "h: {}\n") == "`h` must not be empty");
}

TEST_CASE("not, false and messages of the schema's author") {
  CHECK(message(schema_of(R"({"properties": {"a": false}})"), "a: 1\n") == "`a` is not allowed here");
  CHECK(message(schema_of(R"({"not": {"required": ["a", "b"]}})"), "a: 1\nb: 2\n") ==
        "`a` and `b` cannot stand together");
  const Checked single(schema_of(R"({"not": {"required": ["a"]}})"), "a: 1\n");
  CHECK(single.at(single.only().node) == "a");
  CHECK(message(schema_of(R"({"properties": {"a": {"not": {"type": "string"}}}})"), "a: b\n") ==
        "`a` must not be a string");
  const Schema custom = schema_of(R"({"if": {"required": ["website"]},
    "then": {"not": {"required": ["api"]}, "x-paas-message": "a website has no `api`"}})");
  CHECK(message(custom, "website: 1\napi: 2\n") == "a website has no `api`");
  CHECK(count(custom, "api: 2\n") == 0);
  const Schema choice = schema_of(R"({"properties": {"a": {"x-paas-message": "`{value}` is neither",
    "anyOf": [{"type": "string", "pattern": "^x"}, {"type": "integer", "minimum": 3}]}}})");
  CHECK(message(choice, "a: y`z\n") == "`y'z` is neither");
}

TEST_CASE("the same problem by several paths is one problem") {
  const Schema schema = schema_of(R"({"allOf": [{"$ref": "#/definitions/a"}, {"$ref": "#/definitions/a"}],
    "definitions": {"a": {"properties": {"n": {"type": "integer", "maximum": 3}, "m": {"uniqueItems": true}}}}})");
  CHECK(count(schema, "n: 4\n") == 1);
  CHECK(count(schema, "n: x\n") == 1);
  CHECK(count(schema, "m: [[1], [1]]\n") == 1);
}

TEST_CASE("kinds of YAML that JSON lacks are of no type") {
  const Schema schema = schema_of(R"({"type": ["string", "object", "array", "number", "boolean", "null"]})");
  CHECK(count(schema, "2020-01-02\n") == 1);
  CHECK(count(schema, "!!binary aGk=\n") == 1);
  CHECK(count(schema, "!!set {a, b}\n") == 1);
  CHECK(count(schema_of("true"), "2020-01-02\n") == 0);
}

TEST_CASE("annotations") {
  const auto sources = [](const Checked& checked, const char* keyword) {
    Strings out;
    for (const auto& annotation : checked.evaluation.annotations) {
      if (!annotation.schema->source->is_object() || !annotation.schema->source->contains(keyword)) continue;
      out.push_back(checked.at(annotation.node) + "=" + (*annotation.schema->source)[keyword].dump());
    }
    return out;
  };
  SECTION("of the branch that holds, and of the property behind a reference") {
    const Checked checked(handler(), "type: worker\nsize: 512\nevent: {type: queue, pattern: {}}\n", Collect::semantic);
    REQUIRE(checked.evaluation.valid);
    CHECK(sources(checked, "x-paas-makes") == Strings{"worker=[\"rule\"]"});
    CHECK(sources(checked, "x-paas-refers") == Strings{"queue=\"queue\""});
    CHECK(sources(checked, "x-paas-value") == Strings{"512=\"size\""});
    CHECK(checked.evaluation.annotations.size() == 3);
  }
  SECTION("of the best branch where none holds") {
    const Checked checked(handler(), "type: worker\nevent: {type: queue, patern: {}}\n", Collect::semantic);
    CHECK(sources(checked, "x-paas-refers") == Strings{"queue=\"queue\""});
    CHECK(sources(checked, "x-paas-makes") == Strings{"worker=[\"rule\"]"});
  }
  SECTION("of all branches for an editor, where nothing decides") {
    const Checked everything(handler(), "type:\n", Collect::everything);
    CHECK(sources(everything, "x-paas-makes").size() == 3);
    const Checked semantic(handler(), "type:\n", Collect::semantic);
    CHECK(sources(semantic, "x-paas-makes").size() == 1);
  }
  SECTION("of the taken side only") {
    const Schema schema =
        schema_of(R"({"if": {"const": 1, "x-paas-a": 0}, "then": {"x-paas-a": 1}, "else": {"x-paas-a": 2}})");
    CHECK(sources(Checked(schema, "1\n", Collect::semantic), "x-paas-a") == Strings{"1=1"});
    CHECK(sources(Checked(schema, "3\n", Collect::semantic), "x-paas-a") == Strings{"3=2"});
  }
}

TEST_CASE("nearest") {
  const Strings words = {"size", "batch-size", "path", "parameters", "PATH"};
  CHECK(schema::nearest("sise", words) == "size");
  CHECK(schema::nearest("szie", words) == "size");
  CHECK(schema::nearest("batch_size", words) == "batch-size");
  CHECK(schema::nearest("BatchSize", words) == "batch-size");
  CHECK(schema::nearest("Path", words) == "path");  // the first of equals
  CHECK(schema::nearest("paramters", words) == "parameters");
  CHECK(schema::nearest("colour", words).empty());
  CHECK(schema::nearest("pk", {"sk"}).empty());
  CHECK(schema::nearest("", words).empty());
  CHECK(schema::nearest(std::string(100'000, 'a'), words).empty());
}

TEST_CASE("schemas that cannot be used are refused") {
  const auto error = [](const std::string& json) {
    const auto schema = Schema::compile(Json::parse(json));
    return schema ? std::string() : schema.error();
  };
  CHECK(error(R"({"$ref": "#/definitions/a"})") == "`#`: the reference `#/definitions/a`: leads nowhere");
  CHECK(error(R"({"$ref": "http://example.com/a"})").find("leads nowhere") != std::string::npos);
  CHECK(error(R"JSON({"pattern": "(?=a)"})JSON").starts_with("`#`: the pattern cannot be used"));
  CHECK(error(R"({"properties": {"a": {"pattern": "(a)\\1"}}})").starts_with("`#/properties/a`"));
  CHECK_FALSE(error(R"({"pattern": ")" + std::string(100'000, 'a') + R"("})").empty());
  CHECK_FALSE(error(R"({"type": "text"})").empty());
  CHECK_FALSE(error(R"({"properties": {"a": 1}})").empty());
  CHECK_FALSE(error("[]").empty());
  for (const char* endless :
       {R"({"$ref": "#"})", R"({"allOf": [{"$ref": "#"}]})", R"({"anyOf": [{"type": "string"}, {"$ref": "#"}]})",
        R"({"not": {"$ref": "#"}})", R"({"if": {"$ref": "#"}})", R"({"dependencies": {"a": {"$ref": "#"}}})",
        R"({"definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}}})",
        R"({"oneOf": [{"allOf": [{"$ref": "#/oneOf/0"}]}]})"}) {
    INFO(endless);
    CHECK(error(endless).find("without end") != std::string::npos);
  }
  CHECK(error(R"({"properties": {"child": {"$ref": "#"}}})").empty());
  Json deep = true;
  for (int i = 0; i < 1'000; ++i) deep = Json{{"allOf", Json::array({std::move(deep)})}};
  CHECK_FALSE(Schema::compile(deep));
}

TEST_CASE("hostile schemas and documents take bounded time and stack") {
  const auto start = std::chrono::steady_clock::now();
  SECTION("patterns that make backtracking engines explode") {
    const std::string text = std::string(50'000, 'a') + "!";
    for (const char* pattern :
         {"^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(.*a){20}$", "(x+x+)+y", "^([a-zA-Z]+)*$", "^(a*)*b$", "(a?){30}a{30}b",
          "^((a+)+)+$", "(.*)*=(.*)", "^(\\w+\\s?)*$", "([a-z]+)+[A-Z]"}) {
      INFO(pattern);
      const Schema schema = compiled(Json{{"pattern", pattern}});
      const auto document = test::json_document(text);
      CHECK_FALSE(schema.evaluate(document, document.root()).valid);
    }
  }
  SECTION("a chain of 1,000 allOf") {
    Json definitions;
    for (int i = 0; i < 1'000; ++i) {
      definitions[std::to_string(i)] = {{"allOf", {{{"$ref", "#/definitions/" + std::to_string(i + 1)}}}}};
    }
    definitions["1000"] = {{"type", "integer"}};
    const Schema schema = compiled(Json{{"$ref", "#/definitions/0"}, {"definitions", definitions}});
    CHECK(count(schema, "1\n") == 0);
    CHECK(message(schema, "{}\n") == "this mapping must be an integer, not a mapping");
  }
  SECTION("branches that double at every level") {
    Json definitions;
    for (int i = 0; i < 100; ++i) {
      const Json next = {{"$ref", "#/definitions/" + std::to_string(i + 1)}};
      definitions[std::to_string(i)] = {{"anyOf", {next, next}}};
    }
    definitions["100"] = {{"type", "integer"}};
    const Schema schema = compiled(Json{{"$ref", "#/definitions/0"}, {"definitions", definitions}});
    CHECK(count(schema, "1\n") == 0);
    CHECK(message(schema, "a\n") == "this is too large or too deeply nested to be checked");
  }
  SECTION("a huge enum") {
    Json values;
    for (int i = 0; i < 100'000; ++i) values.push_back("value-" + std::to_string(i));
    const Schema schema = compiled(Json{{"items", {{"enum", values}}}});
    Json items;
    for (int i = 0; i < 2'000; ++i) items.push_back("value-" + std::to_string(i * 100));
    const auto document = test::json_document(items);
    CHECK(schema.evaluate(document, document.root()).problems.size() == 1'000);
  }
  SECTION("a large list without repetition, and a mapping with many unknown keys") {
    Json items;
    Json keys;
    for (int i = 0; i < 100'000; ++i) items.push_back(i);
    for (int i = 0; i < 20'000; ++i) keys["key" + std::to_string(i)] = i;
    const auto list = test::json_document(items);
    CHECK(schema_of(R"({"uniqueItems": true})").evaluate(list, list.root()).valid);
    const auto mapping = test::json_document(keys);
    const Schema closed = schema_of(R"({"properties": {"size": {}, "kay1": {}}, "additionalProperties": false})");
    CHECK(closed.evaluate(mapping, mapping.root()).problems.size() == 1'000);
  }
  SECTION("a document of depth 100") {
    const Schema schema = schema_of(R"({"anyOf": [{"type": "array", "items": {"$ref": "#"}}, {"const": 1}]})");
    Json good = 1;
    Json bad = 2;
    for (int i = 0; i < 99; ++i) {
      good = Json::array({std::move(good)});
      bad = Json::array({std::move(bad)});
    }
    const auto valid = test::json_document(good);
    CHECK(schema.evaluate(valid, valid.root(), Collect::everything).valid);
    const auto invalid = test::json_document(bad);
    const Evaluation evaluation = schema.evaluate(invalid, invalid.root(), Collect::everything);
    REQUIRE(evaluation.problems.size() == 1);
    CHECK(invalid.kind(evaluation.problems[0].node) == yaml::Kind::integer);
  }
  // Generous, for sanitizers and busy machines: without the bounds these take minutes or for ever.
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}
