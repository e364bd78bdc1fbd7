// A comment or a string that the deployer takes for code.
#include <fmt/format.h>

#include <unordered_set>

#include "core/app/lambda_environment.h"
#include "core/rules/engine/environment_fix.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule commented_environment_read;

namespace {

using python::EnvironmentRead;

std::unordered_set<std::string_view> names_in_code(const File& file) {
  std::unordered_set<std::string_view> names;
  for (const EnvironmentRead& read : file.code.reads) {
    if (read.in_code) names.insert(slice(file.text, read.range));
  }
  return names;
}

// The deployer refuses the app for this read, and another rule says so.
bool is_refused(const Check& check, Range range) {
  for (const Occurrence& occurrence : check.file.occurrences) {
    if (occurrence.range != range || check.app.is_defined(occurrence.symbol)) continue;
    return occurrence.use->kind == "resource" || check.app.environment_known();
  }
  return false;
}

void check_reads(const Check& check) {
  if (check.handler != nullptr && check.handler->dropped) return;
  const std::unordered_set<std::string_view> in_code = names_in_code(check.file);
  for (const EnvironmentRead& read : check.file.code.reads) {
    if (read.in_code || !read.seen_by_deployer) continue;
    const std::string_view name = slice(check.file.text, read.range);
    // A reserved name is worse than needless; `reserved-environment-name` says so.
    if (is_reserved_by_lambda(name) || in_code.contains(name)) continue;
    if (is_refused(check, read.range)) continue;
    const std::string_view consequence = name.starts_with("APP_")
                                             ? "the app must have this resource although no code uses it"
                                             : "it must be set to deploy the app although no code uses it";
    check.report(commented_environment_read, read.range,
                 fmt::format("the deployer takes this comment or string for code that reads `{}`, so {}; remove it",
                             name, consequence));
  }
}

// In a comment nothing changes; of a string it is not known who reads it.
std::vector<Fix> hide(const Check& check, const Diagnostic& diagnostic) {
  return hide_read(check, diagnostic.range, is_in_comment(check.file, diagnostic.range));
}

}  // namespace

const Rule commented_environment_read{
    .code = "commented-environment-read",
    .severity = Severity::warning,
    .summary = "a read of the environment that is not code",
    .explanation = R"md(
The deployer looks for `os.environ["X"]` and `os.getenv("X")` in the whole text of a file. It does not know comments and
strings, so a line that was commented out still demands its variable: the deployment stops where it is not set.

Remove the line, or write only the variable's name in the comment.

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
"""
import os

def handler(event, context=None):
    # key = os.environ["STRIPE_KEY"]
#                       ^^^^^^^^^^ warning[commented-environment-read]: …it must be set to deploy the app
    return None
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
"""
import os

def handler(event, context=None):
    # STRIPE_KEY is not needed any more; os.environ["MODE"] is.
    return os.environ["MODE"]
```
)md",
    .check = check_reads,
    .scope = Scope::deployed,
    .fix = hide,
};

}  // namespace paas::rules
