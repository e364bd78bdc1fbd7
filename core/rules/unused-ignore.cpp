// A comment that ignores nothing.
#include <fmt/format.h>

#include <algorithm>

#include "core/rules/engine/fixing.h"
#include "core/rules/engine/ignores.h"
#include "core/rules/rule.h"
#include "core/text/characters.h"

namespace paas::rules {

extern const Rule unused_ignore;

namespace {

// One code of several, or the whole comment, with its line where nothing else is there.
std::vector<Fix> remove_unused_ignore(const Check& check, const Diagnostic& diagnostic) {
  const std::string& text = check.file.text;
  const Range code = diagnostic.range;
  for (const IgnoreComment& comment : ignore_comments_on_line(text, code.begin)) {
    if (code.begin < comment.range.begin || code.begin > std::max(comment.brackets.end, code.begin)) continue;
    if (comment.brackets.begin <= code.begin && code.end <= comment.brackets.end) {
      const std::string_view codes = slice(text, comment.brackets);
      const std::size_t comma = codes.find(',', code.end - comment.brackets.begin);
      const std::size_t before = codes.substr(0, code.begin - comment.brackets.begin).rfind(',');
      const auto place = [&](std::size_t offset) {
        return comment.brackets.begin + static_cast<std::uint32_t>(offset);
      };
      Range range = code;
      if (before != std::string_view::npos) {
        range = {place(before), code.end};
      } else if (comma != std::string_view::npos) {
        range = {code.begin, place(std::min(codes.find_first_not_of(' ', comma + 1), codes.size()))};
      }
      if (range != code)
        return one_fix(fmt::format("Remove `{}`", slice(text, code)), check.file, yaml::Replacement{range, {}}, sure);
    }
    Range range = comment.range;
    while (range.begin > 0 && is_blank(text[range.begin - 1])) --range.begin;
    if (comment.stands_alone && range.end < text.size()) {
      range.end += text[range.end] == '\r' ? 2 : 1;
    }
    return one_fix("Remove the comment", check.file, yaml::Replacement{range, {}}, sure);
  }
  return {};
}

}  // namespace

const Rule unused_ignore{
    .code = "unused-ignore",
    .severity = Severity::information,
    .summary = "a comment that ignores nothing",
    .explanation = R"md(
`# paas: ignore[code]` silences a rule on its own line or, standing alone, on the next one; `# paas: ignore-file[code]`
in the whole file. One that silences nothing hides the next problem of its kind.

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
  timeout: 60 # paas: ignore[unknown-key]
#                            ^^^^^^^^^^^ information[unused-ignore]: nothing to ignore: `unknown-key` is not reported here; remove it
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
  timeout: 60
"""

def handler(event, context=None):
    pass
```
)md",
    .check = nullptr,
    .fix = remove_unused_ignore,
};

}  // namespace paas::rules
