// A resource that is used and that nothing in the app makes.
#include <fmt/format.h>

#include "core/names/names.h"
#include "core/rules/rule.h"
#include "core/schema/schema.h"

namespace paas::rules {

extern const Rule undefined_reference;

namespace {

constexpr std::string_view prefix = "resource:";

// The environment variable `APP_TABEL` was probably meant as `APP_TABLE`.
std::string suggest_variable(const App& app, std::string_view name) {
  std::vector<std::string> candidates;
  for (const auto& [symbol, uses] : Generation::current().definable()) {
    if (!symbol.starts_with(prefix) || !app.is_defined(symbol)) continue;
    candidates.push_back(names::uppercase(uses.front()->name));
  }
  return schema::nearest(name, candidates);
}

bool is_read(const Occurrence& occurrence) { return occurrence.use->name.empty(); }

std::string message_for(const Check& check, const Occurrence& occurrence, const std::string& meant) {
  const std::string_view text = slice(check.file.text, occurrence.range);
  const std::string_view how = Generation::current().how_to_define(occurrence.symbol);
  const std::string_view because = occurrence.use->because;
  if (is_read(occurrence)) {
    if (!meant.empty()) return fmt::format("the app has no resource for `{}`; did you mean `{}`?", text, meant);
    if (!how.empty()) return fmt::format("the app has no resource for `{}`; it needs {}", text, how);
    return fmt::format(
        "the app has no resource for `{}`, and names that begin with `APP_` are resources of the app; rename it", text);
  }
  return fmt::format("`{}` needs {}: {}", text, how, because);
}

// Where the resource that was meant is declared, or else where one would declare this one.
std::vector<Related> related_places(const App& app, const std::string& meant) {
  if (!meant.empty()) {
    for (const Definition& definition : app.definitions(make_symbol("resource", meant))) {
      if (app.is_live(*definition.use)) return {{definition.file, definition.range, "`" + meant + "` is this one"}};
    }
  }
  return {{app.root(), app.root()->fragment_head(), "declare it in this root"}};
}

void check_references(const Check& check) {
  if (check.app.root() == nullptr) return;  // missing-root
  if (check.handler != nullptr && check.handler->dropped) return;
  for (const Occurrence& occurrence : check.file.occurrences) {
    const SymbolUse& use = *occurrence.use;
    if (use.defines || use.kind != "resource" || !use.otherwise.empty() || !check.app.is_live(use)) continue;
    if (check.app.is_defined(occurrence.symbol) || check.app.may_be_defined(occurrence.symbol)) continue;
    const std::string_view text = slice(check.file.text, occurrence.range);
    const std::string meant = is_read(occurrence) ? suggest_variable(check.app, text) : std::string();
    check.report(undefined_reference, occurrence.range, message_for(check, occurrence, meant),
                 related_places(check.app, meant));
  }
}

}  // namespace

const Rule undefined_reference{
    "undefined-reference",
    Severity::error,
    "a resource that nothing in the app makes",
    R"md(
A worker's event comes from a resource that the root declares, and code that reads `APP_TABLE` asks for the table of the
root. Where the root does not declare it, the deployer stops: the template would refer to nothing.

Declare the resource in the root, or correct the name.

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
  event:
    type: table
#         ^^^^^ error[undefined-reference]: `table` needs `table: {}` in the root
    pattern:
      detail:
        pk: [ORDER]
"""
import os

def handler(event, context=None):
    return os.environ["APP_QUEUE"]
#                      ^^^^^^^^^ error[undefined-reference]: the app has no resource for `APP_QUEUE`; it needs `queue: {}`
```

## Good
```python shop/__init__.py
"""
infra:
  table: {}
  queue: {}
"""
```
```python shop/orders/index.py
"""
infra:
  type: worker
  event:
    type: table
    pattern:
      detail:
        pk: [ORDER]
"""
import os

def handler(event, context=None):
    return os.environ["APP_QUEUE"]
```
)md",
    check_references,
};

}  // namespace paas::rules
