// A handler whose name CloudFormation, EventBridge or Lambda refuses.
#include <fmt/format.h>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/names/names.h"
#include "core/rules/engine/keyword.h"
#include "core/rules/rule.h"
#include "core/schema/keywords.h"
#include "core/schema/wording.h"
#include "core/text/characters.h"

namespace paas::rules {

extern const Rule invalid_name;

namespace {

constexpr std::size_t max_logical_id = 255;
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html, Handler
constexpr std::size_t max_handler_path = 128;

// The path of an endpoint names it; the folders name every other handler.
bool is_named_by_fragment(const File& file) { return !file.name_space.empty(); }

Range place_of_name(const File& file) {
  for (const Occurrence& occurrence : file.occurrences) {
    if (occurrence.use->defines() && occurrence.use->kind == file.type()->defines) return occurrence.range;
  }
  return file.fragment_head();
}

std::string_view what_to_rename(const File& file) {
  return is_named_by_fragment(file) ? "change the words of the `path`"
                                    : "rename the folders between package and `index.py`";
}

// `shop/orders/new/index.handler`
std::size_t handler_path_length(const App& app, const File& file) {
  const std::size_t slash = app.package().rfind('/');
  const std::size_t outside = slash == std::string::npos ? 0 : slash + 1;
  return file.path.size() - outside - std::string_view(".py").size() + std::string_view(".handler").size();
}

// The longest name of a resource that is made for the handler.
std::string longest_logical_id(const App& app, const File& file, std::string_view name_space) {
  std::string longest;
  for (const schema::Annotation& annotation : file.annotations) {
    for (const Addition& addition : app.generation().additions(annotation.schema)) {
      for (const std::string& kind : addition.recipe->kinds) {
        std::string id = names::hungarorise(name_space) + kind;
        if (id.size() > longest.size()) longest = std::move(id);
      }
    }
  }
  return longest;
}

class NameCheck {
 public:
  explicit NameCheck(const Check& check)
      : check_(check), file_(check.file), name_(check.handler->name_space), place_(place_of_name(check.file)) {}

  void run() {
    if (name_.empty()) return;  // `index.py` in the package itself: what becomes of it is not known
    const std::string id = names::hungarorise(name_);
    if (!std::all_of(id.begin(), id.end(), is_alphanumeric)) {
      return report(
          fmt::format("{} names what is made for this handler, and CloudFormation takes only the letters `a` to "
                      "`z` and digits; {}",
                      schema::code(name_), what_to_rename(file_)));
    }
    check_lengths();
  }

 private:
  void check_lengths() {
    for (const schema::Annotation& annotation : file_.annotations) {
      const schema::Json* limit = keyword(annotation, schema::keywords::name_limit);
      if (limit == nullptr) continue;
      const std::string name = name_ + std::string(text_in(*limit, "suffix"));
      const auto most = limit->at("most").get<std::size_t>();
      if (name.size() > most) return report_length(name, text_in(*limit, "what"), most);
    }
    // The names of kinds are far shorter than the other half.
    const std::string id =
        name_.size() > max_logical_id / 2 ? longest_logical_id(check_.app, file_, name_) : std::string();
    if (id.size() > max_logical_id) return report_length(id, "a logical id in the template", max_logical_id);
    const std::size_t length = handler_path_length(check_.app, file_);
    if (length <= max_handler_path) return;
    check_.report(
        invalid_name, file_.fragment_head(),
        fmt::format("Lambda takes a path of at most {} characters to a handler, and the one to this has {}; shorten "
                    "the names of its folders",
                    max_handler_path, length));
  }

  void report_length(std::string_view name, std::string_view what, std::size_t most) const {
    report(fmt::format("{} is {} and has {} characters, {} more than allowed; {}", schema::code(name), what,
                       name.size(), name.size() - most, what_to_rename(file_)));
  }

  void report(std::string message) const { check_.report(invalid_name, place_, std::move(message)); }

  const Check& check_;
  const File& file_;
  const std::string& name_;
  Range place_;
};

void check_handler_invalid_name(const Check& check) {
  if (check.handler == nullptr || check.handler->dropped || check.file.infra == yaml::no_node) return;
  if (check.file.type()->defines != "namespace") return;
  // An endpoint whose path is missing or wrong would be judged by its folders.
  if (check.file.is_broken() || (!check.file.problems.empty() && !is_named_by_fragment(check.file))) return;
  NameCheck(check).run();
}

}  // namespace

const Rule invalid_name{
    .code = "invalid-name",
    .severity = Severity::error,
    .summary = "a handler whose name AWS refuses",
    .explanation = R"md(
The folders of a worker or a timer and the path of an endpoint name everything that is made for it: `shop/orders/new/index.py`
makes `OrdersNewFunction`. CloudFormation takes letters and digits only, up to 255 of them. EventBridge takes up to 64
characters for `orders-new-rule`, and Lambda up to 128 for `shop/orders/new/index.handler`.

Rename the folder, or shorten the path.

## Bad: characters
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/orders.new/index.py
"""
infra:
# @0-5 error[invalid-name]: `orders.new` names what is made for this handler
  type: worker
"""

def handler(event, context=None):
    pass
```

## Bad: length
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/warehouse/deliveries/from-suppliers/that-arrived-late-or-broken/index.py
"""
infra:
# @0-5 error[invalid-name]: …has 68 characters, 4 more than allowed
  type: timer
  event:
    rate: 1 hour
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
```python shop/orders_new/index.py
"""
infra:
  type: worker
"""

def handler(event, context=None):
    pass
```
```python shop/warehouse/deliveries/from-suppliers/that-arrived-late/index.py
"""
infra:
  type: timer
  event:
    rate: 1 hour
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_handler_invalid_name,
    .scope = Scope::deployed,
};

}  // namespace paas::rules
