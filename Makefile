# vow: each target is one documented line; `make help` lists them.

GO       ?= go
FUZZTIME ?= 60s
PREFIX   ?= /usr/local
DESTDIR  ?=

# Pictures of the pages that tests look at are kept where ARTIFACTS names a folder.
ARTIFACTS ?=
KEPT = $(if $(ARTIFACTS),-artifacts -outputdir '$(abspath $(ARTIFACTS))')

TOOL = $(GO) tool -modfile=tools/go.mod
MAN1 = $(DESTDIR)$(PREFIX)/share/man/man1
BASH = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSH  = $(DESTDIR)$(PREFIX)/share/zsh/site-functions
FISH = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d

.DEFAULT_GOAL := help
.PHONY: help build verifier demo test lint fuzz soak bench bench-compare vectors docs vuln install uninstall dist

help: ## list these targets
	@sed -n 's/^\([a-z-]*\): .*## /\1	/p' $(MAKEFILE_LIST) | expand -t 12

build: verifier ## build bin/vow, with the verifier for browsers in it
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/vow ./cmd/vow

verifier: ## build the verifier for browsers, where its source has changed
	script/wasm

demo: build ## the whole path on this machine alone: promise, seal, open, verify, cheat
	@command -v age >/dev/null || $(GO) build -o bin/age filippo.io/age/cmd/age
	PATH="$$PATH:$(CURDIR)/bin" bin/vow demo

test: ## check the machine (script/deps), then vet and test everything, also internal/interop
	script/deps
	script/wasm
	$(GO) vet ./...
	GOOS=js GOARCH=wasm $(GO) vet ./cmd/vow-wasm/... ./cmd/vow-wasm-compare ./internal/inworker
	$(if $(ARTIFACTS),mkdir -p '$(ARTIFACTS)')
	$(GO) test -vet=off -timeout 30m $(KEPT) ./... # vetted above
	@if [ -f internal/interop/go.mod ]; then cd internal/interop && $(GO) vet ./... && $(GO) test ./...; \
	else echo 'internal/interop: not there, nothing tested against other programs'; fi

lint: ## gofmt, and golangci-lint as .golangci.yml says
	@out=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$out" ] || { echo "not gofmt-ed:"; echo "$$out"; exit 1; }
	$(TOOL) golangci-lint run ./...

fuzz: ## run every fuzz target for FUZZTIME (60s) each
	FUZZTIME=$(FUZZTIME) script/fuzz

soak: ## the long tests (build tag soak): 5 GiB, a million files, thousands of races
	$(GO) test -tags soak -run '^TestSoak' -count 1 -timeout 4h -v ./...

bench: ## benchmarks as ratios from one run; docs/performance.md has the figures
	$(GO) test -run '^$$' -bench . -benchmem -timeout 2h ./...
	cd internal/interop && $(GO) test -run '^$$' -bench . -benchmem -benchtime 5x -timeout 2h ./...

bench-compare: ## precision and recall of vow compare per class, plain, reprinted and through OCR (ten minutes)
	script/deps ocr
	$(GO) test -tags ocr ./internal/comparetest -run '^TestMeasured$$|^TestSayings$$|^TestOCR$$' -count 1 -v -timeout 2h -args -each 130

vectors: ## make the published vectors anew, good and bad
	$(GO) generate ./vectors/...

docs: ## make the manual pages anew from the command tree
	rm -f docs/man/*.1
	$(GO) run ./cmd/vow man docs/man

vuln: ## known vulnerabilities in what vow is built from (needs the network)
	@$(TOOL) govulncheck ./... || { s=$$?; [ $$s = 3 ] || \
	echo 'vuln: NOTHING WAS CHECKED: govulncheck did not get its database (https://vuln.go.dev), or did not run; see above' >&2; exit $$s; }

install: build ## install program, manual pages and completions below DESTDIR/PREFIX
	install -D -m 755 bin/vow $(DESTDIR)$(PREFIX)/bin/vow
	install -d $(MAN1) $(BASH) $(ZSH) $(FISH)
	install -m 644 docs/man/*.1 $(MAN1)
	bin/vow completion bash > $(BASH)/vow
	bin/vow completion zsh > $(ZSH)/_vow
	bin/vow completion fish > $(FISH)/vow.fish

uninstall: ## remove what install put there
	@rm -f $(DESTDIR)$(PREFIX)/bin/vow $(BASH)/vow $(ZSH)/_vow $(FISH)/vow.fish
	@rm -f $(addprefix $(MAN1)/,$(notdir $(wildcard docs/man/*.1)))
	@echo 'removed program, manual pages and completions below $(DESTDIR)$(PREFIX)'

dist: ## reproducible programs for all systems, with their hashes, in dist/
	script/dist
