#!/usr/bin/env bash
# Runs a command that is `go test`, and names at its end, once more, what failed
# and why: of a long run only the end is read.
set -uo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
((status == 0)) && exit 0
echo
echo "What failed:"
awk '/^ *--- FAIL:/ { left = 15 } /^(panic:|fatal error:|FAIL|# )/ { left = 1 } /^(ok|PASS|=== )/ { left = 0 } left > 0 { print substr($0, 1, 400); left-- }' "$log" | tail -n 200
exit "$status"
