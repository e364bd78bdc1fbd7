// Two things of which an app can have only one.
#include "core/rules/engine/counterpart.h"
#include "core/rules/rule.h"
#include "core/schema/keywords.h"

namespace paas::rules {

extern const Rule conflict;

namespace {

std::vector<Related> places_of(const App& app, std::string_view symbol) {
  for (const Definition& definition : app.definitions(symbol)) {
    if (app.is_live(*definition.use)) return {{definition.file, definition.range, "this excludes it"}};
  }
  return {};
}

void check_avoided(const Check& check) {
  for (Counterpart& avoided : counterparts_of(check, schema::keywords::avoids)) {
    if (!check.app.is_defined(avoided.symbol)) continue;
    check.report(conflict, avoided.place, std::move(avoided.message), places_of(check.app, avoided.symbol));
  }
}

}  // namespace

const Rule conflict{
    .code = "conflict",
    .severity = Severity::error,
    .summary = "two things that exclude each other",
    .explanation = R"md(
A public bucket is a website behind an API of its own with the app's domain, so it cannot stand beside `api`, and its
role has the name of the builder's.

In generation 0.1 an action that handles the errors of others cannot have `errors` itself.

## Bad
```python shop/__init__.py
"""
infra:
  builder: {}
  bucket:
    public: true
#           ^^^^ error[conflict]: an app cannot have both a public bucket and `builder`: the deployer refuses it; make the bucket private, or move the website into an app of its own
"""
```

## Bad: errors of errors
```yaml metadata.yaml
actions:
- name: shop-orders
  errors: shop-errors
- name: shop-errors
#       ^^^^^^^^^^^ error[conflict]: `shop-errors` handles the errors of others, so it cannot have `errors` itself
  errors: shop-alarms
- name: shop-alarms
```
```python shop/orders/index.py
def handler(event, context=None):
    pass
```
```python shop/errors/index.py
def handler(event, context=None):
    pass
```
```python shop/alarms/index.py
def handler(event, context=None):
    pass
```

## Good
```python shop/__init__.py
"""
infra:
  builder: {}
  bucket:
    public: false
"""
```
)md",
    .check = check_avoided,
};

}  // namespace paas::rules
