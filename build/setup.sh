#!/usr/bin/env bash
# Checks that this machine has what a step needs and installs what Debian can
# give; where it may not install, it says the one command that mends it.
set -euo pipefail

# install PACKAGE...: with apt-get, as root or through sudo without a password.
install() {
  local sudo=""
  if [ "$(id -u)" -ne 0 ]; then
    if sudo -n true 2>/dev/null; then sudo="sudo"; else
      echo "setup: missing $*; install with: sudo apt-get install -y $*" >&2
      exit 1
    fi
  fi
  if ! command -v apt-get >/dev/null; then
    echo "setup: missing $*; install them with your system's package manager" >&2
    exit 1
  fi
  echo "setup: installing $*"
  $sudo env DEBIAN_FRONTEND=noninteractive bash -c '
    log=$(mktemp)
    { apt-get update -q && apt-get install -y -q --no-install-recommends "$@"; } >"$log" 2>&1 || { tail -n 20 "$log" >&2; exit 1; }
  ' install "$@"
}

need() { # need COMMAND WHAT
  command -v "$1" >/dev/null || { echo "setup: $1 not found; install $2" >&2; exit 1; }
}

build() {
  need go "Go 1.26 or newer"
  need node "Node 20.19 or newer"
  need npm "npm (it comes with Node)"
  command -v gcc >/dev/null && command -v g++ >/dev/null || install gcc g++
}

postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || install postgresql
}

browser() {
  command -v chromium >/dev/null || command -v google-chrome >/dev/null || install chromium
  # A system without any font draws boxes, and text would have no width.
  [ -n "$(find /usr/share/fonts -name '*.ttf' -print -quit 2>/dev/null)" ] || install fonts-dejavu-core
}

case "${1:-}" in
  build|postgres|browser) "$1" ;;
  *) echo "usage: setup.sh build|postgres|browser" >&2; exit 2 ;;
esac
