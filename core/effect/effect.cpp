// Tries a change before it is made.
#include "core/effect/effect.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/effect/changed_app.h"
#include "core/effect/losses.h"
#include "core/rules/fix.h"
#include "core/rules/rule.h"
#include "core/text/text.h"

namespace paas::effect {

namespace {

// What is wrong with one file for its new name is wrong with all.
constexpr std::size_t most_checked = 20;

bool counts(const Diagnostic& diagnostic) {
  return diagnostic.severity == Severity::error || diagnostic.severity == Severity::warning;
}

/// Compares what the rules say before and after.
class Objections {
 public:
  Objections(const App& app, const App& after, const std::vector<query::Move>& moves, std::string_view asked)
      : app_(app), after_(after), asked_(moved(asked, moves)) {
    for_each(app, [&](const File& file) { before_.emplace(moved(file.path, moves), &file); });
  }

  /// The first that the change brings; empty if there is none.
  std::string first() {
    std::vector<const File*> changed;
    for_each(after_, [&](const File& file) {
      const auto was = before_.find(file.path);
      if (was != before_.end() && was->second != &file && changed.size() < most_checked) changed.push_back(&file);
    });
    for (const File* file : changed) {
      std::string objection = first_in(*file);
      // Of two that take one name, it is said of the later.
      for (const File* namesake : namesakes_of(*file)) {
        if (objection.empty()) objection = first_in(*namesake);
      }
      if (!objection.empty()) return objection;
    }
    return {};
  }

 private:
  template <typename Visit>
  static void for_each(const App& app, Visit visit) {
    if (app.root() != nullptr) visit(*app.root());
    for (const Handler& handler : app.handlers()) visit(*handler.file);
  }

  std::set<const File*> namesakes_of(const File& file) const {
    std::set<const File*> namesakes;
    const auto add = [&](std::string_view symbol) {
      for (const Definition& definition : after_.definitions(symbol)) {
        if (definition.file != &file && before_.contains(definition.file->path)) namesakes.insert(definition.file);
      }
    };
    const FileType* type = after_.generation().type(FileKind::handler);
    const Handler* handler = after_.handler_of(file);
    if (handler != nullptr && type != nullptr && !type->defines.empty())
      add(after_.generation().symbol(type->defines, handler->name_space));
    return namesakes;
  }

  std::string first_in(const File& file) const {
    std::map<const Rule*, int> more;  // how many there are now, and were not
    std::set<std::string> known;
    const auto was = before_.find(file.path);
    if (was != before_.end()) {
      for (const Diagnostic& diagnostic : check_file(app_, *was->second)) {
        --more[diagnostic.rule];
        known.insert(diagnostic.message);
      }
    }
    const std::vector<Diagnostic> found = check_file(after_, file);
    for (const Diagnostic& diagnostic : found) ++more[diagnostic.rule];
    for (const Diagnostic& diagnostic : found) {
      if (counts(diagnostic) && more[diagnostic.rule] > 0 && !known.contains(diagnostic.message))
        return with_place(file, diagnostic);
    }
    return {};
  }

  // Where a person asked, they see it.
  std::string with_place(const File& file, const Diagnostic& diagnostic) const {
    if (file.path == asked_) return diagnostic.message;
    const std::uint32_t line = Lines(file.text).code_points(diagnostic.range.begin).line;
    return fmt::format("{}:{}: {}", file.path, line + 1, diagnostic.message);
  }

  const App& app_;
  const App& after_;
  std::string asked_;  // the path of the file where the change was asked for, after it
  std::map<std::string, const File*, std::less<>> before_;  // by path, after the change
};

}  // namespace

Result<Rename> rename(const App& app, const File& file, std::uint32_t offset, std::string_view new_name,
                      bool wants_losses) {
  Result<query::Rename> edit = query::rename(app, file, offset, new_name);
  if (!edit) return Error{edit.error()};
  Rename rename{std::move(*edit), {}};
  if (rename.edit.edits.empty() && rename.edit.moves.empty()) return rename;
  const std::shared_ptr<const App> after = changed_app(app, rename.edit.edits, rename.edit.moves);
  if (std::string objection = Objections(app, *after, rename.edit.moves, file.path).first(); !objection.empty())
    return Error{std::move(objection)};
  if (wants_losses) rename.losses = losses_between(app, *after, rename.edit.moves);
  return rename;
}

std::vector<query::Refactoring> refactorings(const App& app, const File& file, std::uint32_t offset) {
  std::vector<query::Refactoring> all = query::refactorings(app, file, offset);
  std::erase_if(all, [&](const query::Refactoring& each) {
    std::vector<Edit> edits;
    for (const query::TextEdit& edit : each.edits) edits.push_back({edit.file, edit.range, edit.text});
    std::map<std::string, std::string> texts;
    for (const Edit& edit : edits) texts.try_emplace(edit.file->path, edited(*edit.file, edits));
    return brings_error(app, texts);
  });
  return all;
}

Result<FolderMove> move_folder(const App& app, std::string_view from, std::string_view to) {
  Result<std::vector<query::TextEdit>> edits = query::move_folder(app, from, to);
  if (!edits) return Error{edits.error()};
  const std::vector<query::Move> moves{{std::string(from), std::string(to)}};
  FolderMove result{std::move(*edits), {}};
  const Handlers handlers = app.handlers();
  const bool is_about_app = std::any_of(handlers.begin(), handlers.end(), [&](const Handler& handler) {
    return moved(handler.file->path, moves) != handler.file->path;
  });
  if (is_about_app) result.losses = losses_between(app, *changed_app(app, result.edits, moves), moves);
  return result;
}

}  // namespace paas::effect
