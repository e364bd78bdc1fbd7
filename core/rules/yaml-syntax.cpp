// YAML that the deployer cannot load.
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule yaml_syntax;

namespace {

void check(const Check& check) {
  const File& file = check.file;
  if (file.type() == nullptr || !file.type()->schema) return;
  if (slice(file.text, file.fragment.range).find(file.type()->key) == std::string_view::npos)
    return;  // missing-fragment
  for (const yaml::Problem& problem : file.document.problems()) {
    if (problem.kind == yaml::ProblemKind::duplicate_key) continue;
    std::vector<Related> related;
    if (problem.related.size() > 0) related.push_back({&file, problem.related, "this is where it began"});
    check.report(yaml_syntax, problem.range, problem.message, std::move(related));
  }
}

}  // namespace

const Rule yaml_syntax{
    "yaml-syntax", Severity::error, "YAML that cannot be loaded",
    R"md(
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
)md",         check,
};

}  // namespace paas::rules
