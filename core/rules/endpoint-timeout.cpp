// A handler that may run longer than its caller waits.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/rules/engine/fixing.h"
#include "core/rules/engine/keyword.h"
#include "core/rules/rule.h"
#include "core/schema/keywords.h"

namespace paas::rules {

extern const Rule endpoint_timeout;

namespace {

void check_endpoint_timeout(const Check& check) {
  const File& file = check.file;
  for (const schema::Annotation& annotation : file.annotations) {
    const schema::Json* waits = keyword(annotation, schema::keywords::caller_waits);
    const yaml::NodeId node = annotation.node;
    if (waits == nullptr || file.document.kind(node) != yaml::Kind::integer || file.is_wrong(node)) continue;
    const std::int64_t most = waits->get<std::int64_t>();
    const std::int64_t timeout = file.document[node].value.integer;
    if (timeout <= most) continue;
    check.report(
        endpoint_timeout, file.document.range(node),
        fmt::format("the HTTP API answers with an error after {} seconds, while the function runs on for up to {}; "
                    "write {} or less, or hand the work to a worker",
                    most, timeout, most));
  }
}

std::vector<Fix> write_most(const Check& check, const Diagnostic& diagnostic) {
  for (const schema::Annotation& annotation : check.file.annotations) {
    const schema::Json* waits = keyword(annotation, schema::keywords::caller_waits);
    const Range range = check.file.document.range(annotation.node);
    if (waits == nullptr || range != diagnostic.range || check.file.document[annotation.node].alias) continue;
    return one_fix(fmt::format("Write `{}`", waits->dump()), check.file, yaml::Replacement{range, waits->dump()},
                   likely);
  }
  return {};
}

}  // namespace

const Rule endpoint_timeout{
    .code = "endpoint-timeout",
    .severity = Severity::warning,
    .summary = "an endpoint with a timeout that its API does not wait for",
    .explanation = R"md(
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
    .check = check_endpoint_timeout,
    .fix = write_most,
};

}  // namespace paas::rules
