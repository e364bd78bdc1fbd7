// Compares the parts of two plans that are not the same.
#include "lsp/server/unsaved.h"

#include <algorithm>
#include <deque>

#include "core/template/difference.h"
#include "core/template/planning.h"

namespace paas::lsp {

namespace {

using namespace cloudformation;

using Entry = LivePlan::Entry;

// What refers to something that is replaced is looked at in all parts, where they are that few.
constexpr std::size_t few = 64;

const Entry* find(const LivePlan& plan, const std::string& path) {
  const auto& entries = plan.entries();
  const auto found =
      std::ranges::lower_bound(entries.begin() + 1, entries.end(), path, {},
                               [](const Entry& each) -> const std::string& { return each.handler.file->path; });
  return found != entries.end() && found->handler.file->path == path ? &*found : nullptr;
}

class Sides {
 public:
  Sides(const LivePlan& saved, const LivePlan& typed) : saved_(saved), typed_(typed) {}

  void add(const Entry* saved, const Entry* typed) {
    if (saved != nullptr && typed != nullptr && asks_the_same(saved->order, typed->order) &&
        saved_.app()->root() == typed_.app()->root()) {
      const FilePart* both = &parts_.emplace_back(render(*typed_.app(), typed->order));
      before.parts.push_back(both);
      after.parts.push_back(both);
      return;
    }
    if (saved != nullptr) before.parts.push_back(&parts_.emplace_back(render(*saved_.app(), saved->order)));
    if (typed != nullptr) after.parts.push_back(&parts_.emplace_back(render(*typed_.app(), typed->order)));
  }

  void add_all() {
    add(&saved_.entries().front(), &typed_.entries().front());
    const bool with_same = typed_.entries().size() <= few;
    const auto add_pair = [&](const Entry* saved, const Entry* typed) {
      if (with_same || saved == nullptr || typed == nullptr || !asks_the_same(saved->order, typed->order))
        add(saved, typed);
    };
    auto saved = saved_.entries().begin() + 1;
    auto typed = typed_.entries().begin() + 1;
    const auto path = [](const auto& each) -> const std::string& { return each->handler.file->path; };
    while (saved != saved_.entries().end() || typed != typed_.entries().end()) {
      const bool is_gone =
          typed == typed_.entries().end() || (saved != saved_.entries().end() && path(saved) < path(typed));
      const bool is_new =
          saved == saved_.entries().end() || (typed != typed_.entries().end() && path(typed) < path(saved));
      add_pair(is_new ? nullptr : &*saved, is_gone ? nullptr : &*typed);
      if (!is_new) ++saved;
      if (!is_gone) ++typed;
    }
  }

  Side before;
  Side after;

 private:
  const LivePlan& saved_;
  const LivePlan& typed_;
  std::deque<FilePart> parts_;
};

// The app with what is typed in one of its files, and the others as they are saved.
std::shared_ptr<const App> with_edits_of(const Index& index, const std::shared_ptr<const App>& saved,
                                         const Subject& subject) {
  const std::string& path = subject.file->path;
  const bool is_alone = std::ranges::all_of(index.documents(), [&](const auto& document) {
    return document.first == path || saved->find_file(document.first) == subject.app->find_file(document.first);
  });
  const std::shared_ptr<const File> before = saved->find_file(path);
  if (is_alone || before == nullptr || before->generation != subject.file->generation) return subject.app;
  return saved->with(subject.file);
}

}  // namespace

std::string UnsavedChanges::summary(const Index& index, SavedApps& apps, const Subject& subject) {
  const App& app = *subject.app;
  const Recipes* recipes = recipes_of(app.generation(), Mode::meant);
  const Document* document = index.document(subject.file->path);
  if (recipes == nullptr || document == nullptr || app.is_partial() || mistake_in(subject.file)) return {};
  const std::shared_ptr<const App> saved = apps.saved(index, subject.app);
  if (saved == nullptr || saved == subject.app || saved->find_file(subject.file->path) == subject.file) return {};
  std::unique_ptr<Plans>& plans = plans_[app.package()];
  if (plans == nullptr || plans->recipes != recipes)
    plans = std::make_unique<Plans>(Plans{recipes, LivePlan(*recipes), LivePlan(*recipes)});
  const std::shared_ptr<const App> typed = with_edits_of(index, saved, subject);
  plans->typed.update(typed);
  plans->saved.update(saved);
  Sides sides(plans->saved, plans->typed);
  const std::string& path = subject.file->path;
  if (subject.file.get() == typed->root()) {
    sides.add_all();
  } else {
    sides.add(&plans->saved.entries().front(), &plans->typed.entries().front());
    sides.add(find(plans->saved, path), find(plans->typed, path));
  }
  const Difference difference = compare(sides.before, sides.after);
  return difference.is_empty() ? std::string() : cloudformation::summary(difference);
}

}  // namespace paas::lsp
