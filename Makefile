# Everything a person or a machine runs here. Needs Python 3.11 or newer and make; no root, no node, no uv.
# PYTHON=python3.12 chooses another Python, VENV=folder another environment, WORKERS=4 more test processes.

PYTHON  ?= python3
VENV    ?= .venv
WORKERS ?= 2
BIN     := $(VENV)/bin
PIP     := $(BIN)/python -m pip --disable-pip-version-check --quiet

ROOMS   := $(wildcard $(addprefix tests/,ledger jobs access contracts people contacts housing employment inclusion \
           safety wellbeing day web demo trust))

.DEFAULT_GOAL := help
.PHONY: help demo test test-postgres check fix browser browser-tests bench bench-web score wheel docs assets clean

help:  ## list these targets
	@echo "Goldthread. Start with: make demo"
	@echo
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)$$/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-22s %s\n", $$1, $$2}'

demo: $(VENV)/.run  ## a synthetic service in a browser, at http://localhost:8000
	$(BIN)/goldthread demo $(ARGS)

test: $(VENV)/.dev  ## every test that needs no browser, in minutes
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not browser" $(ARGS)

test-postgres: $(VENV)/.dev  ## the rooms of the case record again, on PostgreSQL out of a wheel
	$(BIN)/python scripts/postgres.py $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not browser" $(ROOMS) $(ARGS)

check: $(VENV)/.dev  ## style, types, import contracts, structure, generated docs; counts failures
	$(BIN)/python scripts/check.py $(ARGS)

fix: $(VENV)/.dev  ## put style right where a machine can
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

browser:  ## install Chromium from the system's packages, or say how
	@if command -v chromium || command -v chromium-browser || command -v google-chrome; then \
	  echo "There is a browser already."; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	  apt-get install -y -qq --no-install-recommends chromium fonts-liberation; \
	else \
	  echo "Chromium is missing. On Debian or Ubuntu: sudo apt-get install chromium fonts-liberation"; exit 1; \
	fi

browser-tests: $(VENV)/.dev  ## the pages in Chromium, with axe; needs `make browser` once
	$(BIN)/python -m pytest -m browser $(ARGS)

bench: $(VENV)/.bench  ## 100,000 people, beside pandas and SQL; ARGS="--people 1000000" for a million
	$(BIN)/python -m benchmarks $(ARGS)

bench-web: $(VENV)/.dev  ## the pages under load, on SQLite and PostgreSQL; ARGS="--on sqlite" for one
	$(BIN)/python -m benchmarks.web $(ARGS)

score: $(VENV)/.dev  ## the long proofs whole, kept in docs/scores: official answers, 10,000 hostile requests, 25 kills, every role
	$(BIN)/python scripts/score.py $(ARGS)

wheel: $(VENV)/.dev  ## build dist/*.whl, pages' style and script inside
	rm -rf dist
	$(BIN)/python -m hatchling build -t wheel
	@ls dist

docs: $(VENV)/.dev  ## write the generated pages of docs/ afresh
	$(BIN)/python scripts/docs.py

assets: $(VENV)/.run  ## copy style and script out of their wheel into the ignored vendor folder
	$(BIN)/python scripts/assets.py

clean:  ## remove what was made here: environment, caches, built files
	rm -rf .venv .venv-* build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	rm -rf src/goldthread/web/static/vendor
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Environments. A stamp says what is installed, so that nothing is installed twice.

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Goldthread needs Python 3.11 or newer. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "This Python makes no environments. On Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements.txt requirements-build.txt requirements-assets.txt pyproject.toml scripts/assets.py
	@echo "Installing what Goldthread needs to run (once, about a minute)"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --require-hashes -r requirements-build.txt
	@# Alone: its dependencies are a site builder that nothing here uses.
	@$(PIP) install --require-hashes --no-deps -r requirements-assets.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python scripts/assets.py >/dev/null
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	@echo "Installing what tests and checks need (once)"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements-bench.txt
	@echo "Installing what the benchmark compares with (once)"
	@$(PIP) install --require-hashes -r requirements-bench.txt
	@touch $@
