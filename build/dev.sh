#!/usr/bin/env bash
# Runs the API and, in front of it, the Vite dev server that proxies to it.
set -euo pipefail
addr=$1 data=$2
[ -d web/node_modules ] || (cd web && npm ci --no-audit --no-fund)
go run ./cmd/recomamp serve --addr "$addr" --data-dir "$data" &
api=$!
trap 'kill "$api" 2>/dev/null || true' EXIT
cd web && RECOMAMP_API="http://$addr" npm run --silent dev
