#!/usr/bin/env bash
# Installs the editors where they are missing and runs the tests in them; the extension is built already. A line for
# each check; 0 if all passed; 77 if an editor cannot be had here and all else passed.
#   run.sh [vscode] [neovim] [grammar]
set -uo pipefail
cd "$(dirname "$0")"
[ $# -gt 0 ] || set -- grammar vscode neovim
status=0
for suite in "$@"; do
  editor=${suite/grammar/vscode}
  ./install.sh "$editor"
  installed=$?
  if [ $installed -eq 0 ]; then
    for file in "$suite".test.mjs "$suite"-*.test.mjs; do
      [ ! -e "$file" ] || node --test --test-reporter=spec "$file" || status=1
    done
  elif [ $installed -eq 77 ]; then
    [ $status -ne 0 ] || status=77
  else
    status=1
  fi
done
exit $status
