// A docstring that Python sees and the deployer does not, or not so.
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule unseen_docstring;

namespace {

const char* message_of(python::QuirkKind kind) {
  using python::QuirkKind;
  switch (kind) {
    case QuirkKind::comment_before:
      return "the deployer reads this comment instead of the docstring; move it below the docstring";
    case QuirkKind::code_before:
      return "the deployer reads this code instead of the fragment, and Python sees no docstring; move it below";
    case QuirkKind::single_quotes:
      return "the deployer looks for three double quotes and does not see this docstring; write \"\"\"";
    case QuirkKind::string_prefix:
      return "the deployer reads this prefix instead of the docstring; remove it";
    case QuirkKind::byte_order_mark:
      return "the file begins with a byte order mark, which the deployer reads instead of the docstring; save it "
             "without";
    case QuirkKind::blank:
      return "the docstring is blank, so the deployer reads the code after it; write the fragment into it";
    case QuirkKind::unterminated:
      return "this docstring is never closed; add \"\"\"";
    case QuirkKind::escaped_quotes:
      return "the deployer ends the fragment at these quotes although they are escaped; use other quotes";
    case QuirkKind::escape:
      return nullptr;  // harmless: docstring-escape
  }
  return nullptr;
}

void check(const Check& check) {
  if (check.file.type() == nullptr || !check.file.type()->schema) return;
  for (const python::Quirk& quirk : check.file.fragment.quirks) {
    const char* message = message_of(quirk.kind);
    if (message != nullptr) return check.report(unseen_docstring, quirk.range, message);
  }
}

}  // namespace

const Rule unseen_docstring{
    "unseen-docstring",
    Severity::error,
    "a docstring that the deployer does not see as Python does",
    R"md(
The deployer does not parse Python. It splits the file at `"""` and takes the first piece that is not blank. A comment,
an import, a string prefix or a byte order mark before the docstring is such a piece; other quotes are none. Then it
fails, or reads the wrong thing.

Let the file begin with `"""`.

## Bad
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/orders/index.py
# Takes orders.
# @0-15 error[unseen-docstring]: the deployer reads this comment instead of the docstring; move it below the docstring
"""
infra:
  type: worker
"""

def handler(event, context=None):
    pass
```
```python shop/users/index.py
'''
# @0-3 error[unseen-docstring]: the deployer looks for three double quotes and does not see this docstring; write """
infra:
  type: worker
'''

def handler(event, context=None):
    pass
```
```python shop/mails/index.py
r"""
# @0-1 error[unseen-docstring]: the deployer reads this prefix instead of the docstring; remove it
infra:
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
# Takes orders.

def handler(event, context=None):
    pass
```
)md",
    check,
    Scope::deployed,
};

}  // namespace paas::rules
