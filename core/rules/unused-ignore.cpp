// A comment that ignores nothing.
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule unused_ignore;

const Rule unused_ignore{
    "unused-ignore",
    Severity::information,
    "a comment that ignores nothing",
    R"md(
`# paas: ignore[code]` silences a rule on its own line or, standing alone, on the next one; `# paas: ignore-file[code]`
in the whole file. One that silences nothing hides the next problem of its kind.

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
  timeout: 60 # paas: ignore[unknown-key]
#                            ^^^^^^^^^^^ information[unused-ignore]: nothing to ignore: `unknown-key` is not reported here; remove it
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
    nullptr,
};

}  // namespace paas::rules
