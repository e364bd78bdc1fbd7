// Code that makes the deployer set a variable which Lambda reserves.
#include <fmt/format.h>

#include "core/app/lambda_environment.h"
#include "core/rules/engine/environment_fix.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule reserved_environment_name;

namespace {

void check_reads(const Check& check) {
  if (check.handler != nullptr && check.handler->dropped) return;
  for (const python::EnvironmentRead& read : check.file.code.reads) {
    const std::string_view name = slice(check.file.text, read.range);
    if (!read.seen_by_deployer || !is_reserved_by_lambda(name)) continue;
    const bool is_unset = check.app.environment_known() && !check.app.is_defined(make_symbol("parameter", name));
    if (is_unset) continue;  // unset-parameter: it does not even come to Lambda
    const std::string remedy =
        read.in_code ? fmt::format("write `os.environ.get(\"{}\")`, which the deployer does not see", name)
                     : std::string("remove it from this comment or string");
    check.report(reserved_environment_name, read.range,
                 fmt::format("the deployer sets every variable that it sees read, and Lambda refuses a function that "
                             "sets `{}`; {}",
                             name, remedy));
  }
}

// Lambda always sets it, so both ways to read it give the same.
std::vector<Fix> hide(const Check& check, const Diagnostic& diagnostic) {
  return hide_read(check, diagnostic.range, true);
}

}  // namespace

const Rule reserved_environment_name{
    .code = "reserved-environment-name",
    .severity = Severity::warning,
    .summary = "a variable that Lambda sets itself and nobody else may set",
    .explanation = R"md(
The deployer looks for `os.environ["X"]` and `os.getenv("X")` in the code, makes `X` a parameter of the app and sets it for
the function. Lambda sets names such as `AWS_REGION` itself and refuses a function that sets them, so the deployment fails.

Read such a name by `os.environ.get("X")`: the deployer does not see that, and the variable is there all the same.

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
"""
import os

def handler(event, context=None):
    return os.environ["AWS_REGION"]
#                      ^^^^^^^^^^ warning[reserved-environment-name]: …Lambda refuses a function that sets `AWS_REGION`
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
import os

def handler(event, context=None):
    return os.environ.get("AWS_REGION")
```
)md",
    .check = check_reads,
    .scope = Scope::deployed,
    .fix = hide,
};

}  // namespace paas::rules
