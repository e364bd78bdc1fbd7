#!/usr/bin/env bash
# Installs the npm packages that FOLDER/package-lock.json pins, unless they are there. modules.sh FOLDER
set -euo pipefail
cd "$(dirname "$0")/../$1"
cmp -s package-lock.json node_modules/.installed && exit
command -v npm >/dev/null || {
  echo "modules: npm is missing (Debian: npm)" >&2
  exit 2
}
npm ci --ignore-scripts --no-audit --no-fund
cp package-lock.json node_modules/.installed
