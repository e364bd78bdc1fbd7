// A value that the schema does not allow.
#include "core/rules/engine/schema_problems.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule invalid_value;

namespace {

void check(const Check& check) {
  report_schema_problems(
      check, invalid_value,
      {schema::ProblemKind::not_allowed_value, schema::ProblemKind::out_of_range, schema::ProblemKind::wrong_format,
       schema::ProblemKind::duplicate_item, schema::ProblemKind::not_allowed});
}

}  // namespace

const Rule invalid_value{
    "invalid-value", Severity::error, "a value that is not allowed",
    R"md(
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
  timeout: 1000
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
)md",           check,
};

}  // namespace paas::rules
