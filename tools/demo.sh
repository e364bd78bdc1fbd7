#!/usr/bin/env bash
# Shows what a check says about a good and about a faulty app. demo.sh PAAS_LSP
set -uo pipefail
paas_lsp=$1
cd "$(dirname "$0")/.."
failures=0

check() { # EXPECTED_STATUS FOLDER WORDS
  echo "== $3: paas-lsp --check $2"
  "$paas_lsp" --check "$2"
  local status=$?
  if [ "$status" -ne "$1" ]; then
    echo "demo: expected status $1, not $status" >&2
    failures=$((failures + 1))
  fi
  echo
}

check 0 examples/good "an app without mistakes (status 0)"
check 1 examples/faulty "an app with mistakes (status 1)"
[ "$failures" -eq 0 ]
