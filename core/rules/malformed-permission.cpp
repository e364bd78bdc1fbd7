// A permission that IAM cannot read.
#include <fmt/format.h>

#include "core/rules/engine/keyword.h"
#include "core/rules/engine/permission.h"
#include "core/rules/rule.h"
#include "core/schema/wording.h"

namespace paas::rules {

extern const Rule malformed_permission;

namespace {

void check_permissions(const Check& check) {
  for (const yaml::NodeId node : values_of(check.file, "permission")) {
    const std::string_view text = check.file.document.text(node);
    const std::string_view fault = fault_of_permission(text);
    if (fault.empty()) continue;
    check.report(malformed_permission, check.file.document.range(node),
                 fmt::format("{} is not a permission `service:Action`, and IAM refuses the policy: {}",
                             schema::code(text), fault));
  }
}

}  // namespace

const Rule malformed_permission{
    "malformed-permission",
    Severity::error,
    "a permission that is not `service:Action`",
    R"md(
A permission names a service and one of its actions: `dynamodb:Query`. In the action `*` stands for any characters and `?`
for one. IAM refuses a policy with anything else in it, and with it the whole deployment. The deployer makes one statement
for each service, so `*` alone, which has no service, does not work either.

Write the service, a colon and the action.

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
  permissions:
  - dynamodb.Query
#   ^^^^^^^^^^^^^^ error[malformed-permission]: …it has no colon
  - "sqs:"
#   ^^^^^^ error[malformed-permission]: …no action stands after the colon
  - arn:aws:s3:::shop
#   ^^^^^^^^^^^^^^^^^ error[malformed-permission]: …it has more than one colon
  - "*"
#   ^^^ error[malformed-permission]: …it names no service
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
  permissions:
  - dynamodb:Query
  - sqs:Send*
  - s3:*
"""

def handler(event, context=None):
    pass
```
)md",
    check_permissions,
};

}  // namespace paas::rules
