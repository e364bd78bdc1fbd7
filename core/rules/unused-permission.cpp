// A permission that no call of the code needs.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "core/aws/permission.h"
#include "core/rules/engine/aws_permissions.h"
#include "core/rules/engine/fixing.h"
#include "core/rules/engine/keyword.h"
#include "core/rules/rule.h"
#include "core/schema/wording.h"
#include "core/text/characters.h"

namespace paas::rules {

extern const Rule unused_permission;

namespace {

// Services whose permissions are used without a method of boto3: by a connection of another kind, by Lambda itself, or
// by a service that works for the function.
constexpr auto used_otherwise = std::to_array<std::string_view>({
    "aoss",        "appsync",     "dsql",       "ec2",    "elasticache",   "elasticfilesystem",
    "es",          "execute-api", "iam",        "iot",    "kafka-cluster", "kms",
    "logs",        "memorydb",    "neptune-db", "rds-db", "redshift",      "s3-object-lambda",
    "s3-outposts", "s3express",   "xray",
});

bool is_needed(const AwsNeeds& needs, std::string_view text) {
  const std::optional<Permission> permission = parse_permission(text);
  if (!permission || is_always_allowed(text)) return true;  // other rules speak of these
  const std::string service = to_lower(permission->service);
  if (std::ranges::find(used_otherwise, service) != used_otherwise.end()) return true;
  // What is made with tags needs the permission to tag.
  const bool is_about_tags = to_lower(permission->action).find("tag") != std::string::npos;
  return needs.use(is_about_tags ? service + ":*" : text);
}

bool are_all_needed(const AwsPermissions& permissions, const File& file, const AwsNeeds& needs) {
  return std::ranges::all_of(permissions.nodes(),
                             [&](yaml::NodeId node) { return is_needed(needs, file.document.text(node)); });
}

void check_permissions(const Check& check) {
  const File& file = check.file;
  const AwsPermissions permissions(check);
  if (!permissions.are_certain() || permissions.nodes().empty()) return;
  // A layer may bring modules and extensions that make calls.
  if (!values_of(file, "layer").empty()) return;
  const std::optional<AwsNeeds> conceivable = conceivable_aws_needs(file.text);
  if (conceivable && are_all_needed(permissions, file, *conceivable)) return;
  const AwsNeeds needs = aws_needs_of(file.text);
  if (!needs.complete) return;
  for (const yaml::NodeId node : permissions.nodes()) {
    const std::string_view text = file.document.text(node);
    if (is_needed(needs, text)) continue;
    check.report(unused_permission, file.document.range(node),
                 fmt::format("no call in the code needs {}; remove it", schema::code(text)));
  }
}

std::vector<Fix> remove_unused_permission(const Check& check, const Diagnostic& diagnostic) {
  return remove_item(check, diagnostic.range, likely);
}

}  // namespace

const Rule unused_permission{
    .code = "unused-permission",
    .severity = Severity::hint,
    .summary = "a permission that no call of the code needs",
    .explanation = R"md(
What a function may do and never does helps only whoever breaks into it; and a list that is longer than the code needs no
longer says what the function does.

Remove the permission.

It is reported only where all that the code does with AWS is visible: every client is followed from where it is made to
its last call, every method is known, and the handler imports nothing but boto3 and Python's own modules. A permission that services use on
the function's behalf, such as `kms:Decrypt`, is not reported.

## Bad
```python shop/__init__.py
"""
infra:
  table: {}
"""
```
```python shop/orders/index.py
"""
infra:
  type: worker
  permissions:
  - dynamodb:GetItem
  - dynamodb:Query
#   ^^^^^^^^^^^^^^ hint[unused-permission]: no call in the code needs `dynamodb:Query`; remove it
  - "sqs:*"
#   ^^^^^^^ hint[unused-permission]: no call in the code needs `sqs:*`; remove it
"""
import os

import boto3

def handler(event, context=None):
    table = boto3.resource("dynamodb").Table(os.environ["APP_TABLE"])
    return table.get_item(Key={"pk": event["id"]})["Item"]
```

## Good
```python shop/__init__.py
"""
infra:
  table: {}
"""
```
```python shop/orders/index.py
"""
infra:
  type: worker
  permissions:
  - dynamodb:GetItem
"""
import os

import boto3

def handler(event, context=None):
    table = boto3.resource("dynamodb").Table(os.environ["APP_TABLE"])
    return table.get_item(Key={"pk": event["id"]})["Item"]
```
)md",
    .check = check_permissions,
    .scope = Scope::deployed,
    .fix = remove_unused_permission,
};

}  // namespace paas::rules
