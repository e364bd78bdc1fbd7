// Works out the edits of code actions.
#include "lsp/server/code_actions.h"

#include <algorithm>

#include "core/migrate/migrate.h"
#include "core/text/characters.h"
#include "lsp/server/edit.h"

namespace paas::lsp {

namespace {

/// The part in which two texts differ, in whole characters.
struct Difference {
  Range range;  // of the old text
  std::string_view text;
};

Difference difference_of(std::string_view before, std::string_view after) {
  const std::size_t shorter = std::min(before.size(), after.size());
  std::size_t begin = 0;
  while (begin < shorter && before[begin] == after[begin]) ++begin;
  while (begin > 0 && begin < before.size() && is_continuation(before[begin])) --begin;
  std::size_t tail = 0;
  while (tail < shorter - begin && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) ++tail;
  while (tail > 0 && is_continuation(before[before.size() - tail])) --tail;
  return {{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(before.size() - tail)},
          after.substr(begin, after.size() - tail - begin)};
}

std::string first_reason(const migrate::Plan& plan) {
  const auto blocked = std::find_if(plan.notes.begin(), plan.notes.end(),
                                    [](const migrate::Note& note) { return note.weight == migrate::Weight::blocked; });
  return blocked == plan.notes.end() ? "there is nothing to migrate" : blocked->message;
}

}  // namespace

Json edit_of(const Request& request, const Fix& fix) {
  WorkspaceEdit edit(request);
  for (const NewFile& file : fix.new_files) edit.create(file.path, file.text);
  for (const Edit& each : fix.edits) edit.change(*each.file, each.range, each.text);
  return std::move(edit).json();
}

Json fix_all_edit(const Request& request, const Subject& subject) {
  const std::string after = fix_all(*subject.app, *subject.file, Trust::safe);
  if (after == subject.file->text) return nullptr;
  const Difference difference = difference_of(subject.file->text, after);
  WorkspaceEdit edit(request);
  edit.change(*subject.file, difference.range, difference.text);
  return std::move(edit).json();
}

Result<Json> migration_edit(const Request& request, const App& app, std::string_view only) {
  if (app.is_partial()) return Error{"the workspace is still being read; try again in a moment"};
  const migrate::Plan plan = migrate::plan(app);
  if (plan.is_blocked() || plan.changes.empty()) return Error{"this cannot be migrated yet: " + first_reason(plan)};
  constexpr const char* annotation = "migration";
  WorkspaceEdit edit(request);
  edit.annotate(annotation, "Migrate to generation " + Generation::newest()->name(),
                "look at each change before it is made", true);
  for (const migrate::Change& change : plan.changes) {
    if (!only.empty() && change.path != only) continue;
    if (change.is_removed) {
      edit.remove(change.path, annotation);
      continue;
    }
    const std::shared_ptr<const File> file = app.find_file(change.path);
    if (change.is_new) {
      edit.create(change.path, change.after, annotation);
    } else if (file != nullptr) {
      const Difference difference = difference_of(file->text, change.after);
      edit.change(*file, difference.range, difference.text, annotation);
    } else if (app.package_file() != nullptr && app.package_file()->path == change.path) {
      const Difference difference = difference_of(change.before, change.after);
      edit.change(*app.package_file(), difference.range, difference.text, annotation);
    } else if (app.settings().path == change.path) {
      const Difference difference = difference_of(change.before, change.after);
      edit.change(*app.settings().file, difference.range, difference.text, annotation);
    } else {
      return Error{"this cannot be migrated here: " + change.path + " is not known any more"};
    }
  }
  return std::move(edit).json();
}

}  // namespace paas::lsp
