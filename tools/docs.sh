#!/usr/bin/env bash
# Writes docs/rules and the pictures of the README from what the binary says. docs.sh PAAS_LSP
set -euo pipefail
paas_lsp=$(realpath "$1")
cd "$(dirname "$0")/.."
mkdir -p docs/rules
rm -f docs/rules/*.md
"$paas_lsp" --rules --format markdown > docs/rules/README.md
"$paas_lsp" --rules | while read -r code _; do
  "$paas_lsp" --explain "$code" > "docs/rules/$code.md"
done
{ "$paas_lsp" --check --color always examples/faulty || true; } | node tools/picture.mjs 'paas-lsp --check examples/faulty' > docs/check.svg
"$paas_lsp" --graph --format svg examples/good > docs/graph.svg
