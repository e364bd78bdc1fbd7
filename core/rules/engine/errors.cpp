// Compares what the rules say of a few files before and after a change.
#include "core/rules/engine/errors.h"

#include <algorithm>
#include <optional>
#include <set>

#include "core/rules/engine/trial.h"
#include "core/rules/rule.h"

namespace paas {

namespace {

// What is wrong with one file for a new name is wrong with all.
constexpr std::size_t most_files = 20;

const File* file_at(const App& app, std::string_view path) {
  if (app.root() != nullptr && app.root()->path == path) return app.root();
  const Handler* handler = app.handlers().find(path);
  return handler == nullptr ? nullptr : handler->file.get();
}

Errors errors_in(const Trial& trial) {
  static const Rule* const conflict = find_rule("conflict");
  Errors errors;
  for (const Diagnostic& each : check_file(trial.app(), trial.subject())) {
    errors.all += each.severity == Severity::error ? 1 : 0;
    errors.conflicts += each.rule == conflict ? 1 : 0;
  }
  return errors;
}

// Of two that define one thing, it is said of the later.
std::set<const File*> namesakes_of(const App& app, const Trial& trial) {
  std::set<const File*> files;
  const auto add = [&](std::string_view symbol) {
    for (const Definition& definition : trial.app().definitions(symbol)) {
      if (definition.file == &trial.subject()) continue;
      if (const File* file = file_at(app, definition.file->path)) files.insert(file);
    }
  };
  for (const Occurrence& occurrence : trial.subject().occurrences) {
    if (occurrence.use->defines()) add(occurrence.symbol);
  }
  if (const Handler* handler = trial.app().handler_of(trial.subject()))
    add(make_symbol("namespace", handler->name_space));
  return files;
}

}  // namespace

Errors new_errors(const App& app, const std::map<std::string, std::string>& texts, const Trial* known) {
  static const std::map<std::string, std::string> no_texts;
  Errors more;
  std::set<const File*> seen;
  const auto add = [&](const File& file, const Trial& trial) {
    if (file.is_broken() || !seen.insert(&file).second) return;  // of what could not be read nothing was said
    const Errors now = errors_in(trial);
    if (now.all == 0) return;
    const Errors before = errors_in(Trial(app, file, no_texts));
    more.all += now.all - std::min(now.all, before.all);
    more.conflicts += now.conflicts - std::min(now.conflicts, before.conflicts);
  };
  for (const auto& [path, text] : texts) {
    const File* file = file_at(app, path);
    if (file == nullptr || seen.size() >= most_files) continue;
    const bool is_known = known != nullptr && known->subject().path == path;
    std::optional<Trial> own;
    const Trial& trial = is_known ? *known : own.emplace(app, *file, texts);
    add(*file, trial);
    for (const File* namesake : namesakes_of(app, trial)) {
      if (!seen.contains(namesake)) add(*namesake, Trial(app, *namesake, texts));
    }
  }
  return more;
}

}  // namespace paas
