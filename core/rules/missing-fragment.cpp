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

// A first line such as `infra` without its colon, `infr:a` or `- infra:`, which is no key and was meant as one.
Range misspelt_line(const File& file, const std::string& meant) {
  const std::string_view text = slice(file.text, file.fragment.range);
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  std::string_view line = text.substr(begin, text.find_first_of("\r\n", begin) - begin);
  while (line.ends_with(' ') || line.ends_with('\t')) line.remove_suffix(1);
  std::string word;
  for (const char c : line) {
    if (std::string_view(":- ").find(c) == std::string_view::npos) word += c;
  }
  constexpr std::size_t most_signs = 4;
  if (line.size() > word.size() + most_signs || schema::nearest(word, {meant}).empty()) return {};
  const auto first = file.fragment.range.begin + static_cast<std::uint32_t>(begin);
  return {first, first + static_cast<std::uint32_t>(line.size())};
}

// Whether keys of a fragment stand in the docstring, which another docstring above would make void.
bool holds_keys(const File& file) {
  std::string_view text = slice(file.text, file.fragment.range);
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t begin = std::min(line.find_first_not_of(" \t-"), line.size());
    const std::string_view key = line.substr(begin, line.find(':', begin) - begin);
    const bool has_colon = begin + key.size() < line.size();
    if (has_colon && !schema::properties_at(file.type()->schema->root(), key).empty()) return true;
  }
  return false;
}

bool fails_otherwise(const File& file) {
  const bool mentions_key = slice(file.text, file.fragment.range).find(file.type()->key) != std::string_view::npos;
  const bool is_unseen =
      std::any_of(file.fragment.quirks.begin(), file.fragment.quirks.end(),
                  [](const python::Quirk& quirk) { return quirk.kind != python::QuirkKind::escape; });
  return is_unseen || file.trouble != Trouble::none || (mentions_key && !file.document.problems().empty());
}

void check_missing_fragment(const Check& check) {
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
  if (const Range line = misspelt_line(file, key); line.size() > 0) {
    return check.report(
        missing_fragment, line,
        fmt::format("`{}` is not the key of a fragment; did you mean `{}:`?", slice(file.text, line), key));
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
    if (const Range line = misspelt_line(file, key); line.size() > 0)
      return one_fix("Write " + schema::code(key + ":"), file, yaml::Replacement{line, key + ":"}, sure);
    if (std::vector<Fix> fixes = put_below(file, key); !fixes.empty()) return fixes;
    if (holds_keys(file)) return {};
  }
  const std::optional<schema::Json> body = schema::default_of(file.type()->schema->root());
  if (!body || file.text.starts_with("#!")) return {};
  const std::string fragment = "\"\"\"\n" + yaml::block_text({entry_of(key, *body)}) + "\"\"\"\n";
  return one_fix("Begin the file with a fragment", file,
                 yaml::Replacement{{0, 0}, with_line_ends_of(file.text, fragment)}, likely);
}

}  // namespace

const Rule missing_fragment{
    .code = "missing-fragment",
    .severity = Severity::error,
    .summary = "a handler or root without a fragment",
    .explanation = R"md(
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
    .check = check_missing_fragment,
    .scope = Scope::deployed,
    .fix = write_fragment,
};

}  // namespace paas::rules
