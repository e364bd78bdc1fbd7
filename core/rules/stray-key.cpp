// A key beside `infra`.
#include <fmt/format.h>

#include "core/rules/engine/fixing.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule stray_key;

namespace {

void check_stray_key(const Check& check) {
  const yaml::Document& document = check.file.document;
  if (check.file.infra == yaml::no_node || check.file.type()->key.empty()) return;
  if (!document.complete() || !check.file.fragment.read_by_deployer) return;
  for (std::uint32_t i = 0; i < document.entry_count(document.root()); ++i) {
    const yaml::Entry entry = document.entry(document.root(), i);
    if (entry.value == check.file.infra) continue;
    const Range range = document.range(entry.key);
    check.report(stray_key, range,
                 fmt::format("the deployer reads `{}` only, so `{}` has no effect; indent it, or remove it",
                             check.file.type()->key, slice(check.file.text, range)));
  }
}

std::vector<Fix> indent(const Check& check, const Diagnostic& diagnostic) {
  const File& file = check.file;
  const Lines lines(file.text);
  const Range body = file.document.range(file.infra);
  const std::uint32_t first = lines.line(lines.line_of(body.begin)).begin;
  std::vector<Fix> fixes;
  if (body.size() > 0 && body.begin < diagnostic.range.begin && first < body.begin) {
    fixes = one_fix(fmt::format("Indent `{}`", slice(file.text, diagnostic.range)), file,
                    editor_of(file, diagnostic.range).indent_entry(diagnostic.range, body.begin - first), likely);
  }
  append(fixes, remove_entry(check, diagnostic.range, drastic));
  return fixes;
}

}  // namespace

const Rule stray_key{
    .code = "stray-key",
    .severity = Severity::warning,
    .summary = "a key beside `infra`",
    .explanation = R"md(
A fragment is a mapping with the single key `infra`; what stands beside it is not read. Often the indentation got lost.

## Bad
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/orders/index.py
"""
infra:
  type: worker
timeout: 60
# @0-7 warning[stray-key]: the deployer reads `infra` only, so `timeout` has no effect; indent it, or remove it
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
```python shop/orders/index.py
"""
infra:
  type: worker
  timeout: 60
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_stray_key,
    .scope = Scope::deployed,
    .fix = indent,
};

}  // namespace paas::rules
