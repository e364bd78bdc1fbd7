// A handler that the deployer leaves out because something is missing.
#include <fmt/format.h>

#include "core/rules/engine/fixing.h"
#include "core/rules/engine/root_entry.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule silently_dropped;

namespace {

void check_silently_dropped(const Check& check) {
  if (check.handler == nullptr || !check.handler->dropped || check.app.root() == nullptr) return;
  for (const Occurrence& occurrence : check.file.occurrences) {
    const SymbolUse& use = *occurrence.use;
    if (use.otherwise.empty() || check.app.is_defined(occurrence.symbol)) continue;
    const File* root = check.app.root();
    check.report(silently_dropped, occurrence.range,
                 fmt::format("without {} {}", check.app.generation().how_to_define(occurrence.symbol), use.otherwise),
                 {{root, root->fragment_head(), "declare it in this root"}});
  }
}

std::vector<Fix> declare(const Check& check, const Diagnostic& diagnostic) {
  std::vector<Fix> fixes;
  for (const Occurrence& occurrence : check.file.occurrences) {
    const bool is_meant = occurrence.range == diagnostic.range && !occurrence.use->otherwise.empty();
    if (is_meant && !check.app.is_defined(occurrence.symbol)) append(fixes, declare_in_root(check, occurrence.symbol));
  }
  return fixes;
}

}  // namespace

const Rule silently_dropped{
    .code = "silently-dropped",
    .severity = Severity::warning,
    .summary = "a handler that is left out without a word",
    .explanation = R"md(
An endpoint needs the HTTP API that `api` in the root makes. Without it the deployer succeeds, and the endpoint is not
there.

## Bad
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/orders/index.py
"""
infra:
  type: endpoint
#       ^^^^^^^^ warning[silently-dropped]: without `api: {}` in the root the deployer leaves the endpoint out without a word
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
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_silently_dropped,
    .fix = declare,
};

}  // namespace paas::rules
