// A value or a field that the events of a kind never carry.
#include <fmt/format.h>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/rules/engine/fixing.h"
#include "core/rules/engine/keyword.h"
#include "core/rules/rule.h"
#include "core/schema/keywords.h"
#include "core/schema/schema.h"
#include "core/schema/wording.h"

namespace paas::rules {

extern const Rule never_matches;

namespace {

std::string message_of_never_matches(std::string_view value, const std::vector<std::string>& known) {
  std::string list;
  for (const std::string& one : known) list += fmt::format("{}`{}`", list.empty() ? "" : ", ", one);
  const std::string meant = schema::nearest(value, known);
  const std::string remedy = meant.empty() ? "write one of " : fmt::format("did you mean `{}`? It is one of ", meant);
  return fmt::format("no event carries {} here, so this never matches; {}{}", schema::code(value), remedy, list);
}

void check_values(const Check& check) {
  for (const schema::Annotation& annotation : check.file.annotations) {
    const schema::Json* values = keyword(annotation, schema::keywords::known);
    if (values == nullptr || check.file.document.kind(annotation.node) != yaml::Kind::string) continue;
    const auto known = values->get<std::vector<std::string>>();
    const std::string_view value = check.file.document.text(annotation.node);
    if (std::find(known.begin(), known.end(), value) != known.end()) continue;
    check.report(never_matches, check.file.document.range(annotation.node), message_of_never_matches(value, known));
  }
}

std::string with_key(std::string message, std::string_view key) {
  constexpr std::string_view placeholder = "{key}";
  const std::string code = schema::code(key);
  const std::size_t at = message.find(placeholder);
  if (at != std::string::npos) message.replace(at, placeholder.size(), code.substr(1, code.size() - 2));
  return message;
}

void check_fields(const Check& check) {
  for (const schema::Annotation& annotation : check.file.annotations) {
    const schema::Json* never = keyword(annotation, schema::keywords::never);
    if (never == nullptr || annotation.key == yaml::no_node) continue;
    check.report(never_matches, check.file.document.range(annotation.key),
                 with_key(never->get<std::string>(), check.file.document.text(annotation.key)));
  }
}

void check_all(const Check& check) {
  if (check.handler != nullptr && check.handler->dropped) return;
  check_values(check);
  check_fields(check);
}

std::vector<Fix> write_known(const Check& check, const Diagnostic& diagnostic) {
  for (const schema::Annotation& annotation : check.file.annotations) {
    const schema::Json* values = keyword(annotation, schema::keywords::known);
    if (values == nullptr || check.file.document.range(annotation.node) != diagnostic.range) continue;
    const std::string meant =
        schema::nearest(check.file.document.text(annotation.node), values->get<std::vector<std::string>>());
    if (!meant.empty()) return rewrite_scalar(check, diagnostic.range, meant, sure);
  }
  return {};
}

}  // namespace

const Rule never_matches{
    .code = "never-matches",
    .severity = Severity::warning,
    .summary = "a value or a field that the events of this kind never carry",
    .explanation = R"md(
A pattern is compared with events as it is written, upper and lower case included. A value that these events never carry
matches nothing, and nor does a field that they do not have: everything is deployed, and the worker does not run.

Write one of the values that occur; write what belongs to the event itself, such as `detail-type`, beside `detail` and not
in it. `paas-lsp --match EVENT.json` shows which handlers an event would start.

## Bad
```python shop/__init__.py
"""
infra:
  bucket: {public: false}
  table: {}
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
        eventName: [INSERT, UPDATE, remove]
#                           ^^^^^^ warning[never-matches]: no event carries `UPDATE` here, so this never matches; …`MODIFY`
#                                   ^^^^^^ warning[never-matches]: …did you mean `REMOVE`?
"""

def handler(event, context=None):
    pass
```
```python shop/uploads/index.py
"""
infra:
  type: worker
  event:
    type: bucket
    pattern:
      detail:
        detail-type: [Object Created]
#       ^^^^^^^^^^^ warning[never-matches]: no event of this kind has `detail-type` in its `detail`; write it beside `detail`
        object:
          key: [{prefix: uploads/}]
"""

def handler(event, context=None):
    pass
```

## Good
```python shop/__init__.py
"""
infra:
  bucket: {public: false}
  table: {}
"""
```
```python shop/uploads/index.py
"""
infra:
  type: worker
  event:
    type: bucket
    pattern:
      detail-type: [Object Created]
      detail:
        object:
          key: [{prefix: uploads/}]
"""

def handler(event, context=None):
    pass
```
```python shop/orders/index.py
"""
infra:
  type: worker
  event:
    type: table
    pattern:
      detail:
        eventName: [INSERT, MODIFY, REMOVE]
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_all,
    .fix = write_known,
};

}  // namespace paas::rules
