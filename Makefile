# Needs python3 (3.11 or newer, with venv) and make; everything else is installed into .venv.
SHELL := /bin/sh
.SHELLFLAGS := -euc
.DEFAULT_GOAL := help
.NOTPARALLEL:

PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -q

# In the order of tests/conftest.py, not by how many tests a file has. Three on two cores are no
# faster.
SPREAD := -n 2 --dist loadfile --no-loadscope-reorder
PURE := $(wildcard tests/game tests/agents tests/clients tests/server tests/test_*.py)

SEED ?=
ROUNDS ?=
FRAMES ?=
ARGS ?=

.PHONY: help setup run test quick sim lint types walls web coverage faults kills takeover \
	rolling auth fuzz siege scale bench pictures clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

# Works only when there is something to do: the lock and the project file that were installed
# last are kept inside .venv and compared.
setup: ## make .venv and install the locked packages and the game into it
	@command -v $(PYTHON) >/dev/null || { \
	  echo "No $(PYTHON) here. On Debian or Ubuntu: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "AI Genius needs Python 3.11 or newer, $(PYTHON) is" \
	    "$$($(PYTHON) -c 'import platform; print(platform.python_version())')." \
	    "Name another one: make PYTHON=python3.12 (Debian: python3.12 and python3.12-venv)"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	  $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "$(PYTHON) has no venv. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }; \
	  echo "Making .venv ..."; $(PYTHON) -m venv --clear .venv; }
	@cmp -s requirements.lock .venv/installed.lock || { \
	  echo "Installing $$(grep -c '^[a-z].*==' requirements.lock) packages into .venv ..."; \
	  rm -f .venv/installed.lock; \
	  $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input \
	    --no-deps --require-hashes -r requirements.lock; \
	  cp requirements.lock .venv/installed.lock; }
	@cmp -s pyproject.toml .venv/installed.toml && test -x $(BIN)/genius || { \
	  $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input \
	    --no-deps --no-build-isolation --no-index -e .; \
	  cp pyproject.toml .venv/installed.toml; }

# Phones in the living room are to get in, so it listens to the network, not to this machine alone.
run: setup ## start the game with its own PostgreSQL and Redis (ARGS= for more)
	@GENIUS_HOST="$${GENIUS_HOST:-0.0.0.0}" exec $(BIN)/genius serve $(ARGS)

test: setup lint types walls web coverage ## everything that CI runs
	$(PYTEST) $(SPREAD) -m "not faults" --ignore=tests/game --ignore=tests/agents \
	  --ignore=tests/faults tests
	$(PYTEST) -n 2 --dist loadfile -m "not faults" tests/faults

quick: setup ## seconds, no services: lint and the pure tests
	$(BIN)/ruff check -q .
	$(PYTEST) $(SPREAD) -m "not services and not browser and not faults" $(PURE)

sim: setup ## simulated evenings: fresh ones for two minutes, or the one of SEED= told in full
	@$(BIN)/python -m tests.simulation.tell $(SEED)

lint: ## ruff: mistakes and layout
	$(BIN)/ruff check -q .
	$(BIN)/ruff format -q --check .

types: ## mypy, strict
	$(BIN)/mypy

walls: ## which room may import which
	$(BIN)/lint-imports --no-logo

WEB := tests/web_tools
web: ## the page's types, by TypeScript from the npm registry; without npm it says so
	@command -v npm >/dev/null || { \
	  echo "No npm here: the page's types are not checked. On Debian or Ubuntu: apt-get install npm"; \
	  test -z "$${CI:-}"; exit; }; \
	cmp -s $(WEB)/package-lock.json $(WEB)/node_modules/installed.lock || { \
	  npm ci --ignore-scripts --no-audit --no-fund --silent --prefix $(WEB); \
	  cp $(WEB)/package-lock.json $(WEB)/node_modules/installed.lock; }; \
	$(WEB)/node_modules/.bin/tsc -p $(WEB)

coverage: ## tests of rules and minds, 100 % of branches, each module by its own test file
	$(BIN)/python tests/own_coverage.py game agents

faults: setup ## many nodes and everything that can go wrong: ROUNDS= seeds (20), or one SEED=
	@$(BIN)/python -m tests.faults --rounds $(or $(ROUNDS),20) $(if $(SEED),--seed $(SEED)) $(ARGS)

kills: setup ## kill -9 a lone node and its built-in databases, ROUNDS= times from SEED=
	FAULTS_SEED=$(SEED) FAULTS_ROUNDS=$(ROUNDS) $(PYTEST) -m faults tests/faults/test_kills.py

takeover: setup ## how long rooms are silent when their node is killed, ROUNDS= times (50)
	@$(BIN)/python -m tests.faults.takeover --kills $(or $(ROUNDS),50)

rolling: setup ## how long players wait while all nodes are restarted, ROUNDS= times (10)
	@$(BIN)/python -m tests.faults.rolling --evenings $(or $(ROUNDS),10)

auth: setup ## 2,000 sequences of signing in and out against a model, fresh ones each time
	AUTH_SEQUENCES=2000 $(PYTEST) tests/server/accounts/test_reception_model.py

fuzz: setup ## FRAMES= hostile frames (a million) from SEED=, or the one episode SEED=s.n again
	@$(BIN)/python -m tests.fuzz --frames $(or $(FRAMES),1000000) --seed $(or $(SEED),1)

siege: setup ## how long players wait while a node is besieged (ARGS= for more)
	@$(BIN)/python -m bench.siege $(ARGS)

scale: setup ## how fast 1, 2 and 4 nodes are, and what a command costs whom (ARGS= for more)
	@$(BIN)/python -m bench.scale $(ARGS)

bench: setup ## how fast everything is, kept in bench/results and drawn (ARGS= for more)
	@$(BIN)/python -m bench $(ARGS)

pictures: setup ## draw README's picture again, from a game in Chromium
	$(BIN)/python -m tests.browser.pictures

clean: ## remove caches and build output; keeps .venv and the games in .genius
	rm -rf build *.egg-info .coverage .coverage.* .hypothesis .import_linter_cache \
	  .mypy_cache .pytest_cache .ruff_cache $(WEB)/node_modules
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
