// Finds the problem behind a diagnostic again, and mends the value, the key or the mapping that it is about.
#include "core/rules/engine/schema_fixes.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/aws/permission.h"
#include "core/rules/engine/fixing.h"
#include "core/rules/engine/rate.h"
#include "core/rules/engine/schema_problems.h"
#include "core/schema/compiled.h"
#include "core/schema/defaults.h"
#include "core/schema/keywords.h"
#include "core/schema/wording.h"

namespace paas {

namespace {

using schema::Problem;
using schema::ProblemKind;

const Problem* find_problem(const File& file, const Diagnostic& diagnostic) {
  const auto found = std::find_if(file.problems.begin(), file.problems.end(), [&](const Problem& problem) {
    return problem.message == diagnostic.message && place_of(file, problem.node, problem.key) == diagnostic.range;
  });
  return found == file.problems.end() ? nullptr : &*found;
}

bool is_collection(yaml::Kind kind) {
  return kind == yaml::Kind::mapping || kind == yaml::Kind::sequence || kind == yaml::Kind::set;
}

// To where the key is known.
std::vector<Fix> move_key(const Check& check, const Problem& problem) {
  const yaml::Document& document = check.file.document;
  const Range key = document.range(problem.node);
  const yaml::Editor editor = editor_of(check.file, key);
  const bool is_below = problem.elsewhere == schema::Elsewhere::below;
  if (!is_below && problem.elsewhere != schema::Elsewhere::above) return {};
  const std::string title = is_below ? fmt::format("Move it below {}", schema::code(problem.home))
                                     : fmt::format("Move it one level higher, beside {}", schema::code(problem.home));
  return one_fix(title, check.file, is_below ? editor.move_below(key, problem.home) : editor.move_above(key), likely);
}

// `type: endpoint` for `type: worker`, beside a `path`.
std::vector<Fix> choose_other(const Check& check, const Problem& problem) {
  if (problem.elsewhere != schema::Elsewhere::beside || problem.suggestion.empty()) return {};
  return rewrite_scalar(check, check.file.document.range(problem.choice), problem.suggestion, drastic);
}

std::vector<Fix> fix_key(const Check& check, const Problem& problem) {
  const File& file = check.file;
  const Range range = file.document.range(problem.node);
  std::vector<Fix> fixes;
  if (!problem.suggestion.empty() && problem.elsewhere == schema::Elsewhere::nowhere) {
    const bool is_string = file.document.kind(problem.node) == yaml::Kind::string;
    auto edit = is_string ? editor_of(file, range).replace_scalar(problem.node, problem.suggestion)
                          : yaml::Replacement{range, problem.suggestion};
    append(fixes, one_fix("Write " + schema::code(problem.suggestion), file, std::move(edit), sure));
  }
  if (problem.elsewhere == schema::Elsewhere::within) {
    const std::uint32_t end = range.begin + static_cast<std::uint32_t>(problem.home.size());
    if (!std::string_view(file.text).substr(range.begin).starts_with(problem.home)) return {};  // in quotes
    return one_fix(fmt::format("Add a colon after {}", schema::code(problem.home)), file,
                   yaml::Replacement{{end, end}, ":"}, sure);
  }
  append(fixes, move_key(check, problem));
  append(fixes, choose_other(check, problem));
  const bool is_elsewhere =
      problem.elsewhere == schema::Elsewhere::above || problem.elsewhere == schema::Elsewhere::below;
  if (is_elsewhere && fixes.empty()) return fixes;  // what is right but for its place is not thrown away
  append(fixes, remove_entry(check, range, drastic));
  return fixes;
}

// Emptiness promises nothing; any other value is a guess.
bool is_empty(const schema::Json& value) { return (value.is_array() || value.is_object()) && value.empty(); }

std::vector<Fix> add_keys(const Check& check, const Problem& problem) {
  std::vector<yaml::NewEntry> entries;
  std::vector<std::string> titles;
  bool safe = true;
  for (const std::string& key : problem.keys) {
    const auto schemas = schema::properties_at(*problem.schema, key);
    const auto value = schemas.empty() ? std::nullopt : schema::default_of(*schemas.front());
    if (!value) return {};
    safe = safe && is_empty(*value);
    entries.push_back(entry_of(key, *value));
    titles.push_back(key);
  }
  const yaml::NodeId key = key_of(check.file, problem.node);
  const Range place = check.file.document.range(problem.node);
  return one_fix("Add " + schema::code_list(titles, "and"), check.file,
                 editor_of(check.file, place).insert(problem.node, key, entries), {safe, true});
}

// `- s3: GetObject` for `- s3:GetObject`.
std::vector<Fix> join_permission(const Check& check, const Problem& problem) {
  const yaml::Document& document = check.file.document;
  const auto meaning = problem.schema->source->find(schema::keywords::value);
  if (meaning == problem.schema->source->end() || *meaning != "permission") return {};
  if (document[problem.node].alias || document.entry_count(problem.node) != 1) return {};
  const yaml::Entry entry = document.entry(problem.node, 0);
  const std::string text = fmt::format("{}:{}", document.text(entry.key), document.text(entry.value));
  if (!fault_of_permission(text).empty()) return {};
  return one_fix("Write " + schema::code(text), check.file, yaml::Replacement{document.range(problem.node), text},
                 sure);
}

// What YAML takes for something else than was meant: quotes too many, too few, or a value that is missing.
std::vector<Fix> fix_type(const Check& check, const Problem& problem) {
  const yaml::Node& node = check.file.document[problem.node];
  if (node.kind == yaml::Kind::mapping) return join_permission(check, problem);
  if (problem.suggestion.empty() || node.alias) return {};
  if (node.kind == yaml::Kind::sequence)  // `- - a`
    return one_fix("Remove one `-`", check.file, yaml::Replacement{node.range, problem.suggestion}, sure);
  if (is_collection(node.kind)) return {};
  const bool follows_colon =
      node.range.size() == 0 && node.range.begin > 0 && check.file.text[node.range.begin - 1] == ':';
  const bool has_lines = problem.suggestion.find('\n') != std::string::npos;
  return one_fix(has_lines ? "Put a blank behind each colon" : "Write " + schema::code(problem.suggestion), check.file,
                 yaml::Replacement{node.range, (follows_colon ? " " : "") + problem.suggestion}, sure);
}

std::vector<Fix> fix_value(const Check& check, const Problem& problem) {
  if (problem.suggestion.empty()) return {};
  // The right word in quotes that make it a text.
  if (check.file.document.text(problem.node) == problem.suggestion) return fix_type(check, problem);
  const Certainty certainty = problem.keys.empty() ? sure : likely;
  return rewrite_scalar(check, check.file.document.range(problem.node), problem.suggestion, certainty);
}

std::vector<Fix> fix_range(const Check& check, const Problem& problem) {
  const yaml::Kind kind = check.file.document.kind(problem.node);
  const auto* keywords = schema::target_of(*problem.schema).keywords->number.get();
  const bool is_number = kind == yaml::Kind::integer || kind == yaml::Kind::number;
  if (keywords == nullptr || !is_number || check.file.document[problem.node].alias) return {};
  const double number = check.file.document.number_of(problem.node);
  const double limit = number < keywords->minimum ? keywords->minimum : keywords->maximum;
  if (number >= keywords->minimum && number <= keywords->maximum) return {};
  const std::string text = schema::number_text(limit);
  return one_fix("Write " + schema::code(text), check.file,
                 yaml::Replacement{check.file.document.range(problem.node), text}, likely);
}

std::vector<Fix> fix_format(const Check& check, const Problem& problem) {
  const auto meaning = problem.schema->source->find(schema::keywords::value);
  if (meaning == problem.schema->source->end() || *meaning != "rate") return {};
  const std::string rate = clear_rate(check.file.document.text(problem.node));
  if (rate.empty()) return {};
  return rewrite_scalar(check, check.file.document.range(problem.node), rate, likely);
}

std::vector<Fix> remove_refused(const Check& check, const Problem& problem) {
  const yaml::NodeId key = is_key(check.file, problem.node) ? problem.node : problem.key;
  if (key == yaml::no_node) return {};
  return remove_entry(check, check.file.document.range(key), drastic);
}

}  // namespace

std::vector<Fix> fix_schema_problem(const Check& check, const Diagnostic& diagnostic) {
  const Problem* problem = find_problem(check.file, diagnostic);
  if (problem == nullptr) return {};
  switch (problem->kind) {
    case ProblemKind::unknown_key:
      return fix_key(check, *problem);
    case ProblemKind::missing_keys:
      return add_keys(check, *problem);
    case ProblemKind::wrong_type:
      return fix_type(check, *problem);
    case ProblemKind::not_allowed_value:
      return fix_value(check, *problem);
    case ProblemKind::out_of_range:
      return fix_range(check, *problem);
    case ProblemKind::duplicate_item:
      return remove_item(check, check.file.document.range(problem->node), sure);
    case ProblemKind::not_allowed:
      return remove_refused(check, *problem);
    case ProblemKind::wrong_format:
      return fix_format(check, *problem);
  }
  return {};
}

}  // namespace paas
