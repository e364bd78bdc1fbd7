// A value of the wrong type.
#include "core/rules/engine/schema_fixes.h"
#include "core/rules/engine/schema_problems.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule wrong_type;

namespace {

void check_wrong_type(const Check& check) {
  report_schema_problems(check, wrong_type, {schema::ProblemKind::wrong_type});
}

}  // namespace

const Rule wrong_type{
    .code = "wrong-type",
    .severity = Severity::error,
    .summary = "a value of the wrong type",
    .explanation = R"md(
The deployer refuses a value whose type is not the one that the key wants. What a plain value means is decided by
YAML 1.1: `yes` and `off` are booleans, `010` is 8, `1:30` is 90, `2024-01-02` is a date.

## Bad
```python shop/__init__.py
"""
infra:
  bucket:
    public: "no"
#           ^^^^ error[wrong-type]: `public` must be a boolean, not the string `no`
"""
```
```python shop/orders/index.py
"""
infra:
  type: worker
  timeout: long
#          ^^^^ error[wrong-type]: `timeout` must be an integer, not the string `long`
  permissions: dynamodb:GetItem
#              ^^^^^^^^^^^^^^^^ error[wrong-type]: `permissions` must be a list, not a string
"""

def handler(event, context=None):
    pass
```

## Good
```python shop/__init__.py
"""
infra:
  bucket:
    public: no
"""
```
```python shop/orders/index.py
"""
infra:
  type: worker
  timeout: 60
  permissions:
  - dynamodb:GetItem
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_wrong_type,
    .fix = fix_schema_problem,
};

}  // namespace paas::rules
