// A handler that nothing tests.
#include "core/rules/engine/fixing.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule missing_test;

namespace {

void check_handler_missing_test(const Check& check) {
  if (check.handler == nullptr || check.handler->has_test || !takes_part(check.file)) return;
  check.report(missing_test, check.file.fragment_head(),
               "no test stands beside this handler, so a mistake shows only after it is deployed; add a `test.py`");
}

constexpr std::string_view test_text = R"py(import unittest

from index import handler


class HandlerTest(unittest.TestCase):
    def test_is_there(self):
        self.assertTrue(callable(handler))
)py";

std::vector<Fix> write_test(const Check& check, const Diagnostic&) {
  const std::string& path = check.file.path;
  const std::string directory = path.substr(0, path.rfind('/') + 1);
  return {{"Write a `test.py` beside it", {}, {{directory + "test.py", std::string(test_text)}}, false, true}};
}

}  // namespace

const Rule missing_test{
    .code = "missing-test",
    .severity = Severity::hint,
    .summary = "a handler without a test beside it",
    .explanation = R"md(
A test beside the handler (`test.py`, `test_*.py`, `*_test.py` or a folder `tests`) shows mistakes before they are deployed.

Add one. Who does not want this hint says `severity: {missing-test: off}` in `paas.yaml`.

## Bad
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/mails/index.py
"""
infra:
  type: worker
"""

def handler(event, context=None):
    pass
```
```python shop/mails/test.py
```
```python shop/orders/index.py
"""
infra:
# @0-5 hint[missing-test]: no test stands beside this handler
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
```python shop/orders/test.py
from shop.orders.index import handler

def test_handler():
    assert handler({}) is None
```
)md",
    .check = check_handler_missing_test,
    .scope = Scope::deployed,
    .fix = write_test,
};

}  // namespace paas::rules
