#!/usr/bin/env bash
# Follows the README's "Try it" on a bare system: run.sh RELEASE [SETTING...]
#   RELEASE  bookworm, trixie, noble: what debootstrap knows
#   SETTING  root  as root, in root's home folder
#            user  as a user with sudo, in their home folder
#            path  as root, in a path with a blank and letters beyond ASCII
#            all of them where none is named
# Prints time, packages and megabytes of each. Needs root, debootstrap and git; leaves nothing behind, also when it is
# interrupted: everything is mounted in a namespace of its own.
#   PAAS_FRESH_MIRROR  where packages come from; the first one of this machine's apt where it is not set. Ubuntu on Debian
#                      needs one of Ubuntu, and the package ubuntu-keyring
#   PAAS_FRESH_CACHE   a folder that keeps the bare systems, for another run
#   PAAS_FRESH_CCACHE  a folder of ccache, for all settings but `root`, which is always compiled
set -euo pipefail
release=${1:?run.sh RELEASE [root] [user] [path]}
shift
[ $# -gt 0 ] || set -- root user path
top=$(cd "$(dirname "$0")/../.." && pwd)

skip() {
  echo "fresh: $*, so nothing is tried" >&2
  exit 77
}
[ "$(id -u)" -eq 0 ] || skip "not root"
command -v debootstrap >/dev/null || skip "no debootstrap"
unshare --mount true 2>/dev/null || skip "nothing can be mounted here"

mirror=${PAAS_FRESH_MIRROR:-$({ cat /etc/apt/sources.list /etc/apt/sources.list.d/*.{sources,list} 2>/dev/null || true; } |
  sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb (\[[^]]*\] )?([^ ]+).*/\2/p' | head -n 1)}
work=$(mktemp -d "${TMPDIR:-/tmp}/paas-fresh-XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT
trap 'exit 130' INT TERM
cache=${PAAS_FRESH_CACHE:-$work}
base=$cache/$release.tar

bare_system() {
  [ -e "$base" ] && return
  local options=(--variant=minbase)
  local script=/usr/share/debootstrap/scripts/$release
  if [ "$release" = noble ]; then
    options+=(--components=main,universe --keyring=/usr/share/keyrings/ubuntu-archive-keyring.gpg)
    script=/usr/share/debootstrap/scripts/gutsy  # that of every Ubuntu since
  fi
  debootstrap "${options[@]}" "$release" "$work/bare" "$mirror" "$script" >"$work/debootstrap.log" 2>&1 || {
    tail -n 5 "$work/debootstrap.log" >&2
    echo "fresh: debootstrap cannot make a $release here" >&2
    exit 1
  }
  mkdir -p "$cache"
  tar -C "$work/bare" -cf "$base.part" .
  mv "$base.part" "$base"
  rm -rf --one-file-system "$work/bare"
}

# What this machine needs to reach packages, and a new machine has not: names of hosts, certificates, registries.
let_out() { # SYSTEM
  cp /etc/resolv.conf /etc/hosts "$1/etc/"
  cp /etc/ssl/certs/ca-certificates.crt "$1/opt/ca.crt"
  {
    env | grep -E '^(https?_proxy|no_proxy|HTTPS?_PROXY|NO_PROXY|PIP_INDEX_URL)=' || true
    echo "NODE_EXTRA_CA_CERTS=/opt/ca.crt"
    ! command -v npm >/dev/null || echo "npm_config_registry=$(npm config get registry)"
  } >"$1/opt/environment"
}

# The lines of the first code block below "Try it".
readme_commands() { awk '/^## Try it/ {on = 1} on && /^```/ {if (inside) exit; inside = 1; next} inside' "$top/README.md"; }

try() { # SETTING
  local setting=$1 system=$work/$1 home=/root person=root
  mkdir "$system"
  tar -C "$system" -xf "$base"
  let_out "$system"
  git -C "$top" bundle create --quiet "$system/opt/paas-lsp.bundle" HEAD
  case $setting in
    root) ;;
    user) home=/home/somebody person=somebody ;;
    path) home="/srv/ein Weg/zu ünïcödé 日本" ;;
    *) echo "fresh: there is no setting $setting" >&2; return 1 ;;
  esac
  local first rest
  first=$(readme_commands | head -n 1 | sed 's/ *#.*//')
  rest=$(readme_commands | tail -n +2 | sed 's/ *#.*//')
  {
    echo "set -eu; export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8"
    echo "while IFS= read -r line; do export \"\$line\"; done </opt/environment"
    if [ "$setting" = user ]; then
      echo "apt-get update -q && apt-get install -q -y --no-install-recommends sudo"
      echo "useradd -m -s /bin/bash somebody; echo 'somebody ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/somebody"
    fi
    if [ -n "${PAAS_FRESH_CCACHE:-}" ] && [ "$setting" != root ]; then
      echo "apt-get update -q && apt-get install -q -y --no-install-recommends ccache"
      echo "chmod -R a+rwX /opt/ccache"
      echo "export CCACHE_DIR=/opt/ccache CCACHE_BASEDIR=/ CCACHE_NOHASHDIR=1 CCACHE_UMASK=000"
    fi
    echo "dpkg-query -f . -W | wc -c >/opt/packages-before; du -smx / | cut -f 1 >/opt/megabytes-before"
    echo "mkdir -p '$home'"
    echo "cat >/opt/person.sh <<'END'"
    echo "set -eu; cd '$home'"
    [ "$setting" != user ] || echo "sudo() { command sudo -E \"\$@\"; }"
    echo "$([ "$setting" = user ] && sed -E 's/apt-get/sudo apt-get/g' <<<"$first" || echo "$first")"
    echo "git clone -q /opt/paas-lsp.bundle paas-lsp && cd paas-lsp && git checkout -q -b main 2>/dev/null || true; cd '$home/paas-lsp'"
    echo "$rest"
    echo END
    echo "start=\$(date +%s)"
    echo "runuser -u $person -- env HOME='$home' bash /opt/person.sh && echo 0 >/opt/status || echo \$? >/opt/status"
    echo "expr \$(date +%s) - \$start >/opt/seconds"
    echo "dpkg-query -f . -W | wc -c >/opt/packages-after; du -smx / | cut -f 1 >/opt/megabytes-after"
  } >"$system/opt/run.sh"
  local log=$work/$setting.log
  unshare --mount --pid --fork --kill-child bash -euc '
    system=$1
    mount -t proc proc "$system/proc"
    mount --rbind /dev "$system/dev"
    mount --make-rslave "$system/dev"
    if [ -n "$2" ] && [ -d "$2" ]; then mkdir "$system/opt/ccache"; mount --bind "$2" "$system/opt/ccache"; fi
    exec chroot "$system" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb bash /opt/run.sh
  ' - "$system" "${PAAS_FRESH_CCACHE:-}" >"$log" 2>&1 </dev/null || true
  local read_out
  read_out() { cat "$system/opt/$1" 2>/dev/null || echo '?'; }
  local status warnings tests
  status=$(read_out status)
  warnings=$(grep -cE '(^|[^-a-z])[Ww]arning( \(|:)' "$log" || true)
  tests=$(sed -nE 's/^[0-9]+% tests passed, (.*)/\1/p' "$log" | tail -n 1)
  echo "fresh: $release $setting: status $status, $(read_out seconds) s," \
    "$(($(read_out packages-after) - $(read_out packages-before))) packages," \
    "$(($(read_out megabytes-after) - $(read_out megabytes-before))) MB, $warnings warnings, tests: ${tests:-none}"
  [ -z "${PAAS_FRESH_CACHE:-}" ] || cp "$log" "$cache/$release-$setting.log"
  local is_good=0
  if [ "$status" != 0 ] || [ "$warnings" -gt 0 ]; then
    is_good=1
    grep -nE '(^|[^-a-z])[Ww]arning( \(|:)|\*\*\*Failed|FAILED:|[Ee]rror[: ]' "$log" | head -n 60
    tail -n 15 "$log"
  fi
  rm -rf --one-file-system "$system"
  return $is_good
}

bare_system
failed=0
for setting in "$@"; do
  try "$setting" || failed=1
done
exit $failed
