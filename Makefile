# The doors of the project. Everything is built in .venv and build/; nothing else is touched.

PYTHON ?= python3
BIN := .venv/bin
REALDATA ?= ../shared/realdata
SAMPLE := build/sample
HOME_DIR := build/home
DEMO := build/demo
AS_OF = $(shell $(BIN)/python -c 'import json; print(json.load(open("$(SAMPLE)/sample.json"))["as_of"])')
PORT ?= 8000

# Compiled modules are kept, but inside .venv: starting is several times faster, and the tree stays clean.
export PYTHONDONTWRITEBYTECODE :=
export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/pycache

.PHONY: help ldap demo texts audit audit-real test rulebook lint types dagster benchmark benchmark-dashboard lock docs clean

help: ## List the doors
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 14

.venv/run: requirements/run.lock pyproject.toml requirements/install
	@sh requirements/install "$(PYTHON)" requirements/run.lock
	@touch $@

.venv/dev: requirements/dev.lock requirements/compat.lock pyproject.toml requirements/install
	@sh requirements/install "$(PYTHON)" requirements/dev.lock
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps --upgrade \
	  --target .compat -r requirements/compat.lock
	@touch .venv/run $@

.venv/ldap: requirements/ldap.lock requirements/ldap-build.lock | .venv/run
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements/ldap-build.lock
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps --no-build-isolation -r requirements/ldap.lock
	@touch $@

ldap: .venv/ldap ## Add login by LDAP (compiles python-ldap: needs a C compiler and the headers of OpenLDAP)

$(SAMPLE)/sample.json: | .venv/run
	@$(BIN)/plumbline sample --out $(SAMPLE) --seed 1 --customers 2000 --months 3

audit: .venv/run $(SAMPLE)/sample.json ## Generate the sample utility, audit it, print the scorecards
	@$(BIN)/plumbline audit --inbox $(SAMPLE)/inbox --home $(HOME_DIR) --as-of "$(AS_OF)"

$(DEMO)/staged: $(SAMPLE)/sample.json | .venv/run
	@rm -rf $(DEMO)
	@$(BIN)/plumbline demo --sample $(SAMPLE) --out $(DEMO)
	@for lang in zh en; do $(BIN)/plumbline report --home $(DEMO)/home --lang $$lang >/dev/null; done
	@touch $@

demo: .venv/run $(DEMO)/staged ## Audit the sample utility on two nights, make an account for each role, open the dashboard
	@$(BIN)/plumbline dashboard demo --home $(DEMO)/home
	@$(BIN)/plumbline serve --home $(DEMO)/home --inbox $(DEMO)/inbox --port $(PORT) --at "$(AS_OF)"

audit-real: .venv/run ## Audit the public records in REALDATA and print what was found
	@$(BIN)/plumbline audit-real --records $(REALDATA) --home build/real

test: .venv/dev ## Run the tests
	@$(BIN)/python -m pytest

rulebook: .venv/run ## Check the rulebook: every definition, and all its worked examples through the engine
	@$(BIN)/plumbline rulebook check

lint: .venv/dev ## Check style of Python and SQL
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/sqlfluff lint --processes 2 --disable-progress-bar warehouse/sql dashboard/sql

types: .venv/dev ## Check types
	@$(BIN)/mypy

dagster: .venv/run ## Open the web UI, with the schedule running and the sensor ready
	@mkdir -p .dagster && cp pipelines/dagster.yaml .dagster/dagster.yaml
	@DAGSTER_HOME="$(CURDIR)/.dagster" $(BIN)/dagster dev --workspace workspace.yaml --port 3000

benchmark: .venv/run ## Time a town of 50,000 customers and 12 months
	@$(BIN)/python benchmarks/nightly_town.py

benchmark-dashboard: .venv/dev ## Time the dashboard on a city's year of 30 million observations
	@test -f build/benchmark/city/home/published/plumbline.duckdb || PYTHONPATH=. $(BIN)/python benchmarks/city_year.py
	@PYTHONPATH=. $(BIN)/python benchmarks/dashboard_speed.py

docs: .venv/run ## Write the generated pages anew
	@$(BIN)/plumbline docs --out docs

texts: .venv/dev ## List the texts of the dashboard that still need English
	@$(BIN)/python -m dashboard.catalogue

lock: ## Resolve the dependencies anew (needs uv)
	@for name in run dev compat ldap-build ldap; do uv pip compile --quiet --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-strip-extras --custom-compile-command "make lock" \
	  requirements/$$name.in -o requirements/$$name.lock; done

clean: ## Remove everything built
	@rm -rf .venv .compat build .dagster .mypy_cache .ruff_cache .pytest_cache .hypothesis
