// Handlers above which no root stands.
#include <fmt/format.h>

#include <algorithm>

#include "core/rules/engine/fixing.h"
#include "core/rules/rule.h"
#include "core/text/path.h"

namespace paas::rules {

extern const Rule missing_root;

namespace {

// A handler gets its name from the folders between it and the package.
bool has_no_place(const App& app) {
  const Handlers handlers = app.handlers();
  return std::any_of(handlers.begin(), handlers.end(), [&](const Handler& handler) {
    const std::string& path = handler.file->path;
    return path.size() - file_name(path).size() == app.package().size() + 1;
  });
}

void check_missing_root(const Check& check) {
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
  if (has_no_place(check.app)) {
    check.report(
        missing_root, check.file.fragment_head(),
        fmt::format("no root above this handler, and no place for one: the folder above `{0}` is the root of a "
                    "repository, or holds other apps; move it to a folder in a new one, such as "
                    "`shop/{0}/{1}`, and write `shop/{2}`",
                    name, file_name(check.file.path), root->files));
    return;
  }
  const std::size_t others = handlers.size() - 1;
  const std::string whose = others == 0   ? "this handler"
                            : others == 1 ? "this handler and another one"
                                          : fmt::format("this handler and {} others", others);
  check.report(missing_root, check.file.fragment_head(),
               fmt::format("no root above {}: the deployer needs `{}/{}` with a fragment, at least `{}: {{}}` in its "
                           "docstring",
                           whose, name, root->files, root->key));
}

std::vector<Fix> write_root(const Check& check, const Diagnostic&) {
  const FileType& root = *check.app.generation().type(FileKind::root);
  if (has_no_place(check.app)) return {};
  const bool is_name = root.files.find_first_of("*?[/") == std::string::npos;
  if (!is_name || root.docstring != Docstring::module || check.app.package_file() != nullptr) return {};
  const std::string& package = check.app.package();
  return {{fmt::format("Write `{}/{}` with an empty fragment", package.substr(package.rfind('/') + 1), root.files),
           {},
           {{check.app.package() + "/" + root.files, fmt::format("\"\"\"\n{}: {{}}\n\"\"\"\n", root.key)}},
           false,
           true}};
}

}  // namespace

const Rule missing_root{
    .code = "missing-root",
    .severity = Severity::error,
    .summary = "an app without a root",
    .explanation = R"md(
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
)md",
    .check = check_missing_root,
    .scope = Scope::deployed,
    .fix = write_root,
};

}  // namespace paas::rules
