# Luister. `make` lists what there is. On a fresh machine: Python 3.11 and make are enough.

SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3.11 python3 python; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet --constraint constraints.txt
TEST_FLAGS ?= -n 2
ARGS ?=

.PHONY: help run setup test check lint types contracts format messages clean

help: ## List these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: setup ## Start the product with a demo organisation on http://127.0.0.1:8000 (PORT=8080 for another port)
	@LUISTER_HOME="$${LUISTER_HOME:-$(CURDIR)/.luister}" PORT=$(PORT) $(BIN)/luister serve --demo

setup: $(VENV)/ready ## Prepare the environment and the interface, and start nothing

test: $(VENV)/ready-dev ## Run the tests (a few minutes); with CI=true also the slow, Spark and browser sets
	@$(BIN)/python tools/run_tests.py $(TEST_FLAGS) $(ARGS)

check: lint types contracts test ## Lint, types, import contracts and tests

lint: $(VENV)/ready-dev ## Style
	$(BIN)/ruff format --check src tests tools
	$(BIN)/ruff check src tests tools

types: $(VENV)/ready-dev ## Types
	$(BIN)/mypy

contracts: $(VENV)/ready-dev ## Which room may import which
	$(BIN)/lint-imports

format: $(VENV)/ready-dev ## Bring the code into shape
	$(BIN)/ruff format src tests tools
	$(BIN)/ruff check --fix src tests tools

messages: $(VENV)/ready-dev ## Collect the texts that need translation into src/luister/locale (needs gettext)
	$(BIN)/python tools/collect_messages.py

clean: ## Remove the environment and what was built; data in .luister stays
	rm -rf $(VENV) src/luister/web/static/luister/build src/luister/web/assets/node_modules .mypy_cache .ruff_cache .pytest_cache
	find src -name '*.mo' -delete

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Luister needs Python 3.11, and none was found. On Debian or Ubuntu: apt install python3.11 python3.11-venv (or name one: make PYTHON=/path/to/python3.11)."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv (python3.11-venv where several versions are installed), then run make again."; exit 1; }
	@echo "Creating the environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/ready: $(BIN)/python pyproject.toml constraints.txt src/luister/web/assets/package-lock.json $(wildcard src/luister/web/assets/css/*.css) $(wildcard src/luister/locale/*/LC_MESSAGES/*.po)
	@echo "Installing what Luister needs (a minute or two the first time) ..."
	@$(PIP) --editable .
	@$(BIN)/luister build
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready
	@echo "Installing what the tests need ..."
	@$(PIP) --editable '.[dev]'
	@touch $@
