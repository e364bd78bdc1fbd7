// A path that no request has.
#include <fmt/format.h>

#include <algorithm>

#include "core/rules/engine/fixing.h"
#include "core/rules/engine/keyword.h"
#include "core/rules/rule.h"
#include "core/schema/wording.h"

namespace paas::rules {

extern const Rule unreachable_path;

namespace {

// What a path never has as it comes in, or npos. https://datatracker.ietf.org/doc/html/rfc3986#section-3.3
std::size_t foreign_character(std::string_view path) { return path.find_first_of(" ?#\t\r\n"); }

std::string message_of_unreachable_path(std::string_view path) {
  if (path.empty()) {
    return "the path is empty: the endpoint answers at the domain itself, and no word of it names what is made for it; "
           "write one, such as `orders`";
  }
  const std::size_t at = foreign_character(path);
  if (at == std::string_view::npos) return {};
  if (path[at] == '?') {
    return "a path ends before its `?`, so no request reaches this endpoint; remove it, and name the parameters of the "
           "query under `parameters`";
  }
  if (path[at] == '#') return "a path ends before its `#`, so no request reaches this endpoint; remove it";
  return "a path has no blanks, so no request reaches this endpoint; write `-` instead";
}

void check_paths(const Check& check) {
  for (const yaml::NodeId node : values_of(check.file, "path")) {
    const std::string message = message_of_unreachable_path(check.file.document.text(node));
    if (!message.empty()) check.report(unreachable_path, check.file.document.range(node), message);
  }
}

std::vector<Fix> write_path(const Check& check, const Diagnostic& diagnostic) {
  std::string path(text_at(check.file, diagnostic.range));
  path.erase(std::min(path.find_first_of("?#"), path.size()));
  while (!path.empty() && (path.back() == ' ' || path.back() == '\n')) path.pop_back();
  path.erase(0, std::min(path.find_first_not_of(" \n"), path.size()));
  for (std::size_t at = foreign_character(path); at != std::string::npos; at = foreign_character(path)) {
    const std::size_t end = path.find_first_not_of(" \t\r\n", at);
    path.replace(at, end - at, "-");
  }
  if (path.empty()) return {};
  return rewrite_scalar(check, diagnostic.range, path, likely);
}

}  // namespace

const Rule unreachable_path{
    .code = "unreachable-path",
    .severity = Severity::warning,
    .summary = "a path that no request has",
    .explanation = R"md(
The path of an HTTP request has no blanks, and ends where a `?` or `#` stands. A route with one of them is deployed, and never
answers. An empty path gives the endpoint no name.

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
  path: orders?id
#       ^^^^^^^^^ warning[unreachable-path]: a path ends before its `?`…
  auth: public
  parameters: []
"""

def handler(event, context=None):
    pass
```
```python shop/mails/index.py
"""
infra:
  type: endpoint
  method: GET
  path: all mails
#       ^^^^^^^^^ warning[unreachable-path]: a path has no blanks…
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
  path: orders
  auth: public
  parameters: [id]
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_paths,
    .scope = Scope::deployed,
    .fix = write_path,
};

}  // namespace paas::rules
