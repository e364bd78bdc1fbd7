// A path that an HTTP API refuses.
#include <fmt/format.h>

#include <set>

#include "core/rules/engine/keyword.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule invalid_path;

namespace {

// What is wrong with the parameters in braces, or nothing.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
std::string fault_of(std::string_view path) {
  std::set<std::string_view> names;
  std::size_t at = 0;
  while ((at = path.find_first_of("{}", at)) != std::string_view::npos) {
    if (path[at] == '}') return "a `}` without its `{`";
    const std::size_t close = path.find_first_of("{}/", at + 1);
    if (close == std::string_view::npos || path[close] != '}') return "a `{` without its `}`";
    std::string_view name = path.substr(at + 1, close - at - 1);
    if (name.ends_with('+')) name.remove_suffix(1);
    if (name.empty()) return "a parameter without a name";
    if (!names.insert(name).second) return fmt::format("the parameter `{{{}}}` twice", name);
    at = close + 1;
  }
  return {};
}

void check_invalid_path(const Check& check) {
  const yaml::Document& document = check.file.document;
  for (const yaml::NodeId node : values_of(check.file, "path")) {
    const std::string fault = fault_of(document.text(node));
    if (fault.empty()) continue;
    check.report(invalid_path, document.range(node),
                 fmt::format("the path has {}, and the HTTP API refuses such a route", fault));
  }
}

}  // namespace

const Rule invalid_path{
    .code = "invalid-path",
    .severity = Severity::error,
    .summary = "a path that an HTTP API refuses",
    .explanation = R"md(
In a path, `{id}` stands for one segment that the function gets as a parameter, and `{proxy+}` for the rest. API Gateway
refuses a route in which a brace is missing, a parameter has no name or a name stands twice.

## Bad
```python shop/__init__.py
"""
infra:
  api: {}
"""
```
```python shop/orders/index.py
"""
infra:
  type: endpoint
  method: GET
  path: orders/{id
#       ^^^^^^^^^^ error[invalid-path]: the path has a `{` without its `}`
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
```python shop/orders/index.py
"""
infra:
  type: endpoint
  method: GET
  path: orders/{id}
  auth: public
  parameters: []
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_invalid_path,
};

}  // namespace paas::rules
