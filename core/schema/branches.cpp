// Finds the branch of `anyOf` or `oneOf` that was meant where none holds, so that one mistake makes one problem.
#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/schema/evaluator.h"
#include "core/schema/shape.h"
#include "core/schema/wording.h"

namespace paas::schema {
namespace {

using yaml::NodeId;
using Constants = std::optional<std::vector<const Json*>>;

/// How far a branch is from what was written; the lowest is the best.
int penalty(const std::vector<Found>& found) {
  int sum = 0;
  for (const Found& each : found) {
    switch (each.problem.kind) {
      case ProblemKind::missing_keys:
        sum += static_cast<int>(each.problem.keys.size());
        break;
      case ProblemKind::unknown_key:
        sum += each.problem.suggestion.empty() ? 2 : 1;  // a slip of the pen is no sign of another branch
        break;
      case ProblemKind::wrong_type:
      case ProblemKind::not_allowed_value:
        sum += 3;
        break;
      default:
        sum += 2;
    }
  }
  return sum;
}

/// The depth of the problem that is nearest to the root: a branch that fails far inside was meant.
std::uint32_t depth_of(const std::vector<Found>& found) {
  std::uint32_t depth = ~std::uint32_t{0};
  for (const Found& each : found) depth = std::min(depth, each.depth);
  return depth;
}

template <typename Trials>
std::size_t best_of(const Trials& trials) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < trials.size(); ++i) {
    const int here = penalty(trials[i].found);
    const int there = penalty(trials[best].found);
    if (here < there || (here == there && depth_of(trials[i].found) > depth_of(trials[best].found))) best = i;
  }
  return best;
}

bool allows_any(const std::vector<const Json*>& constants, const yaml::Document& document, NodeId node) {
  return std::any_of(constants.begin(), constants.end(),
                     [&](const Json* constant) { return equals(document, node, *constant); });
}

/// The union in order, without repetition.
std::vector<const Json*> united(const std::vector<Constants>& sets) {
  std::vector<const Json*> all;
  for (const Constants& set : sets) {
    for (const Json* value : *set) {
      const auto is_same = [value](const Json* other) { return *value == *other; };
      if (std::none_of(all.begin(), all.end(), is_same)) all.push_back(value);
    }
  }
  return all;
}

/// Whether the branches differ in what they allow.
bool discriminates(const std::vector<Constants>& sets) {
  return std::any_of(sets.begin(), sets.end(), [&](const Constants& set) {
    if (set.has_value() != sets.front().has_value()) return true;
    if (!set || set->size() != sets.front()->size()) return set.has_value();
    return !std::equal(set->begin(), set->end(), sets.front()->begin(),
                       [](const Json* a, const Json* b) { return *a == *b; });
  });
}

/// The properties that are constants in at least one branch, in the schema's order.
std::vector<std::string_view> constant_properties(const std::vector<const Subschema*>& branches) {
  std::vector<std::string_view> names;
  for (const Subschema* branch : branches) {
    for (const std::string_view name : property_names(*branch)) {
      const Subschema* property = property_of(*branch, name);
      if (property == nullptr || !constants_of(*property)) continue;
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

std::vector<Constants> constants_at(const std::vector<const Subschema*>& branches, std::string_view name) {
  std::vector<Constants> sets;
  for (const Subschema* branch : branches) {
    const Subschema* property = property_of(*branch, name);
    sets.push_back(property == nullptr ? std::nullopt : constants_of(*property));
  }
  return sets;
}

bool all_require(const std::vector<const Subschema*>& branches, std::string_view name) {
  return std::all_of(branches.begin(), branches.end(), [name](const Subschema* branch) {
    const std::vector<std::string_view> required = required_names(*branch);
    return std::find(required.begin(), required.end(), name) != required.end();
  });
}

}  // namespace

void Evaluator::report_branches(const Subschema& schema, const Branches& all, Place place) {
  Branches branches = all;
  if (custom_message(schema, place)) {
    keep_annotations(try_all(branches, place));
    return report(ProblemKind::not_allowed, schema, place, {});
  }
  if (report_choice(schema, branches, place) || narrow_by_type(schema, branches, place)) return;
  const bool is_mapping = document_.kind(place.node) == yaml::Kind::mapping;
  if (is_mapping) choices_.try_emplace(place.node, &all);
  if (is_mapping && narrow_by_discriminator(schema, branches, place)) return;

  std::vector<Trial> trials = try_all(branches, place);
  if (report_alternatives(schema, trials, place)) return keep_annotations(std::move(trials));
  Trial& best = trials[best_of(trials)];
  annotations_.insert(annotations_.end(), best.annotations.begin(), best.annotations.end());
  found_->insert(found_->end(), std::make_move_iterator(best.found.begin()), std::make_move_iterator(best.found.end()));
}

std::vector<Evaluator::Trial> Evaluator::try_all(const Branches& branches, Place place) {
  std::vector<Trial> trials;
  std::vector<Found>* found = found_;
  const std::size_t mark = annotations_.size();
  for (const Subschema* branch : branches) {
    Trial& trial = trials.emplace_back();
    found_ = &trial.found;
    evaluate(*branch, place);
    trial.annotations.assign(annotations_.begin() + static_cast<std::ptrdiff_t>(mark), annotations_.end());
    annotations_.resize(mark);
  }
  found_ = found;
  return trials;
}

/// For branches between which nothing decides: an editor wants to offer what any of them allows, but only the likeliest
/// may define and refer to names.
void Evaluator::keep_annotations(std::vector<Trial> trials) {
  const std::size_t best = best_of(trials);
  for (std::size_t i = 0; i < trials.size(); ++i) {
    if (i != best && collect_ != Collect::everything) continue;
    annotations_.insert(annotations_.end(), trials[i].annotations.begin(), trials[i].annotations.end());
  }
}

/// Branches that are all constants are an `enum` in other words.
bool Evaluator::report_choice(const Subschema& schema, const Branches& branches, Place place) {
  std::vector<Constants> sets;
  for (const Subschema* branch : branches) {
    sets.push_back(constants_of(*branch));
    if (!sets.back()) return false;
  }
  keep_annotations(try_all(branches, place));
  report_not_allowed_value(schema, united(sets), place);
  return true;
}

bool Evaluator::narrow_by_type(const Subschema& schema, Branches& branches, Place place) {
  const Types types = types_of(document_, place.node);
  Types expected = 0;
  Branches fitting;
  for (const Subschema* branch : branches) {
    const Types accepted = accepted_types(*branch);
    expected |= accepted;
    if ((accepted & types) != 0) fitting.push_back(branch);
  }
  if (expected == 0) return false;  // no value at all would do: the branches say why
  if (fitting.empty()) {
    keep_annotations(try_all(branches, place));
    report_wrong_type(schema, expected, place);
    return true;
  }
  branches = std::move(fitting);
  return false;
}

/// Keeps the branches whose constants (`type: worker`) the mapping has. True if it reported that there are none.
bool Evaluator::narrow_by_discriminator(const Subschema& schema, Branches& branches, Place place) {
  const std::vector<std::string_view> names = constant_properties(branches);
  std::string_view missing;
  // A key that all branches have decides; one that only some have is asked afterwards.
  for (const bool in_all : {true, false}) {
    for (const std::string_view name : names) {
      if (branches.size() == 1) return false;
      const std::vector<Constants> sets = constants_at(branches, name);
      const bool is_in_all = std::all_of(sets.begin(), sets.end(), [](const auto& set) { return set.has_value(); });
      if (is_in_all != in_all || !discriminates(sets)) continue;
      const NodeId value = document_.find(place.node, name);
      if (value == yaml::no_node) {
        if (in_all && missing.empty() && all_require(branches, name)) missing = name;
        continue;
      }
      Branches fitting;
      for (std::size_t i = 0; i < branches.size(); ++i) {
        if (sets[i] && allows_any(*sets[i], document_, value)) fitting.push_back(branches[i]);
      }
      if (!fitting.empty()) {
        branches = std::move(fitting);
      } else if (in_all) {
        report_wrong_discriminator(schema, branches, sets, place, document_.find_key(place.node, name), value);
        return true;
      }
    }
  }
  if (missing.empty() || branches.size() == 1) return false;
  return report_missing_discriminator(schema, missing, branches, place);
}

/// `type: wroker`: what else is wrong is told of the branch that was probably meant.
void Evaluator::report_wrong_discriminator(const Subschema& schema, const Branches& branches,
                                           const std::vector<Constants>& sets, Place place, NodeId key, NodeId value) {
  ++depth_;
  report_not_allowed_value(schema, united(sets), {value, key});
  --depth_;
  const std::string meant = found_->empty() ? std::string() : found_->back().problem.suggestion;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    const auto is_meant = [&](const Json* constant) { return text_of(*constant) == meant; };
    if (meant.empty() || !sets[i] || std::none_of(sets[i]->begin(), sets[i]->end(), is_meant)) continue;
    evaluate(*branches[i], place);  // that the value is none of its own is merged with the problem above
    return;
  }
  keep_annotations(try_all(branches, place));
}

/// Narrows to the branches of the value under a key that is misspelt (`typ: worker`), if there are any; else reports.
bool Evaluator::report_missing_discriminator(const Subschema& schema, std::string_view name, Branches& branches,
                                             Place place) {
  const bool closed =
      std::all_of(branches.begin(), branches.end(), [](const auto* branch) { return is_closed(*branch); });
  for (std::uint32_t i = 0; closed && i < document_.entry_count(place.node); ++i) {
    const yaml::Entry entry = document_.entry(place.node, i);
    const std::string_view text = document_.text(entry.key);
    const bool known = std::any_of(branches.begin(), branches.end(),
                                   [text](const Subschema* branch) { return property_of(*branch, text) != nullptr; });
    const std::vector<std::string> meant = {std::string(name)};
    if (known || !may_search(1) || nearest(text, meant).empty()) continue;
    const std::vector<Constants> sets = constants_at(branches, name);
    Branches fitting;
    for (std::size_t j = 0; j < branches.size(); ++j) {
      if (sets[j] && allows_any(*sets[j], document_, entry.value)) fitting.push_back(branches[j]);
    }
    if (!fitting.empty()) {
      branches = std::move(fitting);
      return false;
    }
    keep_annotations(try_all(branches, place));
    report_unknown_key(schema, place, entry.key, meant, false);
    return true;
  }
  if (const Subschema* only = branch_of_keys(branches, place)) {
    branches = {only};  // what else is wrong, is wrong for this one
    return false;
  }
  keep_annotations(try_all(branches, place));
  report_missing_keys(schema, place, {std::string(name)});
  return true;
}

/// The only branch that knows a key of the mapping that no other one knows; nullptr where there are several, or none.
const Subschema* Evaluator::branch_of_keys(const Branches& branches, Place place) const {
  const Subschema* only = nullptr;
  for (std::uint32_t i = 0; i < document_.entry_count(place.node); ++i) {
    const std::string_view key = document_.text(document_.entry(place.node, i).key);
    const Subschema* knowing = nullptr;
    std::size_t count = 0;
    for (const Subschema* branch : branches) {
      if (property_of(*branch, key) == nullptr) continue;
      knowing = branch;
      ++count;
    }
    if (count != 1) continue;
    if (only != nullptr && only != knowing) return nullptr;
    only = knowing;
  }
  return only;
}

/// A key that other branches know, which another value beside it would choose: `path` beside `type: worker`.
bool Evaluator::find_other_branch(Place place, std::string_view key, Found& found) {
  const auto choice = choices_.find(place.node);
  if (choice == choices_.end()) return false;
  const Branches& branches = *choice->second;
  for (const std::string_view name : constant_properties(branches)) {
    const NodeId value = document_.find(place.node, name);
    const std::vector<Constants> sets = constants_at(branches, name);
    const bool decides = std::all_of(sets.begin(), sets.end(), [](const auto& set) { return set.has_value(); });
    if (value == yaml::no_node || !decides || !discriminates(sets)) continue;
    std::vector<std::string> homes;
    for (std::size_t i = 0; i < branches.size(); ++i) {
      if (property_of(*branches[i], key) == nullptr || allows_any(*sets[i], document_, value)) continue;
      for (const Json* constant : *sets[i]) {
        found.problem.suggestion = text_of(*constant);
        homes.push_back(std::string(name) + ": " + found.problem.suggestion);
      }
    }
    if (homes.empty()) continue;
    if (homes.size() > 1) found.problem.suggestion.clear();
    found.problem.choice = value;
    found.problem.elsewhere = Elsewhere::beside;
    found.problem.home = code_list(homes, "and");
    return true;
  }
  return false;
}

/// `anyOf: [{required: [a]}, {required: [b]}]`: all branches lack keys and nothing else.
bool Evaluator::report_alternatives(const Subschema& schema, const std::vector<Trial>& trials, Place place) {
  if (trials.size() < 2) return false;
  std::string message = "missing ";
  std::vector<std::string> singles;
  for (const Trial& trial : trials) {
    if (trial.found.size() != 1) return false;
    const Problem& problem = trial.found.front().problem;
    if (problem.kind != ProblemKind::missing_keys || problem.node != place.node) return false;
    if (problem.keys.size() == 1) singles.push_back(problem.keys.front());
    if (&trial != &trials.front()) message += ", or ";
    message += key_names(problem.keys);
  }
  if (singles.size() == trials.size()) message = "missing key " + code_list(singles, "or");
  Found found = trials.front().found.front();
  found.problem.message = std::move(message);
  found.problem.schema = &schema;
  found.has_custom_message = true;
  add(std::move(found), place);
  return true;
}

}  // namespace paas::schema
