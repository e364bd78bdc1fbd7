// Handlers above which no root stands.
#include <fmt/format.h>

#include <algorithm>

#include "core/rules/engine/fixing.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule missing_root;

namespace {

void check(const Check& check) {
  if (check.handler == nullptr || check.app.root() != nullptr || check.app.is_partial()) return;
  const FileType* root = check.app.generation().type(FileKind::root);
  if (root == nullptr || !root->required) return;
  // Once for each app, where some fragment tells that it is of this generation.
  const Handlers handlers = check.app.handlers();
  const auto first =
      std::find_if(handlers.begin(), handlers.end(), [](const Handler& handler) { return !handler.file->is_broken(); });
  if (first == handlers.end() || first->file.get() != &check.file) return;
  const std::string& package = check.app.package();
  const std::string name = package.substr(package.rfind('/') + 1);
  check.report(missing_root, check.file.fragment_head(),
               fmt::format("no root above this handler: the deployer needs `{}/{}` with a fragment, at least "
                           "`{}: {{}}` in its docstring",
                           name, root->files, root->key));
}

std::vector<Fix> write_root(const Check& check, const Diagnostic&) {
  const FileType& root = *check.app.generation().type(FileKind::root);
  const bool is_name = root.files.find_first_of("*?[/") == std::string::npos;
  if (!is_name || root.docstring != Docstring::module || check.app.package_file() != nullptr) return {};
  return {{fmt::format("Write `{}` with an empty fragment", root.files),
           {},
           {{check.app.package() + "/" + root.files, fmt::format("\"\"\"\n{}: {{}}\n\"\"\"\n", root.key)}},
           false,
           true}};
}

}  // namespace

const Rule missing_root{
    "missing-root", Severity::error, "an app without a root",
    R"md(
The root, `<package>/__init__.py`, declares what the handlers share. The deployer refuses a package without one, even
where there is nothing to share.

## Bad
```python shop/orders/index.py
"""
infra:
# @0-5 error[missing-root]: no root above this handler: the deployer needs `shop/__init__.py` with a fragment, at least `infra: {}` in its docstring
  type: worker
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
)md",          check,           Scope::deployed,         write_root,
};

}  // namespace paas::rules
