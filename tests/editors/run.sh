#!/usr/bin/env bash
# Installs the editors where they are missing and runs the tests in them; the extension is built already. A line for
# each check; 0 if all passed; 77 if an editor cannot be had here and all else passed. Neovim, which mostly waits for
# keys, runs beside the others, and is printed behind them.
#   run.sh [vscode] [neovim] [grammar]
set -uo pipefail
cd "$(dirname "$0")"
[ $# -gt 0 ] || set -- grammar vscode neovim

declare -A installed # status by editor
for suite in "$@"; do
  editor=${suite/grammar/vscode}
  [ -z "${installed[$editor]:-}" ] || continue
  ./install.sh "$editor"
  installed[$editor]=$?
done

# 0: all passed; 1: some did not; 77: there is no such editor here.
run_suite() {
  local suite=$1 status=0 file
  local editor=${suite/grammar/vscode}
  [ "${installed[$editor]}" -eq 0 ] || return "${installed[$editor]}"
  for file in "$suite".test.mjs "$suite"-*.test.mjs; do
    [ ! -e "$file" ] || node --test --test-reporter=spec "$file" || status=1
  done
  return $status
}

status=0
note() { # STATUS OF A SUITE
  case $1 in
    0) ;;
    77) [ $status -ne 0 ] || status=77 ;;
    *) status=1 ;;
  esac
}

beside=
for suite in "$@"; do
  [ "$suite" = neovim ] || continue
  log=$(mktemp)
  run_suite neovim >"$log" 2>&1 &
  beside=$!
  trap 'rm -f "$log"' EXIT
done
for suite in "$@"; do
  [ "$suite" != neovim ] || continue
  run_suite "$suite"
  note $?
done
if [ -n "$beside" ]; then
  wait "$beside"
  note $?
  cat "$log"
fi
exit $status
