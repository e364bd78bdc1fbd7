// Formatting of what a spec cannot hold: other line endings, a byte order mark, hostile sizes.
#include "core/query/format.h"

#include <chrono>
#include <string>

#include "catch.h"
#include "core/yaml/same.h"
#include "core/yaml/tokens.h"

using namespace paas;

namespace {

std::string formatted(const std::string& text, const std::string& path = "/shop/orders/index.py") {
  const FileKind kind = path.ends_with(".yaml") ? FileKind::root : FileKind::handler;
  const auto file = analyze(path, kind, text);
  std::string result = file->text;
  const std::vector<query::TextEdit> edits = query::format(*file);
  for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit)
    result.replace(edit->range.begin, edit->range.size(), edit->text);
  return result;
}

const std::string code = "def handler(event, context=None): pass\r\n";

}  // namespace

TEST_CASE("line endings stay as they are") {
  CHECK(formatted("\"\"\"\r\ninfra:\r\n    type:  worker  \r\n\r\n\r\n    size: 1024\r\n\"\"\"\r\n" + code) ==
        "\"\"\"\r\ninfra:\r\n    type: worker\r\n\r\n    size: 1024\r\n\"\"\"\r\n" + code);
  CHECK(formatted("\"\"\"\rinfra:\r  type:  worker\r\"\"\"\r") == "\"\"\"\rinfra:\r  type: worker\r\"\"\"\r");
}

TEST_CASE("a line break of YAML alone is not touched") {
  for (const char* line_break : {"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"}) {
    const std::string text =
        std::string("\"\"\"\ninfra:\n  type:   worker\n  layers: [\"a") + line_break + "b\"]\n\"\"\"\n";
    CHECK(formatted(text) == text);
  }
}

TEST_CASE("a byte order mark stays") {
  const std::string mark = "\xEF\xBB\xBF";
  CHECK(formatted(mark + "actions:\n- name:   a-b  \n", "/shop/metadata.yaml") == mark + "actions:\n- name: a-b\n");
}

TEST_CASE("columns are characters where comments are aligned, and other alphabets stay whole") {
  CHECK(formatted("\"\"\"\ninfra:\n  type: worker\n  layers:\n  -  \"é\"    # a\n  -  \"ab\"   # b\n\"\"\"\n") ==
        "\"\"\"\ninfra:\n  type: worker\n  layers:\n  - \"é\"   # a\n  - \"ab\"  # b\n\"\"\"\n");
}

TEST_CASE("what stands behind a backslash in quotes stays") {
  const std::string text = "\"\"\"\ninfra:\n  type: worker\n  layers: [\"a \\\n   \\  b\\ \n   c\"]\n\"\"\"\n";
  CHECK(formatted(text) == "\"\"\"\ninfra:\n  type: worker\n  layers: [\"a \\\n    \\  b\\ \n    c\"]\n\"\"\"\n");
}

TEST_CASE("a fragment of 60,000 lines is formatted in linear time") {
  std::string text = "\"\"\"\ninfra:\n  type: worker\n  layers:\n";
  for (int i = 0; i < 20'000; ++i) text += "  -   a  # b\n\n\n";
  text += "\"\"\"\n";
  const auto begin = std::chrono::steady_clock::now();
  const std::string result = formatted(text);
  CHECK(result.size() < text.size());
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}

TEST_CASE("tokens cover all that is no blank and no comment") {
  const std::string text = "a: &x [1, 'b' ] # c\nd: |+ # e\n  f\n\n# g\n- ";
  std::string covered;
  for (const yaml::Token& token : yaml::read_tokens(text, {0, static_cast<std::uint32_t>(text.size())}))
    covered += std::string(slice(text, token.range)) + (token.range.size() > 0 ? "~" : "");
  CHECK(covered == "a~:~&x~[~1~,~'b'~]~d~:~|+ # e\n  f\n~-~");
}

TEST_CASE("values are compared with their kinds and their order") {
  const auto same = [](const std::string& one, const std::string& other) {
    const yaml::Document left = yaml::parse(one, {0, static_cast<std::uint32_t>(one.size())});
    const yaml::Document right = yaml::parse(other, {0, static_cast<std::uint32_t>(other.size())});
    return yaml::is_same_value(left, left.root(), right, right.root());
  };
  CHECK(same("a: [1, .nan, x, ~]", "a:\n- 1\n- .nan\n- \"x\"\n- null"));
  CHECK_FALSE(same("a: 1", "a: '1'"));
  CHECK_FALSE(same("a: 1\nb: 2", "b: 2\na: 1"));
  CHECK_FALSE(same("[1]", "[1, 2]"));
  CHECK_FALSE(same("a: |\n  x\n", "a: |-\n  x\n"));
  CHECK(same("a: &x [1]\nb: *x", "a: [1]\nb: [1]"));
}
