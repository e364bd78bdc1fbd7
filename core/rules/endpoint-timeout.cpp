// An endpoint that may run longer than its API waits.
#include <fmt/format.h>

#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule endpoint_timeout;

namespace {

constexpr std::int64_t api_timeout = 30;  // seconds; quota of HTTP APIs

void check(const Check& check) {
  const File& file = check.file;
  if (file.text_at({"type"}) != "endpoint") return;
  const yaml::NodeId node = file.find({"timeout"});
  if (node == yaml::no_node || file.document.kind(node) != yaml::Kind::integer) return;
  const std::int64_t timeout = file.document[node].value.integer;
  if (timeout <= api_timeout || timeout > 900) return;
  check.report(
      endpoint_timeout, file.document.range(node),
      fmt::format("the HTTP API answers with an error after {} seconds, while the function runs on for up to {}; "
                  "write {} or less, or hand the work to a worker",
                  api_timeout, timeout, api_timeout));
}

}  // namespace

const Rule endpoint_timeout{
    "endpoint-timeout",
    Severity::warning,
    "an endpoint with a timeout that its API does not wait for",
    R"md(
An HTTP API waits 30 seconds for a function. A function that takes longer works in vain: the caller has had an error, and
the run is paid for.

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
  path: orders
  auth: public
  parameters: []
  timeout: 60
#          ^^ warning[endpoint-timeout]: the HTTP API answers with an error after 30 seconds, while the function runs on for up to 60; write 30 or less, or hand the work to a worker
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
  parameters: []
  timeout: 30
"""

def handler(event, context=None):
    pass
```
)md",
    check,
};

}  // namespace paas::rules
