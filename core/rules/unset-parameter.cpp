// A parameter that the environment does not fill.
#include <fmt/format.h>

#include <algorithm>

#include "core/app/lambda_environment.h"
#include "core/app/parameters.h"
#include "core/rules/engine/environment_fix.h"
#include "core/rules/engine/fixing.h"
#include "core/rules/rule.h"
#include "core/schema/schema.h"
#include "core/text/path.h"

namespace paas::rules {

extern const Rule unset_parameter;

namespace {

bool is_read(const Occurrence& occurrence) { return occurrence.node == yaml::no_node; }

// A comment or a string that looks like code to the deployer.
const python::EnvironmentRead* commented_read(const File& file, Range range) {
  for (const python::EnvironmentRead& read : file.code.reads) {
    if (read.range == range && !read.in_code) return &read;
  }
  return nullptr;
}

std::string nearest_variable(const App& app, const std::string& variable) {
  std::vector<std::string> candidates;
  for (const auto& environment : app.environments()) {
    for (const Variable& set : environment->variables) candidates.push_back(set.name);
  }
  return schema::nearest(variable, candidates);
}

// A line `NAME: value` of `variables` in the settings, or an `export`; a key such as `slack` takes no names.
bool holds_names(const Variable& variable) { return variable.use == nullptr || variable.use->name == "{key}"; }

// The line to mend: the misspelt one, or the last one, after which there is room.
std::vector<Related> related_places(const App& app, const std::string& meant) {
  std::vector<Related> related;
  for (const auto& environment : app.environments()) {
    const std::vector<Variable>& variables = environment->variables;
    if (variables.empty() || environment->text.empty()) continue;  // nothing to point at
    const auto misspelt =
        std::find_if(variables.begin(), variables.end(), [&](const Variable& set) { return set.name == meant; });
    if (misspelt != variables.end()) {
      related.push_back({environment.get(), misspelt->name_range, "rename it here"});
    } else if (meant.empty()) {
      const auto last = std::find_if(variables.rbegin(), variables.rend(), holds_names);
      if (last != variables.rend()) related.push_back({environment.get(), last->name_range, "add it here"});
    }
  }
  return related;
}

// A read of a variable that Lambda has anyway.
bool is_needless(const Occurrence& occurrence, const std::string& variable) {
  return is_read(occurrence) && is_reserved_by_lambda(variable);
}

// True if the values come from `paas.yaml` and from no shell file.
bool only_settings(const App& app) {
  const auto& all = app.environments();
  return std::all_of(all.begin(), all.end(), [&](const auto& one) { return one == app.settings().values; });
}

std::string advice_on(const App& app, const Occurrence& occurrence, const std::string& variable,
                      const std::string& meant) {
  if (is_needless(occurrence, variable)) {
    return fmt::format("Lambda sets it itself, so write `os.environ.get(\"{}\")`, which the deployer does not see",
                       variable);
  }
  if (!meant.empty()) return fmt::format("did you mean `{}`?", meant);
  if (only_settings(app)) return fmt::format("add `{}: …` to `variables` in paas.yaml", variable);
  return fmt::format("add `export {}=…`", variable);
}

void check_references(const Check& check) {
  if (check.app.is_partial() || !check.app.environment_known() || (check.handler != nullptr && check.handler->dropped))
    return;
  for (const Occurrence& occurrence : check.file.occurrences) {
    const SymbolUse& use = *occurrence.use;
    if (!is_unfilled(check.app, check.file, occurrence)) continue;
    const FirstReference* first = check.app.first_reference(occurrence.symbol);
    if (first == nullptr || first->file != &check.file || first->range != occurrence.range) continue;
    const std::string variable = variable_of(check.file, occurrence);
    const std::string meant = nearest_variable(check.app, variable);
    if (first->count == 1 && commented_read(check.file, occurrence.range) != nullptr) {
      check.report(
          unset_parameter, occurrence.range,
          fmt::format("the environment does not set `{}`, which the deployer demands, as it takes this comment "
                      "or string for code that reads it; remove it",
                      variable));
      continue;
    }
    const std::string others = first->count > 1 ? fmt::format(" (needed in {} places)", first->count) : "";
    check.report(unset_parameter, occurrence.range,
                 fmt::format("the environment does not set `{}`{}: {}; {}", variable, others, use.because,
                             advice_on(check.app, occurrence, variable, meant)),
                 is_needless(occurrence, variable) ? std::vector<Related>() : related_places(check.app, meant));
  }
}

const File* shell_file(const App& app) {
  const File* found = nullptr;
  for (const auto& environment : app.environments()) {
    const bool is_shell_file = environment != app.settings().values && !environment->text.empty();
    if (is_shell_file) found = environment.get();
  }
  return found;
}

// Behind the last line that sets something, or at the end.
Edit export_line(const File& file, std::string_view variable) {
  const std::uint32_t after =
      file.variables.empty() ? static_cast<std::uint32_t>(file.text.size()) : file.variables.back().value_range.end;
  const std::string_view line_break = file.text.find("\r\n") == std::string::npos ? "\n" : "\r\n";
  const std::size_t newline = file.text.find(line_break, after);
  const auto end = static_cast<std::uint32_t>(newline == std::string::npos ? file.text.size() : newline);
  return {&file, {end, end}, fmt::format("{}export {}=", line_break, variable)};
}

std::vector<Fix> rename_variable(const App& app, const std::string& meant, const std::string& variable) {
  for (const auto& environment : app.environments()) {
    for (const Variable& set : environment->variables) {
      if (set.name != meant || environment->text.empty()) continue;
      return one_fix(fmt::format("Rename `{}` to `{}` in {}", meant, variable, file_name(environment->path)),
                     *environment, yaml::Replacement{set.name_range, variable}, likely);
    }
  }
  return {};
}

// Several parameters may be missing at one place, and each has fixes of its own.
std::vector<Fix> set_variable(const Check& check, const Diagnostic& diagnostic) {
  std::vector<Fix> fixes;
  for (const Occurrence& occurrence : check.file.occurrences) {
    if (occurrence.range != diagnostic.range || occurrence.use->kind != "parameter") continue;
    if (check.app.is_defined(occurrence.symbol)) continue;
    const std::string variable = variable_of(check.file, occurrence);
    if (is_needless(occurrence, variable)) return hide_read(check, occurrence.range, true);
    if (commented_read(check.file, occurrence.range) != nullptr)
      append(fixes, hide_read(check, occurrence.range, is_in_comment(check.file, occurrence.range)));
    const std::string meant = nearest_variable(check.app, variable);
    if (!meant.empty()) append(fixes, rename_variable(check.app, meant, variable));
    if (const File* file = shell_file(check.app)) {
      fixes.push_back({fmt::format("Add `export {}=` to {}", variable, file_name(file->path)),
                       {export_line(*file, variable)},
                       {},
                       false,
                       meant.empty() && fixes.empty(),
                       true});
    }
  }
  return fixes;
}

}  // namespace

const Rule unset_parameter{
    .code = "unset-parameter",
    .severity = Severity::error,
    .summary = "a parameter that the environment does not fill",
    .explanation = R"md(
What the app does not make itself becomes a parameter of the template: a layer, the domain, a certificate, every
variable that the code reads. Its value comes from the environment, `setenv.sh` beside the package. The deployer refuses
a template with parameters that have no value.

This is judged only where an environment is known: a `setenv.sh`, `environment` in `paas.yaml`, `--env FILE` or
`--env-process`.

## Bad
```sh setenv.sh
export ARTIFACTS_BUCKET=shop-artifacts
export ARTIFACTS_KEY=lambdas.zip
export SLACK_WEBHOOK_URL=https://hooks.example.com/x
export STRIPE_KYE=sk_test
```
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/orders/index.py
"""
infra:
  type: worker
  layers:
  - numpy
#   ^^^^^ error[unset-parameter]: the environment does not set `NUMPY_LAYER_ARN`: it names the version of the layer; add `export NUMPY_LAYER_ARN=…`
"""
import os

def handler(event, context=None):
    return os.environ["STRIPE_KEY"]
#                      ^^^^^^^^^^ error[unset-parameter]: the environment does not set `STRIPE_KEY`: the code reads it; did you mean `STRIPE_KYE`?
```

## Good
```sh setenv.sh
export ARTIFACTS_BUCKET=shop-artifacts
export ARTIFACTS_KEY=lambdas.zip
export SLACK_WEBHOOK_URL=https://hooks.example.com/x
export STRIPE_KEY=sk_test
export NUMPY_LAYER_ARN=arn:aws:lambda:eu-west-1:000000000000:layer:numpy:1
```
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/orders/index.py
"""
infra:
  type: worker
  layers:
  - numpy
"""
import os

def handler(event, context=None):
    return os.environ["STRIPE_KEY"]
```
)md",
    .check = check_references,
    .fix = set_variable,
};

}  // namespace paas::rules
