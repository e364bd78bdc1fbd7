// A value that the schema does not allow.
#include "core/rules/engine/schema_fixes.h"
#include "core/rules/engine/schema_problems.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule invalid_value;

namespace {

void check_invalid_value(const Check& check) {
  report_schema_problems(
      check, invalid_value,
      {schema::ProblemKind::not_allowed_value, schema::ProblemKind::out_of_range, schema::ProblemKind::wrong_format,
       schema::ProblemKind::duplicate_item, schema::ProblemKind::not_allowed});
}

}  // namespace

const Rule invalid_value{
    .code = "invalid-value",
    .severity = Severity::error,
    .summary = "a value that is not allowed",
    .explanation = R"md(
The value has the right type, and is not among those that are allowed, out of range or malformed. The deployer refuses
it, or CloudFormation does.

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
  type: endpoint
  method: PATCH
#         ^^^^^ error[invalid-value]: `PATCH` is not allowed here; use `GET` or `POST`
  path: orders
  auth: public
  parameters: []
"""

def handler(event, context=None):
    pass
```
```python shop/mails/index.py
"""
infra:
  type: wroker
#       ^^^^^^ error[invalid-value]: `wroker` is not allowed here; did you mean `worker`?
"""

def handler(event, context=None):
    pass
```
```python shop/nightly/index.py
"""
infra:
  type: timer
  event:
    rate: 1 day
#         ^^^^^ error[invalid-value]: `1 day` is not a rate; write a number and `minute`, `minutes`, `hour` or `hours`, such as `5 minutes` (a day is `24 hours`)
  timeout: 1000
#          ^^^^ error[invalid-value]: `timeout` is 1000, more than the maximum of 900
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
  method: POST
  path: orders
  auth: public
  parameters: []
"""

def handler(event, context=None):
    pass
```
```python shop/nightly/index.py
"""
infra:
  type: timer
  event:
    rate: 24 hours
  timeout: 900
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_invalid_value,
    .fix = fix_schema_problem,
};

}  // namespace paas::rules
