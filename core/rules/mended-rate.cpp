// A rate that the deployer mends.
#include <fmt/format.h>

#include "core/rules/engine/fixing.h"
#include "core/rules/engine/keyword.h"
#include "core/rules/engine/rate.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule mended_rate;

namespace {

void check_mended_rate(const Check& check) {
  for (const yaml::NodeId node : values_of(check.file, "rate")) {
    const std::string_view text = check.file.document.text(node);
    const std::optional<Rate> rate = parse_rate(text);
    if (!rate || !rate->is_one || !rate->is_plural) continue;
    check.report(mended_rate, check.file.document.range(node),
                 fmt::format("the deployer mends `{}` to `{}`; write it so", text, text.substr(0, text.size() - 1)));
  }
}

std::vector<Fix> write_mended(const Check& check, const Diagnostic& diagnostic) {
  const std::string_view text = text_at(check.file, diagnostic.range);
  return rewrite_scalar(check, diagnostic.range, text.substr(0, text.size() - 1), sure);
}

}  // namespace

const Rule mended_rate{
    .code = "mended-rate",
    .severity = Severity::information,
    .summary = "a rate that the deployer mends",
    .explanation = R"md(
EventBridge refuses `rate(1 minutes)`. The deployer takes the `s` away.

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
    rate: 1 minutes
#         ^^^^^^^^^ information[mended-rate]: the deployer mends `1 minutes` to `1 minute`; write it so
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
    rate: 1 minute
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_mended_rate,
    .fix = write_mended,
};

}  // namespace paas::rules
