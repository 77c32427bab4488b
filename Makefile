# Every target is a word that CI or a newcomer uses; make help lists them.
.PHONY: help deps build run test test-full coverage fuzz vuln bench lint fmt

# The Go that go.mod names, also where another one is installed: its patches close
# holes. It comes from the module proxy.
export GOTOOLCHAIN = auto

# Tests that drive browsers meet other programs' chance: one that fails runs once
# more, which is said, and fails when it fails again.
E2E = go run gotest.tools/gotestsum@v1.13.0 --format testname --rerun-fails=1 --rerun-fails-max-failures=3 --packages ./e2e

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

deps:
	.ci/setup ffmpeg
	@test web/node_modules/.package-lock.json -nt web/package-lock.json || { echo "installing npm packages"; cd web && npm ci --ignore-scripts --no-audit --no-fund && touch node_modules/.package-lock.json; }

build: deps ## build player and server into bin/
	go run build.go
	go build -o bin/diptych ./server/cmd/diptych

run: build ## install what is missing, build, serve the demo on :8080
	bin/diptych serve --listen :8080 --demo

test: deps ## install what is missing, then unit, contract and browser tests; says how long each part took
	.ci/setup chromium
	@.ci/timed build $(MAKE) --no-print-directory build
	@.ci/timed lint $(MAKE) --no-print-directory lint
	@.ci/timed types sh -ec 'web/node_modules/.bin/tsc -p web; web/node_modules/.bin/tsc -p web/tsconfig.test.json'
	@.ci/timed web npm --prefix web test --silent
	@.ci/timed vet sh -ec 'go vet ./...; GOOS=js GOARCH=wasm go vet ./wasm/...'
	@.ci/timed go go test $$(go list ./... | grep -v /e2e)
	@.ci/timed e2e $(E2E) -- -count=1 -timeout 40m

test-full: test fuzz vuln ## the long ones too
	cd web && DIPTYCH_SEEDS=10 npm test --silent
	go test -race ./server/... ./player/... ./plugins/...
	DIPTYCH_MATRIX=1 DIPTYCH_AWAY=2m go test -count=1 -timeout 60m ./server/ingest ./server
	DIPTYCH_KILLS=50 go test -count=1 -timeout 60m -run Killed ./server
	DIPTYCH_RECORD=1 DIPTYCH_MATRIX=1 DIPTYCH_NETWORK_AWAY=25s DIPTYCH_ADOPTION_RUNS=200 DIPTYCH_CYCLES=200 go test -count=1 -timeout 90m ./e2e

bench: build ## benchmarks, each as a ratio
	.ci/setup nginx chromium
	go test -run '^$$' -bench . ./...

coverage: ## what the tests of web/src reach, line by line
	cd web && npm run --silent coverage

# Every fuzz target of the server, each for FUZZ.
FUZZ ?= 10s
fuzz: ## fuzz each parser that reads what strangers send, FUZZ=10s each
	@grep -rn --include='*_test.go' -o '^func Fuzz[A-Za-z0-9]*' server embed player plugins | sort | while IFS=: read file _ name; do \
		target=$${name#func }; echo "$$(dirname $$file) $$target"; \
		go test "./$$(dirname $$file)" -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZ) -fuzzminimizetime 20x -parallel 2 || exit 1; \
	done

vuln: ## known vulnerabilities in what the server calls
	.ci/vuln

lint: deps ## static checks beyond go vet
	cd web && npm run --silent format:check
	go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.5.0 run

fmt: deps ## format all Go and TypeScript files
	gofmt -w .
	cd web && npm run --silent format
