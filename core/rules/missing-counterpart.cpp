// Something that does nothing because what it needs beside it is missing.
#include <algorithm>

#include "core/app/symbol.h"
#include "core/rules/engine/counterpart.h"
#include "core/rules/engine/fixing.h"
#include "core/rules/rule.h"
#include "core/schema/keywords.h"

namespace paas::rules {

extern const Rule missing_counterpart;

namespace {

bool is_understood(const File& file) { return !file.is_broken() && file.problems.empty(); }

// Whether a file that is not understood may hold the definition: a handler may be the endpoint that is missed.
bool may_be_hidden(const App& app, std::string_view symbol) {
  const auto stands_in_doubt = [&](const SymbolUse* use) {
    if (use->in_root) return app.root() != nullptr && !is_understood(*app.root());
    return std::any_of(app.handlers().begin(), app.handlers().end(),
                       [](const Handler& handler) { return !is_understood(*handler.file); });
  };
  const Generation& generation = app.generation();
  const auto& by_symbol = generation.definers(symbol);
  const auto& by_kind = generation.namers(symbol_kind(symbol));
  return std::any_of(by_symbol.begin(), by_symbol.end(), stands_in_doubt) ||
         std::any_of(by_kind.begin(), by_kind.end(), stands_in_doubt);
}

void check_needs(const Check& check) {
  if (check.app.is_partial()) return;
  Range without_use;  // a part that makes nothing, so what stands in it makes nothing either: that is the same mistake
  for (Counterpart& needed : counterparts_of(check, schema::keywords::needs)) {
    const bool is_inside = needed.place.begin > without_use.begin && needed.place.end <= without_use.end;
    if (is_inside || check.app.is_defined(needed.symbol) || may_be_hidden(check.app, needed.symbol)) continue;
    check.report(missing_counterpart, needed.place, std::move(needed.message));
    without_use = needed.extent;
  }
}

std::vector<Fix> remove_missing_counterpart(const Check& check, const Diagnostic& diagnostic) {
  const yaml::NodeId key = node_at(check.file, diagnostic.range);
  return is_key(check.file, key) ? remove_entry(check, diagnostic.range, drastic) : std::vector<Fix>();
}

}  // namespace

const Rule missing_counterpart{
    .code = "missing-counterpart",
    .severity = Severity::warning,
    .summary = "something without the other thing that gives it a use",
    .explanation = R"md(
Some things do nothing by themselves. The API of an app is made as soon as one handler is an endpoint, and its user pool
as soon as one endpoint is private; until then `api` makes nothing at all, and the settings of `userpool` are not used.

In generation 0.1 an action needs its code in an `index.py`, and someone who hears of it when it fails: the caller of a queue
or an endpoint, or the action that is its `errors`.

Add what is missing, or remove what would need it.

## Bad: no endpoint
```python shop/__init__.py
"""
infra:
  api: {}
# ^^^ warning[missing-counterpart]: no handler is an endpoint, so `api` makes nothing
"""
```
```python shop/orders/index.py
"""
infra:
  type: worker
"""

def handler(event, context=None):
    pass
```

## Bad: no private endpoint
```python shop/__init__.py
"""
infra:
  api:
    userpool:
#   ^^^^^^^^ warning[missing-counterpart]: no endpoint has `auth: private`, so no user pool is made
      identity_providers: [google]
"""
```
```python shop/orders/index.py
"""
infra:
  type: endpoint
  method: GET
  path: orders
  auth: public
  parameters: []
"""

def handler(event, context=None):
    pass
```

## Bad: no code, and nobody who hears of errors
```yaml metadata.yaml
actions:
- name: shop-orders
#       ^^^^^^^^^^^ warning[missing-counterpart]: nobody hears of it when `shop-orders` fails, as no queue and no endpoint calls it; give it `errors`
- name: shop-refunds
#       ^^^^^^^^^^^^ warning[missing-counterpart]: no `index.py` is the code of the action `shop-refunds`
timers:
- name: nightly
  action: shop-orders
  rate: 1 day
queues:
- name: refunds
  action: shop-refunds
```
```python shop/orders/index.py
def handler(event, context=None):
    pass
```

## Good
```python shop/__init__.py
"""
infra:
  api:
    userpool:
      identity_providers: [google]
"""
```
```python shop/orders/index.py
"""
infra:
  type: endpoint
  method: GET
  path: orders
  auth: private
  parameters: []
"""

def handler(event, context=None):
    pass
```

## Good: errors are handled
```yaml metadata.yaml
actions:
- name: shop-orders
  errors: shop-errors
- name: shop-errors
timers:
- name: nightly
  action: shop-orders
  rate: 1 day
```
```python shop/orders/index.py
def handler(event, context=None):
    pass
```
```python shop/errors/index.py
def handler(event, context=None):
    pass
```
)md",
    .check = check_needs,
    .fix = remove_missing_counterpart,
};

}  // namespace paas::rules
