// The runner of specs itself: it must fail where a spec and the checker disagree, and rewrite only what is wrong.
#include "catch.h"
#include "tests/spec_runner/run.h"

using namespace paas::spec;

namespace {

/// A handler whose fragment is at the named `type`.
std::string spec_with(const std::string& notes, const std::string& type = "wroker") {
  return "# Test\n```python shop/__init__.py\n\"\"\"\ninfra: {}\n\"\"\"\n```\n```python "
         "shop/a/index.py\n\"\"\"\ninfra:\n  type: " +
         type + "\n" + notes + "\"\"\"\n\ndef handler(event, context=None):\n    return None\n```\n";
}

std::size_t failures_of(const std::string& text) { return run(parse("spec", text)).failures.size(); }

/// What `--update` makes of it.
std::string updated(const std::string& text) {
  const Spec spec = parse("spec", text);
  return apply(spec, run(spec).corrections);
}

const std::string right = "#       ^^^^^^ error[invalid-value]: `wroker` is not allowed here; did you mean `worker`?\n";

}  // namespace

TEST_CASE("notes are read as they are written") {
  for (const std::string line : {"#    ^^^^ error[a-b]: text", "# @0-5 warning[a]: text", "# @4-+2:7 hint[a]",
                                 "#^ information[a]: t", "#       ^^ related: there"}) {
    const auto note = parse_note(line, 3);
    REQUIRE(note);
    CHECK(note->begin.line == 3);
    CHECK(write_note(*note) == line);
  }
  CHECK(parse_note("# @4-+2:7 hint[a]", 3)->end == paas::Position{5, 7});
  // The columns are those of the line, however far the comment is indented.
  CHECK(parse_note("    #  ^^ error[a]", 0)->begin.character == 7);
}

TEST_CASE("comments that are no notes, and notes that are malformed") {
  for (const std::string line : {"# a comment", "x # ^^^ error[a]", "#", "# @someone"}) CHECK_FALSE(is_note(line));
  for (const std::string line : {"# ^^", "# ^^ eror[a]: x", "# ^^ error: x", "# ^^ error[]: x", "# ^^ error[a] x",
                                 "# @5-3 error[a]", "# @5 error[a]", "# @1-+2 error[a]"}) {
    CHECK(is_note(line));
    CHECK_FALSE(parse_note(line, 0));
  }
}

TEST_CASE("a message may end early and leave out parts") {
  Note actual = *parse_note("#  ^^^ error[a]: one two three", 0);
  const auto matching = [&](const std::string& line) { return matches(*parse_note(line, 0), actual); };
  CHECK(matching("#  ^^^ error[a]: one two three"));
  CHECK(matching("#  ^^^ error[a]: one"));
  CHECK(matching("#  ^^^ error[a]"));
  CHECK(matching("#  ^^^ error[a]: one … three"));
  CHECK(matching("#  ^^^ error[a]: …two"));
  CHECK_FALSE(matching("#  ^^^ error[a]: two"));
  CHECK_FALSE(matching("#  ^^^ error[a]: three … one"));
  CHECK_FALSE(matching("#  ^^^ error[b]: one"));
  CHECK_FALSE(matching("#  ^^^ warning[a]: one"));
  CHECK_FALSE(matching("#  ^^ error[a]: one"));
  CHECK_FALSE(matching("#   ^^^ error[a]: one"));
}

TEST_CASE("one caret stands for one character and for an empty range, not for more") {
  const Note caret = *parse_note("# ^ error[a]", 0);
  CHECK(matches(caret, *parse_note("# @2-2 error[a]", 0)));
  CHECK(matches(caret, *parse_note("# @2-3 error[a]", 0)));
  CHECK_FALSE(matches(caret, *parse_note("# @2-4 error[a]", 0)));
  CHECK_FALSE(matches(*parse_note("# @2-3 error[a]", 0), *parse_note("# @2-2 error[a]", 0)));
}

TEST_CASE("problems and notes match one to one") {
  CHECK(failures_of(spec_with(right)) == 0);
  CHECK(failures_of(spec_with("")) == 1);
  CHECK(failures_of(spec_with(right + right)) == 1);
  CHECK(failures_of(spec_with(right, "worker")) == 1);
  // Another place is one that is missing and one that is unexpected.
  CHECK(failures_of(spec_with("#       ^^^^^ error[invalid-value]\n")) == 2);
  CHECK(failures_of(spec_with(right + "#       ^^^ related: nowhere\n")) == 1);
}

TEST_CASE("a failure shows the note to paste, at the line of the spec") {
  const Verdict verdict = run(parse("spec", spec_with("")));
  REQUIRE(verdict.failures.size() == 1);
  CHECK(verdict.failures[0].line == 9);
  CHECK(verdict.failures[0].message.find("      type: wroker\n    " + right) != std::string::npos);
}

TEST_CASE("an update writes the notes that come, and keeps those that hold as they were written") {
  CHECK(updated(spec_with("")) == spec_with(right));
  CHECK(updated(spec_with("# ^^ error[gone]: x\n")) == spec_with(right));
  const std::string shortened = "#       ^^^^^^ error[invalid-value]: … did you mean `worker`\n";
  CHECK(updated(spec_with(shortened)) == spec_with(shortened));
  CHECK(updated(spec_with(right, "worker")) == spec_with("", "worker"));
}

TEST_CASE("what a spec may not say") {
  CHECK(failures_of("# T\n```hover shop/a.py\n```\n") == 1);
  CHECK(failures_of("# T\n```python\n```\n") == 1);
  CHECK(failures_of("# T\n```python shop/index.py\n") == 1);
  CHECK(failures_of("# T\n```then shop/index.py\n```\n") == 1);
  CHECK(failures_of("# T\n```sh setenv.sh\n```\n```sh setenv.sh\n```\n") == 1);
  CHECK(failures_of("# T\n```sh setenv.sh\n# ^^ error[a]: there is no line above\n```\n") == 1);
  CHECK(failures_of("# T\n```diagnostics\nshop/index.py error[a]: no place\n```\n") == 1);
  CHECK(failures_of("# T\n```yaml paas.yaml\nnonsense: 1\n```\n") == 1);
}

TEST_CASE("headings name tests by their path, and edits make steps") {
  const Spec spec = parse("spec",
                          "# A\n## B\n```sh setenv.sh\n```\n# C\n### D\n```sh setenv.sh\n```\n"
                          "```sh other.sh\n```\n```then setenv.sh\n```\n```then other.sh\n```\nprose\n"
                          "```then setenv.sh\n```\n");
  CHECK(spec.failures.empty());
  REQUIRE(spec.tests.size() == 2);
  CHECK(spec.tests[0].name == "A > B");
  CHECK(spec.tests[1].name == "C > D");
  REQUIRE(spec.tests[1].steps.size() == 3);
  CHECK(spec.tests[1].steps[1].files.size() == 2);
}

TEST_CASE("a report that differs fails and is rewritten") {
  const std::string text = "# T\n```sh setenv.sh\n```\n```check\nwrong\n```\n";
  CHECK(failures_of(text) == 1);
  CHECK(updated(text) ==
        "# T\n```sh setenv.sh\n```\n```check\nNo problems in 0 apps (0 handlers, 0 files), N ms\n```\n");
}
