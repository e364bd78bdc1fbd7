// Two keys that must not name the same thing, such as the sender and the receiver of an event.
#include <nlohmann/json.hpp>

#include "core/rules/engine/keyword.h"
#include "core/rules/rule.h"
#include "core/schema/keywords.h"

namespace paas::rules {

extern const Rule circular_event;

namespace {

void check_distinct(const Check& check) {
  const yaml::Document& document = check.file.document;
  for (const schema::Annotation& annotation : check.file.annotations) {
    const schema::Json* distinct = keyword(annotation, schema::keywords::distinct);
    if (distinct == nullptr || document.kind(annotation.node) != yaml::Kind::mapping) continue;
    const schema::Json& keys = (*distinct)["keys"];
    const yaml::NodeId first = document.find(annotation.node, keys[0].get_ref<const std::string&>());
    const yaml::NodeId second = document.find(annotation.node, keys[1].get_ref<const std::string&>());
    if (first == yaml::no_node || second == yaml::no_node) continue;
    if (document.kind(first) != yaml::Kind::string || document.kind(second) != yaml::Kind::string) continue;
    if (document.text(first) != document.text(second)) continue;
    check.report(circular_event, document.range(first), filled(text_in(*distinct, "otherwise"), document.text(first)),
                 {{&check.file, document.range(second), "the same name"}});
  }
}

}  // namespace

const Rule circular_event{
    .code = "circular-event",
    .severity = Severity::error,
    .summary = "an event that starts the action that sends it",
    .explanation = R"md(
An event is sent by one action and received by another. An action that received its own events would call itself without
end, so the deployer refuses it.

Name another action.

## Bad
```yaml metadata.yaml
actions:
- name: shop-orders
queues:
- name: orders
  action: shop-orders
routers:
- name: main
events:
- name: ordered
  source: shop-orders
#         ^^^^^^^^^^^ error[circular-event]: the event starts the action that sends it, so `shop-orders` would call itself without end
  action: shop-orders
  router: main
```
```python shop/orders/index.py
def handler(event, context=None):
    pass
```

## Good
```yaml metadata.yaml
actions:
- name: shop-orders
- name: shop-mails
queues:
- name: orders
  action: shop-orders
- name: mails
  action: shop-mails
routers:
- name: main
events:
- name: ordered
  source: shop-orders
  action: shop-mails
  router: main
```
```python shop/orders/index.py
def handler(event, context=None):
    pass
```
```python shop/mails/index.py
def handler(event, context=None):
    pass
```
)md",
    .check = check_distinct,
};

}  // namespace paas::rules
