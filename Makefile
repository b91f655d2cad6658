# Hamyar 137. `make help` lists what can be done; `make run` and `make test` are all a newcomer needs.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= $(shell for name in python3.12 python3 python; do command -v $$name >/dev/null && \
	$$name -c 'import sys; sys.exit(sys.version_info[:2] != (3, 12))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin

.PHONY: help run chat demo test fast lint bench bench-nlu peers train check screenshots clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.venv/run: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.12 is needed and was not found. Install it, or say where it is: make run PYTHON=/path/to/python3.12"; exit 2; }
	@echo "Setting up the Python environment (once, a minute or two) / آماده‌سازی محیط پایتون"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/run requirements-dev.lock
	@echo "Setting up what the tests need (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

node_modules/.ready: .venv/run package-lock.json requirements-node.lock
	@echo "Fetching the pages' assets (once) / دریافت اجزای صفحه‌ها"
	@if ! command -v npm >/dev/null; then \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.lock; fi
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

run: .venv/run node_modules/.ready ## set everything up and start the house on port 8137
	@exec $(BIN)/hamyar run

chat: .venv/run ## talk to the bot in this terminal
	@exec $(BIN)/hamyar chat

demo: .venv/run ## fill a house with a year of believable cases, N=50000 of them
	@exec $(BIN)/hamyar demo --cases $(or $(N),50000)

train: .venv/run ## train the topic model anew and print its report
	@$(BIN)/hamyar train

check: .venv/run ## check settings and all content
	@$(BIN)/hamyar check

lint: .venv/dev ## style, types, house rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

fast: .venv/dev ## every test but those with browsers and processes
	@$(BIN)/pytest -q --ignore=tests/browser --ignore=tests/processes

# The tests that start processes and browsers mostly wait, so they run beside the others, with a home of their own.
SLOW := tests/processes tests/browser

test: .venv/dev node_modules/.ready lint ## everything: lint, unit, conversation, crash and browser tests
	@$(BIN)/python -m tests.ready
	@HAMYAR_TEST_HOME=$(CURDIR)/.test/beside $(BIN)/pytest -q -p no:cacheprovider $(SLOW) >.test/beside.log 2>&1 & beside=$$!; \
		$(BIN)/pytest -q $(addprefix --ignore=,$(SLOW)); here=$$?; \
		wait $$beside; there=$$?; cat .test/beside.log; exit $$((here + there))

bench: .venv/dev ## measure speed, as ratios in one run
	@$(BIN)/python -m bench

# Rasa runs on Python 3.10 alone. A pyenv shim of that name may lead nowhere, so pyenv's versions are asked too.
PYTHON310 ?= $(shell for name in python3.10 $$(pyenv root 2>/dev/null)/versions/3.10.*/bin/python; do \
	$$name -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null && echo $$name && break; done)

.peers/light/ready: .venv/run requirements-peers.lock
	@echo "Setting up the small peers (once)"
	@rm -rf .peers/light
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
		--target .peers/light -r requirements-peers.lock
	@touch $@

.peers/rasa/ready: requirements-peers-rasa.lock
	@rm -rf .peers/rasa .peers/rasa.skipped && mkdir -p .peers
	@test -n "$(PYTHON310)" || echo "there is no Python 3.10 on this machine" | tee .peers/rasa.skipped
	@test -z "$(PYTHON310)" || { echo "Setting up Rasa (once, some minutes, 2.5 GB)" && \
		$(PYTHON310) -m venv .peers/rasa && \
		.peers/rasa/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
			-r requirements-peers-rasa.lock && touch $@; }

peers: .peers/light/ready .peers/rasa/ready ## set up the other readers that bench-nlu compares with

HAMYAR_SAMPLE ?= $(wildcard ../shared/data/citizen_messages_sample.jsonl)
HAMYAR_PUBLIC ?= $(wildcard ../shared/data/public)
bench-nlu: export HAMYAR_SAMPLE := $(HAMYAR_SAMPLE)
bench-nlu: export HAMYAR_PUBLIC := $(HAMYAR_PUBLIC)
bench-nlu: .venv/dev ## measure the reader beside its peers, and on public sets
	@$(BIN)/python -m bench.nlu

screenshots: .venv/dev node_modules/.ready ## draw the pictures of docs/ anew
	@HAMYAR_SCREENSHOTS=docs/images $(BIN)/pytest -q tests/browser

clean: ## remove what set-up and tests made; the data under var/ stay
	@rm -rf .venv .peers node_modules .test .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info
