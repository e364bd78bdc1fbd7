// An e-mail without the placeholders that Cognito fills.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/rules/engine/fixing.h"
#include "core/rules/engine/keyword.h"
#include "core/rules/rule.h"
#include "core/schema/keywords.h"

namespace paas::rules {

extern const Rule template_placeholder;

namespace {

void check_text(const Check& check, const schema::Annotation& mail, yaml::NodeId text, const schema::Json& wanted) {
  const yaml::Document& document = check.file.document;
  if (text == yaml::no_node || document.kind(text) != yaml::Kind::string) return;
  for (const auto& item : wanted) {
    const std::string placeholder = item.get<std::string>();
    if (document.text(text).find(placeholder) != std::string_view::npos) continue;
    check.report(template_placeholder, document.range(text),
                 fmt::format("the message of `{}` lacks `{}`, and the deployer refuses it: the user would not get it; "
                             "put `{}` where it belongs",
                             document.text(mail.key), placeholder, placeholder));
  }
}

void check_mails(const Check& check) {
  for (const schema::Annotation& annotation : check.file.annotations) {
    const schema::Json* placeholders = keyword(annotation, schema::keywords::placeholders);
    if (placeholders == nullptr) continue;
    for (const auto& [key, wanted] : placeholders->items())
      check_text(check, annotation, check.file.document.find(annotation.node, key), wanted);
  }
}

// All that the text lacks, at its end.
std::vector<Fix> add_placeholders(const Check& check, const Diagnostic& diagnostic) {
  const yaml::NodeId text = node_at(check.file, diagnostic.range);
  for (const schema::Annotation& annotation : check.file.annotations) {
    const schema::Json* placeholders = keyword(annotation, schema::keywords::placeholders);
    if (placeholders == nullptr) continue;
    for (const auto& [key, wanted] : placeholders->items()) {
      if (check.file.document.find(annotation.node, key) != text) continue;
      std::string whole(check.file.document.text(text));
      for (const auto& item : wanted) {
        const auto& placeholder = item.get_ref<const std::string&>();
        if (whole.find(placeholder) == std::string::npos) whole += " " + placeholder;
      }
      return rewrite_scalar(check, diagnostic.range, whole, likely);
    }
  }
  return {};
}

}  // namespace

const Rule template_placeholder{
    .code = "template-placeholder",
    .severity = Severity::error,
    .summary = "an e-mail without its placeholders",
    .explanation = R"md(
The mails of a user pool carry a code, and the mail to a new user the name too. The deployer refuses a text without the
placeholders.

## Bad
```python shop/__init__.py
"""
infra:
  api:
    userpool:
      templates:
        password_reset:
          subject: Reset
          message: Look at your phone
#                  ^^^^^^^^^^^^^^^^^^ error[template-placeholder]: the message of `password_reset` lacks `{code}`, and the deployer refuses it: the user would not get it; put `{code}` where it belongs
"""
```
```python shop/me/index.py
"""
infra:
  type: endpoint
  method: GET
  path: me
  auth: private
  parameters: []
"""

def handler(event, context=None):
    pass
```

## Good
```python shop/__init__.py
"""
infra:
  api:
    userpool:
      templates:
        password_reset:
          subject: Reset
          message: Your code is {code}
"""
```
```python shop/me/index.py
"""
infra:
  type: endpoint
  method: GET
  path: me
  auth: private
  parameters: []
"""

def handler(event, context=None):
    pass
```
)md",
    .check = check_mails,
    .fix = add_placeholders,
};

}  // namespace paas::rules
