// A backslash in a docstring, which Python decodes and the deployer does not.
#include <fmt/format.h>

#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule docstring_escape;

namespace {

void check_docstring_escape(const Check& check) {
  if (check.file.infra == yaml::no_node) return;
  for (const python::Quirk& quirk : check.file.fragment.quirks) {
    if (quirk.kind != python::QuirkKind::escape) continue;
    return check.report(docstring_escape, quirk.range,
                        fmt::format("the deployer reads `{}` as it stands here, without Python's escapes; only YAML's "
                                    "double quotes decode it",
                                    slice(check.file.text, quirk.range)));
  }
}

}  // namespace

const Rule docstring_escape{
    .code = "docstring-escape",
    .severity = Severity::information,
    .summary = "a backslash in a fragment",
    .explanation = R"md(
Python decodes escapes in a docstring, so `__doc__` differs from what stands in the file. The deployer reads the file's
raw text, so YAML sees the backslash: in double quotes it is YAML's own escape, elsewhere a plain backslash. Nothing is
wrong as long as only the deployer reads the fragment.

## Bad
```python shop/__init__.py
"""
infra:
  table: {}
"""
```
```python shop/orders/index.py
"""
infra:
  type: worker
  event:
    type: table
    pattern:
      detail:
        pk: ["A\tB"]
#              ^^ information[docstring-escape]: the deployer reads `\t` as it stands here, without Python's escapes; only YAML's double quotes decode it
"""

def handler(event, context=None):
    pass
```

## Good
```python shop/__init__.py
"""
infra:
  table: {}
"""
```
```python shop/orders/index.py
"""
infra:
  type: worker
  event:
    type: table
    pattern:
      detail:
        pk: [A-B]
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_docstring_escape,
    .scope = Scope::deployed,
};

}  // namespace paas::rules
