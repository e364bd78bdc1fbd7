// The keywords of JSON Schema, in the order in which a reader would check them.
#include <utility>

#include <nlohmann/json.hpp>

#include "core/schema/evaluator.h"
#include "core/schema/shape.h"
#include "core/schema/wording.h"
#include "core/text/characters.h"

namespace paas::schema {
namespace {

using yaml::Kind;
using yaml::NodeId;

// Bounds the stack. Documents from the parser need `yaml::max_depth` times the levels of `allOf` and the like.
constexpr std::uint32_t max_recursion = 1'500;
// Bounds the time: branches within branches can be combined without end. A large valid file takes a few thousand.
constexpr std::uint64_t max_steps = 10'000'000;

bool is_within(double count, Bounds bounds) { return bounds.least <= count && count <= bounds.most; }

}  // namespace

Evaluation Evaluator::run(const Subschema& root, NodeId node) {
  Evaluation evaluation;
  std::vector<Found> found;
  if (!evaluate(root, {node}) && !exhausted_) {
    found_ = &found;
    evaluate(root, {node});
    if (found.empty() && document_.complete()) {
      report(ProblemKind::not_allowed, root, {node}, "this is not as the schema asks");
    }
  }
  if (exhausted_) {
    found_ = &found;
    found.clear();
    report(ProblemKind::not_allowed, root, {node}, "this is too large or too deeply nested to be checked");
  }
  evaluation.problems = merged(std::move(found));
  evaluation.valid = evaluation.problems.empty();
  evaluation.annotations = std::move(annotations_);
  return evaluation;
}

bool Evaluator::evaluate(const Subschema& schema, Place place) {
  if (exhausted_) return true;
  if (recursion_ == max_recursion || ++steps_ > max_steps) {
    exhausted_ = true;
    return true;
  }
  const std::size_t mark = annotations_.size();
  const Subschema* target = &schema;
  for (;; target = target->keywords->reference) {
    const bool wanted = collect_ == Collect::everything || (collect_ == Collect::semantic && target->has_semantics);
    if (wanted) annotations_.push_back({place.node, place.key, target});
    if (target->keywords->reference == nullptr) break;
  }
  ++recursion_;
  const bool holds = check(*target, place);
  --recursion_;
  if (!holds && is_quiet()) annotations_.resize(mark);
  return holds;
}

bool Evaluator::evaluate_quietly(const Subschema& schema, Place place) {
  std::vector<Found>* found = std::exchange(found_, nullptr);
  const bool holds = evaluate(schema, place);
  found_ = found;
  return holds;
}

bool Evaluator::check(const Subschema& schema, Place place) {
  const Subschema::Keywords& keywords = *schema.keywords;
  if (keywords.refuses_all) {
    if (!is_quiet()) report(ProblemKind::not_allowed, schema, place, subject(place) + " is not allowed here");
    return false;
  }
  // After a wrong type or value the other keywords would only repeat it.
  if (keywords.types != any_type && (keywords.types & types_of(document_, place.node)) == 0) {
    if (!is_quiet()) report_wrong_type(schema, keywords.types, place);
    return false;
  }
  if (keywords.values != nullptr) {
    steps_ += keywords.values->others.size() / 8;
    if (!allows(*keywords.values, document_, place.node)) {
      if (!is_quiet()) report_not_allowed_value(schema, keywords.values->all, place);
      return false;
    }
  }
  bool holds = true;
  switch (document_.kind(place.node)) {
    case Kind::integer:
    case Kind::number:
      if (keywords.number != nullptr) holds = check_number(schema, place);
      break;
    case Kind::string:
      if (keywords.string != nullptr) holds = check_string(schema, place);
      break;
    case Kind::sequence:
      if (keywords.array != nullptr) holds = check_array(schema, place);
      break;
    case Kind::mapping:
      if (keywords.object != nullptr) holds = check_object(schema, place);
      break;
    default:
      break;
  }
  if (keywords.combinators == nullptr || (!holds && is_quiet())) return holds;
  return check_combinators(schema, place) && holds;
}

bool Evaluator::check_number(const Subschema& schema, Place place) {
  const NumberKeywords& keywords = *schema.keywords->number;
  const double number = document_.number_of(place.node);
  const bool holds = number >= keywords.minimum && number <= keywords.maximum && number > keywords.exclusive_minimum &&
                     number < keywords.exclusive_maximum &&
                     (keywords.multiple_of == 0 || is_multiple(number, keywords.multiple_of));
  if (!holds && !is_quiet()) report_out_of_range(schema, place);
  return holds;
}

bool Evaluator::check_string(const Subschema& schema, Place place) {
  const StringKeywords& keywords = *schema.keywords->string;
  const std::string_view text = document_.text(place.node);
  const auto length = static_cast<double>(code_points(text));
  if (!is_within(length, keywords.length)) {
    if (!is_quiet()) report_count(schema, place, length, keywords.length, "character", "characters");
    return false;
  }
  if (keywords.pattern == nullptr || keywords.pattern->found_in(text)) return true;
  if (!is_quiet()) {
    const auto& pattern = schema.source->find("pattern")->get_ref<const std::string&>();
    report(ProblemKind::wrong_format, schema, place,
           subject(place) + " is " + code(value_text(place.node)) + ", which does not match " + code(pattern));
  }
  return false;
}

bool Evaluator::check_array(const Subschema& schema, Place place) {
  const ArrayKeywords& keywords = *schema.keywords->array;
  bool holds = check_array_counts(schema, place);
  if (!holds && is_quiet()) return false;
  const NodeId list = place.key != yaml::no_node ? place.key : place.list;
  ++depth_;
  for (std::uint32_t i = 0; i < document_.item_count(place.node); ++i) {
    const Subschema* item = keywords.items;
    if (!keywords.tuple.empty()) item = i < keywords.tuple.size() ? keywords.tuple[i] : keywords.additional;
    if (item == nullptr) break;
    holds = evaluate(*item, {document_.item(place.node, i), yaml::no_node, list}) && holds;
    if (!holds && is_quiet()) break;
  }
  --depth_;
  return holds;
}

bool Evaluator::check_array_counts(const Subschema& schema, Place place) {
  const ArrayKeywords& keywords = *schema.keywords->array;
  const std::uint32_t count = document_.item_count(place.node);
  if (!is_within(count, keywords.count)) {
    if (!is_quiet()) report_count(schema, place, count, keywords.count, "item", "items");
    return false;
  }
  if (keywords.unique) {
    steps_ += count;
    const NodeId repeated = first_repeated_item(document_, place.node);
    if (repeated != yaml::no_node) {
      if (!is_quiet()) report_repeated_item(schema, place, repeated);
      return false;
    }
  }
  if (keywords.contains == nullptr) return true;
  const std::size_t mark = annotations_.size();
  bool contains = false;
  for (std::uint32_t i = 0; i < count && !contains; ++i) {
    contains = evaluate_quietly(*keywords.contains, {document_.item(place.node, i)});
    annotations_.resize(mark);
  }
  if (!contains && !is_quiet()) {
    const auto constants = constants_of(*keywords.contains);
    const bool one = constants && constants->size() == 1;
    std::string message = subject(place);
    message += one ? " must contain " + code(text_of(*constants->front()))
                   : std::string(" has no item of the kind that it must contain");
    report(ProblemKind::out_of_range, schema, place, std::move(message));
  }
  return contains;
}

bool Evaluator::check_object(const Subschema& schema, Place place) {
  const ObjectKeywords& keywords = *schema.keywords->object;
  std::vector<bool> present(keywords.table.size());
  bool holds = check_entries(schema, place, present);
  if (!holds && is_quiet()) return false;

  std::vector<std::string> missing;
  for (const std::uint32_t name : keywords.required) {
    if (present[name]) continue;
    if (is_quiet()) return false;
    missing.emplace_back(keywords.table[name].name);
  }
  if (!missing.empty()) {
    holds = false;
    report_missing_keys(schema, place, std::move(missing));
  }
  const std::uint32_t count = document_.entry_count(place.node);
  if (!is_within(count, keywords.count)) {
    if (!is_quiet()) report_count(schema, place, count, keywords.count, "key", "keys");
    holds = false;
  }
  if (keywords.dependencies.empty() || (!holds && is_quiet())) return holds;
  return check_dependencies(schema, place, present) && holds;
}

bool Evaluator::check_entries(const Subschema& schema, Place place, std::vector<bool>& present) {
  const ObjectKeywords& keywords = *schema.keywords->object;
  bool holds = true;
  std::vector<NodeId> unknown;
  ++depth_;
  if (!is_quiet()) around_.emplace_back(&schema, place);
  for (std::uint32_t i = 0; i < document_.entry_count(place.node); ++i) {
    const yaml::Entry entry = document_.entry(place.node, i);
    const bool is_string = document_.kind(entry.key) == Kind::string;
    const std::size_t known = is_string ? keywords.find(document_.text(entry.key)) : ObjectKeywords::none;
    if (known != ObjectKeywords::none) present[known] = true;
    bool is_unknown = false;
    holds = check_entry(schema, entry, known, is_unknown) && holds;
    if (is_unknown && unknown.size() < max_problems) unknown.push_back(entry.key);
    if (!holds && is_quiet()) break;
  }
  --depth_;
  if (is_quiet()) return holds;
  around_.pop_back();
  if (!unknown.empty()) report_unknown_keys(schema, place, unknown, present);
  return holds;
}

bool Evaluator::check_entry(const Subschema& schema, yaml::Entry entry, std::size_t known, bool& is_unknown) {
  const ObjectKeywords& keywords = *schema.keywords->object;
  const Place place{entry.value, entry.key};
  bool holds = true;
  bool is_additional = true;
  if (known != ObjectKeywords::none && keywords.table[known].schema != nullptr) {
    is_additional = false;
    holds = evaluate(*keywords.table[known].schema, place);
  }
  if (document_.kind(entry.key) == Kind::string) {
    for (const ObjectKeywords::PatternProperty& property : keywords.patterns) {
      if (!holds && is_quiet()) return false;
      if (!property.pattern->found_in(document_.text(entry.key))) continue;
      is_additional = false;
      holds = evaluate(*property.schema, place) && holds;
    }
  }
  if (is_additional && keywords.additional != nullptr) {
    if (target_of(*keywords.additional).keywords->refuses_all) {
      is_unknown = true;
      return false;
    }
    holds = evaluate(*keywords.additional, place) && holds;
  }
  if (keywords.property_names == nullptr || (!holds && is_quiet())) return holds;
  const std::size_t mark = annotations_.size();
  holds = evaluate(*keywords.property_names, {entry.key, entry.key}) && holds;
  annotations_.resize(mark);
  return holds;
}

bool Evaluator::check_dependencies(const Subschema& schema, Place place, const std::vector<bool>& present) {
  const ObjectKeywords& keywords = *schema.keywords->object;
  bool holds = true;
  for (const ObjectKeywords::Dependency& dependency : keywords.dependencies) {
    if (!present[keywords.find(dependency.key)]) continue;
    std::vector<std::string> missing;
    for (const std::string_view name : dependency.keys) {
      if (!present[keywords.find(name)]) missing.emplace_back(name);
    }
    if (!missing.empty()) {
      holds = false;
      if (!is_quiet()) report_missing_dependency(schema, place, dependency.key, std::move(missing));
    }
    if (dependency.schema != nullptr) holds = evaluate(*dependency.schema, place) && holds;
    if (!holds && is_quiet()) return false;
  }
  return holds;
}

bool Evaluator::check_combinators(const Subschema& schema, Place place) {
  const Combinators& keywords = *schema.keywords->combinators;
  bool holds = true;
  for (const Subschema* part : keywords.all_of) {
    holds = evaluate(*part, place) && holds;
    if (!holds && is_quiet()) return false;
  }
  if (keywords.condition != nullptr) holds = check_condition(schema, place) && holds;
  if (!holds && is_quiet()) return false;
  if (!keywords.any_of.empty()) holds = check_any_of(schema, place) && holds;
  if (!holds && is_quiet()) return false;
  if (!keywords.one_of.empty()) holds = check_one_of(schema, place) && holds;
  if (keywords.negated == nullptr || (!holds && is_quiet())) return holds;
  const std::size_t mark = annotations_.size();
  if (!evaluate_quietly(*keywords.negated, place) || exhausted_) return holds;
  annotations_.resize(mark);
  if (!is_quiet()) report_negation(schema, place);
  return false;
}

bool Evaluator::check_any_of(const Subschema& schema, Place place) {
  const Branches& branches = schema.keywords->combinators->any_of;
  bool holds = false;
  for (const Subschema* branch : branches) {
    holds = evaluate_quietly(*branch, place) || holds;
    // The annotations of all branches that hold are wanted.
    if (holds && collect_ == Collect::nothing) return true;
  }
  if (!holds && !is_quiet()) report_branches(schema, branches, place);
  return holds;
}

bool Evaluator::check_one_of(const Subschema& schema, Place place) {
  const Branches& branches = schema.keywords->combinators->one_of;
  const std::size_t mark = annotations_.size();
  const Subschema* first = nullptr;
  bool several = false;
  for (const Subschema* branch : branches) {
    if (!evaluate_quietly(*branch, place)) continue;
    several = first != nullptr;
    if (several) break;
    first = branch;
  }
  if (exhausted_ || (first != nullptr && !several)) return true;
  if (is_quiet()) return false;
  if (!several) {
    report_branches(schema, branches, place);
    return false;
  }
  Branches holding;
  annotations_.resize(mark);
  for (const Subschema* branch : branches) {
    if (evaluate_quietly(*branch, place)) holding.push_back(branch);
  }
  report_several(schema, holding, place);
  return false;
}

bool Evaluator::check_condition(const Subschema& schema, Place place) {
  const Combinators& keywords = *schema.keywords->combinators;
  const std::size_t mark = annotations_.size();
  const bool holds = evaluate_quietly(*keywords.condition, place);
  annotations_.resize(mark);
  const Subschema* side = holds ? keywords.consequence : keywords.alternative;
  return side == nullptr || evaluate(*side, place);
}

}  // namespace paas::schema
