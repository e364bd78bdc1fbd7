// Unfolds the subschemas on the way to a place, and weighs the alternatives.
#include <nlohmann/json.hpp>

#include "core/schema/expected.h"

#include <algorithm>

#include "core/schema/evaluator.h"
#include "core/text/characters.h"

namespace paas::schema {
namespace {

using yaml::NodeId;

// Combinations within combinations multiply; no person chooses among so many.
constexpr std::size_t most_alternatives = 64;
constexpr int max_unfolding = 12;
constexpr int decisive = 100;  // another `type:` than the alternative's

using Alternatives = std::vector<Alternative>;

// The mistakes in a value, but for what is missing.
int mistakes(const Subschema& schema, const yaml::Document& document, NodeId node) {
  const Evaluation evaluation = Evaluator(document, {}, Collect::nothing).run(schema, node);
  return static_cast<int>(std::count_if(evaluation.problems.begin(), evaluation.problems.end(),
                                        [](const Problem& each) { return each.kind != ProblemKind::missing_keys; }));
}

void keep_best(Alternatives& alternatives) {
  if (alternatives.size() <= most_alternatives) return;
  std::stable_sort(alternatives.begin(), alternatives.end(),
                   [](const Alternative& a, const Alternative& b) { return a.penalty < b.penalty; });
  alternatives.resize(most_alternatives);
}

Alternatives product(const Alternatives& left, const Alternatives& right) {
  Alternatives all;
  for (const Alternative& a : left) {
    for (const Alternative& b : right) {
      Alternative both = a;
      both.penalty += b.penalty;
      for (const Subschema* part : b.parts) {
        if (std::find(both.parts.begin(), both.parts.end(), part) == both.parts.end()) both.parts.push_back(part);
      }
      all.push_back(std::move(both));
    }
  }
  keep_best(all);
  return all;
}

class Unfolder {
 public:
  explicit Unfolder(const yaml::Document& document) : document_(document) {}

  Alternatives unfold(const Subschema& schema, NodeId node, int depth = max_unfolding) const {
    const Subschema& target = target_of(schema);
    const Subschema::Keywords& keywords = *target.keywords;
    Alternative self{{&target}, 0};
    if (node != yaml::no_node && (keywords.types & types_of(document_, node)) == 0) self.penalty = decisive;
    if (keywords.combinators == nullptr || depth == 0) return {self};
    const Combinators& combinators = *keywords.combinators;
    Alternatives all{{{}, 0}};
    for (const Subschema* part : combinators.all_of) all = product(all, unfold(*part, node, depth - 1));
    all = product(all, {self});
    for (const auto* branches : {&combinators.any_of, &combinators.one_of}) {
      if (branches->empty()) continue;
      Alternatives some;
      for (const Subschema* branch : *branches) {
        Alternatives of_branch = unfold(*branch, node, depth - 1);
        some.insert(some.end(), std::make_move_iterator(of_branch.begin()), std::make_move_iterator(of_branch.end()));
      }
      all = product(all, some);
    }
    if (combinators.condition != nullptr) all = product(all, sides(combinators, node, depth - 1));
    return all;
  }

  /// What speaks against an alternative in the entries of a mapping, but for the one at `except`.
  int weigh(const Alternative& alternative, NodeId node, std::string_view except, int depth = max_unfolding) const {
    int penalty = 0;
    for (std::uint32_t i = 0; i < document_.entry_count(node); ++i) {
      const yaml::Entry entry = document_.entry(node, i);
      if (document_.kind(entry.key) != yaml::Kind::string) continue;
      const std::string_view name = document_.text(entry.key);
      if (name == except) continue;
      if (!allows_key(alternative, name)) {
        penalty += 2;
        continue;
      }
      if (document_.kind(entry.value) == yaml::Kind::null) continue;
      for (const Subschema* schema : values_of(alternative, name)) {
        const int count = misfit(*schema, entry.value, depth - 1);
        penalty += count > 0 && constants_of(*schema) ? decisive : count;
      }
    }
    return penalty;
  }

  /// How far a value is from what fits. A mapping that lacks the key that would decide what it is fits as the
  /// alternative that it is nearest to.
  int misfit(const Subschema& schema, NodeId node, int depth) const {
    if (document_.kind(node) != yaml::Kind::mapping || depth <= 0) return mistakes(schema, document_, node);
    int least = decisive * decisive;
    for (const Alternative& each : unfold(schema, node))
      least = std::min(least, each.penalty + weigh(each, node, {}, depth));
    return least;
  }

  /// The subschemas of the value at a key.
  static std::vector<const Subschema*> values_of(const Alternative& alternative, std::string_view name) {
    std::vector<const Subschema*> schemas;
    for (const Subschema* part : alternative.parts) {
      const ObjectKeywords* keywords = part->keywords->object.get();
      if (keywords == nullptr) continue;
      const std::size_t place = keywords->find(name);
      bool is_additional = true;
      if (place != ObjectKeywords::none && keywords->table[place].schema != nullptr) {
        schemas.push_back(keywords->table[place].schema);
        is_additional = false;
      }
      for (const ObjectKeywords::PatternProperty& property : keywords->patterns) {
        if (!property.pattern->found_in(name)) continue;
        schemas.push_back(property.schema);
        is_additional = false;
      }
      if (is_additional && keywords->additional != nullptr) schemas.push_back(keywords->additional);
    }
    return schemas;
  }

  Alternatives step(const Alternatives& from, const PathStep& step, NodeId next) const {
    Alternatives all;
    for (const Alternative& alternative : from) {
      std::vector<const Subschema*> schemas;
      if (step.is_item) {
        for (const Subschema* part : alternative.parts) {
          const ArrayKeywords* keywords = part->keywords->array.get();
          if (keywords == nullptr) continue;
          if (keywords->items != nullptr) schemas.push_back(keywords->items);
          if (!keywords->tuple.empty()) schemas.push_back(tuple_item(*keywords, step.node));
        }
      } else {
        if (!allows_key(alternative, step.key)) continue;
        schemas = values_of(alternative, step.key);
      }
      Alternatives some{{{}, alternative.penalty}};
      for (const Subschema* schema : schemas) {
        if (schema != nullptr) some = product(some, unfold(*schema, next));
      }
      all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    }
    keep_best(all);
    return all;
  }

 private:
  const Subschema* tuple_item(const ArrayKeywords& keywords, NodeId list) const {
    const std::uint32_t count = document_.item_count(list);
    return count < keywords.tuple.size() ? keywords.tuple[count] : keywords.additional;
  }

  // The side of an `if`; both where the value is not there yet.
  Alternatives sides(const Combinators& combinators, NodeId node, int depth) const {
    const Alternatives nothing{{{}, 0}};
    const bool is_open = node == yaml::no_node;
    const bool holds = !is_open && fits(*combinators.condition, document_, node);
    Alternatives all;
    const auto add = [&](const Subschema* side) {
      Alternatives some = side == nullptr ? nothing : unfold(*side, node, depth);
      all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    };
    if (is_open || holds) add(combinators.consequence);
    if (is_open || !holds) add(combinators.alternative);
    return all;
  }

  const yaml::Document& document_;
};

// Those that nothing speaks against, or the least.
Alternatives best_of(Alternatives alternatives) {
  int least = decisive * decisive;
  for (const Alternative& each : alternatives) least = std::min(least, each.penalty);
  std::erase_if(alternatives, [&](const Alternative& each) { return each.penalty > least; });
  return alternatives;
}

void weigh_all(const Unfolder& unfolder, Alternatives& alternatives, NodeId node, std::string_view except) {
  if (alternatives.size() < 2 || node == yaml::no_node) return;
  for (Alternative& each : alternatives) each.penalty += unfolder.weigh(each, node, except);
}

// The words of a pattern that is nothing but a choice of them, `^(source|account)$`.
std::vector<std::string_view> words_of(std::string_view pattern) {
  if (!pattern.starts_with('^') || !pattern.ends_with('$')) return {};
  pattern = pattern.substr(1, pattern.size() - 2);
  if (pattern.starts_with('(') && pattern.ends_with(')')) pattern = pattern.substr(1, pattern.size() - 2);
  std::vector<std::string_view> words;
  while (true) {
    const std::string_view word = pattern.substr(0, pattern.find('|'));
    const bool is_word = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
      return is_alphanumeric(c) || c == '-' || c == '_';
    });
    if (!is_word) return {};
    words.push_back(word);
    if (word.size() == pattern.size()) return words;
    pattern.remove_prefix(word.size() + 1);
  }
}

}  // namespace

std::vector<Alternative> expected(const Subschema& root, const yaml::Document& document, std::span<const PathStep> path,
                                  NodeId node) {
  const Unfolder unfolder(document);
  Alternatives all = unfolder.unfold(root, path.empty() ? node : path.front().node);
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (!path[i].is_item) weigh_all(unfolder, all, path[i].node, path[i].key);
    int least = decisive * decisive;
    for (const Alternative& each : all) least = std::min(least, each.penalty);
    all = unfolder.step(all, path[i], i + 1 < path.size() ? path[i + 1].node : node);
    // Where what was meant has no such key, what was not meant says nothing.
    std::erase_if(all, [&](const Alternative& each) { return each.penalty >= least + decisive; });
  }
  weigh_all(unfolder, all, node, {});
  return best_of(std::move(all));
}

std::vector<Alternative> expected_value(const std::vector<Alternative>& alternatives, const yaml::Document& document,
                                        const PathStep& step, NodeId node) {
  return best_of(Unfolder(document).step(alternatives, step, node));
}

std::vector<ExpectedKey> expected_keys(const Alternative& alternative) {
  std::vector<ExpectedKey> keys;
  const auto add = [&](std::string_view name, const Subschema* schema, bool is_required) {
    if (!allows_key(alternative, name)) return;
    const auto same = std::find_if(keys.begin(), keys.end(), [&](const ExpectedKey& key) { return key.name == name; });
    if (same == keys.end()) {
      keys.push_back({name, schema, is_required});
      return;
    }
    same->is_required = same->is_required || is_required;
    if (same->schema == nullptr) same->schema = schema;
  };
  for (const Subschema* part : alternative.parts) {
    const ObjectKeywords* keywords = part->keywords->object.get();
    if (keywords == nullptr) continue;
    for (const std::string_view name : keywords->names) add(name, keywords->table[keywords->find(name)].schema, false);
    for (const std::uint32_t place : keywords->required)
      add(keywords->table[place].name, keywords->table[place].schema, true);
    std::size_t pattern = 0;
    if (!keywords->patterns.empty()) {
      for (const auto& [source, schema] : part->source->at("patternProperties").items()) {
        if (pattern == keywords->patterns.size()) break;
        // One without a title is there to say what is wrong with such keys.
        const Json& target = *target_of(*keywords->patterns[pattern].schema).source;
        const bool is_proposed = target.is_object() && target.contains("title");
        for (const std::string_view name : words_of(source))
          if (is_proposed) add(name, keywords->patterns[pattern].schema, false);
        ++pattern;
      }
    }
    if (keywords->property_names == nullptr) continue;
    for (const Json* name : own_constants(target_of(*keywords->property_names)))
      if (name->is_string()) add(name->get_ref<const std::string&>(), keywords->additional, false);
  }
  return keys;
}

const Subschema* expected_other_key(const Alternative& alternative) {
  const Subschema* found = nullptr;
  for (const Subschema* part : alternative.parts) {
    const ObjectKeywords* keywords = part->keywords->object.get();
    if (keywords == nullptr || keywords->additional == nullptr) continue;
    if (target_of(*keywords->additional).keywords->refuses_all) return nullptr;
    found = keywords->additional;
  }
  return found;
}

bool allows_key(const Alternative& alternative, std::string_view name) {
  const auto refuses = [](const Subschema* schema) { return target_of(*schema).keywords->refuses_all; };
  const auto schemas = Unfolder::values_of(alternative, name);
  return std::none_of(schemas.begin(), schemas.end(), refuses);
}

Types accepted_types(const Alternative& alternative) {
  Types types = any_type;
  for (const Subschema* part : alternative.parts) types &= accepted_types(*part);
  return types;
}

bool has_conditions(const Alternative& alternative) {
  return std::any_of(alternative.parts.begin(), alternative.parts.end(), [](const Subschema* part) {
    const Subschema::Keywords& keywords = *part->keywords;
    const bool has_dependencies = keywords.object != nullptr && !keywords.object->dependencies.empty();
    const bool combines = keywords.combinators != nullptr &&
                          (keywords.combinators->condition != nullptr || keywords.combinators->negated != nullptr);
    return has_dependencies || combines;
  });
}

std::size_t least_count(const Alternative& alternative) {
  double least = 0;
  for (const Subschema* part : alternative.parts) {
    if (part->keywords->object != nullptr) least = std::max(least, part->keywords->object->count.least);
    if (part->keywords->array != nullptr) least = std::max(least, part->keywords->array->count.least);
  }
  return static_cast<std::size_t>(std::min(least, 1e6));
}

std::size_t most_count(const Alternative& alternative) {
  double most = std::numeric_limits<std::uint32_t>::max();
  for (const Subschema* part : alternative.parts) {
    if (part->keywords->object != nullptr) most = std::min(most, part->keywords->object->count.most);
  }
  return static_cast<std::size_t>(most);
}

std::span<const Json* const> own_constants(const Subschema& schema) {
  const Values* values = schema.keywords->values.get();
  return values == nullptr ? std::span<const Json* const>() : std::span<const Json* const>(values->all);
}

bool fits(const Subschema& schema, const yaml::Document& document, NodeId node) {
  return Evaluator(document, {}, Collect::nothing).run(schema, node).valid;
}

}  // namespace paas::schema
