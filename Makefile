# Two commands matter: `make demo` and `make test`. Both do all their own set-up, inside this folder.
#
#   make setup   the development environment in .venv/
#   make demo    judge real agreements and open them as a site (Ctrl-C ends it)
#   make test    lint, types, import contracts, all tests
#   make coverage   the same tests, and which lines they reach
#   make laws    every law at 20,000 cases, law by law (hours; goes on where it stopped)
#   make bench   timings, beside a baseline measured in the same run
#   make docs    write the generated pages of docs/
#   make lock    re-make requirements/*.txt after a change of pyproject.toml
#   make clean   remove everything that set-up and tests made
#
# Needs make, and Python 3.11 or newer with venv and pip. Needs no root. Writes only below this folder.

SHELL  := /bin/sh
PYTHON ?= python3
JOBS   ?= 2

HERE  := $(CURDIR)
VENV  := .venv
CACHE := $(HERE)/.cache
PY    := $(VENV)/bin/python
UV    := $(VENV)/bin/uv

# Whatever the tools keep, they keep inside the clone.
export PIP_CACHE_DIR := $(CACHE)/pip
export UV_CACHE_DIR := $(CACHE)/uv
export UV_NO_CONFIG := 1
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
export npm_config_cache := $(CACHE)/npm
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export TMPDIR := $(CACHE)/tmp
# Modules are compiled once and not in each of the hundred programs that tests start, whatever the shell says.
export PYTHONPYCACHEPREFIX := $(CACHE)/pyc
export PYTHONDONTWRITEBYTECODE :=
# uv_build looks for its program on the path.
export PATH := $(HERE)/$(VENV)/bin:$(PATH)
# An office that reaches packages through a mirror has told pip about it; uv is told the same.
ifdef PIP_INDEX_URL
export UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
endif

$(shell mkdir -p '$(CACHE)/tmp')

.DEFAULT_GOAL := help
.PHONY: help setup demo test coverage lint types imports bench docs laws lock wheel axe clean
.DELETE_ON_ERROR:

help:
	@sed -n '1,/^$$/s/^# \{0,1\}//p' Makefile

setup: $(VENV)/.made-dev
	@echo "Ready: $(VENV)/bin/commonweal"

demo: $(VENV)/.made-web
	@sh scripts/demo.sh

# Where npm is, axe-core is fetched for the tests of accessibility; without it these say what they lack.
test: $(VENV)/.made-dev lint types imports
	@test -f .cache/axe/axe.min.js || ! command -v npm >/dev/null || $(MAKE) --no-print-directory axe || true
	@$(PY) -m pytest -n $(JOBS) $(ARGS)

# Counting lines more than doubles the time, so it is a command of its own.
coverage: $(VENV)/.made-dev
	@rm -rf .cache/coverage && mkdir -p .cache/coverage
	@status=0; $(VENV)/bin/coverage run -m pytest -n $(JOBS) $(ARGS) || status=$$?; \
	$(VENV)/bin/coverage combine --quiet && $(VENV)/bin/coverage report || true; \
	exit $$status

lint: $(VENV)/.made-dev
	@$(VENV)/bin/ruff check --quiet . && echo "ruff: no fault"

types: $(VENV)/.made-dev
	@$(VENV)/bin/mypy

imports: $(VENV)/.made-dev
	@$(VENV)/bin/lint-imports --cache-dir .cache/import-linter

laws: $(VENV)/.made-dev
	@$(PY) scripts/laws.py --jobs $(JOBS) $(ARGS)

bench: $(VENV)/.made-dev
	$(PY) bench/run.py $(ARGS)

docs: $(VENV)/.made-dev
	@if [ -f docs/generate.py ]; then $(PY) docs/generate.py; else echo "docs: nothing is generated yet"; fi

wheel: $(VENV)/.made-dev
	@rm -rf .cache/dist
	@$(PY) -m build --wheel --no-isolation --outdir .cache/dist . >/dev/null && ls .cache/dist

# axe-core finds faults of accessibility in the reports; the page tests use it.
axe: .cache/axe/axe.min.js
.cache/axe/axe.min.js: requirements/axe-core.sha512 scripts/fetch-axe.sh
	@sh scripts/fetch-axe.sh

clean:
	rm -rf $(VENV) .cache dist build uv.lock src/*.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- the environment -------------------------------------------------------------------------
# Stamps are made again when the requirement file they stand for changes. Nothing is installed whose
# hash is not in requirements/: first the tools by pip, then the rest by uv (by pip, if uv cannot).

$(VENV)/.made-tools: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "commonweal needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another with: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make a virtual environment: its module ensurepip is missing." >&2; \
	  echo "On Debian or Ubuntu install the package python3-venv (as root: apt-get install python3-venv)," >&2; \
	  echo "then run make again." >&2; exit 1; }
	@[ -x $(PY) ] || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --require-hashes --no-deps -r requirements/bootstrap.txt
	@touch $@

define install
	@$(UV) pip install --quiet --python $(PY) --require-hashes --no-deps -r $(1) || \
	  $(PY) -m pip install --quiet --require-hashes --no-deps -r $(1)
	@$(PY) -m pip install --quiet --no-index --no-deps --no-build-isolation --editable .
	@touch $(2)
endef

$(VENV)/.made-web: $(VENV)/.made-tools requirements/web.txt pyproject.toml
	$(call install,requirements/web.txt,$@)

$(VENV)/.made-dev: $(VENV)/.made-tools requirements/dev.txt pyproject.toml
	$(call install,requirements/dev.txt,$@)
	@touch $(VENV)/.made-web

# ---- the lock --------------------------------------------------------------------------------
# Versions and hashes for every platform, and no address of an index. Pins that still fit are kept:
# `make lock UPGRADE=--upgrade` takes newer ones. dev.txt holds core.txt's versions by constraint.

COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-header --no-annotate $(UPGRADE)

lock: $(VENV)/.made-tools
	$(COMPILE) requirements/bootstrap.in --output-file requirements/bootstrap.txt > /dev/null
	$(COMPILE) pyproject.toml --output-file requirements/core.txt > /dev/null
	$(COMPILE) pyproject.toml --extra web --constraints requirements/core.txt \
	  --output-file requirements/web.txt > /dev/null
	$(COMPILE) pyproject.toml --extra web --extra postgres --constraints requirements/web.txt \
	  --output-file requirements/postgres.txt > /dev/null
	$(COMPILE) pyproject.toml --extra web --extra postgres --extra methods --group dev \
	  --constraints requirements/core.txt --constraints requirements/web.txt \
	  --output-file requirements/dev.txt > /dev/null
	@wc -l requirements/*.txt
