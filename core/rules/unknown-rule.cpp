// A severity for a rule that does not exist.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/rules/engine/fixing.h"
#include "core/rules/engine/keyword.h"
#include "core/rules/rule.h"
#include "core/schema/keywords.h"
#include "core/schema/schema.h"

namespace paas::rules {

extern const Rule unknown_rule;

namespace {

std::string nearest_code(std::string_view code) {
  std::vector<std::string> codes;
  for (const Rule* rule : all_rules()) codes.emplace_back(rule->code);
  return schema::nearest(code, codes);
}

void check_codes(const Check& check) {
  const yaml::Document& document = check.file.document;
  for (const schema::Annotation& annotation : check.file.annotations) {
    const schema::Json* value = keyword(annotation, schema::keywords::value);
    const bool is_severity = value != nullptr && value->get_ref<const std::string&>() == "severity";
    if (!is_severity || annotation.key == yaml::no_node) continue;
    const std::string_view code = document.text(annotation.key);
    if (find_rule(code) != nullptr) continue;
    const std::string meant = nearest_code(code);
    check.report(unknown_rule, document.range(annotation.key),
                 fmt::format("there is no rule `{}`; {}", code,
                             meant.empty() ? "`paas-lsp --rules` lists them" : "did you mean `" + meant + "`?"));
  }
}

std::vector<Fix> write_code(const Check& check, const Diagnostic& diagnostic) {
  const std::string meant = nearest_code(text_at(check.file, diagnostic.range));
  return meant.empty() ? std::vector<Fix>() : rewrite_scalar(check, diagnostic.range, meant, sure);
}

}  // namespace

const Rule unknown_rule{
    .code = "unknown-rule",
    .severity = Severity::error,
    .summary = "a severity for a rule that does not exist",
    .explanation = R"md(
`severity` in `paas.yaml` changes what the diagnostics of a rule count as, by the rule's code. With a misspelt code it changes
nothing. `paas-lsp --rules` lists the codes.

## Bad
```yaml paas.yaml
severity:
  unknown-keys: warning
# ^^^^^^^^^^^^ error[unknown-rule]: there is no rule `unknown-keys`; did you mean `unknown-key`?
```

## Good
```yaml paas.yaml
severity:
  unknown-key: warning
```
)md",
    .check = check_codes,
    .fix = write_code,
};

}  // namespace paas::rules
