// A permission for something that AWS does not have.
#include <fmt/format.h>

#include <algorithm>

#include "core/aws/permission.h"
#include "core/data.h"
#include "core/rules/engine/fixing.h"
#include "core/rules/engine/keyword.h"
#include "core/rules/rule.h"
#include "core/schema/schema.h"
#include "core/schema/wording.h"
#include "core/text/characters.h"

namespace paas::rules {

extern const Rule unknown_permission;

namespace {

// No action is nearly as long; a hostile pattern of a megabyte would be compared with thousands of names.
constexpr std::size_t max_action = 128;
// A guess looks through all services; a file with more mistakes than this was not written by hand.
constexpr int max_guesses = 50;

bool precedes(std::string_view left, std::string_view right) {
  return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(),
                                      [](char a, char b) { return to_lower(a) < to_lower(b); });
}

// The actions are sorted, so those that a pattern such as `Describe*` can match stand together.
bool matches_some_action(std::string_view service, std::string_view pattern) {
  const IamActions actions = iam_actions(service);
  const std::string_view literal = pattern.substr(0, pattern.find_first_of("*?"));
  const std::string beginning = std::string(literal) + "*";
  std::size_t low = 0;
  std::size_t high = actions.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (precedes(actions.name(middle), literal)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  for (; low < actions.size() && covers(beginning, actions.name(low)); ++low) {
    if (covers(pattern, actions.name(low))) return true;
  }
  return false;
}

bool is_known_action(std::string_view service, std::string_view action) {
  if (action.size() > max_action) return false;
  if (has_wildcard(action)) return matches_some_action(service, action);
  return find_iam_action(service, action).has_value();
}

bool is_known_by_settings(const Settings& settings, std::string_view text) {
  return std::any_of(settings.permissions.begin(), settings.permissions.end(),
                     [&](const std::string& known) { return covers(known, text); });
}

std::string nearest_action(std::string_view service, std::string_view action) {
  if (has_wildcard(action)) return {};
  const IamActions actions = iam_actions(service);
  std::vector<std::string> names;
  for (std::size_t index = 0; index < actions.size(); ++index) names.emplace_back(actions.name(index));
  return schema::nearest(action, names);
}

// What was probably meant where the service is unknown. A service that has the action is a better guess than one that
// is spelt more alike.
std::string nearest_permission(const Permission& permission) {
  std::vector<std::string> with_action;
  for (const std::string_view service : iam_services()) {
    if (is_known_action(service, permission.action)) with_action.emplace_back(service);
  }
  std::string service = schema::nearest(permission.service, with_action);
  if (!service.empty()) return fmt::format("{}:{}", service, permission.action);
  const auto all = iam_services();
  service = schema::nearest(permission.service, {all.begin(), all.end()});
  const std::string action = nearest_action(service, permission.action);
  return action.empty() ? std::string() : fmt::format("{}:{}", service, action);
}

// Empty where nothing is likely.
std::string meant_by(const Permission& permission) {
  if (!is_iam_service(permission.service)) return nearest_permission(permission);
  const std::string action = nearest_action(permission.service, permission.action);
  return action.empty() ? std::string() : fmt::format("{}:{}", permission.service, action);
}

std::string message_of_unknown_permission(const Permission& permission, bool guess) {
  const bool service_known = is_iam_service(permission.service);
  std::string message;
  const std::string meant = guess ? meant_by(permission) : std::string();
  if (!service_known) {
    message = fmt::format("AWS has no service {}, so this allows nothing", schema::code(permission.service));
  } else if (has_wildcard(permission.action)) {
    message = fmt::format("no action of `{}` matches {}, so this allows nothing", permission.service,
                          schema::code(permission.action));
  } else {
    message = fmt::format("`{}` has no action {}, so this allows nothing", permission.service,
                          schema::code(permission.action));
  }
  if (!meant.empty()) return fmt::format("{}; did you mean `{}`?", message, meant);
  return message + "; correct it, or list it under `permissions` in `paas.yaml` if AWS has added it";
}

void check_permissions(const Check& check) {
  int guesses = 0;
  for (const yaml::NodeId node : values_of(check.file, "permission")) {
    const std::string_view text = check.file.document.text(node);
    const std::optional<Permission> permission = parse_permission(text);
    if (!permission || is_known_action(permission->service, permission->action)) continue;
    if (is_known_by_settings(check.app.settings(), text)) continue;
    check.report(unknown_permission, check.file.document.range(node),
                 message_of_unknown_permission(*permission, guesses++ < max_guesses));
  }
}

// It would allow something that is not allowed now, so a person should look.
std::vector<Fix> write_meant(const Check& check, const Diagnostic& diagnostic) {
  const auto permission = parse_permission(text_at(check.file, diagnostic.range));
  const std::string meant = permission ? meant_by(*permission) : std::string();
  return meant.empty() ? std::vector<Fix>() : rewrite_scalar(check, diagnostic.range, meant, likely);
}

}  // namespace

const Rule unknown_permission{
    .code = "unknown-permission",
    .severity = Severity::warning,
    .summary = "a permission for an action that AWS does not have",
    .explanation = R"md(
IAM takes any `service:Action` that is well-formed, known or not. A misspelt one is deployed without a word and allows
nothing; the function then fails when it runs, with `AccessDenied`. Case does not matter: `S3:getobject` is `s3:GetObject`.

Correct the spelling. An action that AWS has added since this program was made can be listed in `paas.yaml`, under
`permissions`.

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
  - dyanmodb:PutItem
#   ^^^^^^^^^^^^^^^^ warning[unknown-permission]: …did you mean `dynamodb:PutItem`?
  - s3:GetObjekt
#   ^^^^^^^^^^^^ warning[unknown-permission]: …did you mean `s3:GetObject`?
  - sqs:Push*
#   ^^^^^^^^^ warning[unknown-permission]: no action of `sqs` matches `Push*`
"""

def handler(event, context=None):
    pass
```

## Good
```yaml paas.yaml
permissions: ["s3:BrandNewAction", "brand-new-service:*"]
```
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
  - dynamodb:PutItem
  - s3:getobject
  - sqs:Send*
  - brand-new-service:DoIt
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_permissions,
    .fix = write_meant,
};

}  // namespace paas::rules
