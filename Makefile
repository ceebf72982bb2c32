# Parola's commands. Bare `make` lists them from the comments behind `##`.
#
# Needs Python 3.11 or later and make; everything else goes into .venv and .tools, which `make clean` takes away again.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .tools/bin/uv)
BIN := .venv/bin
PIP := $(UV) pip install --quiet --python $(BIN)/python
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard src/parola/locale/*/LC_MESSAGES/django.po))

# Django's own commands, on a data folder that nobody keeps.
DJANGO := DJANGO_SETTINGS_MODULE=parola.settings PAROLA_DATA=.tools/data $(BIN)/python -m django

.PHONY: help
help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: .venv/.run $(CATALOGUES) ## Start the desk with sample data on 127.0.0.1 (Ctrl-C ends it)
	@$(BIN)/parola up --demo

.PHONY: setup
setup: .venv/.dev $(CATALOGUES) system ## Install everything that development needs

# The parts of `check` and `test` are targets of their own: `make --keep-going`, as CI runs it, reports them all.

CHECKS := format lint layers types settings migrations templates dependencies
.PHONY: check $(CHECKS)
check: $(CHECKS) ## Check format, lint, layers, types, settings, migrations, templates, dependencies
format: .venv/.dev
	$(BIN)/ruff format --check --quiet .
lint: .venv/.dev
	$(BIN)/ruff check --quiet .
layers: .venv/.dev
	$(BIN)/lint-imports --no-logo
types: .venv/.dev
	$(BIN)/mypy
settings: .venv/.dev $(CATALOGUES)
	$(DJANGO) check --fail-level WARNING
	PAROLA_BASE_URL=https://desk.example PAROLA_TRUST_PROXY=1 $(DJANGO) check --deploy --fail-level WARNING
migrations: .venv/.dev
	$(DJANGO) makemigrations --check --dry-run
templates: .venv/.dev
	$(BIN)/djlint --lint --quiet src
dependencies: .venv/.dev
	$(BIN)/deptry src

.PHONY: fix
fix: .venv/.dev ## Format the code, and correct what the linter can correct by itself
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

# One process of tests for each core. A process that is done takes from the others' share.
SIDE_BY_SIDE = --numprocesses auto --dist worksteal

.PHONY: test sqlite postgresql
test: sqlite postgresql ## Run every test on SQLite, then those that touch the database on PostgreSQL
sqlite: .venv/.dev $(CATALOGUES) system
	$(BIN)/pytest $(SIDE_BY_SIDE)
postgresql: .venv/.dev $(CATALOGUES) system
	PAROLA_TEST_DATABASE=postgresql $(BIN)/pytest $(SIDE_BY_SIDE)

.PHONY: look
look: .venv/.dev $(CATALOGUES) system ## Look at every page in every language, both themes and five widths: axe-core, and the boxes
	LOOK=all $(BIN)/pytest $(SIDE_BY_SIDE) tests/browser/test_look.py

.PHONY: bench
bench: .venv/.bench ## Measure working time against other libraries
	$(BIN)/python bench/worktime.py

TICKETS ?= 100000
.PHONY: size
size: .venv/.run $(CATALOGUES) ## Measure the desk with 100,000 tickets (TICKETS=10000: with fewer)
	$(BIN)/python bench/desk.py --tickets $(TICKETS)

.PHONY: messages
messages: .venv/.dev ## Bring the catalogues up to date with the texts in the code
	cd src/parola && ../../$(BIN)/python -m django makemessages --locale es --locale it --locale ar --no-location --no-obsolete
	sed -i '/^"POT-Creation-Date:/d' src/parola/locale/*/LC_MESSAGES/django.po

.PHONY: lock
lock: .venv/.run ## Choose the newest versions of the dependencies anew
	for set in run:--extra=meaning saml:--extra=saml 'dev:--group=dev --extra=saml --extra=meaning' 'bench:--group=bench --extra=meaning'; do \
		$(LOCK) pyproject.toml $${set#*:} --output-file requirements/$${set%%:*}.txt; done
	printf 'hatchling>=1.27\nbabel>=2.18\n' | $(LOCK) - --output-file requirements/build.txt
	echo 'uv' | $(LOCK) - --output-file requirements/uv.txt

.PHONY: system
system:
	@packages=$$($(PYTHON) -m tests.support.parts); \
	if [ -z "$$packages" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends --no-remove $$packages; \
	else \
		echo "Some tests will be skipped: they need the packages (by their Debian names) $$packages"; \
	fi

.PHONY: clean
clean: ## Remove what was built or cached (the data of the desk stays)
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage dist
	find src tests bench -name __pycache__ -prune -exec rm -rf {} +
	rm -f src/parola/locale/*/LC_MESSAGES/django.mo

# What the commands stand on. Each installation leaves a stamp, so that the next call is instant.

LOCK = $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.tools/bin/uv: requirements/uv.txt
	$(PYTHON) -m venv .tools
	.tools/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt

.venv/bin/python: $(filter .tools/%,$(UV))
	$(UV) venv --quiet --allow-existing --no-python-downloads --python $(PYTHON) .venv

.venv/.run: .venv/bin/python requirements/run.txt requirements/build.txt pyproject.toml hatch_build.py
	$(PIP) --require-hashes -r requirements/run.txt
	$(PIP) --no-deps --build-constraints requirements/build.txt --editable .
	@touch $@

.venv/.dev: .venv/.run requirements/dev.txt
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

.venv/.bench: .venv/.run requirements/bench.txt
	$(PIP) --require-hashes -r requirements/bench.txt
	@touch $@

%.mo: %.po .venv/.run
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
