// A key that the schema does not know.
#include "core/rules/engine/schema_fixes.h"
#include "core/rules/engine/schema_problems.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule unknown_key;

namespace {

void check_unknown_key(const Check& check) {
  report_schema_problems(check, unknown_key, {schema::ProblemKind::unknown_key});
}

}  // namespace

const Rule unknown_key{
    .code = "unknown-key",
    .severity = Severity::error,
    .summary = "a key that does not exist",
    .explanation = R"md(
The objects of a fragment are closed: the deployer refuses keys that it does not know.

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
  timeuot: 60
# ^^^^^^^ error[unknown-key]: unknown key `timeuot`; did you mean `timeout`?
  alarm:
# ^^^^^ error[unknown-key]: unknown key `alarm`; allowed here: `event`, `permissions`, `layers`, `size` and `timeout`
    period: 60
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
    .check = check_unknown_key,
    .fix = fix_schema_problem,
};

}  // namespace paas::rules
