// Decides which recipes an app's template is made of, and what is left out of it.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/app/symbol.h"
#include "core/names/names.h"
#include "core/schema/wording.h"
#include "core/template/planning.h"
#include "core/text/characters.h"

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

/// The first resource that the file needs and that `is_made` does not know.
template <typename IsMade>
const Occurrence* missing_resource(const App& app, Facts& facts, const File& file, IsMade is_made) {
  for (const Occurrence& occurrence : file.occurrences) {
    const SymbolUse& use = *occurrence.use;
    const bool is_needed = use.role == Role::refers && use.kind == "resource";
    if (is_needed && facts.is_live(app, use) && !is_made(occurrence.symbol)) return &occurrence;
  }
  return nullptr;
}

LeftOut left_out_for_want_of(const App& app, Facts& facts, const std::shared_ptr<const File>& file,
                             const Occurrence& missing) {
  const std::string_view how = app.generation().how_to_define(missing.symbol);
  const std::string_view name = symbol_name(missing.symbol);
  return {file, missing.range,
          fmt::format("it needs {}{}", how.empty() ? schema::code(name) : std::string(how),
                      facts.is_defined(app, missing.symbol) ? ", which is left out" : ""),
          true};
}

LeftOut dropped(const App& app, Facts& facts, const std::shared_ptr<const File>& file) {
  for (const Occurrence& occurrence : file->occurrences) {
    if (!occurrence.use->otherwise.empty() && !facts.is_defined(app, occurrence.symbol))
      return {file, occurrence.range, occurrence.use->otherwise, false};
  }
  return {file, file->fragment_head(), "the deployer leaves it out", false};
}

std::optional<LeftOut> why_not(const App& app, Facts& facts, const Handler& handler) {
  const std::shared_ptr<const File>& file = handler.file;
  if (auto mistake = mistake_in(file)) return mistake;
  if (handler.dropped) return dropped(app, facts, file);
  const auto is_made = [&](std::string_view symbol) { return facts.is_made(app, symbol); };
  if (const Occurrence* missing = missing_resource(app, facts, *file, is_made))
    return left_out_for_want_of(app, facts, file, *missing);
  const std::string id = names::hungarorise(handler.name_space);
  if (!std::ranges::all_of(id, is_alphanumeric)) {
    return LeftOut{file, file->fragment_head(),
                   fmt::format("CloudFormation takes no resource that is called {}", schema::code(id)), true};
  }
  if (facts.is_taken(id))
    return LeftOut{file, file->fragment_head(), "the app itself makes something of the same name", true};
  return std::nullopt;
}

template <typename Visit>
void for_each_asked(const App& app, const Recipes& recipes, Facts& facts, const File& file, Visit visit) {
  const bool is_root = &file == app.root();
  for (const schema::Annotation& annotation : file.annotations) {
    const std::vector<Addition>& additions = app.generation().additions(annotation.schema);
    if (additions.empty()) continue;
    const Range place = place_of(file, annotation);
    if (is_root && facts.has_wrong(place)) continue;
    for (const Addition& addition : additions) {
      if (addition.when.empty() || facts.is_made(app, addition.when))
        visit(Asked{&recipes[*addition.recipe], {&file, place}});
    }
  }
}

}  // namespace

std::optional<LeftOut> mistake_in(const std::shared_ptr<const File>& file) {
  if (auto trouble = trouble_of(file)) return trouble;
  if (!file->problems.empty()) return left_out_for(file, file->problems.front());
  return std::nullopt;
}

bool Facts::is_defined(const App& app, std::string_view symbol) {
  const auto [known, is_new] = defined_.try_emplace(std::string(symbol), false);
  if (is_new) known->second = app.is_defined(symbol);
  return known->second;
}

bool Facts::has_wrong(Range place) const {
  return std::ranges::any_of(wrong_, [&](Range wrong) { return encloses(place, wrong) || encloses(wrong, place); });
}

// Of a root, the keys that are right are made; of a handler, all or nothing.
bool Facts::take_root(const App& app) {
  const auto root = app.root_pointer();
  root_left_out_.clear();
  wrong_.clear();
  std::set<std::string> taken;
  std::set<std::string, std::less<>> made;
  std::set<std::string, std::less<>> left_out;
  for (const auto& [name, recipe] : app.generation().recipes()) taken.insert(names::hungarorise(recipe.name_space));
  if (root != nullptr) {
    if (auto trouble = trouble_of(root)) {
      root_left_out_.push_back(std::move(*trouble));
      wrong_.push_back({0, static_cast<std::uint32_t>(root->text.size())});
    }
    for (const schema::Problem& problem : root->problems) {
      root_left_out_.push_back(left_out_for(root, problem));
      wrong_.push_back(root_left_out_.back().range);
    }
    for (const schema::Annotation& annotation : root->annotations) {
      const bool is_wrong = has_wrong(place_of(*root, annotation));
      for (const SymbolUse& use : app.generation().uses(annotation.schema)) {
        if (use.defines()) (is_wrong ? left_out : made).insert(use.symbol);
      }
    }
    for (const Occurrence& occurrence : root->occurrences) {
      constexpr std::string_view prefix = "namespace:";
      const bool is_name = occurrence.use->role != Role::refers && occurrence.symbol.starts_with(prefix);
      if (is_name && app.is_live(*occurrence.use)) taken.emplace(occurrence.symbol.substr(prefix.size()));
    }
  }
  std::erase_if(left_out, [&](const std::string& symbol) { return made.contains(symbol); });
  const bool is_other = left_out != left_out_by_root_ || taken != taken_;
  left_out_by_root_ = std::move(left_out);
  taken_ = std::move(taken);
  return is_other;
}

bool Facts::take_definitions(const App& app) {
  bool is_other = false;
  for (auto& [symbol, is_defined] : defined_) {
    if (app.is_defined(symbol) == is_defined) continue;
    is_defined = !is_defined;
    is_other = true;
  }
  return is_other;
}

void Facts::count(const File& handler, bool is_left_out, int change) {
  for (const Occurrence& occurrence : handler.occurrences) {
    const SymbolUse& use = *occurrence.use;
    if (!use.defines() || use.kind != "resource") continue;
    const auto makers = makers_.try_emplace(std::string(occurrence.symbol)).first;
    (is_left_out ? makers->second.left_out : makers->second.made) += change;
    counted_.insert(makers->first);
  }
}

// A user pool is made for private endpoints: if they are all left out, there is none.
bool Facts::take_handlers() {
  bool is_other = false;
  for (const std::string& symbol : counted_) {
    const bool is_left_out = makers_[symbol].is_left_out();
    if (is_left_out == left_out_by_handlers_.contains(symbol)) continue;
    is_other = true;
    if (is_left_out)
      left_out_by_handlers_.insert(symbol);
    else
      left_out_by_handlers_.erase(symbol);
  }
  counted_.clear();
  return is_other;
}

bool is_left_out_alone(const App& app, Facts& facts, const Handler& handler) {
  const auto is_made = [&](std::string_view symbol) { return facts.is_made_by_root(app, symbol); };
  return mistake_in(handler.file) || missing_resource(app, facts, *handler.file, is_made) != nullptr;
}

FilePlan plan_root(const App& app, const Recipes& recipes, Facts& facts) {
  FilePlan plan;
  if (app.root() == nullptr) return plan;
  for_each_asked(app, recipes, facts, *app.root(), [&](const Asked& asked) { plan.asked.push_back(asked); });
  return plan;
}

FilePlan plan_handler(const App& app, const Recipes& recipes, Facts& facts, const Handler& handler) {
  FilePlan plan;
  plan.left_out = why_not(app, facts, handler);
  if (plan.left_out) return plan;
  for_each_asked(app, recipes, facts, *handler.file,
                 [&](const Asked& asked) { (asked.recipe->recipe->once ? plan.once : plan.asked).push_back(asked); });
  return plan;
}

bool asks_the_same(const std::vector<Asked>& left, const std::vector<Asked>& right) {
  return std::ranges::equal(left, right, {}, &Asked::recipe, &Asked::recipe);
}

bool asks_the_same(const Order& left, const Order& right) {
  return left.file == right.file && asks_the_same(left.asked, right.asked);
}

bool reads_root(const Order& order) {
  return std::ranges::any_of(order.asked, [](const Asked& asked) { return !asked.recipe->recipe->name_space.empty(); });
}

bool takes_name(const Handler& handler) { return !handler.dropped && !mistake_in(handler.file); }

LeftOut overwritten(const std::shared_ptr<const File>& file, const File& by) {
  return {file, file->fragment_head(), fmt::format("{} has the same name and overwrites it", by.path), false};
}

void RootAsks::add(const std::shared_ptr<const File>& file, const std::vector<Asked>& all) {
  for (const Asked& each : all) {
    if (each.recipe->recipe->once) {
      if (std::ranges::find(seen_, each.recipe) != seen_.end()) continue;
      seen_.push_back(each.recipe);
    }
    const auto is_twice = [&](const std::string& id) { return !ids_.insert(id).second; };
    const auto twice = std::ranges::find_if(each.recipe->ids, is_twice);
    if (twice == each.recipe->ids.end()) {
      asked.push_back(each);
    } else {
      // Such as a website beside an API, each with its stage.
      refused.push_back({file, each.origin.range, fmt::format("there is another {}", schema::code(*twice)), true});
    }
  }
}

Plan plan(const App& app, const Recipes& recipes) {
  Facts facts;
  facts.take_root(app);
  std::unordered_map<std::string, const File*>
      last;  // by logical id: of handlers with the same name the last one stays
  for (const Handler& handler : app.handlers()) {
    facts.add(*handler.file, is_left_out_alone(app, facts, handler));
    if (takes_name(handler)) last.insert_or_assign(names::hungarorise(handler.name_space), handler.file.get());
  }
  facts.take_handlers();
  Plan result;
  RootAsks asks;
  asks.add(app.root_pointer(), plan_root(app, recipes, facts).asked);
  result.left_out = facts.root_left_out();
  result.left_out.insert(result.left_out.end(), asks.refused.begin(), asks.refused.end());
  asks.refused.clear();
  result.orders.push_back({app.root_pointer(), {}, {}});
  for (const Handler& handler : app.handlers()) {
    FilePlan planned = plan_handler(app, recipes, facts, handler);
    if (!planned.left_out) {
      const File* by = last.at(names::hungarorise(handler.name_space));
      if (by != handler.file.get()) planned.left_out = overwritten(handler.file, *by);
    }
    if (planned.left_out) {
      result.left_out.push_back(std::move(*planned.left_out));
      continue;
    }
    asks.add(handler.file, planned.once);
    result.orders.push_back({handler.file, handler.name_space, std::move(planned.asked)});
  }
  result.left_out.insert(result.left_out.end(), asks.refused.begin(), asks.refused.end());
  result.orders.front().asked = std::move(asks.asked);
  return result;
}

}  // namespace paas::cloudformation
