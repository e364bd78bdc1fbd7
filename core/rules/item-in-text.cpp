// An item of a list that is a part of the text above it.
#include <fmt/format.h>

#include <algorithm>

#include "core/rules/engine/fixing.h"
#include "core/rules/engine/keyword.h"
#include "core/rules/engine/swallowed_item.h"
#include "core/rules/rule.h"
#include "core/schema/wording.h"

namespace paas::rules {

extern const Rule item_in_text;

namespace {

// Of permissions their own rule says it: IAM refuses them.
bool is_permission(const File& file, yaml::NodeId node) {
  const std::vector<yaml::NodeId> permissions = values_of(file, "permission");
  return std::find(permissions.begin(), permissions.end(), node) != permissions.end();
}

template <typename Visit>
void for_each_swallowed(const File& file, const Visit& visit) {
  const yaml::Document& document = file.document;
  for (yaml::NodeId list = 0; list < document.size(); ++list) {
    if (document.kind(list) != yaml::Kind::sequence || document[list].alias) continue;
    for (std::uint32_t i = 0; i < document.item_count(list); ++i) {
      const yaml::NodeId item = document.item(list, i);
      const auto dash = swallowed_dash(file, item);
      if (dash && !is_permission(file, item)) visit(item, *dash);
    }
  }
}

void check_items(const Check& check) {
  for_each_swallowed(check.file, [&](yaml::NodeId item, Range dash) {
    check.report(item_in_text, dash,
                 fmt::format("this `-` stands deeper than the one above, so both lines are one text, {}; indent it as "
                             "the item above",
                             schema::code(check.file.document.text(item))));
  });
}

std::vector<Fix> indent(const Check& check, const Diagnostic& diagnostic) {
  std::vector<Fix> fixes;
  for_each_swallowed(check.file, [&](yaml::NodeId item, Range dash) {
    if (dash == diagnostic.range) fixes = free_item(check.file, item);
  });
  return fixes;
}

}  // namespace

const Rule item_in_text{
    .code = "item-in-text",
    .severity = Severity::warning,
    .summary = "an item of a list that is a part of the text above it",
    .explanation = R"md(
YAML takes a line that is indented deeper than the item above for the rest of that item's text, dash and all. Nothing is
wrong with such a list, but it has one item and not two.

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
  layers:
  - pyyaml
    - numpy
#   ^ warning[item-in-text]: this `-` stands deeper than the one above, so both lines are one text, `pyyaml - numpy`; indent it as the item above
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
  layers:
  - pyyaml
  - numpy
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_items,
    .fix = indent,
};

}  // namespace paas::rules
