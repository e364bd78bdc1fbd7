// Merges what several subschemas say about one mistake.
#include <algorithm>
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
  into.suggestion = nearest(text, into.allowed);
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
  for (Found& next : found) {
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

  // A key that was misspelt is not missing as well.
  for (const Found& each : out) {
    if (each.problem.kind != ProblemKind::unknown_key || each.problem.suggestion.empty()) continue;
    const auto lacking = missing.find(each.mapping);
    if (lacking != missing.end()) std::erase(out[lacking->second].problem.keys, each.problem.suggestion);
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
  if (!problem.suggestion.empty()) {
    if (kind != Kind::string) return message + "; write " + problem.suggestion + " in quotes";
    return message + "; did you mean " + code(problem.suggestion) + "?";
  }
  if (!problem.allowed.empty()) message += "; allowed here: " + code_list(problem.allowed, "and");
  return message;
}

}  // namespace paas::schema
