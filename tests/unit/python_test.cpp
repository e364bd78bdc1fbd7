// Where the fragment stands, what the code reads of its environment, and whether it binds `handler`.
#include <algorithm>
#include <string>
#include <vector>

#include "catch.h"
#include "core/python/grammar.h"
#include "core/python/python.h"

using paas::Range;
using paas::python::Code;
using paas::python::EnvironmentRead;
using paas::python::find_fragment;
using paas::python::Fragment;
using paas::python::Presence;
using paas::python::QuirkKind;
using paas::python::read_code;

namespace {

std::string content(const std::string& text) { return std::string(paas::slice(text, find_fragment(text).range)); }

// Requires one quirk, and that it marks `marked`.
void check_quirk(const std::string& text, QuirkKind kind, const std::string& marked) {
  INFO(text);
  const Fragment fragment = find_fragment(text);
  REQUIRE(fragment.quirks.size() == 1);
  CHECK(fragment.quirks[0].kind == kind);
  CHECK(paas::slice(text, fragment.quirks[0].range) == marked);
}

const std::string docstring = "\"\"\"\ninfra: {}\n\"\"\"\n";

Code code_of(const std::string& code) { return read_code(docstring + code, find_fragment(docstring + code)); }

// `NAME` and letters: s, seen by the deployer; c, in code; d, with a default.
std::vector<std::string> reads_of(const std::string& code) {
  const std::string text = docstring + code;
  std::vector<std::string> reads;
  for (const EnvironmentRead& read : read_code(text, find_fragment(text)).reads) {
    reads.push_back(std::string(paas::slice(text, read.range)) + " " + (read.seen_by_deployer ? "s" : "") +
                    (read.in_code ? "c" : "") + (read.has_default ? "d" : ""));
  }
  return reads;
}

using Reads = std::vector<std::string>;

}  // namespace

TEST_CASE("the fragment is what stands between the first triple quotes") {
  const std::string text = "\n\t\"\"\"\ninfra: {}\n\"\"\"\nx = \"\"\"a\"\"\"\n";
  const Fragment fragment = find_fragment(text);
  CHECK(fragment.found);
  CHECK(fragment.read_by_deployer);
  CHECK(fragment.quirks.empty());
  CHECK(fragment.range == Range{5, 16});
  CHECK(content(text) == "\ninfra: {}\n");
}

TEST_CASE("texts without a docstring") {
  for (const std::string text :
       {"", "\n\n", "x = 1\n", "import os\n", "# infra\n", "def f():\n  \"\"\"infra: 1\"\"\"\n",
        "b\"\"\"infra: 1\"\"\"\n", "f\"\"\"infra: {x}\"\"\"\n", "x = \"\"\"infra: 1\"\"\"\n"}) {
    INFO(text);
    const Fragment fragment = find_fragment(text);
    CHECK_FALSE(fragment.found);
    CHECK_FALSE(fragment.read_by_deployer);
    CHECK(fragment.range == Range{});
  }
}

TEST_CASE("what stands before the docstring hides it from the deployer") {
  check_quirk("# a\n# b\n\"\"\"\ninfra: {}\n\"\"\"\n", QuirkKind::comment_before, "# a\n# b");
  check_quirk("import os\nx = 1\n\"\"\"\ninfra: {}\n\"\"\"\n", QuirkKind::code_before, "import os");
  check_quirk("r\"\"\"\ninfra: {}\n\"\"\"\n", QuirkKind::string_prefix, "r");
  check_quirk("'''\ninfra: {}\n'''\n", QuirkKind::single_quotes, "'''");
  check_quirk("'infra: {}'\n", QuirkKind::single_quotes, "'");
  check_quirk("\"infra: {}\"\n", QuirkKind::single_quotes, "\"");
  check_quirk("\xEF\xBB\xBF\"\"\"\ninfra: {}\n\"\"\"\n", QuirkKind::byte_order_mark, "\xEF\xBB\xBF");
  for (const std::string text : {"# a\n\"\"\"infra: {}\"\"\"", "import os\n\"\"\"infra: {}\"\"\"",
                                 "r\"\"\"infra: {}\"\"\"", "'''infra: {}'''", "\xEF\xBB\xBF\"\"\"infra: {}\"\"\""}) {
    INFO(text);
    CHECK(find_fragment(text).found);
    CHECK_FALSE(find_fragment(text).read_by_deployer);
    CHECK(content(text) == "infra: {}");
  }
}

TEST_CASE("code before a string matters only if the string says infra") {
  CHECK_FALSE(find_fragment("import os\n\"\"\"Some words.\"\"\"\n").found);
  CHECK(find_fragment("import os\n\"\"\"infra: {}\"\"\"\n").found);
}

TEST_CASE("docstrings that do not end or hold nothing") {
  check_quirk("\"\"\"\ninfra: {}\n", QuirkKind::unterminated, "\"\"\"");
  CHECK(content("\"\"\"\ninfra: {}\n") == "\ninfra: {}\n");
  check_quirk("\"\"\" \n\"\"\"\nx = 1\n", QuirkKind::blank, "\"\"\" \n\"\"\"");
  CHECK_FALSE(find_fragment("\"\"\" \n\"\"\"\nx = 1\n").read_by_deployer);
  const Fragment nothing = find_fragment("\"\"\"");
  CHECK(nothing.found);
  CHECK_FALSE(nothing.read_by_deployer);
  CHECK(nothing.range == Range{3, 3});
}

TEST_CASE("escapes are not decoded, and escaped quotes end the fragment") {
  check_quirk("\"\"\"\ninfra: \\n\n\"\"\"\n", QuirkKind::escape, "\\n");
  check_quirk("\"\"\"\ninfra: \\\\\n\"\"\"\n", QuirkKind::escape, "\\\\");
  check_quirk("\"\"\"infra: \\\"\"\" x\"\"\"", QuirkKind::escaped_quotes, "\\\"\"\"");
  CHECK(content("\"\"\"infra: \\\"\"\" x\"\"\"") == "infra: \\");
  CHECK(find_fragment("\"\"\"\\a\\b\\c\"\"\"").quirks.size() == 3);
}

TEST_CASE("the deployer's pattern, white space and quotes") {
  CHECK(reads_of("os.environ[\"A\"]\n") == Reads{"A s"});  // `os` was not imported: no read in code, but a match
  CHECK(reads_of("import os\nos.environ[\"A_1\"]\n") == Reads{"A_1 sc"});
  CHECK(reads_of("import os\nos.environ['A']\n") == Reads{"A sc"});
  CHECK(reads_of("import os\nos.getenv('A')\n") == Reads{"A sc"});
  CHECK(reads_of("import os\nos . environ [ \"A\" ]\n") == Reads{"A sc"});
  CHECK(reads_of("import os\nos.environ[\n    \"A\"\n]\n") == Reads{"A sc"});
  CHECK(reads_of("import os\nos.environ[\"a\"]\n") == Reads{"a c"});  // upper-case names only
  CHECK(reads_of("import os\nos.environ[A]\n").empty());
  CHECK(reads_of("import os\nos.environ[f\"A{x}\"]\n").empty());
}

TEST_CASE("the deployer reads comments, strings and the docstring") {
  CHECK(reads_of("# os.environ[\"A\"]\n") == Reads{"A s"});
  CHECK(reads_of("x = 'os.environ[\"A\"]'\n") == Reads{"A s"});
  CHECK(reads_of("x = \"\"\"\nos.getenv('A')\n\"\"\"\n") == Reads{"A s"});
  const std::string text = "\"\"\"\ninfra: {}  # os.environ[\"A\"]\n\"\"\"\n";
  const Code code = read_code(text, find_fragment(text));
  REQUIRE(code.reads.size() == 1);
  CHECK(code.reads[0] == EnvironmentRead{{29, 30}, true, false, false});
}

TEST_CASE("reads that the deployer does not see") {
  CHECK(reads_of("import os\nos.environ.get(\"A\")\n") == Reads{"A c"});
  CHECK(reads_of("import os\nos.environ.get(\"A\", \"b\")\n") == Reads{"A cd"});
  CHECK(reads_of("import os\nos.getenv(\"A\", \"b\")\n") == Reads{"A cd"});
  CHECK(reads_of("import os\nos.getenv(\"A\", # c\n)\n") == Reads{"A c"});
  CHECK(reads_of("import os as o\no.environ[\"A\"]\n") == Reads{"A c"});
  CHECK(reads_of("from os import environ, getenv\nenviron[\"A\"]\ngetenv(\"B\")\n") == Reads{"A c", "B c"});
  CHECK(reads_of("from os import environ as e\ne[\"A\"]\n") == Reads{"A c"});
  CHECK(reads_of("from os import getenv as g\ng(\"A\")\n") == Reads{"A c"});
}

TEST_CASE("reads are in the order of the text, each once") {
  CHECK(reads_of("import os\nos.getenv(\"B\")\nos.environ.get(\"C\")\nos.environ[\"A\"]\nos.environ[\"B\"]\n") ==
        Reads{"B sc", "C c", "A sc", "B sc"});
}

TEST_CASE("what binds handler") {
  for (const std::string code :
       {"def handler(event, context):\n  pass\n", "async def handler(event, context):\n  pass\n",
        "@wrap\ndef handler(event, context):\n  pass\n", "handler = wrap(f)\n", "handler: object = f\n",
        "from other import handler\n", "from other import f as handler\n", "import other as handler\n",
        "class handler:\n  pass\n", "x = '''\n'''\ndef handler(event, context):\n  pass\n"}) {
    INFO(code);
    CHECK(code_of(code).handler == Presence::present);
  }
}

TEST_CASE("what does not bind handler, and what leaves it open") {
  for (const std::string code : {"", "def handle(event, context):\n  pass\n", "def handler2(event, context):\n  pass\n",
                                 "class A:\n  def handler(self):\n    pass\n", "# def handler(event, context):\n",

                                 "def other():\n  handler = 1\n", "from other import handler as h\n"}) {
    INFO(code);
    CHECK(code_of(code).handler == Presence::absent);
  }
  for (const std::string code :
       {"from other import *\n", "if x:\n  def handler(event, context):\n    pass\n",
        "def other():\n  global handler\n  handler = 1\n", "def other():\n  globals()['handler'] = 1\n",
        "try:\n  from other import handler\nexcept ImportError:\n  pass\n", "def handle(event, context:\n  pass\n",
        "x = '''\ndef handler(event, context):\n  pass\n'''\n", "<<<<<<< HEAD\ndef handle():\n  pass\n"}) {
    INFO(code);
    CHECK(code_of(code).handler == Presence::unknown);
  }
}

TEST_CASE("Python that would cost too much leaves things open, and the deployer's pattern still works") {
  const std::string read = "os.environ[\"A\"]\n";
  std::string continuations;
  while (continuations.size() < 200'000) continuations += "\\\n";
  std::string large;
  while (large.size() < 300'000) large += "x = 1\n";
  // The grammar's scanner would write past the end of its buffer.
  std::string deep;
  for (std::size_t level = 0; level < 600; ++level) deep += std::string(level, ' ') + "if x:\n";
  std::string tabs;
  for (std::size_t level = 0; level < 600; ++level) {
    tabs += std::string(level / 8, '\t') + std::string(level % 8, ' ') + "if x:\n";
  }
  std::string continued;
  for (std::size_t level = 0; level < 600; ++level) {
    for (std::size_t column = 0; column < level; column += 50) {
      continued +=
          std::string(std::min<std::size_t>(level - column, 50), ' ') + (column % 100 == 0 ? "\\\n" : "\\\r\n");
    }
    continued += "if x:\n";
  }
  for (const std::string& code : {continuations, large, deep, tabs, continued}) {
    CHECK(code_of(code).handler == Presence::unknown);
    CHECK(reads_of("# \n" + read + code) == Reads{"A sc"});
    CHECK_FALSE(paas::python::read_with_grammar(code));
    CHECK_FALSE(find_fragment(code + docstring).read_by_deployer);
  }
}
