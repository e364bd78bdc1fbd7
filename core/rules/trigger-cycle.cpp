// A handler that changes the thing whose changes start it.
#include <fmt/format.h>

#include "core/app/symbol.h"
#include "core/flow/access.h"
#include "core/rules/rule.h"
#include "core/schema/wording.h"

namespace paas::rules {

extern const Rule trigger_cycle;

namespace {

void check_loops(const Check& check) {
  if (check.handler == nullptr || check.handler->dropped) return;
  const File& file = check.file;
  if (file.is_broken() || !file.problems.empty()) return;
  for (const flow::Loop& loop : flow::loops_of(check.app, file)) {
    const std::string thing = schema::code(symbol_name(loop.symbol));
    const std::string cause = schema::code(slice(file.text, loop.cause));
    const Range place = file.document.range(loop.trigger);
    if (loop.is_seen) {
      check.report(trigger_cycle, place,
                   fmt::format("the handler starts itself again and again: {} changes {}, and the pattern lets its own "
                               "changes through; narrow the pattern, or change something else",
                               cause, thing),
                   {{&file, loop.cause, "changes " + thing}});
      continue;
    }
    const std::string action = schema::code(loop.action);
    check.report(
        trigger_cycle, place,
        fmt::format("the handler may start itself again and again: it reads {} and is allowed {}, and the "
                    "pattern lets such changes of {} through; narrow the pattern, or remove the permission",
                    cause, action, thing),
        {{&file, loop.cause, "names " + thing}, {&file, file.document.range(loop.permission), "allows " + action}});
  }
}

}  // namespace

const Rule trigger_cycle{
    .code = "trigger-cycle",
    .severity = Severity::warning,
    .summary = "a handler that changes the thing whose changes start it",
    .explanation = R"md(
A worker on the table that writes into the table starts itself: its own change is the next event. So does a worker on the
bucket that puts objects there, and one on the queue that sends messages to it. Nothing stops it but its own code, and
each turn is paid for; AWS ends some loops by itself, but none that leads over EventBridge.

Narrow the pattern to what the worker does not write: `eventName: [INSERT]` where it only updates, `diffKeys` with
attributes that it leaves alone, another `prefix` of the key. Or write into something else. Where the code itself stops
the loop, such as by a look at what is there already, say so by `# paas: ignore[trigger-cycle]`.

Calls are followed from `boto3.client(...)` and `boto3.resource(...)` to the name that is read from the environment. Nothing is
said where it depends on values that are not seen whether the pattern lets a change through: of a pattern with `pk`, `sk` or
the `key` of an object the call must give that field as a text that fits, or take it from the event; `diffKeys`, `records` and
other fields always make it silent. Where some of the code is not seen, because it calls modules of your own, a
permission to change the thing that no other call explains is enough, if the pattern lets every such change through.

It is about one handler. `paas-lsp --graph` shows longer ways, through several handlers, and names those that come back to where
they began: that takes a look at every handler, and a rule looks at one.

## Bad
```python shop/__init__.py
"""
infra:
  table: {}
"""
```
```python shop/orders/index.py
"""
infra:
  type: worker
  event:
    type: table
#         ^^^^^ warning[trigger-cycle]: the handler starts itself again and again: `update_item` changes `AppTable`, and the pattern lets its own changes through; narrow the pattern, or change something else
    pattern:
      detail:
        eventName: [INSERT, MODIFY]
        pk: [{prefix: ORDER}]
  permissions:
  - dynamodb:UpdateItem
"""
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["APP_TABLE"])

def handler(event, context=None):
    table.update_item(Key={"pk": event["detail"]["pk"], "sk": "SEEN"}, UpdateExpression="SET seen = :yes")
#         ^^^^^^^^^^^ related: changes `AppTable`
```

## Good
```python shop/__init__.py
"""
infra:
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
        eventName: [INSERT]
        pk: [{prefix: ORDER}]
  permissions:
  - dynamodb:UpdateItem
"""
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["APP_TABLE"])

def handler(event, context=None):
    table.update_item(Key={"pk": event["detail"]["pk"], "sk": "SEEN"}, UpdateExpression="SET seen = :yes")
```
)md",
    .check = check_loops,
    .scope = Scope::deployed,
};

}  // namespace paas::rules
