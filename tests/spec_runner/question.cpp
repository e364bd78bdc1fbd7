// Asks the questions of a spec.
#include "tests/spec_runner/question.h"

#include <fmt/format.h>

#include "core/migrate/migrate.h"
#include "core/query/query.h"

namespace paas::spec {

namespace {

struct Subject {
  const App* app = nullptr;
  const File* file = nullptr;
};

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
  return subject;
}

std::string place_text(const File& file, Range range) {
  const Position position = Lines(file.text).code_points(range.begin);
  return fmt::format("{}:{}:{}", relative_path(file), position.line + 1, position.character + 1);
}

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

std::string list(const std::vector<query::Place>& places) {
  std::string text;
  for (const query::Place& place : places) {
    text +=
        fmt::format("{} {}\n", place_text(*place.file, place.range), first_line(slice(place.file->text, place.range)));
  }
  return text.empty() ? "nothing\n" : text;
}

std::string rename(const Subject& subject, std::uint32_t offset, const std::string& name) {
  const Result<query::Rename> rename = query::rename(*subject.app, *subject.file, offset, name);
  if (!rename) return fmt::format("error: {}\n", without_base(rename.error()));
  std::string text;
  for (const query::TextEdit& edit : rename->edits) {
    text +=
        fmt::format("{} {} -> {}\n", place_text(*edit.file, edit.range), slice(edit.file->text, edit.range), edit.text);
  }
  for (const query::Move& move : rename->moves) {
    text += fmt::format("move {} -> {}\n", without_base(move.from), without_base(move.to));
  }
  return text;
}

std::string complete(const Subject& subject, std::uint32_t offset) {
  const query::Completion completion = query::complete_name(*subject.app, *subject.file, offset);
  std::string text;
  for (const query::Candidate& candidate : completion.candidates) {
    text += fmt::format("{} ({}", candidate.text, candidate.kind);
    if (candidate.from) text += fmt::format(", {}", place_text(*candidate.from->file, candidate.from->range));
    text += ")\n";
  }
  return text.empty() ? "nothing\n" : text;
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

}  // namespace

std::optional<Question> parse_question(std::string_view info) {
  Question question;
  if (info.size() > 3 && info.substr(info.size() - 3, 2) == " $") {
    question.cursor = info.back();
    info.remove_suffix(3);
  }
  for (const std::string_view method : {"rename ", "migrated "}) {
    if (!info.starts_with(method)) continue;
    question.method = method.substr(0, method.size() - 1);
    question.argument = info.substr(method.size());
    return question;
  }
  for (const std::string_view method : {"migrate", "hover", "definition", "references", "completion"}) {
    if (info != method) continue;
    question.method = method;
    return question;
  }
  return std::nullopt;
}

bool asks_about_cursor(const Question& question) { return !question.method.starts_with("migrate"); }

std::string answer(const Outcome& outcome, const Question& question, const Cursor& cursor) {
  if (question.method == "migrate") return report_migration(outcome);
  if (question.method == "migrated") return migrated(outcome, question.argument);
  const Subject subject = find_subject(outcome, cursor.path);
  if (subject.file == nullptr) return fmt::format("no app holds {}\n", cursor.path);
  const auto offset = static_cast<std::uint32_t>(cursor.offset);
  if (question.method == "definition") return list(query::definition(*subject.app, *subject.file, offset));
  if (question.method == "references") return list(query::references(*subject.app, *subject.file, offset));
  if (question.method == "rename") return rename(subject, offset, question.argument);
  if (question.method == "completion") return complete(subject, offset);
  const std::optional<query::Hover> hover = query::hover(*subject.app, *subject.file, offset);
  return hover ? hover->markdown + "\n" : "nothing\n";
}

void ask_everything(const Outcome& outcome, const Cursor& cursor) {
  for (const char* method : {"hover", "definition", "references", "rename", "completion"}) {
    (void)answer(outcome, {method, "new-name", '0'}, cursor);
  }
  (void)report_migration(outcome);
}

}  // namespace paas::spec
