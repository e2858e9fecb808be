#!/usr/bin/env bash
# Runs a command with one throwaway PostgreSQL cluster, named to the tests by
# RECOMAMP_TEST_POSTGRES_URL, and takes the cluster down afterwards.
set -euo pipefail

bin=$(dirname "$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1)" 2>/dev/null || true)
[ -x "${bin:-}/initdb" ] || bin=$(dirname "$(command -v initdb || true)" 2>/dev/null || true)
[ -x "${bin:-}/initdb" ] || { echo "with-postgres: PostgreSQL not found; run: make setup" >&2; exit 1; }

dir=$(mktemp -d /tmp/recomamp-postgres.XXXXXX)
as=() # PostgreSQL refuses to run as root
if [ "$(id -u)" -eq 0 ]; then
  id postgres >/dev/null 2>&1 || useradd --system postgres
  chown postgres "$dir"
  as=(runuser -u postgres --)
fi
stop() {
  (cd / && "${as[@]}" "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1) || true
  rm -rf "$dir"
}
trap stop EXIT

port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
(
  cd /
  "${as[@]}" "$bin/initdb" -D "$dir/data" -U postgres --auth=trust --no-sync --encoding=UTF8 --locale=C >/dev/null
  "${as[@]}" "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w start \
    -o "-p $port -k $dir -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300" >/dev/null
)
RECOMAMP_TEST_POSTGRES_URL="postgres://postgres@127.0.0.1:$port/postgres?sslmode=disable" "$@"
