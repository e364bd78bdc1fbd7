// Two handlers with one namespace.
#include <fmt/format.h>

#include "core/rules/engine/namesake.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule duplicate_name;

namespace {

void check_duplicate_name(const Check& check) {
  const std::optional<Namesake> namesake = find_namesake(check);
  if (!namesake || namesake->likeness != Likeness::name_space) return;
  const Definition& other = *namesake->other;
  check.report(
      duplicate_name, name_place(*check.handler),
      fmt::format("the namespace `{}` is taken, and the deployer refuses two: an endpoint is named by the words of its "
                  "path, whatever its method, a worker or timer by its folder; choose another name",
                  check.handler->name_space),
      {{other.file, other.range, "the other one"}});
}

}  // namespace

const Rule duplicate_name{
    .code = "duplicate-name",
    .severity = Severity::error,
    .summary = "two handlers with one name",
    .explanation = R"md(
Everything that is made for a handler is named by its namespace: `app-` and the words of the path for an endpoint, the
path of the folder for a worker or timer. The deployer refuses two handlers with the same one, so there cannot be a GET
and a POST endpoint for the same path, nor `a-b` beside `a/b`.

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
  path: a-b
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
  method: POST
  path: a/b
#       ^^^ error[duplicate-name]: the namespace `app-a-b` is taken, and the deployer refuses two: an endpoint is named by the words of its path, whatever its method, a worker or timer by its folder; choose another name
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
  path: a-b
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
  method: POST
  path: a/c
  auth: public
  parameters: []
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_duplicate_name,
};

}  // namespace paas::rules
