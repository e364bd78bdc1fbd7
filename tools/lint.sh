#!/usr/bin/env bash
# Checks the format of every C++ file, and runs clang-tidy on those that changed. lint.sh BUILD_FOLDER [all]
set -uo pipefail
build=$1
what=${2:-changed}
cd "$(dirname "$0")/.."
# clang-tidy takes seconds a file; what is not reached in this time is named, not failed.
tidy_seconds=240
status=0

tool() { command -v "$1-14" || command -v "$1"; }
format=$(tool clang-format) && tidy=$(tool clang-tidy) || {
  echo "lint: clang-format and clang-tidy are missing (Debian: clang-format-14, clang-tidy-14)" >&2
  exit 77  # what the test runners of GNU take for "skipped"
}

echo "lint: $("$format" --version)"
git ls-files -z '*.cpp' '*.h' | xargs -0 --no-run-if-empty "$format" --dry-run --Werror || status=1

# What this checkout adds to the branch that it was cloned from; the last commit where that is nothing.
base=$(git merge-base HEAD origin/main 2>/dev/null || true)
if [ -z "$base" ] || [ "$base" = "$(git rev-parse HEAD)" ]; then
  base=$(git rev-parse --verify -q HEAD~1 || git hash-object -t tree /dev/null)
fi
changed() { git diff --name-only --diff-filter=d "$base" -- '*.cpp'; }
all() { git ls-files '*.cpp'; }

# clang-tidy needs the command line of a file: those of targets that are switched off here are left out.
files=()
while IFS= read -r file; do
  grep -qF "\"file\": \"$PWD/$file\"" "$build/compile_commands.json" && files+=("$file")
done < <("$what")
echo "lint: clang-tidy on ${#files[@]} files"
[ ${#files[@]} -gt 0 ] || exit "$status"

report=$(mktemp)
trap 'rm -f "$report"' EXIT
run_tidy() { # TIDY BUILD REPORT FILE
  if "$1" -p "$2" --quiet "$4" 2>/dev/null; then echo "clean $4" >>"$3"; else echo "dirty $4" >>"$3"; fi
}
export -f run_tidy
printf '%s\n' "${files[@]}" |
  timeout "$tidy_seconds" xargs -P "$(nproc)" -I{} bash -c 'run_tidy "$@"' run_tidy "$tidy" "$build" "$report" {}
reached=$(wc -l <"$report")
[ "$reached" -eq ${#files[@]} ] || echo "lint: out of time after $reached of ${#files[@]} files"
grep '^dirty' "$report" && status=1
exit "$status"
