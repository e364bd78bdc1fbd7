// Makes hostile inputs: each is known to have broken some parser, or aims at something that grows too fast.
#include "e2e/generators.h"

#include <random>

namespace paas::test {

namespace {

const std::string handler = "\n\ndef handler(event, context=None):\n    return None\n";

std::string docstring(const std::string& yaml) { return "\"\"\"\n" + yaml + "\n\"\"\"" + handler; }

std::string repeat(const std::string& part, std::size_t size) {
  std::string text;
  while (text.size() < size) text += part;
  return text;
}

/// `before`, its number, `after`, again and again.
std::string numbered(const std::string& before, const std::string& after, std::size_t size) {
  std::string text;
  for (int i = 0; text.size() < size; ++i) text += before + std::to_string(i) + after;
  return text;
}

std::string deepening(const std::string& line, std::size_t size) {
  std::string text;
  for (std::size_t depth = 1; text.size() < size; ++depth) text += std::string(depth, ' ') + line + "\n";
  return text;
}

std::string name_of(int i) {
  std::string name = "a";
  name += std::to_string(i);
  return name;
}

std::string chained(std::size_t size) {
  std::string text = "a0: &a0 {x: 1}\n";
  for (int i = 1; text.size() < size; ++i) {
    const std::string name = name_of(i);
    text += name + ": &" + name + " {<<: *" + name_of(i - 1) + ", k: 1}\n";
  }
  return text + "infra: *a0\n";
}

std::string laughs() {
  std::string text = "infra: {}\na0: &a0 [x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string last = "*" + name_of(i - 1);
    text += name_of(i) + ": &" + name_of(i) + " [" + last;
    for (int k = 0; k < 8; ++k) text += ", " + last;
    text += "]\n";
  }
  return text;
}

std::string random_bytes(std::size_t size) {
  std::mt19937 random(7);
  std::string text;
  while (text.size() < size) text += static_cast<char>(random());
  return text;
}

void add_yaml(std::size_t size, std::vector<Hostile>& files) {
  const auto add = [&](const char* name, const std::string& yaml) { files.push_back({name, docstring(yaml)}); };
  const std::string worker = "infra:\n  type: worker\n";
  add("nested flow sequences", "infra: " + repeat("[", size));
  add("nested flow mappings", "infra: " + repeat("{a: ", size));
  add("nested flow, mixed", "infra: " + repeat("[a: b, ", size));
  add("nested block sequences", "infra:\n  " + repeat("- ", size));
  add("nested block keys", "infra:\n  " + repeat("? ", size));
  add("nested block mappings", "infra:\n" + deepening("a:", size));
  add("unclosed flow", "infra: " + repeat("[:", size));
  add("many keys", "infra:\n" + numbered("  k", ": 1\n", size));
  add("one key again and again", worker + repeat("  a: 1\n", size));
  add("ten to the ten laughs", laughs());
  add("a node that contains itself", "infra: &a [*a]");
  add("a mapping merged into itself", "infra: &a {<<: *a}");
  add("a chain of merges", chained(size));
  add("many anchors", "infra:\n" + numbered("  - &a", " x\n", size));
  add("a large integer", "infra:\n  size: " + std::string(size, '9'));
  add("a long sexagesimal", "infra:\n  size: 1" + repeat(":10", size));
  add("a long scalar", "infra:\n  type: " + std::string(size, 'x'));
  add("a long key", "infra:\n  " + std::string(size, 'x') + ": 1");
  add("a long rate", "infra:\n  type: timer\n  event:\n    rate: " + std::string(size, '1') + " minutes");
  add("a long path", "infra:\n  type: endpoint\n  method: GET\n  auth: public\n  path: " + repeat("/a", size));
  add("many permissions", worker + "  permissions:\n" + numbered("  - s3:Get", "\n", size));
  add("equal permissions", worker + "  permissions:\n" + repeat("  - s3:GetObject\n", size));
  add("a permission of wildcards", worker + "  permissions:\n  - \"s3:" + repeat("*a", size) + "\"");
  add("many layers", worker + "  layers:\n" + numbered("  - l", "\n", size));
  add("wrong types", worker + "  permissions: [" + repeat("1, ", size) + "]");
  add("broken lines", worker + repeat("  a\n  : :\n", size));
  add("an open quote", "infra:\n  type: '" + repeat("a b\n", size));
  add("a block scalar", "infra: |\n" + repeat("  x\n", size));
  add("many documents", "infra: {}\n" + repeat("---\n", size));
  add("many tags", "infra:\n" + repeat("  !!a \n", size) + "  1");
  add("many directives", repeat("%TAG ! !a\n", size));
  add("indicators", "infra: > !2\n" + repeat("!2 ", size));
  add("NUL bytes", "infra: " + std::string(size, '\0'));
  add("escapes", repeat("\\a", size));
  add("comments that ignore", worker + repeat("  a: 1 # paas: ignore[unknown-key]\n", size));
}

void add_python(std::size_t size, std::vector<Hostile>& files) {
  const auto add = [&](const char* name, std::string text) { files.push_back({name, std::move(text)}); };
  const std::string head = "\"\"\"\ninfra:\n  type: worker\n\"\"\"\n";
  add("triple quotes", repeat("\"\"\" ", size));
  add("single triple quotes", repeat("''' ", size));
  add("tabs", std::string(size, '\t'));
  add("line breaks", std::string(size, '\n'));
  add("carriage returns", std::string(size, '\r'));
  add("only NUL bytes", std::string(size, '\0'));
  add("bytes that are no text", std::string(size, '\xFF'));
  add("random bytes", random_bytes(size));
  add("brackets", repeat("(", size));
  add("brackets and colons", repeat("[:", size));
  add("line continuations", repeat("\\\n", size));
  add("conflict markers", repeat("<<<<<<< a\n=======\n>>>>>>> b\n", size));
  add("comments before the docstring", repeat("# a\n", size) + docstring("infra: {}"));
  add("strings before the docstring", repeat("x=\"\"\"a\"\"\"\n", size) + docstring("infra: {}"));
  add("f-strings in f-strings", head + repeat("f\"{f'{", size));
  add("assignments in a chain", head + repeat("a=", size) + "1\n");
  add("attributes in a chain", head + "a" + repeat(".a", size));
  add("deep indentation", head + deepening("if x:", size));
  add("small statements", head + repeat("x=1\n", size));
  add("almost a handler", head + repeat("def handler_\n", size));
  add("imports", head + repeat("import os\n", size));
  add("reads in one line", head + "x = [" + repeat("os.environ[\"AAA\"],", size) + "]\n");
  add("reads of many names", head + "import os\n" + numbered("x = '' + os.environ[\"A", "\"]\n", size));
  add("unseen reads", head + "import os\n" + numbered("os.getenv(\"A", "\", '')\n", size));
  add("a read of blanks", head + "os.environ" + std::string(size, ' ') + "[\"A\"]\n");
  add("many ignores", head + repeat("# paas: ignore[aaaa]\n", size));
  add("a long ignore", head + "# paas: ignore[" + repeat("a,", size) + "]\n");
}

}  // namespace

std::vector<Hostile> hostile_files(std::size_t size) {
  std::vector<Hostile> files;
  add_yaml(size, files);
  add_python(size, files);
  return files;
}

}  // namespace paas::test
