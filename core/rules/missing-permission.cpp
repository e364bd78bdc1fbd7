// A call to AWS that no permission allows.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/rules/engine/aws_permissions.h"
#include "core/rules/engine/fixing.h"
#include "core/rules/rule.h"
#include "core/schema/wording.h"

namespace paas::rules {

extern const Rule missing_permission;

namespace {

bool allows_all(const AwsPermissions& permissions, const AwsNeeds& needs) {
  return std::ranges::all_of(needs.required, [&](const AwsNeed& need) { return permissions.allow_any(need.actions); });
}

std::string message_of_missing_permission(const std::string& action) {
  return fmt::format("no permission of the function allows {}, so this call fails; add it to the permissions",
                     schema::code(action));
}

void check_calls(const Check& check) {
  const AwsPermissions permissions(check);
  if (!permissions.are_certain()) return;
  // Most handlers are found to be in order without the grammar.
  const std::optional<AwsNeeds> conceivable = conceivable_aws_needs(check.file.text);
  if (conceivable && allows_all(permissions, *conceivable)) return;
  const AwsNeeds needs = aws_needs_of(check.file.text);
  if (allows_all(permissions, needs) || key_of_values(check.file, "permission").empty()) return;
  for (const AwsNeed& need : needs.required) {
    if (permissions.allow_any(need.actions)) continue;
    check.report(missing_permission, need.range, message_of_missing_permission(need.actions.front()));
  }
}

std::optional<yaml::Replacement> add_to_permissions(const File& file, const std::vector<yaml::NodeId>& permissions,
                                                    const std::string& action) {
  const yaml::Document& document = file.document;
  const std::string_view key = key_of_values(file, "permission");
  const yaml::Editor editor = editor_of(file, file.fragment_head());
  const yaml::NodeId list = document.find(file.infra, key);
  if (list != yaml::no_node) return editor.insert_item(list, yaml::scalar_text(action));
  if (!permissions.empty()) return std::nullopt;  // they stand somewhere else
  return editor.insert(file.infra, key_of(file, file.infra), {{std::string(key), {}, {}, {yaml::scalar_text(action)}}});
}

std::vector<Fix> add_permission(const Check& check, const Diagnostic& diagnostic) {
  const AwsPermissions permissions(check);
  for (const AwsNeed& need : aws_needs_of(check.file.text).required) {
    const std::string& action = need.actions.front();
    if (need.range != diagnostic.range || message_of_missing_permission(action) != diagnostic.message) continue;
    return one_fix("Add " + schema::code(action) + " to the permissions", check.file,
                   add_to_permissions(check.file, permissions.nodes(), action), likely);
  }
  return {};
}

}  // namespace

const Rule missing_permission{
    .code = "missing-permission",
    .severity = Severity::warning,
    .summary = "a call to AWS that no permission allows",
    .explanation = R"md(
A function may do what its permissions list, and write its logs. A call that they do not allow is refused when it runs, with
`AccessDenied`, which a test with simulated services does not show.

Add the action to the permissions. An action is often called as the method, `put_item` is `dynamodb:PutItem`; but
`list_objects_v2` needs `s3:ListBucket`, and `send_message_batch` needs `sqs:SendMessage`.

Calls are followed from `boto3.client(...)` and `boto3.resource(...)` through variables that are assigned once. Where the
client is a parameter, an attribute or assigned twice, where other credentials or another address are given, and where it
is not known what the method needs, nothing is said. Where the resource itself has a policy that names the function's role, the
call may work all the same: say so by `# paas: ignore[missing-permission]`.

## Bad
```python shop/__init__.py
"""
infra:
  table: {}
  bucket:
    public: false
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

table = boto3.resource("dynamodb").Table(os.environ["APP_TABLE"])
s3 = boto3.client("s3")

def handler(event, context=None):
    order = table.get_item(Key={"pk": event["id"]})["Item"]
    table.put_item(Item=order)
#         ^^^^^^^^ warning[missing-permission]: no permission of the function allows `dynamodb:PutItem`, so this call fails; add it to the permissions
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=os.environ["APP_BUCKET"]):
#                  ^^^^^^^^^^^^^ warning[missing-permission]: no permission of the function allows `s3:ListBucket`
        print(page)
```

## Good
```python shop/__init__.py
"""
infra:
  table: {}
  bucket:
    public: false
"""
```
```python shop/orders/index.py
"""
infra:
  type: worker
  permissions:
  - "dynamodb:*Item"
  - s3:ListBucket
"""
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["APP_TABLE"])
s3 = boto3.client("s3")

def handler(event, context=None):
    order = table.get_item(Key={"pk": event["id"]})["Item"]
    table.put_item(Item=order)
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=os.environ["APP_BUCKET"]):
        print(page)
```
)md",
    .check = check_calls,
    .scope = Scope::deployed,
    .fix = add_permission,
};

}  // namespace paas::rules
