// Code that reads a variable in a way that the deployer does not see.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "core/app/lambda_environment.h"
#include "core/rules/engine/environment_fix.h"
#include "core/rules/rule.h"
#include "core/schema/wording.h"
#include "core/text/characters.h"

namespace paas::rules {

extern const Rule unseen_environment_read;

namespace {

using python::EnvironmentRead;

std::unordered_set<std::string_view> names_seen(const File& file) {
  std::unordered_set<std::string_view> names;
  for (const EnvironmentRead& read : file.code.reads) {
    if (read.seen_by_deployer) names.insert(slice(file.text, read.range));
  }
  return names;
}

// `os.environ["mode"] = "test"` sets the variable; it needs nothing from outside.
bool is_assigned(std::string_view text, Range name) {
  std::size_t at = text.find_first_not_of(" \t", name.end + 1);
  if (at == std::string_view::npos || text[at] != ']') return false;
  at = text.find_first_not_of(" \t", at + 1);
  return at != std::string_view::npos && text[at] == '=' && text.substr(at, 2) != "==";
}

// The deployer's pattern takes upper-case letters, digits and `_`.
bool is_visible_name(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_upper(c) || is_digit(c) || c == '_'; });
}

std::string message_of_unseen_environment_read(std::string_view name) {
  if (is_visible_name(name)) {
    return fmt::format(
        "the deployer does not see this way to read `{0}`, so the function does not get it; write "
        "`os.environ[\"{0}\"]`",
        name);
  }
  return fmt::format(
      "the deployer sees only names in upper case, so the function does not get {}; rename it, and write "
      "`os.environ[\"…\"]` with the new name",
      schema::code(name));
}

void check_reads(const Check& check) {
  if (check.handler != nullptr && check.handler->dropped) return;
  const File& file = check.file;
  const std::unordered_set<std::string_view> seen = names_seen(file);
  for (const EnvironmentRead& read : file.code.reads) {
    if (!read.in_code || read.seen_by_deployer) continue;
    const std::string_view name = slice(file.text, read.range);
    const bool optional = read.has_default && !name.starts_with("APP_");
    if (name.empty() || optional || is_set_by_system(name) || seen.contains(name)) continue;
    if (is_assigned(file.text, read.range)) continue;
    check.report(unseen_environment_read, read.range, message_of_unseen_environment_read(name));
  }
}

std::vector<Fix> show(const Check& check, const Diagnostic& diagnostic) {
  if (!is_visible_name(slice(check.file.text, diagnostic.range))) return {};
  for (const EnvironmentRead& read : check.file.code.reads) {
    if (read.range == diagnostic.range) return show_read(check, read.range, read.has_default);
  }
  return {};
}

}  // namespace

const Rule unseen_environment_read{
    .code = "unseen-environment-read",
    .severity = Severity::warning,
    .summary = "a read of the environment that the deployer does not see",
    .explanation = R"md(
The deployer finds the variables of a function by two patterns, `os.environ["X"]` and `os.getenv("X")`, in upper-case names
only. It does not see `os.environ.get("X")`, a default, or another name for `os.environ`. The function then runs without the
variable.

Write `os.environ["X"]`. An optional setting with a default, which does not begin with `APP_`, is not reported.

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
"""
import os

def handler(event, context=None):
    table = os.environ.get("APP_TABLE")
#                           ^^^^^^^^^ warning[unseen-environment-read]: the deployer does not see this way to read `APP_TABLE`
    key = os.environ["stripe_key"]
#                     ^^^^^^^^^^ warning[unseen-environment-read]: the deployer sees only names in upper case
    return table, key
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
"""
import os

def handler(event, context=None):
    level = os.environ.get("LOG_LEVEL", "info")
    home = os.environ.get("HOME")
    return os.environ["APP_TABLE"], os.environ["STRIPE_KEY"], level, home
```
)md",
    .check = check_reads,
    .scope = Scope::deployed,
    .fix = show,
};

}  // namespace paas::rules
