# feedbot's manual in commands. uv is used where it is installed, else Python's own venv and pip.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
TOOLS  := $(VENV)/release
SITE   := $(VENV)/docs
UV     := $(shell command -v uv 2>/dev/null)

.PHONY: help run test postgres coverage check lint types imports format docs site lock audit pythons release bench clean

help:            ## show these lines
	@grep -E '^[a-z]+: .*##|^[a-z]+:  +##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

run: $(VENV)/run ## set everything up, then run feedbot on config.toml
	$(BIN)/python -m feedbot run

test: $(VENV)/dev ## set everything up, then run the tests
	$(BIN)/python -m pytest -n 2 --dist worksteal $(COUNTING)

# The number is how many tests work on the server at least: fewer would mean that they were not found.
postgres: $(VENV)/dev ## the tests that keep something in a database again, on PostgreSQL; needs Debian's postgresql
	$(BIN)/python -m tests.postgres 1440 -n 2 --dist worksteal

coverage: $(VENV)/dev ## run the tests, counting what they reach; the same examples each time, so that no line is reached by luck
	$(MAKE) test COUNTING="--cov --cov-report=term:skip-covered --hypothesis-seed=0"
	$(BIN)/python -m coverage report --include='feedbot/text/*,feedbot/rules/*' --fail-under=100 --format=total
	$(BIN)/python -m coverage report --fail-under=95 --format=total

check: lint types imports coverage postgres ## everything that must pass

lint: $(VENV)/dev
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m ruff check .

types: $(VENV)/dev
	$(BIN)/python -m mypy

imports: $(VENV)/dev
	$(BIN)/lint-imports --no-cache

format: $(VENV)/dev ## rewrite the code the way ruff formats it
	$(BIN)/python -m ruff format .
	$(BIN)/python -m ruff check --fix .

docs: $(VENV)/dev ## write the reference pages that come from the code
	$(BIN)/python -c 'from feedbot.config import reference; reference.write("docs")'
	$(BIN)/python -c 'from feedbot.web import measures; measures.write("docs")'
	$(BIN)/python -m tools.licences
	$(BIN)/python -m tools.reference
	$(BIN)/python -m tools.words

site: $(SITE)/ready ## the pages of docs/ as a site, in site/; a link that leads nowhere stops it
	$(SITE)/bin/python -m sphinx -q -W --keep-going -c docs -d $(SITE)/kept . site

lock: $(VENV)/dev ## resolve requirements*.in anew; needs uv
	uv pip compile requirements.in --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--output-file requirements.lock
	uv pip compile requirements-dev.in --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--output-file requirements-dev.lock
	uv pip compile requirements-release.in --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--output-file requirements-release.lock
	uv pip compile requirements-docs.in --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--output-file requirements-docs.lock

audit: $(TOOLS)/ready ## ask the package index for known vulnerabilities of what the locks name
	for lock in requirements.lock requirements-dev.lock requirements-release.lock requirements-docs.lock; do \
		$(TOOLS)/bin/pip-audit --strict --require-hashes --disable-pip --progress-spinner off -r $$lock || exit 1; done

pythons: $(TOOLS)/ready ## the tests on Python 3.11 to 3.13, those that are here
	$(TOOLS)/bin/nox

release: $(TOOLS)/ready ## check, build and try a release in dist/VERSION; uploads nothing
	$(TOOLS)/bin/python -m tools.release

bench: $(VENV)/dev ## measure everything beside other programs, for an hour: bench/README.md
	$(BIN)/python bench/all.py $(BENCH)

clean: ## remove what make has made
	rm -rf $(VENV) site .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The stamps say which lock the environment was made from.
# So that $(BIN)/feedbot and `$(BIN)/python -m feedbot` work in any folder.
define callable
	echo '$(CURDIR)' >"$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/feedbot.pth"
	printf '#!/bin/sh\nexec "%s/python" -m feedbot "$$@"\n' '$(CURDIR)/$(BIN)' >$(BIN)/feedbot
	chmod +x $(BIN)/feedbot
endef

$(VENV)/run: requirements.lock
ifdef UV
	test -x $(BIN)/python || uv venv --quiet --python '>=3.11' $(VENV)
	uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
else
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
endif
	@$(callable)
	@touch $@

$(VENV)/dev: requirements-dev.lock
ifdef UV
	test -x $(BIN)/python || uv venv --quiet --python '>=3.11' $(VENV)
	uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
else
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
endif
	@$(callable)
	@touch $@ $(VENV)/run

$(TOOLS)/ready: requirements-release.lock
	test -x $(TOOLS)/bin/python || $(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-release.lock
	@touch $@

$(SITE)/ready: requirements-docs.lock
	test -x $(SITE)/bin/python || $(PYTHON) -m venv $(SITE)
	$(SITE)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-docs.lock
	@touch $@
