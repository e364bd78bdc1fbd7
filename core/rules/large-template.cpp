// A template that is too long to be handed to CloudFormation as it is.
#include <fmt/format.h>

#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule large_template;

namespace {

// The length is an estimate; nobody has to know it better than to two digits.
std::string kilobytes(std::size_t bytes) { return fmt::format("about {} KB", (bytes + 512) / 1024); }

void check_large_template(const Check& check) {
  const Quantity& bytes = check.app.limits().body_bytes;
  if (bytes.crossed_at != &check.file) return;
  check.report(large_template, check.file.fragment_head(),
               fmt::format("the app's template has {}, and what is handed to CloudFormation directly may have 50 KB: "
                           "from here on it has to be put into a bucket first",
                           kilobytes(bytes.count)));
}

}  // namespace

const Rule large_template{
    .code = "large-template",
    .severity = Severity::information,
    .summary = "a template that is too long to be handed over directly",
    .explanation = R"md(
CloudFormation takes a template of up to 51,200 bytes in the request itself, and one of up to 1 MB from a bucket. Most ways to
deploy put it into a bucket, so this is something to know, not to mend; a script that passes the text (`--template-body`) fails
from here on. Beyond 1 MB `too-many-resources` speaks up.

The length is estimated, for the YAML that `paas-lsp --preview` prints; JSON is longer by a half. The handler is the one at which
the limit is passed, root first and then by path.

## Bad
```python shop/__init__.py
"""
infra:
  api: {}
  builder: {}
  queue: {}
  table: {}
"""
```
```python shop/me/index.py
"""
infra:
  type: endpoint
  method: GET
  path: me
  auth: private
  parameters: []
"""

def handler(event, context=None):
    pass
```
```python shop/w1/index.py
"""
infra:
  type: worker
"""

def handler(event, context=None):
    pass
```
```python shop/w2/index.py
"""
infra:
  type: worker
"""

def handler(event, context=None):
    pass
```
```python shop/w3/index.py
"""
infra:
  type: worker
"""

def handler(event, context=None):
    pass
```
```python shop/w4/index.py
"""
infra:
  type: worker
"""

def handler(event, context=None):
    pass
```
```python shop/w5/index.py
"""
infra:
  type: worker
"""

def handler(event, context=None):
    pass
```
```python shop/w6/index.py
"""
infra:
# @0-5 information[large-template]: the app's template has about 51 KB
  type: worker
"""

def handler(event, context=None):
    pass
```

## Good
```python shop/__init__.py
"""
infra:
  queue: {}
"""
```
)md",
    .check = check_large_template,
};

}  // namespace paas::rules
