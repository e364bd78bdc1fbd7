// Asks the questions of a spec.
#include "tests/spec_runner/question.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/effect/effect.h"
#include "core/migrate/migrate.h"
#include "core/query/calls.h"
#include "core/query/complete.h"
#include "core/query/query.h"
#include "core/rules/fix.h"
#include "tests/spec_runner/folders.h"
#include "tests/spec_runner/graph.h"
#include "tests/spec_runner/preview.h"
#include "tests/spec_runner/reading.h"
#include "tests/spec_runner/shape.h"

namespace paas::spec {

namespace {

struct Subject {
  const App* app = nullptr;
  const File* file = nullptr;
};

// Of a file that holds no fragment yet: the app in whose package it lies, or one without anything.
const App& app_around(const Outcome& outcome, const File& file) {
  for (const auto& app : outcome.apps) {
    if (file.path.starts_with(app->package() + "/")) return *app;
  }
  static const App empty("", Generation::newest(), nullptr, {}, {}, std::make_shared<const Settings>());
  return empty;
}

Subject find_subject(const Outcome& outcome, const std::string& path) {
  Subject subject;
  const auto look_at = [&](const App& app, const File* file) {
    if (subject.file == nullptr && file != nullptr && relative_path(*file) == path) subject = {&app, file};
  };
  for (const auto& app : outcome.settings) look_at(*app, app->root());
  for (const auto& app : outcome.apps) {
    look_at(*app, app->root());
    for (const Handler& handler : app->handlers()) look_at(*app, handler.file.get());
    for (const auto& environment : app->environments()) look_at(*app, environment.get());
  }
  for (const auto& file : outcome.files) look_at(app_around(outcome, *file), file.get());
  return subject;
}

std::string place_text(const File& file, Range range) {
  const Position position = Lines(file.text).code_points(range.begin);
  return fmt::format("{}:{}:{}", relative_path(file), position.line + 1, position.character + 1);
}

std::string list(const std::vector<query::Place>& places) {
  std::string text;
  for (const query::Place& place : places) {
    text +=
        fmt::format("{} {}\n", place_text(*place.file, place.range), first_line(slice(place.file->text, place.range)));
  }
  return text.empty() ? "nothing\n" : text;
}

std::string rename(const Subject& subject, std::uint32_t offset, const std::string& name) {
  const Result<effect::Rename> rename = effect::rename(*subject.app, *subject.file, offset, name, true);
  if (!rename) return fmt::format("error: {}\n", without_base(rename.error()));
  std::string text;
  for (const query::TextEdit& edit : rename->edit.edits) {
    text +=
        fmt::format("{} {} -> {}\n", place_text(*edit.file, edit.range), slice(edit.file->text, edit.range), edit.text);
  }
  for (const query::Move& move : rename->edit.moves) {
    text += fmt::format("move {} -> {}\n", without_base(move.from), without_base(move.to));
  }
  text += told(rename->losses);
  if (!rename->edit.note.empty()) text += fmt::format("note: {}\n", without_base(rename->edit.note));
  return text;
}

query::Completion complete(const Subject& subject, std::uint32_t offset) {
  query::CompletionStyle style;
  for (const Rule* rule : all_rules()) style.rule_codes.push_back(rule->code);
  return query::complete(*subject.app, *subject.file, offset, style);
}

std::string list(const query::Completion& completion) {
  std::string text;
  for (const query::Item& item : completion.items) {
    text += fmt::format("{} ({}", item.label, query::name_of(item.kind));
    if (!item.detail.empty()) text += fmt::format(", {}", item.detail);
    if (item.from) text += fmt::format(", {}", place_text(*item.from->file, item.from->range));
    text += ")\n";
  }
  return text.empty() ? "nothing\n" : text;
}

// The file with an item in it.
std::string completed(const Subject& subject, std::uint32_t offset, const std::string& label) {
  const query::Completion completion = complete(subject, offset);
  for (const query::Item& item : completion.items) {
    if (item.label != label) continue;
    std::string text = subject.file->text;
    const std::uint32_t begin = item.erase.size() > 0 ? item.erase.begin : completion.replace.begin;
    text += item.below;
    text.replace(begin, completion.replace.end - begin, item.text);
    return text.ends_with('\n') ? text : text + "\n";
  }
  return "no such item\n";
}

// The titles, or the file after one of them.
std::string refactored(const Subject& subject, std::uint32_t offset, const std::string& title) {
  std::string titles;
  for (const query::Refactoring& each : effect::refactorings(*subject.app, *subject.file, offset)) {
    titles += each.title + "\n";
    if (each.title != title) continue;
    std::string text = subject.file->text;
    for (auto edit = each.edits.rbegin(); edit != each.edits.rend(); ++edit)
      text.replace(edit->range.begin, edit->range.size(), edit->text);
    return text;
  }
  return titles.empty() ? "nothing\n" : titles;
}

std::string_view word_for(migrate::Weight weight) {
  return weight == migrate::Weight::decided ? "decided" : weight == migrate::Weight::review ? "review" : "blocked";
}

std::string report_migration(const Outcome& outcome) {
  std::string text;
  for (const auto& app : outcome.apps) {
    const migrate::Plan plan = migrate::plan(*app);
    for (const migrate::Note& note : plan.notes)
      text += fmt::format("{} {}: {}\n", place_text(*note.file, note.range), word_for(note.weight), note.message);
    if (plan.is_blocked()) continue;
    for (const migrate::Change& change : plan.changes)
      text += fmt::format("{} {}\n",
                          change.is_new       ? "new"
                          : change.is_removed ? "removed"
                                              : "changed",
                          without_base(change.path));
  }
  return text.empty() ? "nothing\n" : text;
}

std::string migrated(const Outcome& outcome, const std::string& path) {
  for (const auto& app : outcome.apps) {
    for (const migrate::Change& change : migrate::plan(*app).changes) {
      if (without_base(change.path) == path) return change.after;
    }
  }
  return "unchanged\n";
}

const App* app_of(const Outcome& outcome, const File& file) {
  const auto holds = [&](const App& app) {
    const auto& environments = app.environments();
    return app.root() == &file || app.handler_of(file) != nullptr ||
           std::any_of(environments.begin(), environments.end(), [&](const auto& one) { return one.get() == &file; });
  };
  for (const auto* apps : {&outcome.apps, &outcome.settings}) {
    for (const auto& app : *apps) {
      if (holds(*app)) return app.get();
    }
  }
  return nullptr;
}

// The diagnostic at the cursor, or else the first of that code.
const Diagnostic* find_diagnostic(const Outcome& outcome, const std::string& code, const Cursor& cursor) {
  const Diagnostic* found = nullptr;
  for (const Diagnostic& diagnostic : outcome.diagnostics) {
    if (diagnostic.rule->code != code) continue;
    const bool is_there = relative_path(*diagnostic.file) == cursor.path && diagnostic.range.begin <= cursor.offset &&
                          cursor.offset <= diagnostic.range.end;
    if (found == nullptr || is_there) found = &diagnostic;
    if (is_there) break;
  }
  return found;
}

std::string fix(const Outcome& outcome, const std::string& code, const Cursor& cursor, bool ignores) {
  const Diagnostic* diagnostic = find_diagnostic(outcome, code, cursor);
  if (diagnostic == nullptr) return fmt::format("there is no {}\n", code);
  const App* app = app_of(outcome, *diagnostic->file);
  if (app == nullptr) return fmt::format("no app holds {}\n", relative_path(*diagnostic->file));
  const std::vector<Fix> fixes = ignores ? ignore_here(*app, *diagnostic) : fixes_of(*app, *diagnostic);
  if (fixes.empty()) return "nothing\n";
  std::string text;
  for (const Fix& one : fixes) text += fmt::format("{} ({})\n", one.title, one.safe ? "safe" : "unsafe");
  std::map<std::string, std::string> files;
  for (const Edit& edit : fixes.front().edits) files[edit.file->path] = edited(*edit.file, fixes.front().edits);
  for (const NewFile& file : fixes.front().new_files) files[file.path] = file.text;
  for (const auto& [path, after] : files)
    text += fmt::format("--- {}\n{}{}", without_base(path), after, after.ends_with('\n') ? "" : "\n");
  return text;
}

}  // namespace

std::optional<Question> parse_question(std::string_view info) {
  Question question;
  if (info.size() > 3 && info.substr(info.size() - 3, 2) == " $") {
    question.cursor = info.back();
    info.remove_suffix(3);
  }
  if (auto shape = parse_shape_question(info)) {
    shape->cursor = question.cursor;
    return shape;
  }
  if (auto folders = parse_folder_question(info)) return folders;
  for (const std::string_view method :
       {"rename ", "refactor ", "migrated ", "complete ", "fix ", "ignore ", "symbols ", "preview "}) {
    if (!info.starts_with(method)) continue;
    question.method = method.substr(0, method.size() - 1);
    question.argument = info.substr(method.size());
    return question;
  }
  for (const std::string_view method : {"migrate", "hover", "definition", "implementation", "references", "refactor",
                                        "completion", "preview", "preview-diff", "graph"}) {
    if (info != method) continue;
    question.method = method;
    return question;
  }
  if (is_reading(info)) {
    question.method = info;
    return question;
  }
  return std::nullopt;
}

bool asks_about_cursor(const Question& question) {
  if (question.method == "symbols" && !question.argument.empty()) return false;
  for (const std::string_view method :
       {"migrate", "migrated", "fix", "ignore", "move", "new", "preview", "preview-diff", "graph"}) {
    if (question.method == method) return false;
  }
  return true;
}

std::string answer(const Outcome& outcome, const Question& question, const Cursor& cursor) {
  if (question.method == "migrate") return report_migration(outcome);
  if (question.method == "preview") return preview(outcome, question.argument);
  if (question.method == "graph") return graph_text(outcome);
  if (question.method == "migrated") return migrated(outcome, question.argument);
  if (question.method == "fix" || question.method == "ignore")
    return fix(outcome, question.argument, cursor, question.method == "ignore");
  if (question.method == "symbols" && !question.argument.empty()) return find_symbols(outcome, question.argument);
  if (auto folders = answer_about_folders(outcome, question)) return *folders;
  const Subject subject = find_subject(outcome, cursor.path);
  if (subject.file == nullptr) return fmt::format("no app holds {}\n", cursor.path);
  const auto offset = static_cast<std::uint32_t>(cursor.offset);
  if (auto shape = answer_about_shape(*subject.app, *subject.file, question, offset)) return *shape;
  if (question.method == "definition") return list(query::definition(*subject.app, *subject.file, offset));
  if (question.method == "implementation") return list(query::started_handlers(*subject.app, *subject.file, offset));
  if (question.method == "refactor") return refactored(subject, offset, question.argument);
  if (question.method == "references") return list(query::references(*subject.app, *subject.file, offset));
  if (question.method == "rename") return rename(subject, offset, question.argument);
  if (question.method == "completion") return list(complete(subject, offset));
  if (question.method == "complete") return completed(subject, offset, question.argument);
  if (is_reading(question.method)) return read_file_aloud(question.method, *subject.app, *subject.file, offset);
  const std::optional<query::Hover> hover = query::hover(*subject.app, *subject.file, offset);
  return hover ? hover->markdown + "\n" : "nothing\n";
}

std::vector<std::string> try_fixes(const Outcome& outcome, const Workspace& workspace) {
  std::vector<std::string> wrong;
  for (const Diagnostic& diagnostic : outcome.diagnostics) {
    const App* app = diagnostic.rule->fix == nullptr ? nullptr : app_of(outcome, *diagnostic.file);
    if (app == nullptr) continue;
    const auto is_same = [&](const Diagnostic& other) {
      return other.rule == diagnostic.rule && other.message == diagnostic.message &&
             other.file->path == diagnostic.file->path;
    };
    const auto before = std::count_if(outcome.diagnostics.begin(), outcome.diagnostics.end(), is_same);
    for (const Fix& fix : fixes_of(*app, diagnostic)) {
      Workspace changed = workspace;
      for (const Edit& edit : fix.edits) changed.set(relative_path(*edit.file), edited(*edit.file, fix.edits));
      for (const NewFile& file : fix.new_files) changed.set(without_base(file.path), file.text);
      const Outcome after = changed.check();
      const bool is_gone = std::count_if(after.diagnostics.begin(), after.diagnostics.end(), is_same) < before;
      if (!is_gone)
        wrong.push_back(fmt::format("`{}` leaves {}: {}", fix.title, diagnostic.rule->code, diagnostic.message));
    }
  }
  return wrong;
}

std::string check_shapes(const Outcome& outcome, const std::string& path) {
  if (std::string wrong = check_templates(outcome); !wrong.empty()) return wrong;
  const Subject subject = find_subject(outcome, path);
  return subject.file == nullptr ? std::string() : check_shape(*subject.app, *subject.file);
}

void ask_everything(const Outcome& outcome, const Cursor& cursor) {
  for (const char* method : {"hover", "definition", "implementation", "references", "rename", "completion", "enter",
                             "folding", "selection"}) {
    (void)answer(outcome, {method, "new-name", '0'}, cursor);
  }
  (void)answer(outcome, {"refactor", "", '0'}, cursor);
  for (const char* method : {"symbols", "highlight", "hints", "lens", "links"}) {
    (void)answer(outcome, {method, "", '0'}, cursor);
  }
  (void)find_symbols(outcome, "tasks-orders");
  for (const char* direction : {"incoming", "outgoing"}) (void)answer(outcome, {"calls", direction, '0'}, cursor);
  (void)answer(outcome, {"move", "shop -> shop/moved", '0'}, cursor);
  (void)answer(outcome, {"new", "worker new/one", '0'}, cursor);
  (void)report_migration(outcome);
  (void)graph_text(outcome);
  // The last diagnostic of the file is the one that the next characters change.
  const Diagnostic* last = nullptr;
  for (const Diagnostic& diagnostic : outcome.diagnostics) {
    if (relative_path(*diagnostic.file) == cursor.path) last = &diagnostic;
  }
  if (const App* app = last == nullptr ? nullptr : app_of(outcome, *last->file)) {
    (void)fixes_of(*app, *last);
    (void)ignore_here(*app, *last);
  }
}

}  // namespace paas::spec
