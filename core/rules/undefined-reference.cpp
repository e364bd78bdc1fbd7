// A resource that is used and that nothing in the app makes.
#include <fmt/format.h>

#include <set>

#include "core/app/symbol.h"
#include "core/names/names.h"
#include "core/rules/engine/fixing.h"
#include "core/rules/engine/root_entry.h"
#include "core/rules/rule.h"
#include "core/schema/schema.h"
#include "core/schema/wording.h"

namespace paas::rules {

extern const Rule undefined_reference;

namespace {

constexpr std::string_view resource_prefix = "resource:";

bool is_read(const Occurrence& occurrence) { return occurrence.node == yaml::no_node; }

// The environment variable `APP_TABEL` was probably meant as `APP_TABLE`. A name that the language has was meant, and
// so was none of those that nobody writes anything for.
std::string nearest_variable(const App& app, const File& file, const Occurrence& occurrence) {
  const std::string_view name = slice(file.text, occurrence.range);
  std::vector<std::string> candidates;
  if (!app.generation().how_to_define(occurrence.symbol).empty()) return {};
  for (const auto& [symbol, uses] : app.generation().definable()) {
    if (!symbol.starts_with(resource_prefix) || !app.is_defined(symbol)) continue;
    if (app.generation().how_to_define(symbol).empty()) continue;
    candidates.push_back(names::uppercase(uses.front()->name));
  }
  return schema::nearest(name, candidates);
}

// The names among which to look for what was meant; none where looking would be felt: among many names, or for many.
const std::vector<std::string_view>& names_to_search(const App& app, std::string_view kind, std::size_t reported) {
  constexpr std::size_t most_names = 2'000;
  constexpr std::size_t most_searches = 100;
  static const std::vector<std::string_view> none;
  const std::vector<std::string_view>& known = app.names_of_kind(kind);
  return known.size() > most_names || reported >= most_searches ? none : known;
}

// The names that were probably meant, two at most.
std::vector<std::string> nearest_names(const std::vector<std::string_view>& known, std::string_view name) {
  std::vector<std::string> candidates(known.begin(), known.end());
  std::vector<std::string> found;
  while (found.size() < 2) {
    const std::string nearest = schema::nearest(name, candidates);
    if (nearest.empty()) break;
    found.push_back(nearest);
    std::erase(candidates, nearest);
  }
  return found;
}

std::string message_for_read(const Check& check, const Occurrence& occurrence, const std::string& meant) {
  const std::string_view text = slice(check.file.text, occurrence.range);
  const std::string_view how = check.app.generation().how_to_define(occurrence.symbol);
  if (!meant.empty()) return fmt::format("the app has no resource for `{}`; did you mean `{}`?", text, meant);
  if (!how.empty()) return fmt::format("the app has no resource for `{}`; it needs {}", text, how);
  return fmt::format(
      "the app has no resource for `{}`, and names that begin with `APP_` are resources of the app; rename it", text);
}

// `a`, `b` or `c`
std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    list += i == 0 ? "" : i + 1 == names.size() ? " or " : ", ";
    list += schema::code(names[i]);
  }
  return list;
}

// What to do about a name that nothing defines. Among few a person finds the one that was meant.
std::string advice_on(const Generation& generation, std::string_view kind, const std::vector<std::string_view>& known,
                      const std::vector<std::string>& meant) {
  constexpr std::size_t few = 5;
  if (!meant.empty()) return "did you mean " + listed(meant) + "?";
  std::string advice;
  const std::set<std::string_view> names(known.begin(), known.end());
  if (!names.empty() && names.size() <= few) advice = "name " + listed({names.begin(), names.end()});
  for (const SymbolUse* use : generation.namers(kind)) {
    if (!use->how.empty()) return advice + (advice.empty() ? "" : ", or ") + use->how;
  }
  return advice.empty() ? fmt::format("define the {}, or name another", generation.title_of_kind(kind)) : advice;
}

std::string message_for_name(const Check& check, const Occurrence& occurrence,
                             const std::vector<std::string_view>& known, const std::vector<std::string>& meant) {
  const SymbolUse& use = *occurrence.use;
  const std::string_view text = slice(check.file.text, occurrence.range);
  const std::string_view how = check.app.generation().how_to_define(occurrence.symbol);
  if (!how.empty()) return fmt::format("`{}` needs {}: {}", text, how, use.because);
  return fmt::format("the app has no {} `{}`, and {}; {}", check.app.generation().title_of_kind(use.kind),
                     symbol_name(occurrence.symbol), use.because,
                     advice_on(check.app.generation(), use.kind, known, meant));
}

// Where what was meant is defined, or else where one would declare this one.
std::vector<Related> related_places(const App& app, const std::string& symbol, const std::string& meant) {
  for (const Definition& definition : app.definitions(symbol)) {
    if (app.is_live(*definition.use)) return {{definition.file, definition.range, "`" + meant + "` is this one"}};
  }
  if (app.root() == nullptr) return {};
  return {{app.root(), app.root()->fragment_head(), "declare it in this root"}};
}

// `reported`: how many of the file were reported before.
void report(const Check& check, const Occurrence& occurrence, std::size_t reported) {
  const std::string& kind = occurrence.use->kind;
  if (is_read(occurrence)) {
    const std::string meant = nearest_variable(check.app, check.file, occurrence);
    return check.report(undefined_reference, occurrence.range, message_for_read(check, occurrence, meant),
                        related_places(check.app, check.app.generation().symbol(kind, meant), meant));
  }
  const bool is_fixed = !occurrence.use->symbol.empty();
  const std::vector<std::string_view>& known = names_to_search(check.app, kind, reported);
  std::vector<std::string> meant;
  if (!is_fixed) meant = nearest_names(known, symbol_name(occurrence.symbol));
  std::vector<Related> related;
  if (is_fixed) related = related_places(check.app, {}, {});
  if (meant.size() == 1) related = related_places(check.app, check.app.generation().symbol(kind, meant[0]), meant[0]);
  check.report(undefined_reference, occurrence.range, message_for_name(check, occurrence, known, meant),
               std::move(related));
}

void check_references(const Check& check) {
  const FileType* root = check.app.generation().type(FileKind::root);
  if (check.app.root() == nullptr && root != nullptr && root->required) return;  // missing-root
  if (check.handler != nullptr && check.handler->dropped) return;
  if (check.file.generation.get() != &check.app.generation()) return;  // mixed-generations
  std::size_t reported = 0;
  for (const Occurrence& occurrence : check.file.occurrences) {
    const SymbolUse& use = *occurrence.use;
    if (use.role != Role::refers || use.because.empty() || use.kind == "parameter") continue;
    if (!use.otherwise.empty() || !check.app.is_live(use)) continue;
    if (check.app.is_defined(occurrence.symbol) || check.app.may_be_defined(occurrence.symbol)) continue;
    report(check, occurrence, reported++);
  }
}

// How the definition of the name that was meant is written; empty where the text there is not just the name.
std::string written_name(const App& app, const std::string& symbol) {
  for (const Definition& definition : app.definitions(symbol)) {
    const std::string& name = definition.use->name;
    if (name == "{value}" || name == "{key}") return std::string(text_at(*definition.file, definition.range));
    const Handler* handler = app.handler_of(*definition.file);
    if (name.empty() && handler != nullptr) return handler->name_space;
  }
  return {};
}

std::vector<Fix> write_meant(const Check& check, const Occurrence& occurrence) {
  const std::string& kind = occurrence.use->kind;
  const App& app = check.app;
  if (is_read(occurrence)) {
    const std::string meant = nearest_variable(app, check.file, occurrence);
    if (meant.empty()) return {};
    return one_fix("Write " + schema::code(meant), check.file, yaml::Replacement{occurrence.range, meant}, sure);
  }
  const std::string& name = occurrence.use->name;
  if (name != "{value}" && name != "{key}") return {};
  const std::vector<std::string> meant = nearest_names(names_to_search(app, kind, 0), symbol_name(occurrence.symbol));
  if (meant.size() != 1) return {};
  const std::string written = written_name(app, app.generation().symbol(kind, meant[0]));
  const Range range = check.file.document.range(occurrence.node);
  return written.empty() ? std::vector<Fix>() : rewrite_scalar(check, range, occurrence.use->prefix + written, likely);
}

std::vector<Fix> define(const Check& check, const Diagnostic& diagnostic) {
  std::vector<Fix> fixes;
  for (const Occurrence& occurrence : check.file.occurrences) {
    const SymbolUse& use = *occurrence.use;
    const bool is_meant = occurrence.range == diagnostic.range && use.role == Role::refers && use.kind != "parameter";
    if (!is_meant || check.app.is_defined(occurrence.symbol)) continue;
    append(fixes, write_meant(check, occurrence));
    append(fixes, declare_in_root(check, occurrence.symbol));
  }
  return fixes;
}

}  // namespace

const Rule undefined_reference{
    .code = "undefined-reference",
    .severity = Severity::error,
    .summary = "a resource that nothing in the app makes",
    .explanation = R"md(
A worker's event comes from a resource that the root declares, and code that reads `APP_TABLE` asks for the table of the
root. Where the root does not declare it, the deployer stops: the template would refer to nothing.

Declare the resource in the root, or correct the name.

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
  event:
    type: table
#         ^^^^^ error[undefined-reference]: `table` needs `table: {}` in the root
    pattern:
      detail:
        pk: [ORDER]
"""
import os

def handler(event, context=None):
    return os.environ["APP_QUEUE"]
#                      ^^^^^^^^^ error[undefined-reference]: the app has no resource for `APP_QUEUE`; it needs `queue: {}`
```

## Good
```python shop/__init__.py
"""
infra:
  table: {}
  queue: {}
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
        pk: [ORDER]
"""
import os

def handler(event, context=None):
    return os.environ["APP_QUEUE"]
```
)md",
    .check = check_references,
    .fix = define,
};

}  // namespace paas::rules
