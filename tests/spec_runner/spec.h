// A spec: a Markdown document in which headings name tests and fences are files. See docs/test-language.md.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/spec_runner/note.h"
#include "tests/spec_runner/question.h"

namespace paas::spec {

/// The lines of a fence's content in the spec, zero-based, without the fence lines.
struct Fence {
  std::size_t first_line = 0;
  std::size_t end_line = 0;
};

/// A file as one fence gives it.
struct FileFence {
  Fence fence;
  std::string path;
  std::string text;  // without the notes and the cursors
  std::vector<Note> notes;
  std::map<char, std::size_t> cursors;  // `$0` to `$9`: where they stood in the text
};

/// A fence that asks about a cursor, and the answer that is stated.
struct QuestionFence {
  Fence fence;
  Question question;
  std::string text;
};

/// Files that change at once, and what is stated about them afterwards.
struct Step {
  std::vector<FileFence> files;
  std::vector<Note> listed;  // by fences `diagnostics`
  std::vector<QuestionFence> questions;
  std::optional<Fence> report;  // the fence `check`
  std::string report_text;
};

struct Test {
  std::string name;  // the path of its headings
  std::size_t line = 0;
  bool tests_beside_handlers = true;
  bool compares_diagnostics = true;
  std::vector<Step> steps;
};

/// What is wrong with a spec itself, or how a test failed.
struct Failure {
  std::size_t line;  // zero-based
  std::string message;
};

struct Spec {
  std::string name;            // as failures show it
  std::size_t first_line = 0;  // of the spec in the file of that name
  std::vector<std::string> lines;
  std::vector<Test> tests;
  std::vector<Failure> failures;
};

/// Reads a spec. In a fence `markdown` stands a spec of its own, as manuals show them.
Spec parse(std::string name, std::string_view text);

}  // namespace paas::spec
