# `make` lists what can be done; CI calls these same targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
# How many files of tests run at once.
JOBS ?= logical

.PHONY: help setup web demo test check fix docs bench constraints clean

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

web: $(READY) ## build the desks, where they changed
	@tools/build_web.sh

demo: web ## a small marketplace with people and cases, and the desks; PORT=, HEJIE_HOME=, FRESH=1
	@$(BIN)/hejie demo $(if $(FRESH),--fresh)

test: web ## every test; the desks in headless Chromium where there is one
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --durations=10

check: web ## style, types, architecture, generated pages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python tools/check_house.py
	@$(BIN)/python tools/generate_docs.py --check
	@tools/check_web.sh

fix: $(READY) ## format, and mend what can be mended
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(READY) ## write the generated pages again
	@$(BIN)/python tools/generate_docs.py

bench: $(READY) ## measure, side by side with a plain floor
	@$(BIN)/python -m bench

constraints: ## pin what pyproject.toml asks for again (needs uv)
	@uv pip compile -q --no-header --no-annotate --universal -p 3.11 --extra dev -o constraints.txt pyproject.toml

clean: ## remove the environment, caches and what was built
	@rm -rf web/node_modules src/hejie/edge/http/desks .venv .mypy_cache .ruff_cache .pytest_cache build src/*.egg-info
