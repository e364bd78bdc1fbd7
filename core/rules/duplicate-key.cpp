// A key that stands twice in one mapping.
#include <fmt/format.h>

#include "core/rules/engine/fixing.h"
#include "core/rules/rule.h"
#include "core/schema/defaults.h"
#include "core/schema/schema.h"

namespace paas::rules {

extern const Rule duplicate_key;

namespace {

// `event:` without a value right above the second `type:`, which would be a key of its value.
yaml::NodeId meant_home(const File& file, Range second) {
  const yaml::Document& document = file.document;
  if (file.type() == nullptr || !file.type()->schema || file.infra == yaml::no_node) return yaml::no_node;
  yaml::NodeId above = yaml::no_node;
  for (std::uint32_t i = 0; i < document.entry_count(file.infra); ++i) {
    const yaml::NodeId key = document.entry(file.infra, i).key;
    const bool is_before = document.range(key).end < second.begin;
    const bool is_nearer = above == yaml::no_node || document.range(key).end > document.range(above).end;
    if (is_before && is_nearer) above = key;
  }
  if (above == yaml::no_node) return yaml::no_node;
  const yaml::NodeId value = document.find(file.infra, document.text(above));
  if (document.kind(value) != yaml::Kind::null || document.range(value).size() > 0) return yaml::no_node;
  for (const schema::Subschema* home : schema::properties_at(file.type()->schema->root(), document.text(above))) {
    if (!schema::properties_at(*home, slice(file.text, second)).empty()) return above;
  }
  return yaml::no_node;
}

void check_duplicate_key(const Check& check) {
  for (const yaml::Problem& problem : check.file.document.problems()) {
    if (problem.kind != yaml::ProblemKind::duplicate_key) continue;
    if (const yaml::NodeId home = meant_home(check.file, problem.range); home != yaml::no_node) {
      check.report(
          duplicate_key, problem.range,
          fmt::format("`{0}` stands twice here, and this one wins without a word; indent it to put it below `{1}`",
                      slice(check.file.text, problem.range), check.file.document.text(home)),
          {{&check.file, problem.related, "this one is ignored"}});
      continue;
    }
    check.report(duplicate_key, problem.range,
                 fmt::format("`{}` stands twice here, and this one wins without a word; remove one of them",
                             slice(check.file.text, problem.range)),
                 {{&check.file, problem.related, "this one is ignored"}});
  }
}

std::vector<Fix> remove_earlier(const Check& check, const Diagnostic& diagnostic) {
  if (meant_home(check.file, diagnostic.range) != yaml::no_node)
    return one_fix("Indent it", check.file, editor_of(check.file, diagnostic.range).indent_entry(diagnostic.range, 2),
                   likely);
  return one_fix("Remove the one that is ignored", check.file,
                 editor_of(check.file, diagnostic.range).remove_entry(diagnostic.related.front().range), sure);
}

}  // namespace

const Rule duplicate_key{
    .code = "duplicate-key",
    .severity = Severity::warning,
    .summary = "a key that stands twice",
    .explanation = R"md(
Of two equal keys in a mapping the deployer takes the last one and says nothing.

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
  timeout: 30
  timeout: 60
# ^^^^^^^ warning[duplicate-key]: `timeout` stands twice here, and this one wins without a word; remove one of them
"""

def handler(event, context=None):
    pass
```

```python shop/mails/index.py
"""
infra:
  type: worker
  event:
# ^^^^^ error[wrong-type]: …
  type: worker
# ^^^^ warning[duplicate-key]: `type` stands twice here, and this one wins without a word; indent it to put it below `event`
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
  timeout: 60
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_duplicate_key,
    .fix = remove_earlier,
};

}  // namespace paas::rules
