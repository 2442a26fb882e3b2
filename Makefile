# Each target prepares what it needs: a .venv from this machine's Python, uv if it is there.

PORT ?= 8080
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help demo run test bench lint lock words clean

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/.run ## a whole cluster in the browser, without a token (PORT=8080)
	$(BIN)/python -m bot demo --port $(PORT)

run: $(VENV)/.run ## the bot itself; needs TELEGRAM_TOKEN in .env
	$(BIN)/python -m bot run

test: $(VENV)/.dev ## everything that must hold: tests, style, types, contracts, words, migrations
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

bench: $(VENV)/.dev ## measure, on SQLite and PostgreSQL, beside a bare echo bot
	$(BIN)/python -m tests.bench

lint: $(VENV)/.dev ## style, types and contracts alone
	$(BIN)/python -m pytest -q tests/test_style.py

words: $(VENV)/.dev ## collect the messages of the code into the catalogues
	$(BIN)/python -m tests.words

LOCK := uv pip compile -q --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-header --no-annotate pyproject.toml

lock: ## resolve the dependencies anew (needs uv); what tests add bounds what runs
	$(LOCK) --group dev -o tests/requirements.lock
	$(LOCK) -c tests/requirements.lock -o requirements.lock

clean: ## remove what the targets made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
ifeq ($(UV),)
	$(PYTHON) -m venv $(VENV)
else
	uv venv -q --python $(PYTHON) $(VENV)
endif

$(VENV)/.run: requirements.lock | $(VENV)/bin/python
ifeq ($(UV),)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
else
	uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock
endif
	@touch $@

$(VENV)/.dev: tests/requirements.lock $(VENV)/.run
ifeq ($(UV),)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r tests/requirements.lock
else
	uv pip install -q --python $(BIN)/python --require-hashes -r tests/requirements.lock
endif
	@touch $@
