#!/usr/bin/env bash
# Runs the protocol sessions against a binary, one line a check. run.sh PAAS_LSP [TEST_FILE...]
set -euo pipefail
PAAS_LSP=$(realpath "$1")
shift
cd "$(dirname "$0")"
export PAAS_LSP
../../tools/modules.sh tests/protocol
# A race ends the server with a status that no session takes for a good end.
export TSAN_OPTIONS="halt_on_error=1 exitcode=66 second_deadlock_stack=1"
[ $# -gt 0 ] || set -- ./*.test.mjs
node --test --test-reporter=spec "$@"
