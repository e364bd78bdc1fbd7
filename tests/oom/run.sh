#!/usr/bin/env bash
# Refuses memory, threads, descriptors and stack to a binary, call by call; see oom.py, deep.py.
# run.sh PAAS_LSP [--short] [CASE...]
# Ends with 77 where something that it takes is missing.
set -euo pipefail
binary=$(realpath "$1")
shift
cd "$(dirname "$0")"
compiler=${CC:-cc}
for tool in "$compiler" python3; do
  command -v "$tool" >/dev/null || { echo "oom: $tool is missing"; exit 77; }
done
# A sanitizer brings an allocator of its own, which ends the program where this one refuses.
if grep -aq -m 1 -E '__[at]san_init' "$binary"; then echo "oom: $binary has a sanitizer's allocator"; exit 77; fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$compiler" -O2 -fPIC -shared -o "$folder/refuse.so" refuse.c -ldl
status=0
python3 -B oom.py "$binary" "$folder" "$@" || status=1
python3 -B deep.py "$binary" "$folder/deep" || status=1
exit "$status"
