// Reports what the schema found.
#include "core/rules/engine/schema_problems.h"

#include <algorithm>

namespace paas {

Range place_of(const File& file, yaml::NodeId node, yaml::NodeId key) {
  const yaml::Document& document = file.document;
  const yaml::Kind kind = document.kind(node);
  const bool is_collection = kind == yaml::Kind::mapping || kind == yaml::Kind::sequence || kind == yaml::Kind::set;
  const Range range = document.range(node);
  if (is_collection || range.size() == 0) {
    if (key != yaml::no_node) return document.range(key);
    if (node == file.infra) return file.fragment_head();
  }
  const std::size_t line_end = slice(file.text, range).find('\n');
  if (line_end == std::string_view::npos) return range;
  return {range.begin, range.begin + static_cast<std::uint32_t>(line_end)};
}

void report_schema_problems(const Check& check, const Rule& rule, std::initializer_list<schema::ProblemKind> kinds) {
  for (const schema::Problem& problem : check.file.problems) {
    if (std::find(kinds.begin(), kinds.end(), problem.kind) == kinds.end()) continue;
    // In broken YAML a value that is not there may just not have been understood.
    const yaml::Document& document = check.file.document;
    if (!document.complete() && document.kind(problem.node) == yaml::Kind::null) continue;
    check.report(rule, place_of(check.file, problem.node, problem.key), problem.message);
  }
}

}  // namespace paas
