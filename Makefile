# Everything a checkout needs it makes itself: python3.11, pip and make are enough.
SHELL := /bin/bash
UV := .uv/bin/uv
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
export UV_COMPILE_BYTECODE := 1

.PHONY: help setup demo test test-long test-tools lint format check docs screenshots recordings bench crash faults install uninstall
.PHONY: quality mutation clean backfill

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: .venv/.ready ## make .venv from uv.lock (quick when nothing changed)

demo: .venv/.ready ## the whole line on this computer: feed, arXiv, model, forum; once set up, no keys, no network
	@$(BIN)/paperboy demo

# Tests wait for a disk a thousand times; in memory they do not.
test test-long: export TMPDIR := $(shell test -w /dev/shm && echo /dev/shm || echo /tmp)

test: .venv/.ready test-tools ## the tests; sets up the browser, fonts and node packages where it may
	@$(BIN)/pytest

test-long: .venv/.ready test-tools ## what `make test` leaves out: whole stories, the corpus laid out, PostgreSQL, the browser, the harnesses
	@$(BIN)/pytest -m long

test-tools: .venv/.ready
	@tools/test-tools

lint: .venv/.ready ## ruff, format, mypy --strict, import rules, generated docs up to date
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m tools.docs --check
	@$(BIN)/python -m tools.recordings --check
	@$(BIN)/python -m tools.faults --check
	@$(BIN)/python -m tools.quality --check

format: .venv/.ready ## let ruff mend what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

check: lint test ## what CI runs

docs: .venv/.ready ## write the generated pages of docs/
	@$(BIN)/python -m tools.docs

recordings: .venv/.ready ## write the sandbox model's answers from the demo week
	@$(BIN)/python -m tools.recordings

screenshots: .venv/.ready test-tools ## take the pictures of docs/ anew
	@$(BIN)/python -m tools.screenshots

bench: .venv/.ready ## measure speed, memory and cost, one JSON line a figure, and docs/performance.md anew (eight minutes)
	@$(BIN)/python -m bench --write

crash: .venv/.ready ## kill it at every call and every commit, and see what stands afterwards (hours; SAMPLE=30 is minutes)
	@$(BIN)/python -m tools.crash $(if $(SAMPLE),--sample $(SAMPLE))

faults: .venv/.ready ## every trouble on every call, and docs/reliability.md anew (forty minutes)
	@$(BIN)/python -m tools.faults $(if $(SAMPLE),--sample,--write)

backfill: .venv/.ready ## all old weeks in two languages into the sandbox, killed and run again (twenty minutes)
	@$(BIN)/python -m tools.backfill

quality: .venv/.ready ## what the gate's rules catch and miss on labelled pairs, and docs/quality.md anew
	@$(BIN)/python -m tools.quality --missed --write

mutation: .venv/.ready ## whether the tests notice small changes of the rules for numbers and formulas (ten minutes)
	@nice -n 15 $(UV) run --no-sync --with mutmut==3.8.1 python -m tools.quality.mutation \
		$(if $(SAMPLE),--sample $(SAMPLE))

install: $(UV) ## put it on this server, as root: PREFIX=/opt/paperboy, DESTDIR= to stage the files only
	@deploy/install

uninstall: ## take it off this server; configuration and state stay
	@deploy/install --remove

clean: ## remove what the targets above made
	rm -rf .venv .uv .cache tests/node/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(UV):
	@python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .uv uv

.venv/.ready: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --locked --quiet --python python3
	@touch $@
