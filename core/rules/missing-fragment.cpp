// A file of an app in which the deployer finds no fragment.
#include <fmt/format.h>

#include <algorithm>

#include <nlohmann/json.hpp>
#include <optional>

#include "core/rules/engine/fixing.h"
#include "core/rules/rule.h"
#include "core/schema/defaults.h"
#include "core/schema/schema.h"
#include "core/schema/wording.h"
#include "core/text/text.h"

namespace paas::rules {

extern const Rule missing_fragment;

namespace {

// `infar:` was probably meant as `infra:`.
yaml::NodeId misspelt_key(const yaml::Document& document, const std::string& meant) {
  for (std::uint32_t i = 0; i < document.entry_count(document.root()); ++i) {
    const yaml::NodeId key = document.entry(document.root(), i).key;
    if (!schema::nearest(document.text(key), {meant}).empty()) return key;
  }
  return yaml::no_node;
}

bool fails_otherwise(const File& file) {
  const bool mentions_key = slice(file.text, file.fragment.range).find(file.type()->key) != std::string_view::npos;
  const bool is_unseen =
      std::any_of(file.fragment.quirks.begin(), file.fragment.quirks.end(),
                  [](const python::Quirk& quirk) { return quirk.kind != python::QuirkKind::escape; });
  return is_unseen || file.trouble != Trouble::none || (mentions_key && !file.document.problems().empty());
}

void check(const Check& check) {
  const File& file = check.file;
  const FileType* type = file.type();
  if (type == nullptr || !type->required || !type->schema || type->key.empty()) return;
  if (file.infra != yaml::no_node || fails_otherwise(file)) return;
  const std::string& key = type->key;
  const std::string_view what = file.kind == FileKind::root ? "root" : "handler";
  if (!file.fragment.found) {
    return check.report(missing_fragment, file.fragment_head(),
                        fmt::format("this {} has no docstring; the deployer stops here; begin the file with \"\"\" and "
                                    "a fragment `{}:`",
                                    what, key));
  }
  const yaml::NodeId unindented = file.document.find_key(file.document.root(), key);
  if (unindented != yaml::no_node) {
    return check.report(
        missing_fragment, file.document.range(unindented),
        fmt::format("nothing stands below `{}`, so the deployer stops here; indent the lines that follow", key));
  }
  const yaml::NodeId misspelt = misspelt_key(file.document, key);
  if (misspelt != yaml::no_node) {
    return check.report(
        missing_fragment, file.document.range(misspelt),
        fmt::format("`{}` is not a key of a docstring; did you mean `{}`?", file.document.text(misspelt), key));
  }
  check.report(missing_fragment, file.fragment_head(),
               fmt::format("the docstring of this {0} has no key `{1}`; the deployer stops here; put the fragment "
                           "below `{1}:`",
                           what, key));
}

// The lines from `begin` on, a step deeper.
std::string deeper_lines(const File& file, std::uint32_t begin) {
  const Range range{begin, file.fragment.range.end};
  std::string text;
  for (std::size_t at = range.begin; at < range.end;) {
    const std::size_t end = std::min<std::size_t>(file.text.find('\n', at), range.end - 1) + 1;
    const std::string_view line = std::string_view(file.text).substr(at, end - at);
    if (line.find_first_not_of(" \t\r\n") != std::string_view::npos) text += "  ";
    text += line;
    at = end;
  }
  return text;
}

// The lines below the key, as deep as they must be.
std::vector<Fix> indent_lines(const File& file, Range key) {
  const std::size_t newline = file.text.find('\n', key.end);
  if (newline == std::string::npos || newline >= file.fragment.range.end) return {};
  const auto begin = static_cast<std::uint32_t>(newline + 1);
  return one_fix("Indent the lines below", file,
                 yaml::Replacement{{begin, file.fragment.range.end}, deeper_lines(file, begin)}, sure);
}

// The body without the key that it stands below.
std::vector<Fix> put_below(const File& file, const std::string& key) {
  const yaml::Document& document = file.document;
  if (document.kind(document.root()) != yaml::Kind::mapping || !document.problems().empty()) return {};
  for (std::uint32_t i = 0; i < document.entry_count(document.root()); ++i) {
    const yaml::NodeId first = document.entry(document.root(), i).key;
    if (schema::properties_at(file.type()->schema->root(), document.text(first)).empty()) return {};
  }
  const std::uint32_t place = document.range(document.entry(document.root(), 0).key).begin;
  const std::size_t line = file.text.rfind('\n', place);
  if (line == std::string::npos || line < file.fragment.range.begin) return {};
  const auto begin = static_cast<std::uint32_t>(line + 1);
  const bool is_deep = place > begin;
  const std::string text =
      with_line_ends_of(file.text, key + ":\n") +
      (is_deep ? std::string(slice(file.text, {begin, file.fragment.range.end})) : deeper_lines(file, begin));
  return one_fix("Put it below " + schema::code(key + ":"), file,
                 yaml::Replacement{{begin, file.fragment.range.end}, text}, likely);
}

std::vector<Fix> write_fragment(const Check& check, const Diagnostic& diagnostic) {
  const File& file = check.file;
  const std::string& key = file.type()->key;
  const yaml::Document& document = file.document;
  if (file.fragment.found) {
    const yaml::NodeId unindented = document.find_key(document.root(), key);
    if (unindented != yaml::no_node) return indent_lines(file, document.range(unindented));
    const yaml::NodeId misspelt = misspelt_key(document, key);
    if (misspelt != yaml::no_node) return rewrite_scalar(check, diagnostic.range, key, sure);
    if (std::vector<Fix> fixes = put_below(file, key); !fixes.empty()) return fixes;
  }
  const std::optional<schema::Json> body = schema::default_of(file.type()->schema->root());
  if (!body || file.text.starts_with("#!")) return {};
  const std::string fragment = "\"\"\"\n" + yaml::block_text({entry_of(key, *body)}) + "\"\"\"\n";
  return one_fix("Begin the file with a fragment", file,
                 yaml::Replacement{{0, 0}, with_line_ends_of(file.text, fragment)}, likely);
}

}  // namespace

const Rule missing_fragment{
    "missing-fragment",
    Severity::error,
    "a handler or root without a fragment",
    R"md(
Every `index.py` below the package is a handler, and the deployer reads the YAML in its docstring: a mapping with the
key `infra`. Without it the deployer stops.

Write the fragment, or move the file out of the package.

## Bad
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/orders/index.py
"""
# @0-3 error[missing-fragment]: the docstring of this handler has no key `infra`; the deployer stops here; put the fragment below `infra:`
type: worker
"""
```
```python shop/users/index.py
"""
infar:
# @0-5 error[missing-fragment]: `infar` is not a key of a docstring; did you mean `infra`?
  type: worker
"""

def handler(event, context=None):
    pass
```
```python shop/mails/index.py
"""
infra:
# @0-5 error[missing-fragment]: nothing stands below `infra`, so the deployer stops here; indent the lines that follow
type: worker
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
```python shop/orders/index.py
"""
infra:
  type: worker
"""

def handler(event, context=None):
    pass
```
)md",
    check,
    Scope::deployed,
    write_fragment,
};

}  // namespace paas::rules
