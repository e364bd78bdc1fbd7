// A rate that EventBridge refuses.
#include <fmt/format.h>

#include "core/rules/engine/fixing.h"
#include "core/rules/engine/keyword.h"
#include "core/rules/engine/rate.h"
#include "core/rules/rule.h"
#include "core/schema/wording.h"

namespace paas::rules {

extern const Rule invalid_rate;

namespace {

void check_rate(const Check& check, yaml::NodeId node) {
  const std::string_view text = check.file.document.text(node);
  const std::optional<Rate> rate = parse_rate(text);
  const Range range = check.file.document.range(node);
  if (!rate) {
    return check.report(invalid_rate, range,
                        fmt::format("the deployer accepts {} and EventBridge refuses it; write a number and a unit "
                                    "alone, such as `5 minutes`",
                                    schema::code(text)));
  }
  if (rate->is_zero) return check.report(invalid_rate, range, "EventBridge refuses a rate of 0; write 1 or more");
  if (!rate->is_one && !rate->is_plural) {
    check.report(
        invalid_rate, range,
        fmt::format("EventBridge refuses `{}`: the unit is plural after every number but 1; write `{}s`", text, text));
  }
}

void check_invalid_rate(const Check& check) {
  for (const yaml::NodeId node : values_of(check.file, "rate")) check_rate(check, node);
}

std::vector<Fix> write_rate(const Check& check, const Diagnostic& diagnostic) {
  const std::string_view text = text_at(check.file, diagnostic.range);
  const std::string clear = clear_rate(text);
  if (clear.empty()) return {};
  return rewrite_scalar(check, diagnostic.range, clear, parse_rate(text) ? sure : likely);
}

}  // namespace

const Rule invalid_rate{
    .code = "invalid-rate",
    .severity = Severity::error,
    .summary = "a rate that EventBridge refuses",
    .explanation = R"md(
The deployer looks for a number and a unit anywhere in the text and passes the text on as `rate(...)`. EventBridge wants
nothing else in it, a number above 0, and the unit singular after 1 and plural after all else. CloudFormation then rolls
the stack back.

## Bad
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/a/index.py
"""
infra:
  type: timer
  event:
    rate: 2 hour
#         ^^^^^^ error[invalid-rate]: EventBridge refuses `2 hour`: the unit is plural after every number but 1; write `2 hours`
"""

def handler(event, context=None):
    pass
```
```python shop/b/index.py
"""
infra:
  type: timer
  event:
    rate: 0 hours
#         ^^^^^^^ error[invalid-rate]: EventBridge refuses a rate of 0; write 1 or more
"""

def handler(event, context=None):
    pass
```
```python shop/c/index.py
"""
infra:
  type: timer
  event:
    rate: every 5 minutes
#         ^^^^^^^^^^^^^^^ error[invalid-rate]: the deployer accepts `every 5 minutes` and EventBridge refuses it; write a number and a unit alone, such as `5 minutes`
"""

def handler(event, context=None):
    pass
```

## Good
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/a/index.py
"""
infra:
  type: timer
  event:
    rate: 2 hours
"""

def handler(event, context=None):
    pass
```
```python shop/b/index.py
"""
infra:
  type: timer
  event:
    rate: 1 hour
"""

def handler(event, context=None):
    pass
```
```python shop/c/index.py
"""
infra:
  type: timer
  event:
    rate: 5 minutes
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_invalid_rate,
    .fix = write_rate,
};

}  // namespace paas::rules
