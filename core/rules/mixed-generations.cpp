// A fragment of another generation than its app.
#include <fmt/format.h>

#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule mixed_generations;

namespace {

void check_mixed_generations(const Check& check) {
  const File& file = check.file;
  const Generation& app = check.app.generation();
  if (file.kind == FileKind::environment || file.generation.get() == &app || !file.recognised) return;
  const File* root = check.app.root();
  std::vector<Related> related;
  if (root != nullptr && root != &file) related.push_back({root, root->fragment_head(), "the app's root"});
  check.report(
      mixed_generations, file.fragment_head(),
      fmt::format("this fragment is written for generation {}, and the app is of generation {}, whose deployer "
                  "does not understand it; `paas-lsp --migrate` carries older ones forward",
                  file.generation->name(), app.name()),
      std::move(related));
}

}  // namespace

const Rule mixed_generations{
    .code = "mixed-generations",
    .severity = Severity::error,
    .summary = "a fragment of another generation than its app",
    .explanation = R"md(
A deployer understands one generation of the language. The shape of a fragment says for which it was written, and those of
an app must agree; where they do not, the generation of the root counts, or of most handlers, or the one that
`generation` in `paas.yaml` names.

`paas-lsp --migrate` rewrites older fragments.

## Bad
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/orders/index.py
"""
infra:
# @0-5 error[mixed-generations]: this fragment is written for generation 0.7, and the app is of generation 0.8
  topic: {}
  size: large
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
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_mixed_generations,
};

}  // namespace paas::rules
