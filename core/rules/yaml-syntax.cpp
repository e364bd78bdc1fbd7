// YAML that the deployer cannot load.
#include <fmt/format.h>

#include <algorithm>

#include "core/app/shown_value.h"
#include "core/rules/engine/fixing.h"
#include "core/rules/rule.h"
#include "core/schema/wording.h"

namespace paas::rules {

extern const Rule yaml_syntax;

namespace {

constexpr std::size_t mark = 2;  // as long as `- ` and `? `

// The message without the texts that it quotes where they may be values of an environment; marks of YAML stay.
std::string message_of(const File& file, const yaml::Problem& problem) {
  if (!may_hold_values(file, problem.range)) return problem.message;
  std::string shown;
  std::string_view rest = problem.message;
  for (bool is_quoted = false;; is_quoted = !is_quoted) {
    const std::size_t end = std::min(rest.find('`'), rest.size());
    const std::string_view text = rest.substr(0, end);
    shown += is_quoted && text.size() > mark ? "…" : text;
    if (end == rest.size()) return shown;
    shown += '`';
    rest.remove_prefix(end + 1);
  }
}

void check_yaml_syntax(const Check& check) {
  const File& file = check.file;
  if (file.type() == nullptr || !file.type()->schema) return;
  if (slice(file.text, file.fragment.range).find(file.type()->key) == std::string_view::npos)
    return;  // missing-fragment
  for (const yaml::Problem& problem : file.document.problems()) {
    if (problem.kind == yaml::ProblemKind::duplicate_key) continue;
    std::vector<Related> related;
    if (problem.related.size() > 0) related.push_back({&file, problem.related, "this is where it began"});
    check.report(yaml_syntax, problem.range, message_of(file, problem), std::move(related));
  }
}

// Of the two that close something the place is a guess.
bool is_clear(yaml::Cure cure) {
  return cure == yaml::Cure::blank_behind || cure == yaml::Cure::spaces || cure == yaml::Cure::quotes ||
         cure == yaml::Cure::comment;
}

std::string title_of(yaml::Cure cure, std::string_view text) {
  switch (cure) {
    case yaml::Cure::blank_behind:
      return fmt::format("Add a blank after `{}`", text);
    case yaml::Cure::colon_behind:
      return fmt::format("Add a colon after {}", schema::code(text.substr(0, text.find(' '))));
    case yaml::Cure::quotes:
      return fmt::format("Put {} in quotes", schema::code(text));
    case yaml::Cure::spaces:
      return "Indent with spaces";
    case yaml::Cure::comment:
      return "Make it a comment";
    case yaml::Cure::closing:
      return fmt::format("Close `{}` at the end of the line", text);
    default:
      return fmt::format("Remove `{}`", text);
  }
}

std::vector<Fix> mend(const Check& check, const Diagnostic& diagnostic) {
  const File& file = check.file;
  for (const yaml::Problem& problem : file.document.problems()) {
    if (problem.range != diagnostic.range || message_of(file, problem) != diagnostic.message) continue;
    const std::string_view text = slice(file.text, problem.range);
    const bool is_shown = text.size() <= mark || !may_hold_values(file, problem.range);
    return one_fix(title_of(problem.cure, is_shown ? text : "…"), file,
                   yaml::cure(file.text, bounds_of(file, problem.range), problem),
                   is_clear(problem.cure) ? sure : likely);
  }
  return {};
}

}  // namespace

const Rule yaml_syntax{
    .code = "yaml-syntax",
    .severity = Severity::error,
    .summary = "YAML that cannot be loaded",
    .explanation = R"md(
The deployer loads the fragment as YAML 1.1 and stops where that fails. What can be told from the rest of the file is
reported all the same.

## Bad
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/orders/index.py
"""
infra:
  type: worker
   size: 512
#  ^^^^ error[yaml-syntax]: this line is indented deeper than the entry above it
"""

def handler(event, context=None):
    pass
```

## Good
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/orders/index.py
"""
infra:
  type: worker
  size: 512
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_yaml_syntax,
    .fix = mend,
};

}  // namespace paas::rules
