// A file that Lambda cannot call.
#include "core/rules/engine/fixing.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule missing_handler_function;

namespace {

void check_handler_missing_handler_function(const Check& check) {
  if (check.handler == nullptr || check.handler->dropped || !takes_part(check.file)) return;
  if (check.file.code.handler != python::Presence::absent) return;
  check.report(missing_handler_function, check.file.fragment_head(),
               "Lambda calls the function `handler` of this file, and there is none, so every call fails; define "
               "`def handler(event, context=None):`");
}

std::vector<Fix> define(const Check& check, const Diagnostic&) {
  const std::string& text = check.file.text;
  const auto end = static_cast<std::uint32_t>(text.size());
  const bool has_windows_lines = text.find("\r\n") != std::string::npos;
  const std::string_view line_break = has_windows_lines ? "\r\n" : "\n";
  std::string function(text.ends_with('\n') ? "" : line_break);
  for (const std::string_view line : {"", "", "def handler(event, context=None):", "    raise NotImplementedError"}) {
    function += line;
    function += line_break;
  }
  return one_fix("Define `handler`", check.file, yaml::Replacement{{end, end}, std::move(function)}, likely);
}

}  // namespace

const Rule missing_handler_function{
    .code = "missing-handler-function",
    .severity = Severity::warning,
    .summary = "a handler without the function `handler`",
    .explanation = R"md(
The deployer tells Lambda to call `handler` in every `index.py`. A file that defines no such name is deployed all the same,
and each call then fails.

Define the function, or import it under this name.

## Bad
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/orders/index.py
"""
infra:
# @0-5 warning[missing-handler-function]: Lambda calls the function `handler` of this file, and there is none
  type: worker
"""

def main(event, context=None):
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
```python shop/mails/index.py
"""
infra:
  type: worker
"""
from shop.mail import send as handler
```
)md",
    .check = check_handler_missing_handler_function,
    .scope = Scope::deployed,
    .fix = define,
};

}  // namespace paas::rules
