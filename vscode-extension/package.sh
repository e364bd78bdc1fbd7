#!/usr/bin/env bash
# Checks and bundles the extension and packs it with the server as build/paas-lsp-PLATFORM.vsix. Without a server, or
# with one that is no program for this platform, the package is for every platform and looks for the server itself.
#   package.sh [SERVER]
set -euo pipefail
server=${1:+$(realpath "$1")}
cd "$(dirname "$0")"
build=$(realpath ..)/build
. ../tools/node.sh
use_node "$build" 22 20
mkdir -p "$build"

lock=node_modules/.package-lock.json
if [ ! -e "$lock" ] || [ package-lock.json -nt "$lock" ]; then
  npm ci --ignore-scripts --no-audit --no-fund
  touch "$lock"
fi
npm run --silent check
npm run --silent bundle
cp ../CHANGELOG.md .

# The server, and beside it the libraries that a system without a compiler lacks, with their licences. It looks for
# them in `lib` (BUILD_RPATH), and then where every program does.
carry_server() {
  mkdir -p server/lib server/licences
  cp "$server" server/paas-lsp
  strip server/paas-lsp
  local name file package
  while read -r name _ file _; do
    case $name in
      libyaml* | libre2* | libutf8proc* | libfmt* | libstdc++* | libgcc_s* | libabsl* | libyaml-cpp*)
        cp -L "$file" "server/lib/$name"
        package=$(dpkg-query -S "$(realpath "$file")" 2>/dev/null | cut -d: -f1 || true)
        if [ -n "$package" ]; then cp -L "/usr/share/doc/$package/copyright" "server/licences/$package.txt"; fi
        ;;
    esac
  done < <(ldd "$server")
}

platform() { # as Visual Studio Code calls them
  case $(uname -sm) in
    "Linux x86_64") echo linux-x64 ;;
    "Linux aarch64") echo linux-arm64 ;;
  esac
}

rm -rf server
target=$(platform)
if [ -n "$server" ] && [ -n "$target" ]; then
  carry_server
  out=$build/paas-lsp-$target.vsix
  npm run --silent package -- --target "$target" --out "$out"
else
  out=$build/paas-lsp.vsix
  npm run --silent package -- --out "$out"
fi
echo "$out"
