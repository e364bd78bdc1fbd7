// Keys that must be there and are not.
#include "core/rules/engine/schema_fixes.h"
#include "core/rules/engine/schema_problems.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule missing_key;

namespace {

void check_missing_key(const Check& check) {
  report_schema_problems(check, missing_key, {schema::ProblemKind::missing_keys});
}

}  // namespace

const Rule missing_key{
    .code = "missing-key",
    .severity = Severity::error,
    .summary = "required keys that are missing",
    .explanation = R"md(
The deployer refuses a fragment that lacks a required key.

## Bad
```python shop/__init__.py
"""
infra:
  api: {}
"""
```
```python shop/orders/index.py
"""
infra:
# @0-5 error[missing-key]: missing keys `auth` and `parameters`
  type: endpoint
  method: GET
  path: orders
"""

def handler(event, context=None):
    pass
```

## Good
```python shop/__init__.py
"""
infra:
  api: {}
"""
```
```python shop/orders/index.py
"""
infra:
  type: endpoint
  method: GET
  path: orders
  auth: public
  parameters: []
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_missing_key,
    .fix = fix_schema_problem,
};

}  // namespace paas::rules
