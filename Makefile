# `make` lists what can be done; CI calls these same targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help setup demo test check fix docs bench constraints clean

help: ## list these targets
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## the virtual environment, with exact versions

$(READY): constraints.txt pyproject.toml
	@echo "setting up .venv (about half a minute the first time)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Hejie needs Python 3.11 or newer; set PYTHON=..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m pip check --disable-pip-version-check >/dev/null
	@touch $@

demo: $(READY) ## the seed's story and a file of real orders, from nothing
	@$(BIN)/hejie demo

test: $(READY) ## every test
	@$(BIN)/python -m pytest --durations=10

check: $(READY) ## style, types, architecture, generated pages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python tools/check_house.py
	@$(BIN)/python tools/generate_docs.py --check

fix: $(READY) ## format, and mend what can be mended
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(READY) ## write the generated pages again
	@$(BIN)/python tools/generate_docs.py

bench: $(READY) ## measure, side by side with a plain floor
	@$(BIN)/python -m bench

constraints: $(READY) ## pin what pyproject.toml asks for again (needs uv)
	@uv pip compile -q --no-header --no-annotate --universal -p 3.11 --extra dev -o constraints.txt pyproject.toml

clean: ## remove the environment and caches
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache build src/*.egg-info
