# make          build everything
# make demo     build, start the collector, replay recorded sessions, print what they cost and how they went
# make test     everything the project tests, from unit to end to end
# make check    generated files, formatting, linters
# make help     the rest

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := build

VERSION := $(shell sed -n 's/^  version: \([^ ]*\).*/\1/p' builder-config.yaml)
COMMIT := $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)$(shell git diff --quiet HEAD 2>/dev/null || echo -dirty)

# One set of build flags everywhere: the builder uses these, and any other set would compile all dependencies again.
export CGO_ENABLED := 0
export GOFLAGS := -trimpath
export GOTOOLCHAIN := local

BUILDER := go tool -modfile=internal/tools/builder.mod builder
GOLANGCI := go tool -modfile=internal/tools/golangci-lint.mod golangci-lint
PACKAGES := ./...
SESSIONS ?= 40
FUZZTIME ?= 200000x

.PHONY: build
build: collector commands ## bin/otelcol-genai and the commands beside it

# The builder takes the version from its manifest only, so the commit is written into a copy.
.PHONY: collector
collector: ## the collector alone
	@mkdir -p _build bin
	sed 's/^  version: .*/  version: $(VERSION)+$(COMMIT)/' builder-config.yaml > _build/manifest.yaml
	$(BUILDER) --config _build/manifest.yaml
	mv -f _build/otelcol-genai bin/otelcol-genai

.PHONY: commands
commands: ## the commands under cmd/
	@mkdir -p bin
	go build -ldflags '-s -w' -o bin/ ./cmd/...

.PHONY: run
run: build ## the collector with the default configuration
	bin/otelcol-genai --config otelcol-config.yaml

.PHONY: demo
demo: build ## recorded sessions through the collector, what they cost and how they went (ONCE=1 exits)
	ONCE=$(ONCE) SESSIONS=$(SESSIONS) ./scripts/demo.sh

.PHONY: test
test: build servers monitoring-test ## all tests; the end-to-end ones run the binary that was just built
	go test -timeout 20m $(PACKAGES)

.PHONY: monitoring-test
monitoring-test: ## what writes monitoring/: every expression parses and names what there is
	cd internal/tools/monitoring && go vet ./... && go test ./...

.PHONY: servers
servers: ## Prometheus, Alertmanager and Jaeger for the tests, built once per version into the user's cache folder
	go run ./internal/tools/servers

.PHONY: race
race: ## our packages under the race detector (needs a C compiler), which allocates of its own and takes its time
	CGO_ENABLED=1 go test -race -short -skip Alloc -timeout 20m ./internal/... ./processor/... ./connector/... ./extension/... ./receiver/... ./exporter/... ./cmd/...

.PHONY: check
check: ## generated files, go.mod, formatting and linters: nothing left to commit, nothing to mend
	@state() { git status --porcelain; git diff | sha256sum; }; before=$$(state); \
	$(MAKE) generate tidy; \
	[[ "$$before" == "$$(state)" ]] || { git status --short; git diff --stat; echo 'generated files or go.mod were not up to date: commit the above'; exit 1; }
	go vet $(PACKAGES)
	$(GOLANGCI) run --allow-parallel-runners

.PHONY: generate
generate: monitoring ## what mdatagen writes, the accuracy in the README of genai_redaction, monitoring/ and docs/metrics.md
	go generate ./processor/... ./connector/... ./extension/... ./receiver/... ./exporter/... ./internal/...
	go run ./internal/tools/redaction-accuracy

.PHONY: monitoring
monitoring: ## rules, dashboards, monitors and runbooks from monitoring/alerts.yaml
	cd internal/tools/monitoring && go run .

.PHONY: tidy
tidy:
	go mod tidy

.PHONY: fmt
fmt: ## gofumpt and goimports
	$(GOLANGCI) fmt

.PHONY: lint
lint:
	$(GOLANGCI) run --allow-parallel-runners

.PHONY: bench
bench: bench-redaction ## benchmarks on recorded spans; compare two runs with benchstat
	go test -run '^$$' -bench . -benchmem -count $${COUNT:-6} ./internal/... ./processor/... ./connector/... ./receiver/... ./extension/... ./exporter/... | tee bench.out
	go test -run '^$$' -bench BudgetAPI -benchtime 20x ./e2e | tee -a bench.out
	go test -run '^$$' -bench BenchmarkSpans -count $${COUNT:-6} ./e2e | tee -a bench.out

.PHONY: bench-redaction
bench-redaction: ## genai_redaction against the stock redaction processor, vector code and scalar
	cd internal/benchmark/stock && go run . && go run -tags purego .

.PHONY: fuzz
fuzz: ## every fuzz target, FUZZTIME inputs (or a duration) each
	@grep -rl --include='*_test.go' 'func Fuzz' internal processor connector receiver extension exporter cmd | while read -r file; do \
	  sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\).*/\1/p' "$$file" | while read -r target; do \
	    echo "== $$target ($$(dirname "$$file"))"; \
	    go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x "./$$(dirname "$$file")"; \
	  done; \
	done

.PHONY: soak
soak: build servers ## what takes its time: the collector killed 50 times over, its store damaged in 300 places, alerts that hold as long as shipped
	KILLS=50 DAMAGES=300 go test -timeout 60m -count 1 -run 'Killed|Damaged' -v ./e2e
	AS_SHIPPED=1 go test -timeout 60m -count 1 -run 'CrossingsArePaged|CollectorThatIsGone' -v ./e2e

.PHONY: vuln
vuln: ## known vulnerabilities, where the database can be reached
	go run golang.org/x/vuln/cmd/govulncheck@latest $(PACKAGES)

.PHONY: clean
clean:
	rm -rf _build bin .otelcol-genai bench.out

.PHONY: help
help:
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14
