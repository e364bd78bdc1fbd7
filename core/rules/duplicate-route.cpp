// Two endpoints that answer the same requests.
#include <fmt/format.h>

#include "core/rules/engine/keyword.h"
#include "core/rules/engine/namesake.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule duplicate_route;

namespace {

void check_duplicate_route(const Check& check) {
  const std::optional<Namesake> namesake = find_namesake(check);
  if (!namesake || namesake->likeness != Likeness::route) return;
  const Definition& other = *namesake->other;
  check.report(
      duplicate_route, name_place(*check.handler),
      fmt::format("`{} {}` has an endpoint already, and the deployer refuses two; change the path, or remove one",
                  value_of(check.file, "method"), value_of(check.file, "path")),
      {{other.file, other.range, "the other one"}});
}

}  // namespace

const Rule duplicate_route{
    .code = "duplicate-route",
    .severity = Severity::error,
    .summary = "two endpoints for one route",
    .explanation = R"md(
A route belongs to one endpoint. The deployer refuses the second one.

## Bad
```python shop/__init__.py
"""
infra:
  api: {}
"""
```
```python shop/a/index.py
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
```python shop/b/index.py
"""
infra:
  type: endpoint
  method: GET
  path: /orders
#       ^^^^^^^ error[duplicate-route]: `GET /orders` has an endpoint already, and the deployer refuses two; change the path, or remove one
  auth: public
  parameters: []
"""

def handler(event, context=None):
    pass
```

## Good
```python shop/__init__.py
"""
infra:
  api: {}
"""
```
```python shop/a/index.py
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
```python shop/b/index.py
"""
infra:
  type: endpoint
  method: GET
  path: orders/new
  auth: public
  parameters: []
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_duplicate_route,
};

}  // namespace paas::rules
