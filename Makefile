# One command each; every target sets up what it needs. Needs Python 3.11 or newer, make and git, nothing else.
SHELL := /bin/sh
VENV := .venv
PYTHON := $(VENV)/bin/python
FILING := $(VENV)/bin/filing
OUT := out
SAMPLES := qingcloud-2020-ipo-reply qingcloud-2021-inquiry-reply
PYTEST_WORKERS ?= auto --maxprocesses=4
PYTEST := $(PYTHON) -m pytest -n $(PYTEST_WORKERS) --dist loadfile

.PHONY: help demo test test-slow lint bench study samples-page bounds lock clean
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1: /p' Makefile

$(VENV)/ready: requirements.txt pyproject.toml tools/set_up.sh
	@sh tools/set_up.sh $(VENV)

demo: $(VENV)/ready ## build both sample filings into out/ (build itself says what it made, and where)
	@for sample in $(SAMPLES); do $(FILING) build samples/$$sample -o $(OUT)/$$sample || exit; done

test: lint ## everything that a change must pass
	@sh tools/system_packages.sh
	$(PYTEST)

test-slow: $(VENV)/ready ## the tests that take more than half a minute each
	$(PYTEST) -m slow

lint: $(VENV)/ready ## ruff and mypy
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy

bench: $(VENV)/ready ## what it costs, beside the floor of the machine
	$(PYTHON) -m benchmarks
	$(PYTHON) -m benchmarks.hook
	$(PYTHON) -m benchmarks.writing
	$(PYTHON) -m benchmarks.workpapers
	$(PYTHON) -m benchmarks.taxonomies

study: $(VENV)/ready ## seeded errors and real filings: our verdict beside Arelle's; rules in three engines
	$(PYTHON) -m benchmarks.study
	$(PYTHON) -m benchmarks.filings
	$(PYTHON) -m benchmarks.three_engines

samples-page: $(VENV)/ready ## docs/samples.md anew: what the samples hold, and the differences found in them
	$(PYTHON) tools/samples_page.py

bounds: ## the unit tests at the lower bounds of the dependencies (needs uv)
	@sh tools/lower_bounds.sh

lock: ## requirements.txt anew from pyproject.toml, hashed, naming no host (needs uv)
	UV_SYSTEM_CERTS=1 uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet \
		--extra test --extra dev --upgrade pyproject.toml -o requirements.txt

clean: ## delete what the other targets made
	rm -rf $(OUT) dist $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
