// Different names that become one name in the template.
#include <fmt/format.h>

#include "core/names/names.h"
#include "core/rules/engine/namesake.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule hungarorise_collision;

namespace {

// The deployer makes the alert functions of the app in these namespaces.
bool is_alert_namespace(std::string_view logical_id) {
  return logical_id == "AlertError" || logical_id == "AlertWarning";
}

void check_handler_hungarorise_collision(const Check& check) {
  if (check.file.type() == nullptr || check.file.type()->defines != "namespace") return;
  const std::string id = names::hungarorise(check.handler->name_space);
  if (is_alert_namespace(id)) {
    return check.report(hungarorise_collision, name_place(*check.handler),
                        fmt::format("the deployer makes its own alert function as `{}Function`; one overwrites the "
                                    "other without a word; rename the folder",
                                    id));
  }
  const std::optional<Namesake> namesake = find_namesake(check);
  if (!namesake || namesake->likeness != Likeness::logical_id) return;
  const Definition& other = *namesake->other;
  check.report(hungarorise_collision, name_place(*check.handler),
               fmt::format("the namespace `{}` becomes `{}` in the template, and so does another one; one overwrites "
                           "the other without a word; rename one",
                           check.handler->name_space, id),
               {{other.file, other.range, "the other one"}});
}

// Two names that reach the template as one parameter: `STRIPE_KEY` and `STRIPE__KEY`.
void check_reads(const Check& check) {
  for (const Occurrence& occurrence : check.file.occurrences) {
    const SymbolUse& use = *occurrence.use;
    if (use.defines() || use.kind != "parameter" || occurrence.node != yaml::no_node) continue;
    const FirstReference* first = check.app.first_reference(occurrence.symbol);
    if (first == nullptr) continue;
    const std::string_view name = slice(check.file.text, occurrence.range);
    const std::string_view other = slice(first->file->text, first->range);
    if (name == other || names::hungarorise(name) != names::hungarorise(other)) continue;
    check.report(
        hungarorise_collision, occurrence.range,
        fmt::format("`{}` and `{}` become one parameter, `{}`; rename one", name, other, names::hungarorise(name)),
        {{first->file, first->range, "the other one"}});
  }
}

void check_environment(const Check& check) {
  for (const Occurrence& occurrence : check.file.occurrences) {
    const Definition& first = check.app.definitions(occurrence.symbol).front();
    const std::string_view name = slice(check.file.text, occurrence.range);
    if (first.file != &check.file || name == slice(first.file->text, first.range)) continue;
    check.report(hungarorise_collision, occurrence.range,
                 fmt::format("`{}` and `{}` fill one parameter, `{}`, and this one wins; rename one", name,
                             slice(first.file->text, first.range), names::hungarorise(name)),
                 {{first.file, first.range, "the other one"}});
  }
}

void check_hungarorise_collision(const Check& check) {
  if (check.file.kind == FileKind::environment) return check_environment(check);
  if (check.handler == nullptr || check.handler->dropped) return;
  check_handler_hungarorise_collision(check);
  check_reads(check);
}

}  // namespace

const Rule hungarorise_collision{
    .code = "hungarorise-collision",
    .severity = Severity::warning,
    .summary = "different names that become one",
    .explanation = R"md(
Every name in the template goes through `hungarorise`: split on `-` and `_`, capitalised, joined. `foo-bar`, `foo_bar`
and `Foo-BAR` all become `FooBar`. Two handlers whose names become one overwrite each other without a word, and two
variables fill one parameter.

## Bad
```sh setenv.sh
export ARTIFACTS_BUCKET=shop-artifacts
export ARTIFACTS_KEY=lambdas.zip
export SLACK_WEBHOOK_URL=https://hooks.example.com/x
```
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/foo-bar/index.py
"""
infra:
  type: worker
"""

def handler(event, context=None):
    pass
```
```python shop/foo_bar/index.py
"""
infra:
# @0-5 warning[hungarorise-collision]: the namespace `foo_bar` becomes `FooBar` in the template, and so does another one; one overwrites the other without a word; rename one
  type: worker
"""

def handler(event, context=None):
    pass
```

## Good
```sh setenv.sh
export ARTIFACTS_BUCKET=shop-artifacts
export ARTIFACTS_KEY=lambdas.zip
export SLACK_WEBHOOK_URL=https://hooks.example.com/x
```
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/foo-bar/index.py
"""
infra:
  type: worker
"""

def handler(event, context=None):
    pass
```
```python shop/foo_baz/index.py
"""
infra:
  type: worker
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_hungarorise_collision,
    .scope = Scope::deployed,
};

}  // namespace paas::rules
