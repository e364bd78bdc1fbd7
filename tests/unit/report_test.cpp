// The report formats: their shapes, and that no text of a user can break out of them.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "catch.h"
#include "cli/report/display.h"
#include "cli/report/report.h"

using namespace paas;
using report::Format;
using Json = nlohmann::json;

namespace {

const Rule unknown_key{"unknown-key", Severity::error, "A key that means nothing", "\nWhy it matters.\n\n## Bad\n",
                       nullptr};
const Rule dropped{"dropped-key", Severity::warning, "A key that is dropped", "Why it is dropped.", nullptr};

std::shared_ptr<const File> make_file(std::string path, std::string text) {
  auto file = std::make_shared<File>();
  file->path = std::move(path);
  file->text = std::move(text);
  return file;
}

/// The range of the first `part` in the text of `file`.
Range range_of(const File& file, std::string_view part) {
  const std::size_t begin = file.text.find(part);
  REQUIRE(begin != std::string::npos);
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + part.size())};
}

Diagnostic diagnose(const Rule& rule, const File& file, Range range, std::string message) {
  return {&rule, rule.severity, &file, range, std::move(message), {}};
}

std::string write(Format format, const std::vector<Diagnostic>& diagnostics, std::string base = "") {
  report::Options options;
  options.format = format;
  options.base_directory = std::move(base);
  return report::write(diagnostics, {1, 9, 12, 0, 0, 0, 0, 3}, options);
}

/// The text report without footer and summary.
std::string picture(const Diagnostic& diagnostic) {
  const std::string text = write(Format::text, {diagnostic});
  return text.substr(0, text.find("\n\n= paas-lsp --explain") + 1);
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

/// Every format's output must hold neither escapes of a terminal nor invalid UTF-8.
const std::vector<Format> every_format{Format::text,   Format::json,   Format::sarif,
                                       Format::github, Format::gitlab, Format::junit};
const std::string hostile = "a\x1b[31m\n::error::b\r]]>%0A<x y=\"z\">&\x9b\xff\xe2\x80\xae\x01";

}  // namespace

TEST_CASE("text: the line, carets and the related place") {
  const auto file = make_file("shop/orders/index.py", "\"\"\"\ninfra:\n  typ: worker\n  typ: timer\n\"\"\"\n");
  Diagnostic diagnostic = diagnose(unknown_key, *file, range_of(*file, "typ:"), "unknown key `typ`");
  diagnostic.range.end -= 1;
  diagnostic.related.push_back({file.get(), range_of(*file, "timer"), "again here"});
  CHECK(write(Format::text, {diagnostic}) ==
        "error[unknown-key]: unknown key `typ`\n"
        " --> shop/orders/index.py:3:3\n"
        "  |\n"
        "3 |   typ: worker\n"
        "  |   ^^^\n"
        "note: again here\n"
        " --> shop/orders/index.py:4:8\n"
        "  |\n"
        "4 |   typ: timer\n"
        "  |        ^^^^^\n"
        "\n"
        "= paas-lsp --explain unknown-key\n"
        "No problems in 1 app (9 handlers, 12 files), 3 ms\n");
}

TEST_CASE("text: tabs, wide characters, combining marks and escapes keep the carets in place") {
  const auto file = make_file("a.py", "\tx: 日本 e\xCC\x81 \x1b!\n");
  CHECK(picture(diagnose(dropped, *file, range_of(*file, "本"), "m")) ==
        "warning[dropped-key]: m\n"
        " --> a.py:1:6\n"
        "  |\n"
        "1 |     x: 日本 e\xCC\x81 \\x1b!\n"
        "  |          ^^\n");
  CHECK(picture(diagnose(dropped, *file, range_of(*file, "!"), "m")) ==
        "warning[dropped-key]: m\n"
        " --> a.py:1:12\n"
        "  |\n"
        "1 |     x: 日本 e\xCC\x81 \\x1b!\n"
        "  |                   ^\n");
  const auto emoji = make_file("a.py", "x: ⭐👍🏽 !\n");
  CHECK(picture(diagnose(dropped, *emoji, range_of(*emoji, "!"), "m")) ==
        "warning[dropped-key]: m\n"
        " --> a.py:1:8\n"
        "  |\n"
        "1 | x: ⭐👍🏽 !\n"
        "  |         ^\n");
}

TEST_CASE("text: a range of several lines shows the first and the last") {
  const auto file = make_file("a.py", "one\n  two three\n  four\n    five six\nseven\n");
  CHECK(picture(diagnose(dropped, *file, range_of(*file, "three\n  four\n    five"), "m")) ==
        "warning[dropped-key]: m\n"
        " --> a.py:2:7\n"
        "  |\n"
        "2 |   two three\n"
        "  |       ^^^^^\n"
        "...\n"
        "4 |     five six\n"
        "  |     ^^^^\n");
  CHECK(picture(diagnose(dropped, *file, range_of(*file, "three\n  four"), "m")) ==
        "warning[dropped-key]: m\n"
        " --> a.py:2:7\n"
        "  |\n"
        "2 |   two three\n"
        "  |       ^^^^^\n"
        "3 |   four\n"
        "  |   ^^^^\n");
  // The line break at its end is no line of its own.
  CHECK(picture(diagnose(dropped, *file, range_of(*file, "three\n"), "m")) ==
        "warning[dropped-key]: m\n"
        " --> a.py:2:7\n"
        "  |\n"
        "2 |   two three\n"
        "  |       ^^^^^\n");
}

TEST_CASE("text: empty ranges, the end of the file and a file without text") {
  const auto file = make_file("a.py", "one\r\ntwo");
  CHECK(picture(diagnose(dropped, *file, {8, 8}, "m")) ==
        "warning[dropped-key]: m\n --> a.py:2:4\n  |\n2 | two\n  |    ^\n");
  CHECK(picture(diagnose(dropped, *file, {3, 3}, "m")) ==
        "warning[dropped-key]: m\n --> a.py:1:4\n  |\n1 | one\n  |    ^\n");
  const auto empty = make_file("b.py", "");
  CHECK(picture(diagnose(dropped, *empty, {0, 0}, "m")) == "warning[dropped-key]: m\n --> b.py:1:1\n");
  // A range that does not lie in the text must not read outside.
  CHECK(picture(diagnose(dropped, *file, {100, 200}, "m")).find("2 | two\n") != std::string::npos);
}

TEST_CASE("text: a long line is cut around the carets") {
  const auto file = make_file("a.py", std::string(1000, 'a') + "HERE" + std::string(1'000'000, 'b'));
  const std::string text = picture(diagnose(dropped, *file, range_of(*file, "HERE"), "m"));
  CHECK(text.size() < 600);
  const std::size_t line = text.find("1 | ");
  const std::size_t carets = text.find("  | ", line);
  // `…` has three bytes and one column.
  CHECK(text.find("HERE") - line - 2 == text.find("^^^^") - carets);
  CHECK(text.find("…") == line + 4);
}

TEST_CASE("text: the summary counts, in the singular and the plural") {
  report::Options options;
  CHECK(report::write({}, {1, 9, 12, 0, 0, 0, 0, 3}, options) == "No problems in 1 app (9 handlers, 12 files), 3 ms\n");
  CHECK(report::write({}, {3, 12, 15, 2, 1, 0, 0, 14}, options) ==
        "2 errors, 1 warning in 3 apps (12 handlers, 15 files), 14 ms\n");
  CHECK(report::write({}, {1, 1, 1, 1, 0, 2, 1, 0}, options) ==
        "1 error, 2 information, 1 hint in 1 app (1 handler, 1 file), 0 ms\n");
}

TEST_CASE("text: quiet leaves one line for each error and warning") {
  const auto file = make_file("/base/a.py", "one\ntwo\n");
  Diagnostic hint = diagnose(dropped, *file, {0, 1}, "hint");
  hint.severity = Severity::hint;
  report::Options options;
  options.quiet = true;
  options.base_directory = "/base";
  CHECK(report::write({diagnose(dropped, *file, {4, 7}, "m"), hint, diagnose(unknown_key, *file, {0, 3}, "n")}, {},
                      options) == "a.py:1:1: error[unknown-key]: n\na.py:2:1: warning[dropped-key]: m\n");
}

TEST_CASE("text: colours only when asked for") {
  const auto file = make_file("a.py", "one\n");
  report::Options options;
  options.color = true;
  const std::string colored = report::write({diagnose(unknown_key, *file, {0, 3}, "m")}, {}, options);
  CHECK(colored.find("\x1b[1;31merror[unknown-key]\x1b[0m") == 0);
  CHECK(colored.find("\x1b[1;31m^^^\x1b[0m") != std::string::npos);
  CHECK(write(Format::text, {diagnose(unknown_key, *file, {0, 3}, "m")}).find('\x1b') == std::string::npos);
}

TEST_CASE("paths are relative to the base directory only below it") {
  const auto inside = make_file("/home/app/a.py", "x\n");
  const auto beside = make_file("/home/apple/a.py", "x\n");
  const auto path_in = [&](const File& file, const std::string& base) {
    return Json::parse(write(Format::json, {diagnose(dropped, file, {0, 1}, "m")}, base))["diagnostics"][0]["file"];
  };
  CHECK(path_in(*inside, "/home/app") == "a.py");
  CHECK(path_in(*inside, "/home/app/") == "a.py");
  CHECK(path_in(*beside, "/home/app") == "/home/apple/a.py");
}

TEST_CASE("json: zero-based places in UTF-16, and every key of the contract") {
  const auto file = make_file("a.py", "one\n😀 two\n");
  Diagnostic diagnostic = diagnose(unknown_key, *file, range_of(*file, "two"), "m");
  diagnostic.related.push_back({file.get(), {0, 3}, "r"});
  const Json json = Json::parse(write(Format::json, {diagnostic}));
  const Json range = {{"start", {{"line", 1}, {"character", 3}}}, {"end", {{"line", 1}, {"character", 6}}}};
  const Json first = {{"start", {{"line", 0}, {"character", 0}}}, {"end", {{"line", 0}, {"character", 3}}}};
  const Json expected = {{"file", "a.py"},
                         {"range", range},
                         {"severity", "error"},
                         {"code", "unknown-key"},
                         {"message", "m"},
                         {"url", url_of(unknown_key)},
                         {"related", Json::array({{{"file", "a.py"}, {"range", first}, {"message", "r"}}})}};
  CHECK(json["diagnostics"] == Json::array({expected}));
  CHECK(json["summary"] == Json{{"apps", 1},
                                {"handlers", 9},
                                {"files", 12},
                                {"errors", 0},
                                {"warnings", 0},
                                {"information", 0},
                                {"hints", 0},
                                {"milliseconds", 3}});
}

TEST_CASE("sarif: rules, levels, one-based regions and encoded URIs") {
  const auto file = make_file("my app/ü:1.py", "one\n😀 two\n");
  Diagnostic hint = diagnose(dropped, *file, {0, 3}, "h");
  hint.severity = Severity::hint;
  Diagnostic error = diagnose(unknown_key, *file, range_of(*file, "two"), "m");
  error.related.push_back({file.get(), {0, 3}, "r"});
  const Json json = Json::parse(write(Format::sarif, {error, hint}));
  CHECK(json["version"] == "2.1.0");
  const Json& run = json["runs"][0];
  CHECK(run["columnKind"] == "utf16CodeUnits");
  CHECK(run["tool"]["driver"]["name"] == "paas-lsp");
  CHECK_FALSE(run["tool"]["driver"]["version"].get<std::string>().empty());
  const Json& rules = run["tool"]["driver"]["rules"];
  REQUIRE(rules.size() == 2);
  CHECK(rules[0]["id"] == "dropped-key");
  CHECK(rules[0]["defaultConfiguration"]["level"] == "warning");
  CHECK(rules[1]["fullDescription"]["text"] == "Why it matters.");
  CHECK(rules[1]["help"]["markdown"] == "Why it matters.\n\n## Bad");
  REQUIRE(run["results"].size() == 2);
  CHECK(run["results"][0]["level"] == "note");
  CHECK(run["results"][0]["ruleIndex"] == 0);
  const Json& result = run["results"][1];
  CHECK(result["level"] == "error");
  CHECK(result["ruleId"] == "unknown-key");
  CHECK(result["ruleIndex"] == 1);
  const Json& place = result["locations"][0]["physicalLocation"];
  CHECK(place["artifactLocation"]["uri"] == "my%20app/%C3%BC%3A1.py");
  CHECK(place["region"] == Json{{"startLine", 2}, {"startColumn", 4}, {"endLine", 2}, {"endColumn", 7}});
  CHECK(result["relatedLocations"][0]["message"]["text"] == "r");

  const auto absolute = make_file("/srv/a.py", "one\n");
  const Json other = Json::parse(write(Format::sarif, {diagnose(dropped, *absolute, {0, 3}, "m")}));
  CHECK(other["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] ==
        "file:///srv/a.py");
  CHECK(Json::parse(write(Format::sarif, {}))["runs"][0]["results"] == Json::array());
}

TEST_CASE("github: escapes, and columns only within one line") {
  const auto file = make_file("a,b:c%.py", "one two\nthree\n");
  CHECK(write(Format::github, {diagnose(unknown_key, *file, {4, 7}, "50% a\r\nb")}) ==
        "::error file=a%2Cb%3Ac%25.py,line=1,col=5,endLine=1,endColumn=8,title=unknown-key::50%25 a%0D%0Ab\n");
  CHECK(write(Format::github, {diagnose(dropped, *file, {4, 10}, "a::b")}) ==
        "::warning file=a%2Cb%3Ac%25.py,line=1,endLine=2,title=dropped-key::a::b\n");
}

TEST_CASE("github: at most ten annotations, errors first, and ten notices with the last line") {
  const auto file = make_file("a.py", std::string(100, 'x'));
  std::vector<Diagnostic> diagnostics;
  for (std::uint32_t i = 0; i < 12; ++i) diagnostics.push_back(diagnose(dropped, *file, {i, i + 1}, "m"));
  diagnostics.push_back(diagnose(unknown_key, *file, {50, 51}, "m"));
  const std::string mixed = write(Format::github, diagnostics);
  CHECK(mixed.find("::error ") == 0);
  CHECK(count(mixed, "\n") == 11);
  CHECK(mixed.find("\n::notice::3 more problems") != std::string::npos);

  for (Diagnostic& diagnostic : diagnostics) diagnostic.severity = Severity::hint;
  const std::string notices = write(Format::github, diagnostics);
  CHECK(count(notices, "::notice") == 10);
  CHECK(notices.find("\n::notice::4 more problems") != std::string::npos);

  diagnostics.resize(10);
  CHECK(write(Format::github, diagnostics).find("more") == std::string::npos);
}

TEST_CASE("gitlab: fingerprints differ from each other and survive that lines move") {
  const auto before = make_file("a.py", "x\nx\n");
  const auto after = make_file("a.py", "\n\n\nx\nx\n");
  const auto issues = [&](const File& file, std::uint32_t shift) {
    return Json::parse(write(Format::gitlab, {diagnose(unknown_key, file, {shift, shift + 1}, "m"),
                                              diagnose(unknown_key, file, {shift + 2, shift + 3}, "m"),
                                              diagnose(dropped, file, {shift, shift + 1}, "m")}));
  };
  const Json old_issues = issues(*before, 0);
  const Json new_issues = issues(*after, 3);
  REQUIRE(old_issues.size() == 3);
  std::vector<std::string> fingerprints;
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(old_issues[i]["fingerprint"] == new_issues[i]["fingerprint"]);
    fingerprints.push_back(old_issues[i]["fingerprint"]);
  }
  std::sort(fingerprints.begin(), fingerprints.end());
  CHECK(std::unique(fingerprints.begin(), fingerprints.end()) == fingerprints.end());
  CHECK(old_issues[0]["severity"] == "critical");
  CHECK(old_issues[1]["severity"] == "major");
  CHECK(new_issues[0]["location"] == Json{{"path", "a.py"}, {"lines", {{"begin", 4}}}});
  CHECK(write(Format::gitlab, {}) == "[]\n");
}

TEST_CASE("junit: errors fail, warnings are output, nothing wrong passes") {
  const auto file = make_file("a<b>.py", "one\n");
  const auto other = make_file("b.py", "one\n");
  CHECK(write(Format::junit, {}) ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"paas-lsp\" tests=\"1\" failures=\"0\" errors=\"0\" time=\"0.003\">\n"
        "  <testsuite name=\"paas-lsp\" tests=\"1\" failures=\"0\" errors=\"0\">\n"
        "    <testcase name=\"paas-lsp\" classname=\"paas-lsp\"/>\n"
        "  </testsuite>\n"
        "</testsuites>\n");
  CHECK(write(Format::junit,
              {diagnose(unknown_key, *file, {0, 3}, "x & \"y\"]]>"), diagnose(dropped, *other, {0, 3}, "w")}) ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"paas-lsp\" tests=\"2\" failures=\"1\" errors=\"0\" time=\"0.003\">\n"
        "  <testsuite name=\"a&lt;b&gt;.py\" tests=\"1\" failures=\"1\" errors=\"0\">\n"
        "    <testcase name=\"unknown-key at 1:1\" classname=\"a&lt;b&gt;.py\">\n"
        "      <failure type=\"unknown-key\" message=\"x &amp; &quot;y&quot;]]&gt;\">"
        "a&lt;b&gt;.py:1:1: error[unknown-key]: x &amp; &quot;y&quot;]]&gt;</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "  <testsuite name=\"b.py\" tests=\"1\" failures=\"0\" errors=\"0\">\n"
        "    <testcase name=\"paas-lsp\" classname=\"b.py\"/>\n"
        "    <system-out>b.py:1:1: warning[dropped-key]: w\n"
        "</system-out>\n"
        "  </testsuite>\n"
        "</testsuites>\n");
}

TEST_CASE("no text of a user breaks out of any format") {
  const auto file = make_file("dir\n/" + hostile, hostile + "\n" + hostile);
  Diagnostic diagnostic = diagnose(unknown_key, *file, {1, 30}, hostile);
  diagnostic.related.push_back({file.get(), {0, 5}, hostile});
  for (const Format format : every_format) {
    const std::string out = write(format, {diagnostic});
    INFO(out);
    CHECK(first_invalid_utf8(out) == std::string::npos);
    for (const char c : {'\x1b', '\r', '\x01'}) CHECK(out.find(c) == std::string::npos);
    // At the start of a line GitHub would obey it.
    if (format != Format::github) CHECK(out.find("\n::") == std::string::npos);
    if (format == Format::github) CHECK(count(out, "\n") == 1);
    if (format == Format::junit) CHECK(out.find("]]>") == std::string::npos);
    if (format == Format::text || format == Format::github) CHECK(out.find("\u202e") == std::string::npos);
    if (format == Format::json || format == Format::sarif || format == Format::gitlab) CHECK(Json::accept(out));
  }
}

TEST_CASE("the order of the diagnostics does not show in any format") {
  const auto a = make_file("a.py", "one\ntwo\n");
  const auto b = make_file("b.py", "one\ntwo\n");
  std::vector<Diagnostic> diagnostics{diagnose(dropped, *a, {0, 3}, "m"), diagnose(unknown_key, *a, {0, 3}, "m"),
                                      diagnose(unknown_key, *a, {4, 7}, "m"), diagnose(dropped, *b, {0, 3}, "m")};
  for (const Format format : every_format) {
    const std::string expected = write(format, diagnostics);
    std::vector<Diagnostic> reversed(diagnostics.rbegin(), diagnostics.rend());
    CHECK(write(format, reversed) == expected);
    CHECK(expected.back() == '\n');
  }
}

TEST_CASE("no line begins with a command for a runner of workflows, whatever is taken for a blank") {
  for (const char* blank : {"", " ", "   ", "\u00A0", "\u1680", "\u2000", "\u2003", "\u200A", "\u202F", "\u205F",
                            "\u3000", " \u00A0\u3000 "}) {
    CAPTURE(blank);
    CHECK(report::safe_line(std::string(blank) + "::error::x") == std::string(blank) + "\\x3a:error::x");
    CHECK(report::without_commands("a ::b\n" + std::string(blank) + "::error::x\n") ==
          "a ::b\n" + std::string(blank) + "\\x3a:error::x\n");
  }
  for (const char* command : {"##[error]x", "##vso[task.x]", "##teamcity[x]"})
    CHECK(report::safe_line(std::string("a ") + command).find("##") == std::string::npos);
  CHECK(report::safe_line("# a ## b [c]") == "# a ## b [c]");
  CHECK(report::without_commands("a: b::c\n") == "a: b::c\n");
}
