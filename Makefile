# Offtrail. `make` lists what there is to make. Only Python >= 3.11, git and make are needed; nothing needs root.

PORT ?= 8000
PYTEST_ARGS ?=

# The first Python that is new enough; PYTHON=/path/to/python names another.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c '$(NEW_ENOUGH)' 2>/dev/null && { command -v $$p; break; }; done)

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
IN := $(BIN)/python
PIP := $(IN) -m pip --disable-pip-version-check --quiet
READY := .venv/.ready
READY_FOR_TESTS := .venv/.ready-for-tests

.DEFAULT_GOAL := help
unexport PYTHONDONTWRITEBYTECODE  # the tests' many processes would each compile everything anew
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help setup run test system test-sqlite test-postgresql check contract format browser lock openapi permissions events bench soak bench-growth bench-page screenshots fuzz fuzz-imports faults audit clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*##/\1 /p' $(MAKEFILE_LIST) | awk '{ name = $$1; $$1 = ""; printf "  make %-16s%s\n", name, $$0 }'

setup: $(READY)  ## make .venv with the command `offtrail`, from the pinned lock

run: $(READY)  ## try it: migrate, load the demo company once, serve on 127.0.0.1 (PORT=8000)
	$(BIN)/offtrail migrate
	$(BIN)/offtrail demo
	@echo "Offtrail: http://127.0.0.1:$(PORT) (Ctrl-C ends it)"
	@OFFTRAIL_LOCAL_SIGN_IN=true $(BIN)/offtrail serve --host 127.0.0.1 --port $(PORT)

test: $(READY_FOR_TESTS)  ## the tests, on SQLite and on a PostgreSQL that they start (PYTEST_ARGS=…)
	OFFTRAIL_TEST_DATABASE=both $(IN) -m pytest -n auto -m 'not system' --junit-xml=.reports/tests.xml $(PYTEST_ARGS)
	@$(IN) tools/both.py .reports/tests.xml

system: $(READY_FOR_TESTS)  ## against running services, and through everything: races, kills, streams, guides, every route; on both databases too
	OFFTRAIL_TEST_DATABASE=both $(IN) -m pytest -n auto -m system --junit-xml=.reports/system.xml $(PYTEST_ARGS)
	@$(IN) tools/both.py .reports/system.xml

test-sqlite: $(READY_FOR_TESTS)  ## all of these on SQLite alone
	OFFTRAIL_TEST_DATABASE=sqlite $(IN) -m pytest -n auto $(PYTEST_ARGS)

test-postgresql: $(READY_FOR_TESTS)  ## all of these on PostgreSQL alone (TEST_DATABASE_URL=… takes a server of yours)
	OFFTRAIL_TEST_DATABASE=postgresql $(IN) -m pytest -n auto $(PYTEST_ARGS)

check: $(READY_FOR_TESTS)  ## format, lint, types, layers, fresh documents, models against migrations
	$(IN) -m ruff format --check --quiet .
	$(IN) -m ruff check --quiet .
	$(IN) -m mypy
	$(BIN)/lint-imports --no-cache
	$(IN) tools/tree.py
	$(IN) tools/fresh.py
	$(IN) tools/drift.py
	$(IN) tools/page_types.py

contract: $(READY_FOR_TESTS)  ## openapi.yaml as other programs meet it: valid, linted, unbroken, with typed clients that work
	$(IN) tools/contract/check.py

format: $(READY_FOR_TESTS)  ## lay out the Python files and mend what the linter can
	$(IN) -m ruff check --fix --quiet . ; $(IN) -m ruff format .

browser: $(READY_FOR_TESTS)  ## the page, in a real Chromium
	$(IN) -m pytest tests/browser --junit-xml=.reports/browser.xml $(PYTEST_ARGS)

lock:  ## pin every package anew, with hashes (UV_ARGS=--upgrade takes newer ones)
	folder=$$(mktemp -d) && trap 'rm -rf $$folder' EXIT && \
	$(PYTHON) -m venv $$folder && $$folder/bin/python -m pip --quiet install uv && \
	$$folder/bin/uv $(COMPILE) pyproject.toml --group build --output-file requirements.lock && \
	$$folder/bin/uv $(COMPILE) pyproject.toml --group build --group dev --constraints requirements.lock --output-file requirements-dev.lock && \
	$$folder/bin/uv $(COMPILE) tools/contract/requirements.in --output-file tools/contract/requirements.lock && \
	$$folder/bin/uv $(COMPILE) tools/audit/requirements.in --output-file tools/audit/requirements.lock

# Universal: one lock for every platform and Python; neither an address nor a path of this machine gets into it.
COMPILE := pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make lock' $(UV_ARGS)

openapi: $(READY)  ## write openapi.yaml, the contract
	$(IN) tools/fresh.py --write openapi.yaml

permissions: $(READY)  ## write docs/permissions.md, what each policy says for each role and phase
	$(IN) tools/fresh.py --write docs/permissions.md

events: $(READY)  ## write docs/events.md, the types of event with their fields
	$(IN) tools/fresh.py --write docs/events.md

bench: $(READY_FOR_TESTS)  ## what the main operations cost beside the bare framework, driver and database, an hour (BENCH_ARGS="--only board --seconds 1")
	$(IN) -m benchmarks $(BENCH_ARGS)

soak: $(READY_FOR_TESTS)  ## the day of 500 people, ten minutes on each database (SOAK_ARGS="--minutes 1 --people 50")
	$(IN) -m benchmarks.soak $(SOAK_ARGS)

bench-growth: $(READY_FOR_TESTS)  ## how much longer requests take over 40 weeks with 40,000 pitches than over one (GROWTH_ARGS=…)
	$(IN) -m benchmarks.growth $(GROWTH_ARGS)

bench-page: $(READY_FOR_TESTS)  ## what the page weighs and how fast it is, beside its budgets and its prototype
	$(IN) -m benchmarks.page

screenshots: $(READY_FOR_TESTS)  ## take the README's pictures anew, light and dark
	$(IN) tools/screenshots.py

fuzz: $(READY_FOR_TESTS)  ## ten minutes of schemathesis against a real server (SECONDS=600), by chance or the same again (SEED=1)
	$(IN) tools/fuzz.py --seconds $(or $(SECONDS),600) $(if $(SEED),--seed $(SEED))

faults: $(READY_FOR_TESTS)  ## a hundred kills and the like under load, on both databases, with a report (FAULTS=100)
	FAULTS=$(or $(FAULTS),100) OFFTRAIL_TEST_DATABASE=both $(IN) -m pytest -s -p no:randomly -o faulthandler_timeout=3600 tests/faults $(PYTEST_ARGS)

fuzz-imports: $(READY_FOR_TESTS)  ## ten minutes of damaged files for every importer (SECONDS=600), by chance or the same again (SEED=1)
	$(IN) tools/fuzz_imports.py --seconds $(or $(SECONDS),600) $(if $(SEED),--seed $(SEED))

audit:  ## look the pinned packages up in the database of known holes, where it can be reached
	$(PYTHON) tools/audit/check.py

clean:  ## remove what make made; databases stay
	rm -rf .venv .reports tools/contract/.venv tools/contract/client tools/contract/made tools/contract/contract.d.ts build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find app tests tools migrations benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the environment, made anew where the lock changed; as constraints too, since pip takes pydantic[email] for another package than pydantic

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Offtrail needs Python 3.11 or later, and found none. Name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c '$(NEW_ENOUGH)' || { echo "Offtrail needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; exit 1; }
	@echo "making .venv with $$($(PYTHON) --version 2>&1)"
	@$(IN) -c '$(NEW_ENOUGH)' 2>/dev/null || $(PYTHON) -m venv --clear .venv || { echo "Python's venv module is missing or broken (Debian: the package python3-venv)." >&2; exit 1; }
	$(PIP) install --require-hashes --requirement requirements.lock --constraint requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(READY_FOR_TESTS): requirements-dev.lock $(READY)
	$(PIP) install --require-hashes --requirement requirements-dev.lock --constraint requirements-dev.lock
	@touch $@
