# Each target sets up what it needs in .venv, once; the stamp file makes a second run start at once.
# Needed beforehand: Python 3.11 to 3.14, pip, make, git.

PYTHON ?= python3
PYTEST_ARGS ?=
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
PIP := -m pip --disable-pip-version-check -qq

# What imports Jupyter, Sphinx or a browser is left to the whole suite.
QUICK := -q -m "not slow" -p no:nbval --ignore tests/docs --ignore tests/browser

export PYTHONHASHSEED := 0
unexport MPLBACKEND
# Many tests start Python anew; without compiled files each would compile the library again.
unexport PYTHONDONTWRITEBYTECODE
# Python 3.11 reads the path of an editable install in the locale's encoding: ASCII here.
ifneq ($(filter C POSIX,$(LC_ALL)),)
export LC_ALL := C.UTF-8
endif

INSTALL = $(PY) $(PIP) install --require-hashes -r requirements.lock && \
	$(PY) $(PIP) install --no-deps --no-build-isolation -e .

.DEFAULT_GOAL := help
.PHONY: help report check test lab bench notebooks console data mutants mutation fuzz licences lowest lock clean

help:  ## say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

report: $(READY)  ## run every notebook, sum up the claims and write report/index.html
	@$(PY) docs/build_report.py

# Threads of linear algebra wait for each other here: matrices are small, and two processes run.
check test: export OPENBLAS_NUM_THREADS := 1

check: $(READY)  ## the quick tests, in a minute: ruff, mypy and what is not marked slow
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy
	@HYPOTHESIS_PROFILE=quick $(PY) -m pytest $(QUICK) tests purgestats $(PYTEST_ARGS)

test: $(READY)  ## the whole test suite: ruff, mypy, pytest, every notebook
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy
	@$(PY) -m pytest -q -n 2 --dist loadfile --nbval --nbval-current-env \
		--nbval-sanitize-with tests/nbval_sanitize.cfg $(PYTEST_ARGS)

lab: $(READY)  ## open JupyterLab on the notebooks
	@$(PY) -m jupyterlab notebooks

bench: $(READY)  ## the benchmarks, as ratios against peers in one run
	@set -e; for script in benchmarks/bench_*.py; do $(PY) "$$script"; done

notebooks: $(READY)  ## execute the notebooks in place, after a change in code or data
	@$(PY) docs/run_notebooks.py

console: $(READY)  ## write what the commands shown in the docs print, after a change in code or data
	@$(PY) docs/console_blocks.py

data: $(READY)  ## write sizes and hashes into datasets/datapackage.json, after a change of data
	@$(PY) tools/refresh_datapackage.py

mutants: $(READY)  ## change every digit of every figure, one at a time; half an hour
	@$(PY) tools/mutants.py

mutation: $(READY)  ## change the code, one place at a time, and list what no test notices; a night
	@$(PY) tools/mutation.py $(PARTS)

licences: $(READY)  ## the licence of every package in the lock, for the notes of a release
	@$(PY) tools/licences.py

fuzz: $(READY)  ## give every reader damaged files for MINUTES=60
	@$(PY) tools/fuzz.py $(or $(MINUTES),60)

# The stored pictures are those of the locked matplotlib.
lowest:  ## the quick tests with the lowest versions that pyproject.toml allows
	@$(PYTHON) -m venv build/lowest
	@build/lowest/bin/python $(PIP) install uv
	@build/lowest/bin/uv pip compile --quiet --resolution lowest-direct --python-version 3.11 \
		--all-extras --output-file build/lowest.txt pyproject.toml
	@VIRTUAL_ENV=build/lowest build/lowest/bin/uv pip install --quiet -r build/lowest.txt
	@VIRTUAL_ENV=build/lowest build/lowest/bin/uv pip install --quiet --no-deps -e .
	@HYPOTHESIS_PROFILE=quick build/lowest/bin/python -m pytest $(QUICK) tests $(PYTEST_ARGS) \
		--ignore tests/charts/test_pictures.py

lock:  ## renew requirements.lock from pyproject.toml: every extra, every hash, from Python 3.11.0 on
	@$(PYTHON) -m venv build/lock
	@build/lock/bin/python $(PIP) install uv
	@build/lock/bin/uv pip compile --quiet --universal --python-version 3.11.0 --all-extras \
		--generate-hashes --custom-compile-command "make lock" \
		--output-file requirements.lock pyproject.toml

clean:  ## remove everything that make has made
	rm -rf $(VENV) build dist report .hypothesis .mypy_cache .pytest_cache .ruff_cache

# Debian's python3 may lack ensurepip; then the pip outside fills the environment.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 15) else "the packages pinned here are for Python 3.11 to 3.14; name one: make PYTHON=python3.12 ...")'
	@echo "Setting up .venv (once; it takes a few minutes) ..."
	@$(PYTHON) -m venv $(VENV) > /dev/null 2>&1 || { \
		$(PYTHON) -m pip --version > /dev/null 2>&1 || { \
			echo "$(PYTHON) has neither venv nor pip; on Debian: apt-get install python3-venv"; exit 1; }; \
		$(PYTHON) -m venv --without-pip $(VENV) && \
		$(PYTHON) -m pip --python $(PY) -qq install pip; }
	@$(INSTALL)
	@touch $@
