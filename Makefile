# Needs python3 (3.11 or newer) and make; uses uv where it is installed.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
UV := $(shell command -v uv 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help install dev run bot test test-long torture check bench bench-small update format requirements texts learn docs pictures migration clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

install: $(VENV)/.run  ## build .venv with what the bot needs
	@$(PY) -m compileall -q bot jobs db
	@$(PY) -m bot.i18n.catalogue
dev: $(VENV)/.dev      ## build .venv with what checks and tests need too

$(PY):
ifdef UV
	@$(UV) venv -q --python $(PYTHON) $(VENV)
else
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Name another with: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv $(VENV)
endif

define sync
	@echo "Preparing $(VENV) from $(1) ..."
	@$(if $(UV),$(UV) pip install -q --python $(PY) --require-hashes -r $(1),$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r $(1))
	@touch $@
endef

$(VENV)/.run: requirements/run.txt | $(PY)
	$(call sync,requirements/run.txt)

$(VENV)/.dev: requirements/dev.txt | $(PY)
	$(call sync,requirements/dev.txt)
	@touch $(VENV)/.run

run: $(VENV)/.run  ## start: the sandbox in a browser page, or real Telegram when .env holds BOT_TOKEN
	@$(PY) -m sandbox --or-bot

bot: $(VENV)/.run  ## serve real Telegram (BOT_TOKEN in .env)
	@$(PY) -m bot

update: $(VENV)/.run  ## back up, fetch the newest version and install it
	@$(PY) -m bot backup backups/before-update-$$(date +%Y-%m-%d-%H%M%S).sqlite
	@git pull --ff-only
	@$(MAKE) install
	@echo "Now restart the desk: sudo systemctl restart reply-desk, or however it was started."

# Also where Python is told to keep no bytecode: each process that the tests start would compile all of it anew.
test test-long torture: export PYTHONDONTWRITEBYTECODE =

test: $(VENV)/.dev  ## the tests, in a few minutes
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-long: $(VENV)/.dev  ## the rest of them, and longer searches for what is rare
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "long or wide or hypothesis" --hypothesis-profile long

torture: $(VENV)/.dev  ## play thousands of desks with kills and faults, and kill real ones; before a release
	@$(PY) -m tests.torture $(TORTURE)

check: $(VENV)/.dev  ## lint, types, import rules
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports --no-cache

SIZES ?= 1000 20000
DUE ?= 1000
bench: $(VENV)/.dev  ## how quick it is, beside an echo bot: make bench SIZES="1000 100000" (benchmarks/README.md)
	@$(PY) -m benchmarks --sizes $(SIZES) --due $(DUE) $(BENCH)

bench-small: $(VENV)/.dev  ## the same of a small newsroom, in a minute or so
	@$(PY) -m benchmarks --sizes 1000 --due 100 $(BENCH)

format: $(VENV)/.dev  ## tidy the source
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

texts: $(VENV)/.dev  ## gather the texts for the translators
	@$(PY) -m bot.i18n.extract

learn: $(VENV)/.dev  ## learn from the examples how sentences are read
	@$(PY) -m bot.proposals.learning

docs: $(VENV)/.dev  ## write the tables in README and docs that repeat the code
	@$(PY) -m docs.tables

pictures: $(VENV)/.dev  ## play six tasks on the chat page, and take the pictures of README and docs (needs chromium)
	@$(PY) -m docs.pictures

migration: $(VENV)/.dev  ## write the next migration: make migration NAME="what changed"
	@$(PY) -m db.migrations "$(NAME)"

requirements:  ## compile the hashed requirements files again (needs uv)
	@for f in run dev; do $(UV) pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header requirements/$$f.in -o requirements/$$f.txt && \
	  sed -i "1i # Compiled from $$f.in by \"make requirements\": exact versions with hashes, no registry named." requirements/$$f.txt; done

clean:  ## remove .venv and caches (never data/)
	rm -rf $(VENV) .benchmarks .mypy_cache .pytest_cache .ruff_cache .hypothesis
