#!/usr/bin/env bash
# Runs the tests of the packages given under the race detector. Those of the
# execution engine run file by file: many of them watch several processes at real
# speed, and starve each other when all run at once ten times slower.
set -euo pipefail
cd "$(dirname "$0")/.."
engine=internal/execution
everything=("$@")
others=()
for package in "${everything[@]}"; do
  [[ $package == */$engine ]] || others+=("$package")
done

if ((${#others[@]} > 0)); then
  go test -race -timeout 30m "${others[@]}"
fi
if ((${#others[@]} == ${#everything[@]})); then
  exit 0
fi

built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
go test -race -c -o "$built/engine.test" "./$engine"
cd "$engine"
named=0
for file in *_test.go; do
  tests=$(grep -oE '^func Test[A-Za-z0-9_]+' "$file" | awk '{print $2}')
  [[ -n $tests ]] || continue
  named=$((named + $(wc -w <<<"$tests")))
  echo "race: $engine/$file"
  "$built/engine.test" -test.timeout 15m -test.run "^($(paste -sd '|' <<<"$tests"))\$"
done
listed=$("$built/engine.test" -test.list '^Test' | wc -l)
if ((named != listed)); then
  echo "race: $listed tests are listed, $named were run" >&2
  exit 1
fi
