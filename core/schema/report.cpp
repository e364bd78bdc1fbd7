// Words what is wrong with the keys of a mapping and with combinations.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/schema/defaults.h"
#include "core/schema/evaluator.h"
#include "core/schema/keywords.h"
#include "core/schema/shape.h"
#include "core/schema/wording.h"

namespace paas::schema {
namespace {

using yaml::NodeId;

// Nobody reads more of one mapping, and each search goes through all of its keys.
constexpr std::size_t max_explained = 16;

/// `text` with every `placeholder` replaced.
void replace_all(std::string& text, std::string_view placeholder, std::string_view by) {
  for (std::size_t at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at + by.size())) {
    text.replace(at, placeholder.size(), by);
  }
}

std::vector<std::string> strings(const std::vector<std::string_view>& views) { return {views.begin(), views.end()}; }

}  // namespace

void Evaluator::report(ProblemKind kind, const Subschema& schema, Place place, std::string message,
                       std::string suggestion, std::vector<std::string> allowed) {
  Found found;
  found.problem = {kind, place.node,        place.key, &schema, std::move(message), std::move(suggestion),
                   {},   std::move(allowed)};
  add(std::move(found), place);
}

void Evaluator::add(Found found, Place place) {
  if (found_->size() >= max_problems) return;
  found.depth = depth_;
  if (auto message = custom_message(*found.problem.schema, place)) {
    found.problem.message = std::move(*message);
    found.has_custom_message = true;
  }
  found_->push_back(std::move(found));
}

/// The author of a schema may say it better: `x-paas-message`.
std::optional<std::string> Evaluator::custom_message(const Subschema& schema, Place place) const {
  if (!schema.source->is_object()) return std::nullopt;
  const auto found = schema.source->find(schema::keywords::message);
  if (found == schema.source->end() || !found->is_string()) return std::nullopt;
  std::string message = *found;
  // Clipped and cleaned like all that comes from a document.
  const std::string value = code(value_text(place.node));
  const std::string key = place.key == yaml::no_node ? value : code(value_text(place.key));
  replace_all(message, "{value}", std::string_view(value).substr(1, value.size() - 2));
  replace_all(message, "{key}", std::string_view(key).substr(1, key.size() - 2));
  return message;
}

bool Evaluator::may_search(std::size_t candidates) {
  // A comparison takes about as long as some steps of an evaluation; a tenth of all is enough for guesses.
  constexpr std::uint64_t max_searched = 1'000'000;
  searched_ += candidates;
  return searched_ <= max_searched;
}

void Evaluator::report_unknown_keys(const Subschema& schema, Place place, const std::vector<NodeId>& keys,
                                    const std::vector<bool>& present) {
  const ObjectKeywords& keywords = *schema.keywords->object;
  std::vector<std::string> allowed;
  for (const std::string_view name : keywords.names) {
    const std::size_t at = keywords.find(name);
    if (present[at] || target_of(*keywords.table[at].schema).keywords->refuses_all) continue;
    allowed.emplace_back(name);
    if (allowed.size() == max_allowed) break;
  }
  std::size_t asked = 0;
  for (const NodeId key : keys) report_unknown_key(schema, place, key, allowed, ++asked <= max_explained);
}

/// `is_explained`: where the key would be known is looked for.
void Evaluator::report_unknown_key(const Subschema& schema, Place place, NodeId key, std::vector<std::string> allowed,
                                   bool is_explained) {
  Found found;
  found.mapping = place.node;
  found.problem.kind = ProblemKind::unknown_key;
  found.problem.node = key;
  found.problem.key = place.key;
  found.problem.schema = &schema;
  const std::string text = value_text(key);
  if (document_.kind(key) == yaml::Kind::string) {
    const std::size_t word = text.find(' ');  // `event {rate: 5 minutes}`
    const bool has_bracket = word != std::string::npos && (text[word + 1] == '{' || text[word + 1] == '[');
    if (has_bracket && !properties_at(schema, text.substr(0, word)).empty()) {
      found.problem.elsewhere = Elsewhere::within;
      found.problem.home = text.substr(0, word);
    } else if (is_explained) {
      find_elsewhere(schema, place, text, found);
    }
    if (found.problem.elsewhere == Elsewhere::nowhere && may_search(allowed.size()))
      found.problem.suggestion = nearest(text, allowed);
  } else if (std::find(allowed.begin(), allowed.end(), text) != allowed.end()) {
    found.problem.suggestion = '"' + text + '"';  // `on:` is read as `true:`
  }
  found.problem.allowed = std::move(allowed);
  add(std::move(found), {key, key});
}

/// A key is spelt as it must be, and stands where another one is known.
void Evaluator::find_elsewhere(const Subschema& schema, Place place, std::string_view key, Found& found) {
  Problem& problem = found.problem;
  std::string below;
  NodeId inner = yaml::no_node;
  std::size_t count = 0;
  for (const std::string_view name : property_names(schema)) {
    const NodeId value = document_.find(place.node, name);
    const Subschema* property = property_of(schema, name);
    const bool may_hold = value == yaml::no_node || document_.kind(value) == yaml::Kind::null ||
                          (document_.kind(value) == yaml::Kind::mapping && document_.find(value, key) == yaml::no_node);
    if (!may_hold || property == nullptr || properties_at(*property, key).empty()) continue;
    below = name;
    inner = value;
    ++count;
  }
  if (count == 1) {
    problem.elsewhere = Elsewhere::below;
    problem.home = std::move(below);
    found.inner = inner;
    return;
  }
  if (find_other_branch(place, key, found)) return;
  if (around_.empty() || place.key == yaml::no_node) return;
  const auto& [outer_schema, outer] = around_.back();
  const bool is_free = document_.find(outer.node, key) == yaml::no_node;
  if (!is_free || property_of(*outer_schema, key) == nullptr) return;
  problem.elsewhere = Elsewhere::above;
  problem.home = value_text(place.key);
  found.outer = outer.node;
}

void Evaluator::report_missing_keys(const Subschema& schema, Place place, std::vector<std::string> keys) {
  if (!document_.complete()) return;  // they may stand in the part that could not be read
  Found found;
  found.problem = {ProblemKind::missing_keys, place.node, place.key, &schema, {}, {}, std::move(keys), {}};
  add(std::move(found), place);
}

void Evaluator::report_missing_dependency(const Subschema& schema, Place place, std::string_view key,
                                          std::vector<std::string> keys) {
  if (!document_.complete()) return;
  Found found;
  std::string message = code(key) + " needs the " + key_names(keys) + " beside it";
  found.problem = {ProblemKind::missing_keys, place.node, place.key,       &schema,
                   std::move(message),        {},         std::move(keys), {}};
  found.has_custom_message = true;
  add(std::move(found), place);
}

void Evaluator::report_negation(const Subschema& schema, Place place) {
  const Subschema& negated = target_of(*schema.keywords->combinators->negated);
  const std::vector<std::string_view> keys = required_names(negated);
  if (keys.size() == 1) {
    // The key itself is the mistake, so it is the place.
    const Place key{document_.find_key(place.node, keys[0]), place.key};
    if (key.node != yaml::no_node) {
      return report(ProblemKind::not_allowed, schema, key, code(keys[0]) + " is not allowed here");
    }
  }
  std::string message = subject(place) + " is not allowed here";
  if (keys.size() > 1) {
    message = code_list(strings(keys), "and") + " cannot stand together";
  } else if (constants_of(negated)) {
    message = code(value_text(place.node)) + " is not allowed here";
  } else if (negated.keywords->types != any_type) {
    message = subject(place) + " must not be " + type_names(negated.keywords->types);
  }
  report(ProblemKind::not_allowed, schema, place, std::move(message));
}

void Evaluator::report_several(const Subschema& schema, const Branches& holding, Place place) {
  // With the missing keys, one of the branches may turn out not to hold.
  if (!document_.complete()) return;
  std::vector<std::string> keys;
  std::vector<std::string> titles;
  for (const Subschema* branch : holding) {
    const std::vector<std::string_view> required = required_names(*branch);
    if (required.size() == 1) keys.emplace_back(required[0]);
    const Json& source = *target_of(*branch).source;
    const bool has_title = source.is_object() && source.contains("title") && source["title"].is_string();
    if (has_title) titles.push_back(source["title"]);
  }
  std::string message = subject(place) + " fits several of the forms that exclude each other here";
  if (keys.size() == holding.size() && std::adjacent_find(keys.begin(), keys.end()) == keys.end()) {
    message = "only one of " + code_list(keys, "and") + " can stand here";
  } else if (titles.size() == holding.size()) {
    message += ": " + code_list(titles, "and");
  }
  report(ProblemKind::not_allowed, schema, place, std::move(message));
}

}  // namespace paas::schema
