# The doors to building, trying, testing and measuring paas-lsp. `make help` lists them.
.DEFAULT_GOAL := build
.PHONY: help setup build demo test test-prefixes test-protocol test-writes test-threads test-template test-editors sanitize lint bench extension rule docs clean

release := build/release
launcher := $(if $(shell command -v ccache),-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
# What one clone compiled, another finds in the cache: paths are taken as relative to the clone.
export CCACHE_BASEDIR ?= $(CURDIR)
export CCACHE_NOHASHDIR ?= 1
ctest := ctest --output-on-failure --timeout 300 --parallel $(shell nproc)

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install what is missing: Debian packages and the pinned npm packages
	@tools/setup.sh

build: $(release)/build.ninja ## Build build/release/paas-lsp
	@cmake --build $(release) --target paas-lsp

$(release)/build.ninja: | setup
	cmake --preset release $(launcher)

demo: build ## Check the good and the faulty example
	@tools/demo.sh $(release)/paas-lsp

test: setup ## Build everything and run the tests
	cmake --preset release $(launcher) -DPAAS_TESTS=ON
	cmake --build $(release)
	$(ctest) --test-dir $(release)

test-prefixes: setup ## Like the specs of `make test`, with a cursor behind every byte of every text
	cmake --preset release $(launcher) -DPAAS_TESTS=ON
	cmake --build $(release) --target test-spec
	@seq 12 | xargs -P $$(nproc) -I{} $(release)/tests/test-spec --every-prefix --part {}/12 \
	  tests/spec docs/test-language.md docs/tutorial-own-generation.md

test-protocol: build ## Hold sessions with the language server over a client that others wrote
	@tests/protocol/run.sh $(release)/paas-lsp

test-writes: build ## Kill the program while it writes, and save files meanwhile
	@python3 tests/writes/attack.py $(release)/paas-lsp 200

test-threads: setup ## The same sessions, shorter, with ThreadSanitizer
	cmake --preset tsan $(launcher)
	cmake --build build/tsan --target paas-lsp
	@PAAS_SLOW=4 tests/protocol/run.sh build/tsan/paas-lsp

test-template: build ## Judge the templates of the examples with cfn-lint
	@tests/template/cfn_lint.sh $(release)/paas-lsp

test-editors: extension ## Run the tests in a real VS Code and a real Neovim
	@tests/editors/run.sh

sanitize: setup ## Run the tests with AddressSanitizer and UndefinedBehaviorSanitizer
	cmake --preset sanitize $(launcher)
	cmake --build build/sanitize
	$(ctest) --timeout 1800 --test-dir build/sanitize

lint: $(release)/build.ninja ## Check the format, and the changed files with clang-tidy (FILES=all: every file)
	@tools/lint.sh $(release) $(FILES)

bench: setup ## Measure, and write docs/performance.md (BENCH=--smoke: a small run that only compares)
	cmake --preset release $(launcher) -DPAAS_BENCH=ON
	cmake --build $(release) --target paas-lsp paas-bench paas-bench-generate paas-bench-yardstick
	@tools/modules.sh tests/bench
	$(release)/tests/bench/paas-bench $(release) --servers tests/bench/node_modules/yaml-language-server \
	  $(or $(BENCH),--huge --write docs/performance.md)

extension: build ## Pack the extension for Visual Studio Code with the server, build/paas-lsp-PLATFORM.vsix
	@vscode-extension/package.sh $(release)/paas-lsp

rule: ## Begin a rule: make rule NAME=my-rule
	@tools/new_rule.sh "$(NAME)"

docs: build ## Write docs/rules and the README's pictures of the terminal and the graph
	@tools/docs.sh $(release)/paas-lsp

clean: ## Remove what was built
	rm -rf build
