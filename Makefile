# metodbank: `make run` opens the app, `make test` runs every test.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
TORCH := $(shell grep '^torch==' constraints.txt)
PORT ?= 8501

.PHONY: run test check tests-slow format bench clean

run: $(VENV)/.installed
	$(BIN)/metodbank ingest corpus/sv corpus/da
	-$(BIN)/metodbank practice load corpus/practices.toml
	$(BIN)/metodbank app --port $(PORT)

test: check tests-slow

# lint, types, import contracts and the fast tests, on all cores: no real model, no network
check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n auto --dist loadfile -m "not model and not relevance and not browser and not integration"

tests-slow: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -q -m "model or relevance or browser or integration"

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.installed-dev
	$(BIN)/python -m bench.ingest_and_search

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Metodbank needs Python 3.11 or newer, this is " + sys.version.split()[0] + ". Run: make PYTHON=python3.11") if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)

# The CPU build of torch is a tenth of the CUDA build that pip takes on Linux. uv knows where it is kept;
# where uv cannot reach that place, pip takes what it is set up to find.
$(VENV)/.torch: constraints.txt | $(VENV)/bin/python
	@echo "Installing the CPU build of $(TORCH)"
	$(PIP) install --constraint constraints.txt uv
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --torch-backend cpu $(TORCH) 2>$@.log \
		|| { echo "uv could not fetch it ($@.log says why); pip takes what it finds"; $(PIP) install $(TORCH); }
	@touch $@

$(VENV)/.installed: pyproject.toml constraints.txt $(VENV)/.torch
	@echo "Installing the packages of Metodbank"
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing the test tools"
	$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info
