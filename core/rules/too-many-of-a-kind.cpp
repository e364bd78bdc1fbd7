// A second table where an app has one at most, or a website beside a bucket.
#include <fmt/format.h>

#include "core/app/symbol.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule too_many_of_a_kind;

namespace {

// Each symbol is judged where it begins to exist.
bool is_first_definition(const Check& check, const Occurrence& occurrence) {
  const std::vector<Definition>& definitions = check.app.definitions(occurrence.symbol);
  return !definitions.empty() && definitions.front().file == &check.file &&
         definitions.front().range == occurrence.range;
}

std::vector<Related> place_of(const App& app, std::string_view symbol) {
  const Definition& definition = app.definitions(symbol).front();
  return {{definition.file, definition.range, fmt::format("`{}` stands here", symbol_name(symbol))}};
}

void check_kind(const Check& check, const Occurrence& occurrence, const Kind& kind) {
  const App& app = check.app;
  const std::string_view first = app.first_of_kind(kind.name);
  if (kind.at_most_one && !first.empty() && first != occurrence.symbol) {
    check.report(
        too_many_of_a_kind, occurrence.range,
        fmt::format("the app has the {} `{}` already, and the deployer makes one at most; use that one instead "
                    "of `{}`, or move this handler into an app of its own",
                    kind.title, symbol_name(first), symbol_name(occurrence.symbol)),
        place_of(app, first));
  }
  for (const std::string& excluded : kind.not_beside) {
    const std::string_view other = app.first_of_kind(excluded);
    if (other.empty()) continue;
    const std::string_view other_title = app.generation().title_of_kind(excluded);
    check.report(too_many_of_a_kind, occurrence.range,
                 fmt::format("the app has the {} `{}`, and the deployer refuses a {} beside it; keep one of them",
                             other_title, symbol_name(other), kind.title),
                 place_of(app, other));
  }
}

void check_names(const Check& check) {
  for (const Occurrence& occurrence : check.file.occurrences) {
    const Kind* kind = check.app.generation().kind(occurrence.use->kind);
    if (kind == nullptr || (!kind->at_most_one && kind->not_beside.empty())) continue;
    if (occurrence.use->role != Role::refers && is_first_definition(check, occurrence))
      check_kind(check, occurrence, *kind);
  }
}

}  // namespace

const Rule too_many_of_a_kind{
    .code = "too-many-of-a-kind",
    .severity = Severity::error,
    .summary = "a second resource where an app has one at most",
    .explanation = R"md(
In the older generations a table, a bucket, a website or an API exists because a fragment or the code names it, and an app
has one of each at most; a bucket and a website exclude each other. A second name is a misspelling, or a second app.

## Bad
```python shop/orders/index.py
"""
infra:
  topic: {}
"""
import os

def handler(event, context=None):
    return os.environ["SHOP_TABLE"], os.environ["STOCK_TABLE"]
#                                                ^^^^^^^^^^^ error[too-many-of-a-kind]: the app has the table `shop` already
```
```python shop/refunds/index.py
"""
infra:
  endpoint:
    api: public
    method: GET
    path: refunds
    parameters: []
"""

def handler(event, context=None):
    return {"statusCode": 200}
```
```python shop/returns/index.py
"""
infra:
  endpoint:
    api: private
#        ^^^^^^^ error[too-many-of-a-kind]: the app has the API `public` already
    method: GET
    path: returns
    parameters: []
"""

def handler(event, context=None):
    return {"statusCode": 200}
```

## Good
```python shop/orders/index.py
"""
infra:
  topic: {}
"""
import os

def handler(event, context=None):
    return os.environ["SHOP_TABLE"], os.environ["SHOP_BUCKET"]
```
)md",
    .check = check_names,
};

}  // namespace paas::rules
