# `make run` and `make test` are the two commands; `make help` lists the rest.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
ADDR     ?= 127.0.0.1:8484
DATA_DIR ?= .data
AREA     ?=
BINARY   := bin/recomamp
LINT     := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD

# Vet has run with the linter, and no debugger looks at what is linked for a test.
GO_TEST := go test -vet=off -ldflags=-w

# All but the tests of the built program, which have a target of their own.
GO_TESTS = $(shell go list ./... | grep -vE '/e2e/(crash|token)$$')

WEB_SOURCES := $(shell find web/src web/public web/index.html web/vite.config.ts web/tsconfig.json -type f 2>/dev/null)

.PHONY: help run dev build test test/go test/web test/s3 test/race e2e isolation crash chaos oracle hostile lint lint/go lint/web fmt generate verify audit bench bench/web fuzz setup clean

help: ## List the targets
	@grep -hE '^[a-z/]+:.*##' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

run: build ## Build everything and start it
	@exec $(BINARY) serve --addr $(ADDR) --data-dir $(DATA_DIR)

dev: setup/build ## API with the Vite dev server in front (reload on change)
	@build/dev.sh $(ADDR) $(DATA_DIR)

build: web/dist/app/index.html ## Build the binary with the web app inside
	go build -ldflags "-X main.version=$(VERSION)" -o $(BINARY) ./cmd/recomamp

test: setup lint verify test/go crash test/web e2e ## Everything: lint, verify, Go on both databases, kills, web, browser
	@echo "make test: all passed"

test/go: setup/postgres ## Go tests on SQLite and PostgreSQL
	build/with-postgres.sh build/go-test.sh $(GO_TEST) -timeout 15m $(GO_TESTS)
	go -C build/licence test ./...

test/race: setup/postgres ## Go tests under the race detector
	build/with-postgres.sh build/race.sh $(GO_TESTS)

test/s3: ## Tests of results, and of the built program with its results in S3, against a real gateway on this machine, built from the Go module proxy
	build/with-s3.sh go test -count 1 -timeout 15m ./internal/result
	build/with-s3.sh go test -count 1 -timeout 10m -run InS3 ./e2e/crash

test/web: web/node_modules/.package-lock.json ## Web unit and component tests
	cd web && npm run --silent test

e2e: build setup/browser e2e/node_modules/.package-lock.json ## The built binary in a real browser
	cd e2e && npx --no-install playwright test

lint: lint/go lint/web ## Lint Go and the web app

lint/go:
	$(LINT) run ./...
	cd build/licence && $(LINT) run ./...

lint/web: web/node_modules/.package-lock.json
	cd web && npm run --silent lint

fmt: web/node_modules/.package-lock.json ## Format Go and the web app
	$(LINT) fmt ./...
	cd build/licence && $(LINT) fmt ./...
	cd web && npm run --silent format

generate: web/node_modules/.package-lock.json ## Regenerate OpenAPI, the TypeScript client, docs/diagnostics.md, the list of common passwords and NOTICE
	go generate ./internal/access/commonpassword
	go run ./amcsql/analysis/rulesdoc > docs/diagnostics.md
	go run ./internal/httpapi/openapi > web/openapi.json
	cd web && npm run --silent generate
	go -C build/licence run . -write

verify: web/node_modules/.package-lock.json ## Fail when generated files or go.mod drifted, or a licence is not allowed; write bin/recomamp.cdx.json
	build/verify.sh $(VERSION)

audit: ## Ask for known vulnerabilities (needs the network): exit 1 found, 2 could not look
	@go build -o bin/audit ./build/audit
	@bin/audit

bench: ## Benchmarks as `bench:` lines (AREA=serve|sandbox|sql|execution|schedule|results|web|engine for one area; RESULTS_ROWS=n for fewer than 10,000,000 rows)
	@$(if $(filter web,$(or $(AREA),web)),$(MAKE) --no-print-directory build setup/browser e2e/node_modules/.package-lock.json,go build -o $(BINARY) ./cmd/recomamp) >&2
	@go run ./bench -binary $(BINARY) -area "$(AREA)"
	@$(if $(filter sql,$(or $(AREA),sql)),go -C bench/pgquery run .)

bench/web: build setup/browser e2e/node_modules/.package-lock.json bench/web/dist/glide.html ## Our grid in a browser at 10 k, 1 M and 10 M rows, beside other grids, as `bench:` lines (BENCH_WEB_ROWS=10000,100000 for a quick run)
	@cd e2e && npx --no-install playwright test -c bench/grids/playwright.config.ts --workers 1 | grep -E '^bench:|^ *[0-9]+ (passed|failed)|Error:'

crash: ## Kill the program in every state of an execution, fill its disk, and look for doubles; one token for three processes
	build/go-test.sh $(GO_TEST) -count 1 -timeout 10m ./e2e/crash ./e2e/token

isolation: setup/postgres ## Try every route with every kind of person against another client, on both databases
	@build/with-postgres.sh go test -count 1 -timeout 10m -v ./e2e/isolation/ | grep -E '^(isolation:|\s*--- FAIL|FAIL)|_test.go'

CHAOS_EXECUTIONS ?= 300
CHAOS_SECONDS ?= 60
CHAOS_DATABASE ?= postgres
chaos: ## Kill, freeze and spoil while CHAOS_EXECUTIONS run for CHAOS_SECONDS, then check the ledgers
	@go build -o $(BINARY) ./cmd/recomamp
	@go run ./e2e/chaos -binary $(BINARY) -executions $(CHAOS_EXECUTIONS) -lasts $(CHAOS_SECONDS)s -database $(CHAOS_DATABASE)

oracle: ## Compare ORACLE_CASES random recurrences (12000) with a brute-force oracle over all zones
	@go run ./internal/recurrence/oracle

hostile: ## Hold every answer about a text of 2 MB against its bounds of time and memory
	RECOMAMP_HOSTILE=full go test -count 1 -timeout 20m -run Hostile ./amcsql/...

FUZZTIME ?= 30s
fuzz: ## Run every fuzz target for FUZZTIME
	build/fuzz.sh $(FUZZTIME)

setup: setup/build setup/postgres setup/browser ## Install or name what this machine lacks

.PHONY: setup/build setup/postgres setup/browser
setup/build setup/postgres setup/browser:
	@build/setup.sh $(@F)

clean: ## Remove what was built (not your data)
	rm -rf bin web/dist/app web/node_modules e2e/node_modules e2e/results bench/web/dist bench/web/node_modules

web/node_modules/.package-lock.json: web/package.json web/package-lock.json | setup/build
	cd web && npm ci --no-audit --no-fund
	@touch $@

e2e/node_modules/.package-lock.json: e2e/package.json e2e/package-lock.json | setup/build
	cd e2e && npm ci --no-audit --no-fund
	@touch $@

web/dist/app/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	cd web && npm run --silent build
	@touch $@

bench/web/node_modules/.package-lock.json: bench/web/package.json bench/web/package-lock.json | setup/build
	cd bench/web && npm ci --no-audit --no-fund
	@touch $@

bench/web/dist/glide.html: bench/web/node_modules/.package-lock.json $(wildcard bench/web/*.ts bench/web/*.tsx bench/web/build.mjs)
	cd bench/web && npm run --silent build
	@touch $@
