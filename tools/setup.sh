#!/usr/bin/env bash
# Installs what building and testing need and this machine lacks: Debian packages, and the npm packages that
# third_party/package-lock.json pins. Starts no package manager when everything is there.
set -euo pipefail
cd "$(dirname "$0")/.."

lock=third_party/package-lock.json
installed_lock=third_party/node_modules/.package-lock.json

say() { echo "setup: $*"; }
die() {
  echo "setup: $*" >&2
  exit 1
}

# The part of a lock file that says which package stands where; npm writes the same lines into node_modules.
pins() { grep -E '^ {4}"node_modules/|^ {6}"(version|integrity)":' "$1" | sed 's/,$//'; }

modules_are_current() { [ -e "$installed_lock" ] && [ "$(pins "$lock")" = "$(pins "$installed_lock")" ]; }

missing=()

need_command() { # COMMAND PACKAGE
  command -v "$1" >/dev/null || missing+=("$2")
}

need_library() { # PACKAGE
  dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed || missing+=("$1")
}

find_missing() {
  need_command c++ g++
  need_command cmake cmake
  need_command ninja ninja-build
  need_command pkg-config pkgconf
  python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3 python3-venv)
  for library in nlohmann-json3-dev libyaml-dev libyaml-cpp-dev libfmt-dev libre2-dev libutf8proc-dev libcli11-dev libdtl-dev libasio-dev catch2; do
    need_library "$library"
  done
  if ! modules_are_current; then
    need_command node nodejs
    need_command npm npm
    [ -e /etc/ssl/certs/ca-certificates.crt ] || missing+=(ca-certificates)
  fi
}

install_packages() {
  command -v apt-get >/dev/null || die "please install the equivalent of these Debian packages: ${missing[*]}"
  local root=(env DEBIAN_FRONTEND=noninteractive)
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null ||
      die "not root, and no sudo: have someone run \`apt-get install --no-install-recommends ${missing[*]}\`"
    root=(sudo "${root[@]}")
  fi
  say "installing ${missing[*]}"
  "${root[@]}" apt-get update -q || die "apt-get update failed: is there a network?"
  "${root[@]}" apt-get install -q -y --no-install-recommends "${missing[@]}" ||
    die "apt-get could not install: ${missing[*]}"
}

install_modules() {
  say "installing the npm packages of third_party/package-lock.json"
  # Nothing of these packages runs: their sources are compiled by our own CMake.
  (cd third_party && npm ci --ignore-scripts --no-audit --no-fund) || die "npm ci failed in third_party"
  modules_are_current || die "npm ci did not install what third_party/package-lock.json pins"
}

if command -v dpkg-query >/dev/null; then
  find_missing
  [ ${#missing[@]} -eq 0 ] || install_packages
else
  say "no dpkg here: taking for granted that the libraries are installed; CMake names what it misses"
fi
modules_are_current || install_modules
