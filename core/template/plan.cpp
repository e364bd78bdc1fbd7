// Decides which recipes an app's template is made of, and what is left out of it.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "core/names/names.h"
#include "core/schema/wording.h"
#include "core/template/template.h"

namespace paas::cloudformation {

namespace {

/// Why nothing can be made of a file; nothing if something can.
std::optional<LeftOut> trouble_of(const std::shared_ptr<const File>& file) {
  if (file->trouble != Trouble::none) return LeftOut{file, file->trouble_range, "it cannot be read", true};
  for (const yaml::Problem& problem : file->document.problems()) {
    if (problem.kind != yaml::ProblemKind::duplicate_key) return LeftOut{file, problem.range, problem.message, true};
  }
  if (!file->problems.empty()) {
    const schema::Problem& problem = file->problems.front();
    return LeftOut{file, file->document.range(problem.node), problem.message, true};
  }
  if (file->infra == yaml::no_node) return LeftOut{file, file->fragment_head(), "it has no fragment", true};
  return std::nullopt;
}

/// A resource that it needs and that the app does not have.
std::optional<LeftOut> missing_resource(const App& app, const std::shared_ptr<const File>& file) {
  for (const Occurrence& occurrence : file->occurrences) {
    const SymbolUse& use = *occurrence.use;
    const bool is_needed = use.role == Role::refers && use.kind == "resource" && !use.because.empty();
    if (!is_needed || !app.is_live(use) || app.is_defined(occurrence.symbol)) continue;
    const std::string_view how = app.generation().how_to_define(occurrence.symbol);
    const std::string_view name = occurrence.symbol.substr(occurrence.symbol.find(':') + 1);
    return LeftOut{
        file, occurrence.range,
        how.empty() ? fmt::format("there is no resource {}", schema::code(name)) : fmt::format("it needs {}", how),
        true};
  }
  return std::nullopt;
}

class Planner {
 public:
  Planner(const App& app, const Recipes& recipes) : app_(app), recipes_(recipes) {}

  Plan run() {
    plan_.orders.push_back({app_.root_pointer(), {}, {}});
    if (const auto root = app_.root_pointer(); root != nullptr) {
      if (auto trouble = trouble_of(root))
        plan_.left_out.push_back(std::move(*trouble));
      else
        ask(root, plan_.orders.front());
    }
    find_namesakes();
    for (const Handler& handler : app_.handlers()) add(handler);
    return std::move(plan_);
  }

 private:
  // Of handlers with the same name the last one stays.
  void find_namesakes() {
    for (const Handler& handler : app_.handlers()) {
      if (handler.dropped || trouble_of(handler.file)) continue;
      last_.insert_or_assign(names::hungarorise(handler.name_space), &handler);
    }
  }

  void add(const Handler& handler) {
    if (std::optional<LeftOut> reason = why_not(handler)) {
      plan_.left_out.push_back(std::move(*reason));
      return;
    }
    Order order{handler.file, handler.name_space, {}};
    ask(handler.file, order);
    plan_.orders.push_back(std::move(order));
  }

  std::optional<LeftOut> why_not(const Handler& handler) const {
    if (auto trouble = trouble_of(handler.file)) return trouble;
    if (handler.dropped) return dropped(handler);
    if (auto missing = missing_resource(app_, handler.file)) return missing;
    const Handler* last = last_.at(names::hungarorise(handler.name_space));
    if (last == &handler || last->file == handler.file) return std::nullopt;
    return LeftOut{handler.file, handler.file->fragment_head(),
                   fmt::format("{} has the same name and overwrites it", last->file->path), false};
  }

  LeftOut dropped(const Handler& handler) const {
    for (const Occurrence& occurrence : handler.file->occurrences) {
      if (!occurrence.use->otherwise.empty() && !app_.is_defined(occurrence.symbol))
        return {handler.file, occurrence.range, occurrence.use->otherwise, false};
    }
    return {handler.file, handler.file->fragment_head(), "the deployer leaves it out", false};
  }

  void ask(const std::shared_ptr<const File>& file, Order& order) {
    for (const schema::Annotation& annotation : file->annotations) {
      for (const Addition& addition : app_.generation().additions(annotation.schema)) {
        if (!addition.when.empty() && !app_.is_defined(addition.when)) continue;
        const bool is_new = !addition.recipe->once || made_.insert(addition.recipe).second;
        if (!is_new) continue;
        Order& whose = addition.recipe->once ? plan_.orders.front() : order;
        whose.asked.push_back({&recipes_[*addition.recipe], {file.get(), file->document.range(annotation.node)}});
      }
    }
  }

  const App& app_;
  const Recipes& recipes_;
  Plan plan_;
  std::unordered_map<std::string, const Handler*> last_;  // by logical id
  std::unordered_set<const Recipe*> made_;                // once
};

}  // namespace

Plan plan(const App& app, const Recipes& recipes) { return Planner(app, recipes).run(); }

}  // namespace paas::cloudformation
