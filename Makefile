# Two commands set everything up on a fresh Debian or Ubuntu machine with Python 3.11+:
#   make run    installs what running needs and starts the whole platform with demo content
#   make test   installs what testing needs and runs every test
# (of the many variants of attacks and honest work it runs a share; make test-thorough runs all)
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Debian's and Python's packages come at the same time.
MAKEFLAGS += --jobs=2
# Each of some ten processes would compile the same few hundred modules anew at every start.
unexport PYTHONDONTWRITEBYTECODE
# pip compiles on one core only. Some packages hold files that are no Python and never imported; these fail in silence.
COMPILE = @$(BIN)/python -m compileall -qq --workers 0 $(VENV)/lib || true

.PHONY: run test test-thorough bench check clean install install-test system-run system-test

run: system-run install
	$(BIN)/naruteo up

test: system-test install-test
	$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder

test-thorough: system-test install-test
	$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder --thorough

bench: system-test install-test
	$(BIN)/python -m pytest tests/benchmarks --benchmarks

check: install-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

install: $(VENV)/installed
install-test: $(VENV)/installed-test

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Naruteo needs Python 3.11 or newer; name one with make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }
# The pip that comes with Python 3.11 takes twice as long to find out what fits together.
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/installed: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --no-compile --constraint constraints.txt --editable .
	$(COMPILE)
	touch $@

$(VENV)/installed-test: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --no-compile --constraint constraints.txt --editable '.[test]'
	$(COMPILE)
	touch $@ $(VENV)/installed

system-run:
	@platform/install-debian-packages bwrap:bubblewrap

system-test:
	@platform/install-debian-packages bwrap:bubblewrap chromium:chromium

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
