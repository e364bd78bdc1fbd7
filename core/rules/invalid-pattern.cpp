// A pattern of events that EventBridge or CloudFormation refuses.
#include "core/events/listener.h"
#include "core/rules/engine/schema_problems.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule invalid_pattern;

namespace {

bool holds(Range outer, Range inner) { return outer.begin <= inner.begin && inner.end <= outer.end; }

// What the schema says about a value, it says better.
bool is_known(const File& file, yaml::NodeId node) {
  const Range range = file.document.range(node);
  for (const schema::Problem& problem : file.problems) {
    const Range place = file.document.range(problem.node);
    // A mapping that lacks a key may hold other mistakes.
    const bool is_around = holds(place, range) && problem.kind != schema::ProblemKind::missing_keys;
    if (is_around || holds(range, place)) return true;
  }
  return false;
}

// What stands beside a pattern, such as the type of the event, decides what belongs into it.
bool is_beside_mistake(const File& file, yaml::NodeId pattern) {
  const yaml::Document& document = file.document;
  for (yaml::NodeId node = 0; node < document.size(); ++node) {
    bool holds_pattern = false;
    bool holds_mistake = false;
    for (std::uint32_t i = 0; i < document.entry_count(node); ++i) {
      const yaml::NodeId value = document.entry(node, i).value;
      holds_pattern = holds_pattern || value == pattern;
      holds_mistake = holds_mistake || (value != pattern && file.is_wrong(value));
    }
    if (holds_pattern) return holds_mistake;
  }
  return false;
}

void check_pattern(const Check& check) {
  if (check.handler != nullptr && check.handler->dropped) return;
  const std::optional<events::Reading> reading = events::pattern_of(check.file);
  if (!reading || reading->faults.empty() || !check.file.document.complete()) return;
  if (is_beside_mistake(check.file, events::pattern_node(check.file))) return;
  for (const events::Fault& fault : reading->faults) {
    if (is_known(check.file, fault.node)) continue;
    check.report(invalid_pattern, place_of(check.file, fault.node, yaml::no_node), fault.message);
  }
}

}  // namespace

const Rule invalid_pattern{
    .code = "invalid-pattern",
    .severity = Severity::error,
    .summary = "a pattern that EventBridge or CloudFormation refuses",
    .explanation = R"md(
EventBridge reads a pattern when its rule is made. A matcher that it does not understand, a range in which no number is or
an address that is none ends the deployment, and so does a null, which no template can hold.

The [operators](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html) say what can be
written. `paas-lsp --match EVENT.json` shows which handlers an event would start.

## Bad
```python shop/__init__.py
"""
infra:
  queue: {}
"""
```
```python shop/invoices/index.py
"""
infra:
  type: worker
  event:
    type: queue
    pattern:
      detail:
        amount: [{numeric: [">", 100, "<", 10]}]
#                          ^^^^^^^^^^^^^^^^^^^ error[invalid-pattern]: no number is in this range: …
        total: [{numeric: ["<", 10, ">", 1]}]
#                          ^^^ error[invalid-pattern]: of two bounds the lower one (`>` or `>=`) comes first…
        count: [{numeric: ["==", 1]}]
#                          ^^^^ error[invalid-pattern]: an operator of `numeric` is `=`, `<`, `<=`, `>` or `>=`
        sender: [{cidr: 10.0.0.0}]
#                       ^^^^^^^^ error[invalid-pattern]: `10.0.0.0` is no network; …
        file: [{wildcard: "**/*.png"}]
#                         ^^^^^^^^^^ error[invalid-pattern]: EventBridge refuses two `*` side by side; …
        state: [{anything-but: [draft, 1]}]
#                              ^^^^^^^^^^ error[invalid-pattern]: a list of `anything-but` holds strings only, or numbers only
        name: [null]
#              ^^^^ error[invalid-pattern]: CloudFormation refuses a template with a null in it; …
"""

def handler(event, context=None):
    pass
```

## Good
```python shop/__init__.py
"""
infra:
  queue: {}
"""
```
```python shop/invoices/index.py
"""
infra:
  type: worker
  event:
    type: queue
    pattern:
      detail:
        amount: [{numeric: [">", 10, "<=", 100]}]
        count: [{numeric: ["=", 1]}]
        sender: [{cidr: 10.0.0.0/24}]
        file: [{wildcard: "*/*.png"}]
        state: [{anything-but: [draft, cancelled]}]
        $or:
        - name: [{exists: false}]
        - name: [{prefix: {equals-ignore-case: shop}}]
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_pattern,
    .scope = Scope::deployed,
};

}  // namespace paas::rules
