#!/usr/bin/env bash
# Begins a rule. new_rule.sh NAME
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:-}
case $name in
  '' | *[!a-z-]* | -* | *-) echo "new_rule: name the rule in kebab-case: make rule NAME=my-rule" >&2; exit 2 ;;
esac
file=core/rules/$name.cpp
[ ! -e "$file" ] || { echo "new_rule: $file is there already" >&2; exit 2; }
identifier=${name//-/_}
if command -v c++ >/dev/null && ! echo "extern const int $identifier;" | c++ -fsyntax-only -x c++ - 2>/dev/null; then
  echo "new_rule: $name is a word of C++; choose a name of several words" >&2
  exit 2
fi
cat >"$file" <<EOF
// TODO: what is wrong, in one line.
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule $identifier;

namespace {

void check_$identifier(const Check& check) {
  for (const Occurrence& occurrence : check.file.occurrences) {
    if (occurrence.symbol.empty()) check.report($identifier, occurrence.range, "TODO: what is wrong; what to do");
  }
}

}  // namespace

const Rule $identifier{
    .code = "$name",
    .severity = Severity::warning,
    .summary = "TODO: one line without a full stop",
    .explanation = R"md(
TODO: why it matters.

## Bad
\`\`\`python shop/__init__.py
"""
infra: {}
"""
\`\`\`
\`\`\`python shop/orders/index.py
"""
infra:
  type: worker
"""

def handler(event, context=None):
    pass
\`\`\`
)md",
    .check = check_$identifier,
};

}  // namespace paas::rules
EOF
cat <<EOF
$file
1. Say what is wrong in it, then: cmake --build build/release --target test-spec
2. Run its examples, which lack what it reports, and let it be written in: build/release/tests/test-spec --rule $name --update
3. make docs
EOF
