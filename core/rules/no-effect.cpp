// A setting that the deployer does not pass on.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/rules/engine/fixing.h"
#include "core/rules/engine/keyword.h"
#include "core/rules/rule.h"
#include "core/schema/keywords.h"

namespace paas::rules {

extern const Rule no_effect;

namespace {

// `{always: 512}`: whatever is written, the value is 512. To write 512 is no mistake.
bool says_what_happens(const yaml::Document& document, yaml::NodeId node, const schema::Json& effect) {
  const auto always = effect.find("always");
  return always != effect.end() && document.number_of(node) == always->get<double>();
}

void check_settings(const Check& check) {
  if (check.handler != nullptr && check.handler->dropped) return;
  const yaml::Document& document = check.file.document;
  for (const schema::Annotation& annotation : check.file.annotations) {
    const schema::Json* effect = keyword(annotation, schema::keywords::no_effect);
    if (effect == nullptr || annotation.key == yaml::no_node) continue;
    if (says_what_happens(document, annotation.node, *effect) || check.file.is_wrong(annotation.node)) continue;
    check.report(
        no_effect, document.range(annotation.key),
        fmt::format("`{}` has no effect: {}; remove it", document.text(annotation.key), text_in(*effect, "instead")));
  }
}

std::vector<Fix> remove_no_effect(const Check& check, const Diagnostic& diagnostic) {
  return remove_entry(check, diagnostic.range, sure);
}

}  // namespace

const Rule no_effect{
    .code = "no-effect",
    .severity = Severity::warning,
    .summary = "a setting that the deployer does not pass on",
    .explanation = R"md(
The deployer takes some settings and does not use them: `size` and `batch-window` never reach the template, and the `source`
of a pattern is replaced by the resource that the event's `type` names. What is deployed is something else than what is
written.

Remove the setting, so that nobody relies on it.

## Bad
```python shop/__init__.py
"""
infra:
  table:
    batch-window: 20
#   ^^^^^^^^^^^^ warning[no-effect]: `batch-window` has no effect: …changes are gathered for 1 second
"""
```
```python shop/orders/index.py
"""
infra:
  type: worker
  size: 2048
# ^^^^ warning[no-effect]: `size` has no effect: …every function gets 512 MB
  event:
    type: table
    pattern:
      source: [shop.orders]
#     ^^^^^^ warning[no-effect]: `source` has no effect: the deployer puts the resource that `type` names there
      detail:
        eventName: [INSERT]
"""

def handler(event, context=None):
    pass
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
  size: 512
  event:
    type: table
    pattern:
      detail:
        eventName: [INSERT]
"""

def handler(event, context=None):
    pass
```
```python shop/refunds/index.py
"""
infra:
  type: worker
  event:
    type: unbound
    pattern:
      source: [shop.orders]
      detail-type: [shop.refund]
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_settings,
    .fix = remove_no_effect,
};

}  // namespace paas::rules
