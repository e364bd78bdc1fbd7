// A key that stands twice in one mapping.
#include <fmt/format.h>

#include "core/rules/engine/fixing.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule duplicate_key;

namespace {

void check(const Check& check) {
  for (const yaml::Problem& problem : check.file.document.problems()) {
    if (problem.kind != yaml::ProblemKind::duplicate_key) continue;
    check.report(duplicate_key, problem.range,
                 fmt::format("`{}` stands twice here, and this one wins without a word; remove one of them",
                             slice(check.file.text, problem.range)),
                 {{&check.file, problem.related, "this one is ignored"}});
  }
}

std::vector<Fix> remove_earlier(const Check& check, const Diagnostic& diagnostic) {
  return one_fix("Remove the one that is ignored", check.file,
                 editor_of(check.file, diagnostic.range).remove_entry(diagnostic.related.front().range), sure);
}

}  // namespace

const Rule duplicate_key{
    "duplicate-key",
    Severity::warning,
    "a key that stands twice",
    R"md(
Of two equal keys in a mapping the deployer takes the last one and says nothing.

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
  timeout: 30
  timeout: 60
# ^^^^^^^ warning[duplicate-key]: `timeout` stands twice here, and this one wins without a word; remove one of them
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
  timeout: 60
"""

def handler(event, context=None):
    pass
```
)md",
    check,
    Scope::everything,
    remove_earlier,
};

}  // namespace paas::rules
