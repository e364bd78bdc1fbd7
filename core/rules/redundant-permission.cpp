// A permission that the function has anyway.
#include <fmt/format.h>

#include <string>
#include <unordered_map>

#include "core/aws/permission.h"
#include "core/rules/engine/fixing.h"
#include "core/rules/engine/keyword.h"
#include "core/rules/rule.h"
#include "core/schema/wording.h"
#include "core/text/characters.h"

namespace paas::rules {

extern const Rule redundant_permission;

namespace {

// Every permission is compared with every wildcard; nobody writes more, and a hostile file must not take minutes.
constexpr std::size_t max_wildcards = 50;
// Two long patterns take the product of their lengths to compare.
constexpr std::size_t max_length = 256;

class PermissionList {
 public:
  explicit PermissionList(const Check& check) : check_(check) {
    for (const yaml::NodeId node : values_of(check.file, "permission")) {
      const std::string_view text = text_of(node);
      if (text.size() > max_length || !parse_permission(text)) continue;
      nodes_.push_back(node);
      if (has_wildcard(text) && wildcards_.size() < max_wildcards) wildcards_.push_back(node);
    }
  }

  void report() {
    for (const yaml::NodeId node : nodes_) report(node);
  }

 private:
  std::string_view text_of(yaml::NodeId node) const { return check_.file.document.text(node); }

  void report(yaml::NodeId node) {
    const std::string_view text = text_of(node);
    const Range range = check_.file.document.range(node);
    if (is_always_allowed(text)) {
      const std::string message =
          fmt::format("every function may do {}, since the deployer adds it; remove it", schema::code(text));
      return check_.report(redundant_permission, range, message);
    }
    const auto [first, added] = first_.try_emplace(to_lower(text), node);
    const yaml::NodeId covering = added ? find_covering(node) : first->second;
    if (covering == yaml::no_node) return;
    const std::string_view other = text_of(covering);
    check_.report(
        redundant_permission, range,
        fmt::format("{} allows this already; remove {}", schema::code(other), schema::code(text)),
        {{&check_.file, check_.file.document.range(covering), fmt::format("{} stands here", schema::code(other))}});
  }

  // Of two patterns that cover each other (`s3:**`, `s3:*`) the later is the redundant one.
  yaml::NodeId find_covering(yaml::NodeId node) const {
    const std::uint32_t place = check_.file.document.range(node).begin;
    for (const yaml::NodeId wildcard : wildcards_) {
      if (wildcard == node || !covers(text_of(wildcard), text_of(node))) continue;
      const bool earlier = check_.file.document.range(wildcard).begin < place;
      if (earlier || !covers(text_of(node), text_of(wildcard))) return wildcard;
    }
    return yaml::no_node;
  }

  const Check& check_;
  std::vector<yaml::NodeId> nodes_;
  std::vector<yaml::NodeId> wildcards_;
  std::unordered_map<std::string, yaml::NodeId> first_;
};

void check_permissions(const Check& check) { PermissionList(check).report(); }

std::vector<Fix> remove_redundant_permission(const Check& check, const Diagnostic& diagnostic) {
  return remove_item(check, diagnostic.range, sure);
}

}  // namespace

const Rule redundant_permission{
    .code = "redundant-permission",
    .severity = Severity::information,
    .summary = "a permission that the function has anyway",
    .explanation = R"md(
A permission that another one of the list covers adds nothing, and whoever reads the list takes it for narrower than it is:
`dynamodb:*` allows `dynamodb:Query` and everything else. The permissions to write logs are always added by the deployer.

Remove the permission; or, if the wider one was not meant, remove that.

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
  - dynamodb:*
  - dynamodb:Query
#   ^^^^^^^^^^^^^^ information[redundant-permission]: `dynamodb:*` allows this already; remove `dynamodb:Query`
  - s3:GetObject
  - S3:getobject
#   ^^^^^^^^^^^^ information[redundant-permission]: `s3:GetObject` allows this already
  - logs:PutLogEvents
#   ^^^^^^^^^^^^^^^^^ information[redundant-permission]: every function may do `logs:PutLogEvents`, since the deployer adds it
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
  - s3:Get*
  - s3:PutObject
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_permissions,
    .fix = remove_redundant_permission,
};

}  // namespace paas::rules
