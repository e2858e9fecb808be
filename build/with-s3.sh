#!/usr/bin/env bash
# Runs a command with a throwaway S3 gateway on this machine, which keeps its
# files in a temporary folder, named to the tests by RECOMAMP_TEST_S3_URL, and
# takes the gateway down afterwards.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

gateway=$(go -C "$root/build/s3gateway" tool -n versitygw) || {
  echo "with-s3: the gateway could not be built; its module (build/s3gateway/go.mod) comes from the Go module proxy: look at \`go env GOPROXY\` and the network" >&2
  exit 1
}

dir=$(mktemp -d /tmp/recomamp-s3.XXXXXX)
pid=
stop() {
  [ -z "$pid" ] || { kill "$pid" && wait "$pid"; } 2>/dev/null || true
  rm -rf "$dir"
}
trap stop EXIT
mkdir "$dir/data" "$dir/about"

port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
# What is known of files lies in a folder of its own: not every disk keeps extended attributes.
ROOT_ACCESS_KEY=recomamp-test ROOT_SECRET_KEY=recomamp-test-secret \
  "$gateway" --port "127.0.0.1:$port" --quiet posix --sidecar "$dir/about" "$dir/data" >"$dir/log" 2>&1 &
pid=$!
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }
for _ in $(seq 300); do
  answers && break
  kill -0 "$pid" 2>/dev/null || break
  sleep 0.1
done
answers || { echo "with-s3: the gateway does not answer; it said:" >&2; tail -n 20 "$dir/log" >&2; exit 1; }

RECOMAMP_TEST_S3_URL="http://127.0.0.1:$port" "$@"
