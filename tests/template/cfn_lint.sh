#!/usr/bin/env bash
# Judges the templates that paas-lsp prints with cfn-lint, which it puts below build/. Ends with 77 where PyPI cannot be
# reached. cfn_lint.sh PAAS_LSP
set -euo pipefail
paas_lsp=$(realpath "$1")
cd "$(dirname "$0")/../.."

pins=tests/template/cfn-lint.txt
folder=build/cfn-lint
if ! cmp -s "$pins" "$folder/installed"; then
  echo "installing cfn-lint from PyPI" >&2
  rm -rf "$folder"
  python3 -m venv "$folder"
  if ! "$folder/bin/pip" install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
    --requirement "$pins" 2>&1 | tee "$folder/log" >&2; then
    grep -q 'from versions: none' "$folder/log" || exit 1
    echo "skipped: PyPI cannot be reached" >&2
    exit 77
  fi
  cp "$pins" "$folder/installed"
fi
"$folder/bin/python" -B tests/template/changes_test.py
exec "$folder/bin/python" -B tests/template/lint_templates.py "$paas_lsp"
