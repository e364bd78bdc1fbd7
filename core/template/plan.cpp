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

/// Why a file cannot be understood as a whole; nothing if it can.
std::optional<LeftOut> trouble_of(const std::shared_ptr<const File>& file) {
  if (file->trouble != Trouble::none) return LeftOut{file, file->trouble_range, "it cannot be read", true};
  for (const yaml::Problem& problem : file->document.problems()) {
    if (problem.kind != yaml::ProblemKind::duplicate_key) return LeftOut{file, problem.range, problem.message, true};
  }
  if (file->infra == yaml::no_node) return LeftOut{file, file->fragment_head(), "it has no fragment", true};
  return std::nullopt;
}

LeftOut left_out_for(const std::shared_ptr<const File>& file, const schema::Problem& problem) {
  return {file, file->document.range(problem.node), problem.message, true};
}

bool encloses(Range outer, Range inner) { return outer.begin <= inner.begin && inner.end <= outer.end; }

/// Of the value that asks, with its key.
Range place_of(const File& file, const schema::Annotation& annotation) {
  Range range = file.document.range(annotation.node);
  if (annotation.key != yaml::no_node) range.begin = std::min(range.begin, file.document.range(annotation.key).begin);
  return range;
}

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

class Planner {
 public:
  Planner(const App& app, const Recipes& recipes) : app_(app), recipes_(recipes) {}

  Plan run() {
    plan_.orders.push_back({app_.root_pointer(), {}, {}});
    if (app_.root() != nullptr) look_at_root(app_.root_pointer());
    find_namesakes();
    find_left_out_by_handlers();
    if (app_.root() != nullptr) ask(app_.root_pointer(), plan_.orders.front());
    for (const Handler& handler : app_.handlers()) add(handler);
    return std::move(plan_);
  }

 private:
  // Of a root, the keys that are right are made; of a handler, all or nothing.
  void look_at_root(const std::shared_ptr<const File>& root) {
    if (auto trouble = trouble_of(root)) {
      plan_.left_out.push_back(std::move(*trouble));
      wrong_.push_back({0, static_cast<std::uint32_t>(root->text.size())});
    }
    for (const schema::Problem& problem : root->problems) {
      plan_.left_out.push_back(left_out_for(root, problem));
      wrong_.push_back(plan_.left_out.back().range);
    }
    find_left_out(*root);
  }

  // Of handlers with the same name the last one stays.
  void find_namesakes() {
    for (const Handler& handler : app_.handlers()) {
      if (!handler.dropped && !is_wrong(handler))
        last_.insert_or_assign(names::hungarorise(handler.name_space), &handler);
    }
  }

  // A user pool is made for private endpoints: if they are all left out, there is none.
  void find_left_out_by_handlers() {
    std::unordered_set<std::string_view> made;
    std::unordered_set<std::string_view> missing;
    for (const Handler& handler : app_.handlers()) {
      const bool is_left_out = is_wrong(handler) || missing_resource(handler.file).has_value();
      for (const Occurrence& occurrence : handler.file->occurrences) {
        const SymbolUse& use = *occurrence.use;
        if (use.defines() && use.kind == "resource") (is_left_out ? missing : made).insert(occurrence.symbol);
      }
    }
    for (const std::string_view symbol : missing) {
      if (!made.contains(symbol)) left_out_.insert(symbol);
    }
  }

  static bool is_wrong(const Handler& handler) {
    return !handler.file->problems.empty() || trouble_of(handler.file).has_value();
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
    const std::shared_ptr<const File>& file = handler.file;
    if (auto trouble = trouble_of(file)) return trouble;
    if (!file->problems.empty()) return left_out_for(file, file->problems.front());
    if (handler.dropped) return dropped(handler);
    if (auto missing = missing_resource(file)) return missing;
    const std::string id = names::hungarorise(handler.name_space);
    if (!std::ranges::all_of(id, is_alphanumeric)) {
      return LeftOut{file, file->fragment_head(),
                     fmt::format("CloudFormation takes no resource that is called {}", schema::code(id)), true};
    }
    const auto in_root = [&](const Definition& one) { return one.file == app_.root() && app_.is_live(*one.use); };
    const bool is_taken = std::ranges::any_of(app_.definitions("namespace:" + id), in_root) ||
                          std::ranges::any_of(app_.generation().recipes(), [&](const auto& recipe) {
                            return names::hungarorise(recipe.second.name_space) == id;
                          });
    if (is_taken) return LeftOut{file, file->fragment_head(), "the app itself makes something of the same name", true};
    const Handler* last = last_.at(id);
    if (last == &handler || last->file == file) return std::nullopt;
    return LeftOut{file, file->fragment_head(), fmt::format("{} has the same name and overwrites it", last->file->path),
                   false};
  }

  LeftOut dropped(const Handler& handler) const {
    for (const Occurrence& occurrence : handler.file->occurrences) {
      if (!occurrence.use->otherwise.empty() && !app_.is_defined(occurrence.symbol))
        return {handler.file, occurrence.range, occurrence.use->otherwise, false};
    }
    return {handler.file, handler.file->fragment_head(), "the deployer leaves it out", false};
  }

  // A resource that the file needs and that the app does not have, or that is left out.
  std::optional<LeftOut> missing_resource(const std::shared_ptr<const File>& file) const {
    for (const Occurrence& occurrence : file->occurrences) {
      const SymbolUse& use = *occurrence.use;
      const bool is_needed = use.role == Role::refers && use.kind == "resource";
      if (!is_needed || !app_.is_live(use)) continue;
      const bool is_there = app_.is_defined(occurrence.symbol);
      if (is_there && !left_out_.contains(occurrence.symbol)) continue;
      const std::string_view how = app_.generation().how_to_define(occurrence.symbol);
      const std::string_view name = occurrence.symbol.substr(occurrence.symbol.find(':') + 1);
      return LeftOut{file, occurrence.range,
                     fmt::format("it needs {}{}", how.empty() ? schema::code(name) : std::string(how),
                                 is_there ? ", which is left out" : ""),
                     true};
    }
    return std::nullopt;
  }

  // Whether something wrong stands in a place, or the place in something wrong.
  bool has_wrong(Range place) const {
    return std::ranges::any_of(wrong_, [&](Range wrong) { return encloses(place, wrong) || encloses(wrong, place); });
  }

  // What the root defines in wrong places only.
  void find_left_out(const File& root) {
    std::unordered_set<std::string_view> made;
    for (const schema::Annotation& annotation : root.annotations) {
      const bool is_wrong = has_wrong(place_of(root, annotation));
      for (const SymbolUse& use : app_.generation().uses(annotation.schema)) {
        if (use.defines()) (is_wrong ? left_out_ : made).insert(use.symbol);
      }
    }
    std::erase_if(left_out_, [&](std::string_view symbol) { return made.contains(symbol); });
  }

  void ask(const std::shared_ptr<const File>& file, Order& order) {
    const bool is_root = file.get() == app_.root();
    for (const schema::Annotation& annotation : file->annotations) {
      const std::vector<Addition>& additions = app_.generation().additions(annotation.schema);
      if (additions.empty()) continue;
      const Range place = place_of(*file, annotation);
      if (is_root && has_wrong(place)) continue;
      for (const Addition& addition : additions) {
        if (holds(addition.when)) ask(*addition.recipe, {file.get(), place}, order);
      }
    }
  }

  bool holds(const std::string& condition) const {
    return condition.empty() || (app_.is_defined(condition) && !left_out_.contains(condition));
  }

  void ask(const Recipe& recipe, const Origin& origin, Order& order) {
    if (recipe.once && !made_.insert(&recipe).second) return;
    const CompiledRecipe& compiled = recipes_[recipe];
    for (const std::string& id : compiled.ids) {
      if (ids_.insert(id).second) continue;
      // Such as a website beside an API, each with its stage.
      plan_.left_out.push_back(
          {app_.root_pointer(), origin.range, fmt::format("there is another {}", schema::code(id)), true});
      return;
    }
    Order& whose = recipe.once ? plan_.orders.front() : order;
    whose.asked.push_back({&compiled, origin});
  }

  const App& app_;
  const Recipes& recipes_;
  Plan plan_;
  std::unordered_map<std::string, const Handler*> last_;  // by logical id
  std::unordered_set<const Recipe*> made_;                // once
  std::unordered_set<std::string> ids_;                   // that are the same in every app
  std::vector<Range> wrong_;                              // in the root
  std::unordered_set<std::string_view> left_out_;         // symbols of the root
};

}  // namespace

Plan plan(const App& app, const Recipes& recipes) { return Planner(app, recipes).run(); }

}  // namespace paas::cloudformation
