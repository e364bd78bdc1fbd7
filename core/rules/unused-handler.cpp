// A handler that nothing names, where handlers exist by being named.
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule unused_handler;

namespace {

void check_handler_unused_handler(const Check& check) {
  if (check.handler == nullptr || check.file.type() == nullptr || check.app.root() == nullptr) return;
  if (check.app.is_partial()) return;
  const FileType& type = *check.file.type();
  if (type.unless_referred.empty() || check.app.root()->is_broken()) return;
  const std::string symbol = check.app.generation().symbol(type.defines, check.handler->name_space);
  if (check.app.first_reference(symbol) != nullptr) return;
  const File& root = *check.app.root();
  std::string message = type.unless_referred;
  if (const std::size_t at = message.find("{value}"); at != std::string::npos)
    message.replace(at, 7, check.handler->name_space);
  check.report(unused_handler, check.file.fragment_head(), std::move(message),
               {{&root, root.fragment_head(), "it would be named here"}});
}

}  // namespace

const Rule unused_handler{
    .code = "unused-handler",
    .severity = Severity::warning,
    .summary = "a handler that is never deployed",
    .explanation = R"md(
In generation 0.1 the actions in `metadata.yaml` say what is deployed: the action `shop-orders` is the handler
`shop/orders/index.py`. A handler that no action names stays where it is.

Declare the action, or remove the handler.

## Bad
```yaml metadata.yaml
actions:
- name: shop-orders
queues:
- name: orders
  action: shop-orders
```
```python shop/orders/index.py
def handler(event, context=None):
    pass
```
```python shop/refunds/index.py
def handler(event, context=None):
# @0-0 warning[unused-handler]
    pass
```

## Good
```yaml metadata.yaml
actions:
- name: shop-orders
queues:
- name: orders
  action: shop-orders
```
```python shop/orders/index.py
def handler(event, context=None):
    pass
```
)md",
    .check = check_handler_unused_handler,
};

}  // namespace paas::rules
