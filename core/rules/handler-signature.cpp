// A function `handler` that cannot be called as Lambda does.
#include <fmt/format.h>

#include "core/python/signature.h"
#include "core/rules/engine/fixing.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule handler_signature;

namespace {

std::string count_of(std::uint32_t count) {
  return count == 0 ? "none" : count == 1 ? "one" : fmt::format("{}", count);
}

std::string message_of_handler_signature(const python::HandlerFunction& function) {
  if (function.is_async)
    return "`handler` is async: Lambda does not await it, so every call fails; make it a plain function that calls "
           "`asyncio.run(...)`";
  if (function.needs_keywords)
    return "Lambda calls `handler(event, context)`, and this wants a keyword argument, too, so every call fails; give "
           "it a default";
  if (function.required > 2)
    return fmt::format(
        "Lambda calls `handler(event, context)` with two arguments, and this wants {}, so every call fails; "
        "give the others a default",
        function.required);
  return fmt::format(
      "Lambda calls `handler(event, context)` with two arguments, and this takes {}, so every call fails; "
      "write `def handler(event, context=None):`",
      count_of(function.accepted));
}

std::optional<python::HandlerFunction> wrong_handler(const Check& check) {
  if (check.handler == nullptr || check.handler->dropped || !takes_part(check.file)) return std::nullopt;
  if (check.file.code.handler != python::Presence::present) return std::nullopt;
  auto function = python::unusual_handler(check.file.text);
  if (function && function->takes_two() && !function->is_async) function.reset();
  return function;
}

void check_signature(const Check& check) {
  if (const auto function = wrong_handler(check))
    check.report(handler_signature, function->name, message_of_handler_signature(*function));
}

std::vector<Fix> take_two(const Check& check, const Diagnostic&) {
  const auto function = wrong_handler(check);
  if (!function || function->is_async || function->needs_keywords || function->accepted >= 2) return {};
  const std::string_view written = slice(check.file.text, function->parameters);
  if (written.find_first_of("*#") != std::string_view::npos) return {};
  // Behind the one there is; who wrote more than names has it in several lines, perhaps, and a comma at the end.
  const std::size_t last = written.find_last_not_of(" \t\r\n,", written.size() - 2);
  if (function->accepted == 1 && (last == std::string_view::npos || last == 0)) return {};
  const std::uint32_t begin = function->parameters.begin;
  const std::uint32_t at = function->accepted == 0 ? begin + 1 : begin + static_cast<std::uint32_t>(last) + 1;
  const std::uint32_t end = function->accepted == 0 ? function->parameters.end - 1 : at;
  return one_fix("Take `context`, too", check.file,
                 yaml::Replacement{{at, end}, function->accepted == 0 ? "event, context=None" : ", context=None"},
                 likely);
}

}  // namespace

const Rule handler_signature{
    .code = "handler-signature",
    .severity = Severity::warning,
    .summary = "a function `handler` that Lambda cannot call",
    .explanation = R"md(
Lambda calls `handler(event, context)`. A function that takes fewer arguments, or wants more, raises a `TypeError` at each call; one that
is `async` gives a coroutine, which Lambda cannot turn into an answer. Either is deployed all the same.

What is decorated, assigned or imported under this name is not looked at.

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

def handler(event):
#   ^^^^^^^ warning[handler-signature]: Lambda calls `handler(event, context)` with two arguments, and this takes one
    pass
```
```python shop/mails/index.py
"""
infra:
  type: worker
"""

async def handler(event, context=None):
#         ^^^^^^^ warning[handler-signature]: `handler` is async
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
import asyncio

async def work(event):
    pass

def handler(event, context=None):
    return asyncio.run(work(event))
```
```python shop/mails/index.py
"""
infra:
  type: worker
"""

def handler(*arguments):
    pass
```
)md",
    .check = check_signature,
    .scope = Scope::deployed,
    .fix = take_two,
};

}  // namespace paas::rules
