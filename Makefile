# animmap: make run starts it, make test checks it; make help lists the rest.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8501
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

run: $(VENV)/.installed ## Set up, then start the app with the demo territory
	@$(BIN)/python -m animmap serve --port $(PORT)

room: $(VENV)/.installed ## The same, open to the phones of the same network
	@$(BIN)/python -m animmap serve --room --port $(PORT)

test: $(VENV)/.tools browser-ready ## Set up what is missing, then run every check and test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

check: $(VENV)/.tools ## The fast part: style, types, tests without a browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -m "not browser"

browser: $(VENV)/.tools browser-ready ## The user journeys, in a real browser
	$(BIN)/python -m pytest -m browser

bench: $(VENV)/.tools browser-ready ## Speed: the comparison as ratios, the screens in a browser, a hall of phones
	$(BIN)/python -m bench.overlay
	$(BIN)/python -m bench.screens
	$(BIN)/python -m bench.phones
	$(BIN)/python -m bench.imports
	$(BIN)/python -m bench.fetches

demo: $(VENV)/.installed ## Put the fictional démarche back as it was
	$(BIN)/python -m animmap demo

lock: $(VENV)/.tools ## Write the lock files again from the pinned requirements
	$(BIN)/python -m pip install -q pip-tools
	$(BIN)/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements.lock requirements.txt
	$(BIN)/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements-dev.lock requirements-dev.txt
	$(BIN)/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements-fast.lock requirements-fast.txt

browser-ready:
	@sh tests/browser/find_browser.sh $(BIN)/python

# The compiled loops (requirements-fast) are optional: where they cannot be had, NumPy answers.
$(VENV)/.installed: requirements.lock requirements-fast.lock
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --require-hashes -r requirements.lock
	-$(BIN)/python -m pip install -q --require-hashes --only-binary :all: -r requirements-fast.lock
	@touch $@

$(VENV)/.tools: requirements-dev.lock $(VENV)/.installed
	$(BIN)/python -m pip install -q --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: help run room test check browser bench demo lock browser-ready
