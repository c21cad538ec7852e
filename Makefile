# make run   set up and start Verhaal with demo data
# make test  everything there is to check
# make check the quick part of it, on SQLite alone
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1
unexport PYTHONDONTWRITEBYTECODE # where it is set, each of some hundred processes would compile all of Verhaal anew

NEWEST := $(firstword $(foreach v,python3.13 python3.12 python3.11 python3,$(shell command -v $(v) >/dev/null 2>&1 && $(v) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(v))))
PYTHON ?= $(NEWEST)
BIN := .venv/bin
PY := $(BIN)/python
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard verhaal/translations/*/LC_MESSAGES/*.po))

.PHONY: run test check quick every browser histories wheel format lint types contracts messages lock bench lighthouse pictures help chromium office
.DEFAULT_GOAL := help

help: ## what can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/run $(CATALOGUES) ## set up and start Verhaal with demo data
	@$(PY) -m verhaal demo

test: .venv/dev $(CATALOGUES) ## everything there is to check
	@$(MAKE) -j 2 lint contracts types office
	@$(MAKE) every browser wheel

check: lint contracts types quick ## the quick part, on SQLite alone

lint: .venv/dev
	@$(BIN)/ruff format --check -q . && $(BIN)/ruff check -q .

contracts: .venv/dev
	@$(BIN)/lint-imports > .venv/contracts.txt || (cat .venv/contracts.txt; exit 1)

types: .venv/dev
	@$(BIN)/mypy

quick: .venv/dev $(CATALOGUES)
	@$(PY) -m pytest -n 2 --dist worksteal --only-sqlite -m "not browser and not wheel and not slow and not histories"

every: .venv/dev $(CATALOGUES)
	@$(PY) -m pytest -n 2 --dist worksteal -m "not browser and not wheel and not histories"

chromium: .venv/dev
	@$(PY) -m tests.browser.chromium

office: chromium # after it, since apt-get does one thing at a time
	@$(PY) -m tests.exports.office

browser: .venv/dev $(CATALOGUES)
	@$(PY) -m pytest -n 3 --dist worksteal -m browser

histories: .venv/dev $(CATALOGUES) chromium ## play thousands of random histories, a hundred of them in a browser; half an hour
	@HISTORIES=2000 $(PY) -m pytest -n 2 --dist worksteal tests/test_seeing.py tests/settling/test_histories.py
	@$(PY) -m pytest -n 2 --dist worksteal -m histories

wheel: .venv/dev $(CATALOGUES)
	@$(PY) -m pytest -m wheel

bench: .venv/dev $(CATALOGUES) ## time what should be quick
	@for bench in tests/bench/bench_*.py; do $(PY) -m "$$(echo $${bench%.py} | tr / .)"; done

lighthouse: .venv/dev $(CATALOGUES) chromium ## have Lighthouse look at the screens on a phone (needs Node.js)
	@$(PY) -m docs.lighthouse

pictures: .venv/dev $(CATALOGUES) chromium ## take the pictures of docs/ anew
	@$(PY) -m docs.pictures

format: .venv/dev ## put the code in its form
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

messages: .venv/dev ## gather the words on screen into the catalogues
	@$(BIN)/pybabel -q extract -F verhaal/translations/babel.cfg -k lazy_gettext -k _ --no-location --sort-output --omit-header -o .venv/messages.pot .
	@$(BIN)/pybabel -q update -i .venv/messages.pot -d verhaal/translations --no-fuzzy-matching --omit-header --ignore-obsolete -w 120
	@for po in verhaal/translations/*/LC_MESSAGES/messages.po; do cat verhaal/translations/header.po $$po > .venv/messages.po && mv .venv/messages.po $$po; done

lock: .venv/dev ## fix the versions of what we use, with hashes and without host names
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade --extra dev pyproject.toml -o requirements-dev.lock

%.mo: %.po
	@$(PY) -m verhaal.translations.compile

.venv/run: requirements.lock | .venv/uv
	@echo "Setting up…"
	@if [ ! -e .venv/dev ]; then $(call install,requirements.lock); fi
	@touch $@

.venv/dev: requirements-dev.lock | .venv/uv
	@echo "Setting up…"
	@$(call install,requirements-dev.lock)
	@touch $@

# uv takes seconds where pip takes minutes, but does not know pip's settings: where it finds no packages, pip may.
install = $(BIN)/uv pip install -q --python $(PY) --require-hashes -r $(1) 2>/dev/null || $(PY) -m pip install -q --require-hashes -r $(1)

.venv/uv: | .venv/python
	@sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.lock > $@.lock
	@$(PY) -m pip install -q --require-hashes -r $@.lock
	@touch $@

.venv/python:
	@test -n "$(PYTHON)" || { echo "Verhaal needs Python 3.11 or newer; there is none on this machine's PATH."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	  { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && apt-get -qq update >/dev/null && \
	    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y python3-venv >/dev/null; } || \
	  { echo "This Python has no venv module. Install it (on Debian: python3-venv) and try again."; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@
