// Patterns of events: every operator that EventBridge documents, what fits, what does not, and what it refuses.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
#include <nlohmann/json.hpp>

#include <chrono>
#include <string>
#include <string_view>

#include "catch.h"
#include "core/events/match.h"
#include "core/events/samples.h"
#include "core/events/wording.h"

using namespace paas;
using namespace paas::events;

namespace {

struct Read {
  std::string text;
  yaml::Document document;
  Reading reading;

  explicit Read(std::string pattern, const schema::Json* inserted = nullptr) : text(std::move(pattern)) {
    document = yaml::parse(text, {0, static_cast<std::uint32_t>(text.size())});
    reading = read_pattern(document, document.root(), inserted);
  }
};

Event event_in(std::string_view text) {
  const Result<Event> event = read_event(text);
  REQUIRE(event);
  return *event;
}

bool fits(const std::string& pattern, std::string_view event, const ResourceNames& names = {}) {
  const Read read(pattern);
  INFO(pattern);
  REQUIRE(read.document.complete());
  REQUIRE(read.reading.faults.empty());
  return !mismatch(read.reading.pattern, event_in(event), names);
}

/// Whether the value of a field fits one of a list of values and matchers.
bool value_fits(const std::string& value, const std::string& item) {
  return fits("{\"a\": [" + item + "]}", "{\"a\": " + value + "}");
}

std::string why(const std::string& pattern, std::string_view text) {
  const Read read(pattern);
  const Event event = event_in(text);
  const std::optional<Miss> miss = mismatch(read.reading.pattern, event);
  return miss ? sentence(*miss) : "fits";
}

/// What is refused, and why; empty where nothing is.
std::string refused(const std::string& item) {
  const Read read("{\"a\": [" + item + "]}");
  std::string text;
  for (const Fault& fault : read.reading.faults) {
    const Range range = read.document.range(fault.node);
    text += (text.empty() ? "" : "\n") + read.text.substr(range.begin, range.size()) + ": " + fault.message;
  }
  return text;
}

bool begins(const std::string& text, const std::string& with) { return text.rfind(with, 0) == 0; }

}  // namespace

TEST_CASE("plain values are compared as they are written") {
  CHECK(value_fits("\"running\"", "\"running\""));
  CHECK_FALSE(value_fits("\"running\"", "\"Running\""));
  CHECK_FALSE(value_fits("\"running \"", "\"running\""));
  CHECK(value_fits("\"stopped\"", "\"running\", \"stopped\""));
  CHECK_FALSE(value_fits("\"pending\"", "\"running\", \"stopped\""));
  CHECK(value_fits("\"\"", "\"\""));
  CHECK_FALSE(value_fits("null", "\"\""));
  CHECK(value_fits("true", "true"));
  CHECK_FALSE(value_fits("false", "true"));
  CHECK_FALSE(value_fits("\"true\"", "true"));
  CHECK_FALSE(value_fits("true", "\"true\""));
  CHECK(value_fits("300", "300"));
  CHECK_FALSE(value_fits("\"300\"", "300"));
  CHECK_FALSE(value_fits("300", "\"300\""));
  CHECK_FALSE(value_fits("300.0", "300"));  // by the text, says the documentation
  CHECK(value_fits("300.0", "300.0"));
  CHECK(value_fits("111122223333", "111122223333"));
  CHECK(value_fits("-1", "-1"));
}

TEST_CASE("fields stand where they stand in the event, and all of them must match") {
  constexpr std::string_view event = R"({"source": "shop", "detail": {"state": "paid", "customer": {"plan": "gold"}}})";
  CHECK(fits(R"({"source": ["shop"]})", event));
  CHECK(fits(R"({"source": ["shop"], "detail": {"state": ["paid"], "customer": {"plan": ["gold"]}}})", event));
  CHECK_FALSE(fits(R"({"source": ["shop"], "detail": {"state": ["open"], "customer": {"plan": ["gold"]}}})", event));
  CHECK_FALSE(fits(R"({"detail": {"plan": ["gold"]}})", event));
  CHECK_FALSE(fits(R"({"state": ["paid"]})", event));
  CHECK_FALSE(fits(R"({"detail": {"State": ["paid"]}})", event));
  CHECK_FALSE(fits(R"({"detail": {"customer": ["gold"]}})", event));  // an object, and no value
  CHECK_FALSE(fits(R"({"detail": {"state": {"is": ["paid"]}}})", event));
}

TEST_CASE("an array of an event matches if an element does") {
  CHECK(value_fits(R"(["x", "y"])", "\"y\""));
  CHECK_FALSE(value_fits(R"(["x", "y"])", "\"z\""));
  CHECK_FALSE(value_fits("[]", "\"x\""));
  CHECK(value_fits(R"([["x"], ["y", ["z"]]])", "\"z\""));
  CHECK(value_fits(R"(["draft", "paid"])", R"({"anything-but": "draft"})"));
  CHECK_FALSE(value_fits(R"(["draft"])", R"({"anything-but": "draft"})"));
}

TEST_CASE("fields of objects in an array are those of one element") {
  constexpr std::string_view event =
      R"({"staff": [{"first": "Anna", "last": "Smith"}, {"first": "Peter", "last": "Jones"}]})";
  CHECK(fits(R"({"staff": {"first": ["Anna"]}})", event));
  CHECK(fits(R"({"staff": {"first": ["Peter"], "last": ["Jones"]}})", event));
  CHECK_FALSE(fits(R"({"staff": {"first": ["Anna"], "last": ["Jones"]}})", event));
  CHECK(why(R"({"staff": {"first": ["Anna"], "last": ["Jones"]}})", event) ==
        "each field below `staff` fits some element of that array, but no element fits them all");
  // Also where alternatives lead into it.
  CHECK(fits(R"({"staff": {"first": ["Anna"]}, "$or": [{"staff": {"last": ["Smith"]}}, {"x": [1]}]})", event));
  CHECK_FALSE(fits(R"({"staff": {"first": ["Anna"]}, "$or": [{"staff": {"last": ["Jones"]}}, {"x": [1]}]})", event));
  CHECK(fits(R"({"staff": {"$or": [{"first": ["Carl"]}, {"first": ["Anna"], "last": ["Smith"]}]}})", event));
  CHECK_FALSE(fits(R"({"staff": {"$or": [{"first": ["Carl"]}, {"first": ["Anna"], "last": ["Jones"]}]}})", event));
  constexpr std::string_view nested = R"({"a": [[{"b": 1, "c": [{"d": 1, "e": 2}, {"d": 3}]}], {"b": 2}]})";
  CHECK(fits(R"({"a": {"b": [1], "c": {"d": [1], "e": [2]}}})", nested));
  CHECK_FALSE(fits(R"({"a": {"b": [1], "c": {"d": [3], "e": [2]}}})", nested));
  CHECK_FALSE(fits(R"({"a": {"b": [2], "c": {"d": [3]}}})", nested));
}

TEST_CASE("prefix and suffix") {
  CHECK(value_fits("\"2017-10-02T18:43:48Z\"", R"({"prefix": "2017-10-02"})"));
  CHECK_FALSE(value_fits("\"2017-11-02T18:43:48Z\"", R"({"prefix": "2017-10-02"})"));
  CHECK_FALSE(value_fits("2017", R"({"prefix": "2"})"));
  CHECK(value_fits("\"\"", R"({"prefix": ""})"));
  CHECK(value_fits("\"a.png\"", R"({"suffix": ".png"})"));
  CHECK_FALSE(value_fits("\"a.PNG\"", R"({"suffix": ".png"})"));
  CHECK_FALSE(value_fits("\"png\"", R"({"suffix": ".png"})"));
}

TEST_CASE("text without regard to case") {
  CHECK(value_fits("\"ALICE\"", R"({"equals-ignore-case": "alice"})"));
  CHECK(value_fits("\"alice\"", R"({"equals-ignore-case": "Alice"})"));
  CHECK_FALSE(value_fits("\"alice2\"", R"({"equals-ignore-case": "alice"})"));
  CHECK_FALSE(value_fits("\"malice\"", R"({"equals-ignore-case": "alice"})"));
  CHECK(value_fits("\"ÄRGER\"", R"({"equals-ignore-case": "ärger"})"));
  CHECK(value_fits("\"a.b\"", R"({"equals-ignore-case": "A.B"})"));
  CHECK_FALSE(value_fits("\"axb\"", R"({"equals-ignore-case": "a.b"})"));
  CHECK_FALSE(value_fits("\"alice\\n\"", R"({"equals-ignore-case": "alice"})"));
  CHECK(value_fits("\"EVENTBRIDGE\"", R"({"prefix": {"equals-ignore-case": "EventB"}})"));
  CHECK_FALSE(value_fits("\"an EventBridge\"", R"({"prefix": {"equals-ignore-case": "EventB"}})"));
  CHECK(value_fits("\"a.PNG\"", R"({"suffix": {"equals-ignore-case": ".png"}})"));
  CHECK_FALSE(value_fits("\"a.PNG.zip\"", R"({"suffix": {"equals-ignore-case": ".png"}})"));
}

TEST_CASE("wildcards stand for any text") {
  CHECK(value_fits("\"dir/sub/a.png\"", R"({"wildcard": "dir/*.png"})"));
  CHECK(value_fits("\"dir/.png\"", R"({"wildcard": "dir/*.png"})"));
  CHECK_FALSE(value_fits("\"dir/a.jpg\"", R"({"wildcard": "dir/*.png"})"));
  CHECK_FALSE(value_fits("\"my/dir/a.png\"", R"({"wildcard": "dir/*.png"})"));
  CHECK_FALSE(value_fits("\"dir/a.png.zip\"", R"({"wildcard": "dir/*.png"})"));
  CHECK(value_fits("\"a\\nb\"", R"({"wildcard": "a*b"})"));
  CHECK(value_fits("\"ab\"", R"({"wildcard": "*a*b*"})"));
  CHECK_FALSE(value_fits("\"ba\"", R"({"wildcard": "*a*b*"})"));
  CHECK(value_fits("\"plain\"", R"({"wildcard": "plain"})"));
  CHECK(value_fits(R"("a*b")", R"({"wildcard": "a\\*b"})"));
  CHECK_FALSE(value_fits(R"("axb")", R"({"wildcard": "a\\*b"})"));
  CHECK(value_fits(R"("a\\b")", R"({"wildcard": "a\\\\b"})"));
  CHECK_FALSE(value_fits("5", R"({"wildcard": "*"})"));
}

TEST_CASE("a wildcard takes time in proportion to the text") {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  const std::string text(500'000, 'a');
  const auto start = std::chrono::steady_clock::now();
  CHECK_FALSE(value_fits("\"" + text + "\"", "{\"wildcard\": \"" + pattern + "*b\"}"));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}

TEST_CASE("anything but") {
  CHECK(value_fits("\"running\"", R"({"anything-but": "initializing"})"));
  CHECK_FALSE(value_fits("\"initializing\"", R"({"anything-but": "initializing"})"));
  CHECK(value_fits("124", R"({"anything-but": 123})"));
  CHECK_FALSE(value_fits("123", R"({"anything-but": 123})"));
  CHECK_FALSE(value_fits("123.0", R"({"anything-but": 123})"));
  CHECK(value_fits("\"123\"", R"({"anything-but": 123})"));
  CHECK(value_fits("null", R"({"anything-but": "x"})"));
  CHECK(value_fits("\"running\"", R"({"anything-but": ["stopped", "overloaded"]})"));
  CHECK_FALSE(value_fits("\"overloaded\"", R"({"anything-but": ["stopped", "overloaded"]})"));
  CHECK(value_fits("150", R"({"anything-but": [100, 200, 300]})"));
  CHECK_FALSE(value_fits("200", R"({"anything-but": [100, 200, 300]})"));
  CHECK(value_fits("\"Initializing\"", R"({"anything-but": {"prefix": "init"}})"));
  CHECK_FALSE(value_fits("\"initializing\"", R"({"anything-but": {"prefix": "init"}})"));
  CHECK_FALSE(value_fits("\"initializing\"", R"({"anything-but": {"prefix": ["stop", "init"]}})"));
  CHECK(value_fits("\"a.txt\"", R"({"anything-but": {"suffix": ".png"}})"));
  CHECK_FALSE(value_fits("\"a.png\"", R"({"anything-but": {"suffix": [".png", ".gif"]}})"));
  CHECK(value_fits("\"running\"", R"({"anything-but": {"equals-ignore-case": "initializing"}})"));
  CHECK_FALSE(value_fits("\"INITIALIZING\"", R"({"anything-but": {"equals-ignore-case": ["initializing", "x"]}})"));
  CHECK(value_fits("\"/usr/bin/x\"", R"({"anything-but": {"wildcard": "*/lib/*"}})"));
  CHECK_FALSE(value_fits("\"/usr/lib/x\"", R"({"anything-but": {"wildcard": "*/lib/*"}})"));
  CHECK_FALSE(fits(R"({"a": [{"anything-but": "x"}]})", R"({"b": 1})"));  // there must be a value
}

TEST_CASE("exists asks for values, not for objects") {
  CHECK(fits(R"({"detail": {"count": [{"exists": true}]}})", R"({"detail": {"count": 0}})"));
  CHECK(fits(R"({"detail": {"count": [{"exists": true}]}})", R"({"detail": {"count": null}})"));
  CHECK_FALSE(fits(R"({"detail": {"count": [{"exists": true}]}})", R"({"detail": {"state": "x"}})"));
  CHECK_FALSE(fits(R"({"detail": {"count": [{"exists": true}]}})", R"({"detail": {"count": {"c": 1}}})"));
  CHECK(fits(R"({"detail": {"count": [{"exists": false}]}})", R"({"detail": {"state": "x"}})"));
  CHECK(fits(R"({"detail": {"count": [{"exists": false}]}})", R"({"detail": {"count": {"c": 1}}})"));
  CHECK(fits(R"({"detail": {"count": [{"exists": false}]}})", R"({"x": 1})"));
  CHECK(fits(R"({"detail": {"count": [{"exists": false}]}})", R"({"detail": {"count": []}})"));
  CHECK_FALSE(fits(R"({"detail": {"count": [{"exists": false}]}})", R"({"detail": {"count": 1}})"));
  CHECK(fits(R"({"a": [{"exists": false}, "x"]})", R"({"a": "x"})"));
  CHECK(fits(R"({"a": [{"exists": false}, "x"]})", R"({"b": "x"})"));
  CHECK_FALSE(fits(R"({"a": [{"exists": false}, "x"]})", R"({"a": "y"})"));
  // Absent is what no element has.
  constexpr std::string_view event = R"({"a": [{"b": 1, "c": 1}, {"c": 2}]})";
  CHECK_FALSE(fits(R"({"a": {"c": [2], "b": [{"exists": false}]}})", event));
  CHECK(fits(R"({"a": {"c": [2], "d": [{"exists": false}]}})", event));
}

TEST_CASE("numeric compares numbers") {
  CHECK(value_fits("5", R"({"numeric": [">", 0, "<=", 5]})"));
  CHECK_FALSE(value_fits("0", R"({"numeric": [">", 0, "<=", 5]})"));
  CHECK_FALSE(value_fits("5.1", R"({"numeric": [">", 0, "<=", 5]})"));
  CHECK(value_fits("0", R"({"numeric": [">=", 0, "<", 5]})"));
  CHECK_FALSE(value_fits("5", R"({"numeric": [">=", 0, "<", 5]})"));
  CHECK(value_fits("9.99", R"({"numeric": ["<", 10]})"));
  CHECK_FALSE(value_fits("10", R"({"numeric": ["<", 10]})"));
  CHECK(value_fits("10", R"({"numeric": ["<=", 10]})"));
  CHECK(value_fits("-3", R"({"numeric": [">", -4]})"));
  CHECK(value_fits("301.8", R"({"numeric": ["=", 3.018e+2]})"));
  CHECK_FALSE(value_fits("301.9", R"({"numeric": ["=", 3.018e+2]})"));
  CHECK(value_fits("300.0", R"({"numeric": ["=", 300]})"));
  CHECK_FALSE(value_fits("\"5\"", R"({"numeric": [">", 0]})"));
  CHECK(value_fits("5000000000", R"({"numeric": [">", 0]})"));
  CHECK_FALSE(value_fits("5000000001", R"({"numeric": [">", 0]})"));  // beyond what EventBridge compares
  CHECK(value_fits("0.000002", R"({"numeric": [">", 0.000001]})"));
}

TEST_CASE("cidr") {
  CHECK(value_fits("\"10.0.0.255\"", R"({"cidr": "10.0.0.0/24"})"));
  CHECK_FALSE(value_fits("\"10.0.1.0\"", R"({"cidr": "10.0.0.0/24"})"));
  CHECK(value_fits("\"10.0.0.1\"", R"({"cidr": "10.0.0.77/24"})"));
  CHECK(value_fits("\"10.0.0.130\"", R"({"cidr": "10.0.0.128/25"})"));
  CHECK_FALSE(value_fits("\"10.0.0.127\"", R"({"cidr": "10.0.0.128/25"})"));
  CHECK(value_fits("\"192.0.2.1\"", R"({"cidr": "0.0.0.0/0"})"));
  CHECK(value_fits("\"2001:db8::1\"", R"({"cidr": "2001:db8::/32"})"));
  CHECK(value_fits("\"2001:0db8:0:0::1\"", R"({"cidr": "2001:db8::/32"})"));
  CHECK_FALSE(value_fits("\"2001:db9::1\"", R"({"cidr": "2001:db8::/32"})"));
  CHECK_FALSE(value_fits("\"10.0.0.1\"", R"({"cidr": "::/0"})"));
  CHECK_FALSE(value_fits("\"example.com\"", R"({"cidr": "0.0.0.0/0"})"));
  CHECK_FALSE(value_fits("10", R"({"cidr": "0.0.0.0/0"})"));
}

TEST_CASE("$or takes one of several, at any level") {
  constexpr const char* pattern =
      R"({"source": ["shop"], "$or": [{"detail": {"plan": ["gold"]}}, {"account": ["1"], "region": ["eu"]}]})";
  CHECK(fits(pattern, R"({"source": "shop", "detail": {"plan": "gold"}})"));
  CHECK(fits(pattern, R"({"source": "shop", "account": "1", "region": "eu"})"));
  CHECK_FALSE(fits(pattern, R"({"source": "shop", "account": "1"})"));
  CHECK_FALSE(fits(pattern, R"({"source": "else", "detail": {"plan": "gold"}})"));
  constexpr const char* nested =
      R"({"a": {"$or": [{"b": [1]}, {"c": [2], "$or": [{"d": [3]}, {"e": [{"exists": false}]}]}]}})";
  CHECK(fits(nested, R"({"a": {"b": 1, "c": 0}})"));
  CHECK(fits(nested, R"({"a": {"c": 2, "d": 3, "e": 1}})"));
  CHECK(fits(nested, R"({"a": {"c": 2}})"));
  CHECK_FALSE(fits(nested, R"({"a": {"c": 2, "e": 1}})"));
  CHECK_FALSE(fits(nested, R"({"b": 1})"));
}

TEST_CASE("what the deployer adds comes first, and replaces what is written") {
  const schema::Json inserted =
      schema::Json::parse(R"({"source": ["aws.s3"], "detail": {"bucket": {"name": ["Ref AppBucket"]}}})");
  const Read read(R"({"detail": {"object": {"key": ["x"]}, "bucket": {"name": ["mine"]}}, "source": ["mine"]})",
                  &inserted);
  REQUIRE(read.reading.faults.empty());
  const Pattern& pattern = read.reading.pattern;
  REQUIRE(pattern.fields.size() == 2);
  CHECK(pattern.fields[0].name == "source");
  CHECK(pattern.fields[0].is_inserted);
  const auto event = [](const std::string& bucket) {
    return event_in(R"({"source": "aws.s3", "detail": {"object": {"key": "x"}, "bucket": {"name": ")" + bucket +
                    "\"}}}");
  };
  CHECK_FALSE(mismatch(pattern, event("AppBucket")));
  CHECK_FALSE(mismatch(pattern, event("${AppBucket}")));
  CHECK(mismatch(pattern, event("mine")));
  CHECK(mismatch(pattern, event("shop-appbucket-1")));
  CHECK_FALSE(mismatch(pattern, event("shop-appbucket-1"), {{"AppBucket", {"x", "shop-appbucket-1"}}}));
}

TEST_CASE("what EventBridge refuses") {
  CHECK(refused(R"("x", 1, true, {"prefix": "a"}, {"exists": false})").empty());
  CHECK(begins(refused("null"), "null: CloudFormation refuses a template with a null in it"));
  CHECK(begins(refused("[1]"), "[1]: a value in a pattern is a string, a number or a boolean"));
  CHECK(begins(refused("{}"), "{}: a matcher has one key"));
  CHECK(
      begins(refused(R"({"prefix": "a", "suffix": "b"})"), R"({"prefix": "a", "suffix": "b"}: a matcher has one key)"));
  CHECK(refused(R"({"Prefix": "a"})") == "\"Prefix\": EventBridge knows no matcher `Prefix`");
  CHECK(refused(R"({"prefix": 1})") == "1: `prefix` takes a string");
  CHECK(begins(refused(R"({"prefix": {"wildcard": "a"}})"), R"({"wildcard": "a"}: `prefix` takes a string, or)"));
  CHECK(refused(R"({"suffix": {"equals-ignore-case": 1}})") == "1: `equals-ignore-case` takes a string");
  CHECK(refused(R"({"exists": "yes"})") == "\"yes\": `exists` is true or false");
  CHECK(refused(R"({"equals-ignore-case": []})") == "[]: `equals-ignore-case` takes a string");
}

TEST_CASE("what EventBridge refuses in wildcards and networks") {
  CHECK(begins(refused(R"({"wildcard": "a**"})"), "\"a**\": EventBridge refuses two `*` side by side"));
  CHECK(refused(R"({"wildcard": "a*b*"})").empty());
  CHECK(refused(R"({"wildcard": "a\\**"})").empty());  // the character, then any text
  CHECK(begins(refused(R"({"wildcard": "a\\b"})"), "\"a\\\\b\": in a `wildcard` a backslash stands before"));
  CHECK(begins(refused(R"({"wildcard": "a\\"})"), "\"a\\\\\": in a `wildcard` a backslash stands before"));
  for (const char* text : {"10.0.0.0", "10.0.0/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "/8", "",
                           "2001:db8::/129", "2001:db8/32", "host/8", "10.0.0.0/8/8"}) {
    CAPTURE(text);
    CHECK(refused(std::string(R"({"cidr": ")") + text + "\"}").find(" is no network") != std::string::npos);
  }
  CHECK(refused(R"({"cidr": "10.0.0.0/32"})").empty());
  CHECK(refused(R"({"cidr": "::/128"})").empty());
}

TEST_CASE("what EventBridge refuses in numeric") {
  const auto of = [](const std::string& list) { return refused("{\"numeric\": " + list + "}"); };
  CHECK(of(R"([">", 1, "<", 2])").empty());
  for (const char* list : {"5", "[]", "[5]", R"([">"])", R"([">", 1, "<"])", R"([">", 1, "<", 2, "=", 3])"}) {
    CAPTURE(list);
    CHECK(begins(of(list), std::string(list) + ": `numeric` takes an operator and a number"));
  }
  CHECK(of(R"(["!=", 1])") == "\"!=\": an operator of `numeric` is `=`, `<`, `<=`, `>` or `>=`");
  CHECK(of(R"([1, ">"])") == "1: an operator of `numeric` is `=`, `<`, `<=`, `>` or `>=`");
  CHECK(of(R"([">", "1"])") == "\"1\": `numeric` compares with a number");
  CHECK(begins(of(R"(["<", 2, ">", 1])"), "\"<\": of two bounds the lower one"));
  CHECK(begins(of(R"([">", 1, ">", 2])"), "\">\": of two bounds the lower one"));
  CHECK(begins(of(R"(["=", 1, "<", 2])"), "\"=\": of two bounds the lower one"));
  CHECK(begins(of(R"([">", 2, "<", 1])"), "[\">\", 2, \"<\", 1]: no number is in this range"));
  CHECK(begins(of(R"([">=", 2, "<=", 2])"), "[\">=\", 2, \"<=\", 2]: no number is in this range"));
  CHECK(begins(of(R"([">", 5000000001])"), "5000000001: EventBridge compares numbers from"));
  CHECK(of(R"([">=", -5000000000])").empty());
}

TEST_CASE("what EventBridge refuses in anything-but") {
  const auto of = [](const std::string& value) { return refused("{\"anything-but\": " + value + "}"); };
  CHECK(of(R"(["a", "b"])").empty());
  CHECK(of("[1, 2.5]").empty());
  CHECK(of("[]") == "[]: `anything-but` needs a value");
  CHECK(of(R"(["a", 1])") == "[\"a\", 1]: a list of `anything-but` holds strings only, or numbers only");
  CHECK(begins(of("true"), "true: `anything-but` takes strings, numbers, or one of"));
  CHECK(begins(of("[null]"), "null: `anything-but` takes strings, numbers, or one of"));
  CHECK(begins(of(R"([{"prefix": "a"}])"), R"({"prefix": "a"}: `anything-but` takes strings, numbers, or one of)"));
  CHECK(begins(of(R"({"numeric": [">", 1]})"), R"({"numeric": [">", 1]}: `anything-but` takes one of)"));
  CHECK(begins(of("{}"), "{}: `anything-but` takes one of"));
  CHECK(begins(of(R"({"prefix": ""})"), "\"\": every text begins and ends with the empty text"));
  CHECK(of(R"({"prefix": []})") == "[]: `anything-but` needs a value");
  CHECK(of(R"({"suffix": ["a", 1]})") == "1: `suffix` takes a string");
  CHECK(begins(of(R"({"wildcard": ["a", "**"]})"), "\"**\": EventBridge refuses two `*` side by side"));
  CHECK(begins(of("6000000000"), "6000000000: EventBridge compares numbers from"));
}

TEST_CASE("what EventBridge refuses around the values") {
  const auto faults = [](const std::string& pattern) {
    const Read read(pattern);
    std::string text;
    for (const Fault& fault : read.reading.faults) text += fault.message + "\n";
    return text;
  };
  CHECK(begins(faults("[]"), "a pattern is a mapping of fields"));
  CHECK(begins(faults("{}"), "EventBridge refuses a mapping without keys"));
  CHECK(begins(faults(R"({"a": {"b": {}}})"), "EventBridge refuses a mapping without keys"));
  CHECK(begins(faults(R"({"a": []})"), "EventBridge refuses an empty list"));
  CHECK(begins(faults(R"({"a": "x"})"), "EventBridge wants a list of values or a mapping of fields under `a`"));
  CHECK(begins(faults(R"({"$or": {"a": [1]}})"), "`$or` takes a list of two or more mappings"));
  CHECK(begins(faults(R"({"$or": [{"a": [1]}]})"), "`$or` takes a list of two or more mappings"));
  CHECK(begins(faults(R"({"$or": [{"a": [1]}, 5]})"), "an alternative of `$or` is a mapping of fields"));
  CHECK(begins(faults(R"({"$or": [{"a": [1]}, {}]})"), "EventBridge refuses a mapping without keys"));
  CHECK(begins(faults(R"({"$or": [{"prefix": ["a"]}, {"a": [1]}]})"), "EventBridge reserves the word `prefix`"));
  CHECK(faults(R"({"prefix": ["a"]})").empty());
  // Not where the deployer adds something.
  const schema::Json inserted = schema::Json::parse(R"({"detail": {"name": ["x"]}})");
  CHECK(Read(R"({"detail": {}})", &inserted).reading.faults.empty());
}

TEST_CASE("what is said of an event that does not fit") {
  constexpr std::string_view event =
      R"({"source": "shop", "detail": {"state": "open", "count": 5, "price": 3.0, "tags": ["a", "b"], "o": {"x": 1}}})";
  CHECK(why(R"({"source": ["shop"]})", event) == "fits");
  CHECK(why(R"({"detail": {"state": ["paid"]}})", event) ==
        "`detail.state` is `\"open\"` in the event; the pattern wants `\"paid\"`");
  CHECK(
      why(R"({"detail": {"state": ["Open", "x"]}})", event) ==
      "`detail.state` is `\"open\"` in the event; the pattern wants `\"Open\"` or `\"x\"`; upper and lower case count");
  CHECK(why(R"({"detail": {"count": ["5"]}})", event) ==
        "`detail.count` is `5` in the event; the pattern wants `\"5\"`; text in quotes and a number or a word without "
        "are "
        "never the same");
  CHECK(why(R"({"detail": {"price": [3]}})", event) ==
        "`detail.price` is `3.0` in the event; the pattern wants `3`; numbers are compared as they are written, unless "
        "`numeric` asks");
  CHECK(why(R"({"detail": {"tags": ["c"]}})", event) ==
        "`detail.tags` is a list of `\"a\"`, `\"b\"` in the event; the pattern wants `\"c\"`");
  CHECK(why(R"({"detail": {"none": [{"exists": true}]}})", event) ==
        "the event has no `detail.none`; the pattern wants `{\"exists\": true}`");
  CHECK(why(R"({"detail": {"o": ["x"]}})", event) == "`detail.o` is an object in the event; the pattern wants `\"x\"`");
  CHECK(why(R"({"detail": {"count": [{"exists": false}]}})", event) ==
        "`detail.count` is `5` in the event; the pattern wants events without it");
  CHECK(why(R"({"detail": {"$or": [{"count": [{"numeric": [">", 5]}]}, {"none": [1, 2, 3, 4, 5, 6, 7]}]}})", event) ==
        "none of the 2 alternatives of `detail.$or` fits: `detail.count` is `5` in the event; the pattern wants "
        "`{\"numeric\": [\">\", 5]}`; the event has no `detail.none`; the pattern wants `1`, `2`, `3`, `4`, `5` or 2 "
        "more");
  // The first one in the order of the pattern.
  CHECK(
      begins(why(R"({"detail": {"count": [6], "state": ["paid"]}, "source": ["x"]})", event), "`detail.count` is `5`"));
}

TEST_CASE("matchers are shown as JSON") {
  for (const char* item :
       {R"("a\"b")", "5", "2.5", "true", R"({"prefix": "a"})", R"({"suffix": {"equals-ignore-case": "a"}})",
        R"({"wildcard": "a*"})", R"({"equals-ignore-case": "a"})", R"({"exists": false})", R"({"cidr": "10.0.0.0/8"})",
        R"({"numeric": [">", 0, "<=", 5]})", R"({"numeric": ["=", 2.5]})", R"({"numeric": ["<", 5]})",
        R"({"anything-but": "a"})", R"({"anything-but": [1, 2]})", R"({"anything-but": {"prefix": ["a", "b"]}})",
        R"({"anything-but": {"wildcard": "a*"}})"}) {
    const Read read(std::string("{\"a\": [") + item + "]}");
    REQUIRE(read.reading.pattern.fields.size() == 1);
    CHECK(to_text(read.reading.pattern.fields[0].values.at(0)) == item);
  }
}

TEST_CASE("pattern and event may be as large and as nested as they like") {
  std::string event = "{\"a\": [";
  for (int i = 0; i < 50'000; ++i)
    event += std::string(i == 0 ? "" : ", ") + (i % 2 == 0 ? "{\"b\": 1}" : "{\"c\": 1}");
  event += "]}";
  const auto start = std::chrono::steady_clock::now();
  CHECK_FALSE(fits(R"({"a": {"b": [1], "c": [1]}})", event));
  CHECK_FALSE(fits(R"({"a": {"b": [1], "$or": [{"c": [1]}, {"c": [1], "$or": [{"c": [1]}, {"b": [1]}]}]}})", event));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));

  // Each alternative fits each element by half: nobody waits for the end of that.
  std::string pattern = "{\"$or\": [";
  for (int i = 0; i < 1000; ++i)
    pattern += std::string(i == 0 ? "" : ", ") + "{\"a\": {\"b\": [1], \"c\": [1], \"d" + std::to_string(i) +
               "\": [{\"exists\": false}]}}";
  pattern += "]}";
  const Read large(pattern);
  const Event elements = event_in(event);
  const std::optional<Miss> miss = mismatch(large.reading.pattern, elements);
  REQUIRE(miss);
  CHECK(miss->reason == Reason::too_much);
  CHECK(sentence(*miss) == "pattern and event are too large to be compared");

  const std::string deep(max_event_depth - 2, '[');
  const std::string closing(max_event_depth - 2, ']');
  CHECK(value_fits(deep + "1" + closing, "1"));
}

TEST_CASE("events are JSON objects of bounded depth") {
  CHECK(read_event(R"({"a": 1})"));
  CHECK(read_event("[]").error().find("an event is a JSON object") == 0);
  CHECK(read_event("").error() == "no JSON from line 1, column 1 on");
  CHECK(read_event("{\n  \"a\": oops}").error() == "no JSON from line 2, column 8 on");
  CHECK(read_event("{\"a\": \"\xff\"}").error().find("no JSON from line 1") == 0);
  CHECK(read_event("{\"a\": 1e999}").error() == "no JSON: a number is too large");
  CHECK(read_event(R"({"a": "\"[[[[", "b\\": "]"})"));
  std::string wide = "{\"a\": [{}";
  for (int i = 0; i < 300'000; ++i) wide += ",{}";
  const auto start = std::chrono::steady_clock::now();
  CHECK(read_event(wide + "]}"));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
  const std::string deep(100'000, '[');
  CHECK(read_event("{\"a\": " + deep).error() == "nested deeper than 512 levels");
  const std::string quotes(100'000, '"');
  CHECK(read_event(quotes).error().find("no JSON from line 1") == 0);
  CHECK(read_event("{\"a\": " + deep + std::string(100'000, ']') + "}").error() == "nested deeper than 512 levels");
}

TEST_CASE("the samples are events") {
  REQUIRE(samples().size() >= 9);
  for (const Sample& sample : samples()) {
    CAPTURE(sample.name);
    const Event event = event_in(sample.json);
    for (const char* field : {"version", "id", "detail-type", "source", "account", "time", "region"}) {
      CAPTURE(field);
      CHECK((event.contains(field) && event[field].is_string()));
    }
    CHECK((event.contains("resources") && event["resources"].is_array()));
    CHECK((event.contains("detail") && event["detail"].is_object()));
  }
}
