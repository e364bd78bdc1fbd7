// Merges what several subschemas say about one mistake.
#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "core/schema/evaluator.h"
#include "core/schema/wording.h"

namespace paas::schema {
namespace {

using yaml::Kind;
using yaml::NodeId;

/// Several closed schemas apply: only what all of them know may stand here.
void merge_unknown_key(Problem& into, const Problem& other, std::string_view text) {
  const std::unordered_set<std::string> known(other.allowed.begin(), other.allowed.end());
  std::erase_if(into.allowed, [&](const std::string& name) { return !known.contains(name); });
  if (into.elsewhere == Elsewhere::nowhere) into.suggestion = nearest(text, into.allowed);
}

void merge_missing_keys(Problem& into, const Problem& other) {
  for (const std::string& key : other.keys) {
    if (std::find(into.keys.begin(), into.keys.end(), key) == into.keys.end()) into.keys.push_back(key);
  }
}

}  // namespace

std::vector<Problem> Evaluator::merged(std::vector<Found> found) const {
  std::unordered_map<NodeId, std::size_t> unknown;  // by key: its place in `out`
  std::unordered_map<NodeId, std::size_t> missing;  // by mapping
  std::unordered_map<NodeId, std::size_t> scalars;
  std::set<std::pair<NodeId, std::string>> told;
  std::vector<Found> out;
  for (Found& next : united_by_choice(std::move(found))) {
    Problem& problem = next.problem;
    std::unordered_map<NodeId, std::size_t>* kept = nullptr;
    if (problem.kind == ProblemKind::unknown_key) {
      kept = &unknown;
    } else if (problem.kind == ProblemKind::missing_keys && !next.has_custom_message) {
      kept = &missing;
    } else if (const Kind kind = document_.kind(problem.node); kind != Kind::mapping && kind != Kind::sequence) {
      kept = &scalars;
    }
    if (kept == nullptr) {
      if (told.emplace(problem.node, problem.message).second) out.push_back(std::move(next));
      continue;
    }
    const auto [known, is_new] = kept->emplace(problem.node, out.size());
    if (is_new) {
      out.push_back(std::move(next));
      continue;
    }
    Found& first = out[known->second];
    if (kept == &unknown) {
      merge_unknown_key(first.problem, problem, value_text(problem.node));
    } else if (kept == &missing) {
      merge_missing_keys(first.problem, problem);
    } else if (problem.kind == ProblemKind::wrong_type && first.problem.kind != ProblemKind::wrong_type) {
      first = std::move(next);  // the other was a consequence
    }
  }

  // A key that was misspelt, or is somewhere else, is not missing as well.
  for (const Found& each : out) {
    const Problem& problem = each.problem;
    if (problem.kind != ProblemKind::unknown_key) continue;
    const bool is_above = problem.elsewhere == Elsewhere::above;
    const bool is_below = problem.elsewhere == Elsewhere::below || problem.elsewhere == Elsewhere::within;
    if (const auto below = missing.find(each.inner); below != missing.end())
      std::erase(out[below->second].problem.keys, value_text(problem.node));
    const auto lacking = missing.find(is_above ? each.outer : each.mapping);
    if (lacking == missing.end()) continue;
    const bool is_beside = problem.elsewhere == Elsewhere::beside;
    const std::string key = is_above ? value_text(problem.node) : is_below ? problem.home : problem.suggestion;
    if (!is_beside) std::erase(out[lacking->second].problem.keys, key);
  }
  std::vector<Problem> problems;
  for (Found& each : out) {
    Problem& problem = each.problem;
    const bool is_missing = problem.kind == ProblemKind::missing_keys;
    if (is_missing && problem.keys.empty()) continue;
    // A key that is unknown needs no further comment on its spelling.
    if (problem.kind != ProblemKind::unknown_key && unknown.contains(problem.node)) continue;
    if (!each.has_custom_message && problem.kind == ProblemKind::unknown_key) {
      problem.message = unknown_key_message(problem);
    } else if (!each.has_custom_message && is_missing) {
      problem.message = "missing " + key_names(problem.keys);
    }
    problems.push_back(std::move(problem));
  }
  return problems;
}

/// Several keys that one other value would allow are one mistake, in that value.
std::vector<Found> Evaluator::united_by_choice(std::vector<Found> found) const {
  std::map<std::pair<NodeId, std::string>, std::vector<std::string>> keys;
  for (const Found& each : found) {
    const Problem& problem = each.problem;
    if (problem.choice == yaml::no_node || problem.suggestion.empty() || each.has_custom_message) continue;
    std::vector<std::string>& texts = keys[{problem.choice, problem.suggestion}];
    std::string text = value_text(problem.node);
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
  }
  std::erase_if(keys, [](const auto& each) { return each.second.size() < 2; });
  if (keys.empty()) return found;
  std::vector<Found> out;
  for (Found& each : found) {
    const auto united =
        each.has_custom_message ? keys.end() : keys.find({each.problem.choice, each.problem.suggestion});
    if (united == keys.end()) {
      out.push_back(std::move(each));
      continue;
    }
    std::vector<std::string>& texts = united->second;
    if (texts.empty()) continue;  // told
    const NodeId value = each.problem.choice;
    Found told;
    told.problem.kind = ProblemKind::not_allowed_value;
    told.problem.node = value;
    told.problem.schema = each.problem.schema;
    told.problem.message = code(value_text(value)) + " has no " + code_list(texts, "and") + ", which belong to " +
                           each.problem.home + "; write " + each.problem.home + ", or remove them";
    told.problem.suggestion = each.problem.suggestion;
    told.problem.keys = std::exchange(texts, {});
    out.push_back(std::move(told));
  }
  return out;
}

std::string Evaluator::unknown_key_message(const Problem& problem) const {
  const std::string text = value_text(problem.node);
  std::string message = "unknown key " + code(text);
  const Kind kind = document_.kind(problem.node);
  if (kind == Kind::boolean) {
    message += ", which is the boolean " + std::string(document_[problem.node].value.boolean ? "true" : "false") +
               " in YAML 1.1";
  } else if (kind != Kind::string) {
    message += ", which is not a string";
  }
  switch (problem.elsewhere) {
    case Elsewhere::above:
      return message + " in " + code(problem.home) + "; it belongs one level higher, beside " + code(problem.home);
    case Elsewhere::below:
      return message + "; it belongs below " + code(problem.home);
    case Elsewhere::within:
      return message + "; a colon is missing after " + code(problem.home);
    case Elsewhere::beside:
      return message + ", which belongs to " + problem.home;
    case Elsewhere::nowhere:
      break;
  }
  if (!problem.suggestion.empty()) {
    if (kind != Kind::string) return message + "; write " + problem.suggestion + " in quotes";
    return message + "; did you mean " + code(problem.suggestion) + "?";
  }
  if (!problem.allowed.empty()) message += "; allowed here: " + code_list(problem.allowed, "and");
  return message;
}

}  // namespace paas::schema
