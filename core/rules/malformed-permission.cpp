// A permission that IAM cannot read.
#include <fmt/format.h>

#include "core/aws/permission.h"
#include "core/data.h"
#include "core/rules/engine/fixing.h"
#include "core/rules/engine/keyword.h"
#include "core/rules/engine/swallowed_item.h"
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
    if (swallowed_dash(check.file, node)) {
      check.report(malformed_permission, check.file.document.range(node),
                   fmt::format("{} is one text, as the `-` of the next line stands deeper, and IAM refuses it as a "
                               "permission; indent the next line as this one",
                               schema::code(text)));
      continue;
    }
    check.report(malformed_permission, check.file.document.range(node),
                 fmt::format("{} is not a permission `service:Action`, and IAM refuses the policy: {}",
                             schema::code(text), fault));
  }
}

// `s3.GetObject`, `s3::GetObject` or `s3 : GetObject`: two words, and AWS has the action.
std::string meant_by(std::string_view text) {
  constexpr std::string_view separators = " .:/";
  const std::size_t first = text.find_first_of(separators);
  const std::size_t second = text.find_first_not_of(separators, first);
  if (first == std::string_view::npos || first == 0 || second == std::string_view::npos) return {};
  const std::string_view service = text.substr(0, first);
  std::string_view action = text.substr(second);
  while (action.ends_with(' ')) action.remove_suffix(1);
  const bool is_known = find_iam_action(service, action).has_value() || (action == "*" && is_iam_service(service));
  return is_known ? fmt::format("{}:{}", service, action) : std::string();
}

std::vector<Fix> write_permission(const Check& check, const Diagnostic& diagnostic) {
  const yaml::NodeId node = node_at(check.file, diagnostic.range);
  if (node != yaml::no_node && swallowed_dash(check.file, node)) return free_item(check.file, node);
  const std::string meant = meant_by(text_at(check.file, diagnostic.range));
  return meant.empty() ? std::vector<Fix>() : rewrite_scalar(check, diagnostic.range, meant, sure);
}

}  // namespace

const Rule malformed_permission{
    .code = "malformed-permission",
    .severity = Severity::error,
    .summary = "a permission that is not `service:Action`",
    .explanation = R"md(
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
    .check = check_permissions,
    .fix = write_permission,
};

}  // namespace paas::rules
