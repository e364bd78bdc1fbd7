// A part of the root that makes nothing because no endpoint needs it.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/rules/engine/keyword.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule api_without_endpoints;

namespace {

// `{endpoint: "*", otherwise: "..."}`: the key that is no option is the kind of the symbol.
std::string needed_symbol(const schema::Json& needs) {
  for (const auto& [key, value] : needs.items()) {
    if (key != "otherwise") return make_symbol(key, value.get_ref<const std::string&>());
  }
  return {};
}

// A handler that is not understood may be the endpoint that is missed.
bool all_understood(const App& app) {
  return std::all_of(app.handlers().begin(), app.handlers().end(), [](const Handler& handler) {
    return !handler.file->is_broken() && handler.file->problems.empty();
  });
}

void check_root(const Check& check) {
  if (check.file.kind != FileKind::root) return;
  const schema::Annotation* first = nullptr;
  for (const schema::Annotation& annotation : check.file.annotations) {
    const schema::Json* needs = keyword(annotation, "x-paas-needs");
    if (needs == nullptr || needs->is_array() || check.app.is_defined(needed_symbol(*needs))) continue;
    // Without any endpoint the user pool is missing too; that is the same mistake.
    const yaml::Document& document = check.file.document;
    if (first == nullptr || document.range(annotation.key).begin < document.range(first->key).begin)
      first = &annotation;
  }
  if (first == nullptr || !all_understood(check.app)) return;
  check.report(api_without_endpoints, check.file.document.range(first->key),
               std::string(text_in(*keyword(*first, "x-paas-needs"), "otherwise")));
}

}  // namespace

const Rule api_without_endpoints{
    "api-without-endpoints",
    Severity::warning,
    "an API or a user pool that no endpoint needs",
    R"md(
The API of an app is made as soon as one handler is an endpoint, and its user pool as soon as one endpoint is private. Until
then `api` makes nothing at all, and the settings of `userpool` are not used.

Add the endpoint, or remove what it would need.

## Bad: no endpoint
```python shop/__init__.py
"""
infra:
  api: {}
# ^^^ warning[api-without-endpoints]: no handler is an endpoint, so `api` makes nothing
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
#   ^^^^^^^^ warning[api-without-endpoints]: no endpoint has `auth: private`, so no user pool is made
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
)md",
    check_root,
};

}  // namespace paas::rules
