// A docstring that Python sees and the deployer does not, or not so.
#include <algorithm>

#include "core/rules/engine/fixing.h"
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule unseen_docstring;

namespace {

const char* message_of(python::QuirkKind kind, std::string_view quotes) {
  using python::QuirkKind;
  switch (kind) {
    case QuirkKind::comment_before:
      return "the deployer reads this comment instead of the docstring; move it below the docstring";
    case QuirkKind::code_before:
      return "the deployer reads this code instead of the fragment, and Python sees no docstring; move it below";
    case QuirkKind::single_quotes:
      return "the deployer looks for three double quotes and does not see this docstring; write \"\"\"";
    case QuirkKind::string_prefix:
      return "the deployer reads this prefix instead of the docstring; remove it";
    case QuirkKind::byte_order_mark:
      return "the file begins with a byte order mark, which the deployer reads instead of the docstring; save it "
             "without";
    case QuirkKind::blank:
      return "the docstring is blank, so the deployer reads the code after it; write the fragment into it";
    case QuirkKind::unterminated:
      return quotes.ends_with('\'') ? "this docstring is never closed; add '''"
                                    : "this docstring is never closed; add \"\"\"";
    case QuirkKind::escaped_quotes:
      return "the deployer ends the fragment at these quotes although they are escaped; use other quotes";
    case QuirkKind::escape:
      return nullptr;  // harmless: docstring-escape
  }
  return nullptr;
}

void check_unseen_docstring(const Check& check) {
  if (check.file.type() == nullptr || !check.file.type()->schema) return;
  for (const python::Quirk& quirk : check.file.fragment.quirks) {
    const char* message = message_of(quirk.kind, slice(check.file.text, quirk.range));
    if (message != nullptr) return check.report(unseen_docstring, quirk.range, message);
  }
}

using python::QuirkKind;

/// The literal around a docstring, as it is written.
struct Literal {
  std::uint32_t begin;  // of the prefix
  std::uint32_t end;    // behind the closing quotes
};

Literal literal_around(std::string_view text, Range content) {
  std::uint32_t begin = content.begin;
  const char quote = begin > 0 ? text[begin - 1] : '"';
  const bool is_triple = begin >= 3 && text[begin - 2] == quote && text[begin - 3] == quote;
  const std::uint32_t size = is_triple ? 3 : 1;
  begin -= std::min(begin, size);
  while (begin > 0 && std::string_view("rRuU").find(text[begin - 1]) != std::string_view::npos) --begin;
  return {begin, std::min(content.end + size, static_cast<std::uint32_t>(text.size()))};
}

// All quirks at once: what stands before the docstring comes behind it, and the docstring gets three double quotes.
std::vector<Fix> normalise(const Check& check, const Diagnostic&) {
  const File& file = check.file;
  const python::Fragment& fragment = file.fragment;
  const auto has = [&](QuirkKind kind) {
    return std::any_of(fragment.quirks.begin(), fragment.quirks.end(),
                       [&](const python::Quirk& quirk) { return quirk.kind == kind; });
  };
  if (!fragment.found || has(QuirkKind::unterminated) || has(QuirkKind::blank) || has(QuirkKind::escaped_quotes))
    return {};
  // The deployer would end the docstring there.
  const std::string_view content = slice(file.text, fragment.range);
  if (content.find("\"\"\"") != std::string_view::npos || content.ends_with('"')) return {};
  const Literal literal = literal_around(file.text, fragment.range);
  std::string_view before = slice(file.text, {has(QuirkKind::byte_order_mark) ? 3U : 0U, literal.begin});
  const bool is_first_line = before.starts_with("#!") || before.find("coding") != std::string_view::npos;
  while (!before.empty() && std::string_view(" \t\r\n\f\v").find(before.back()) != std::string_view::npos)
    before.remove_suffix(1);
  const std::string_view line_break = file.text.find("\r\n") == std::string::npos ? "\n" : "\r\n";
  std::string behind = "\"\"\"";
  if (!before.empty()) behind += std::string(line_break) + std::string(before);
  const bool has_escapes = slice(file.text, fragment.range).find('\\') != std::string_view::npos;
  Fix fix{before.empty() ? "Write the docstring as the deployer sees it" : "Move the docstring to the beginning",
          {{&file, {0, fragment.range.begin}, "\"\"\""}, {&file, {fragment.range.end, literal.end}, behind}}};
  // A first line that says how to run or read the file has to stay there, and Python decodes escapes.
  fix.safe = !is_first_line && !has_escapes;
  fix.preferred = true;
  return {std::move(fix)};
}

}  // namespace

const Rule unseen_docstring{
    .code = "unseen-docstring",
    .severity = Severity::error,
    .summary = "a docstring that the deployer does not see as Python does",
    .explanation = R"md(
The deployer does not parse Python. It splits the file at `"""` and takes the first piece that is not blank. A comment,
an import, a string prefix or a byte order mark before the docstring is such a piece; other quotes are none. Then it
fails, or reads the wrong thing.

Let the file begin with `"""`.

## Bad
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/orders/index.py
# Takes orders.
# @0-15 error[unseen-docstring]: the deployer reads this comment instead of the docstring; move it below the docstring
"""
infra:
  type: worker
"""

def handler(event, context=None):
    pass
```
```python shop/users/index.py
'''
# @0-3 error[unseen-docstring]: the deployer looks for three double quotes and does not see this docstring; write """
infra:
  type: worker
'''

def handler(event, context=None):
    pass
```
```python shop/mails/index.py
r"""
# @0-1 error[unseen-docstring]: the deployer reads this prefix instead of the docstring; remove it
infra:
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
# Takes orders.

def handler(event, context=None):
    pass
```
)md",
    .check = check_unseen_docstring,
    .scope = Scope::deployed,
    .fix = normalise,
};

}  // namespace paas::rules
