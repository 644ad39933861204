# Thin names for real commands; each makes .venv first if it is missing or out of date.
# make test ARGS="tests/claims -k endorse"    PORT=8001 make demo

SHELL = /bin/sh
PY = .venv/bin/python
UV = $(shell command -v uv)
ARGS =

.PHONY: demo test test-faults test-security test-pages lint counts bench soak messages screenshots requirements clean
.DEFAULT_GOAL = demo

demo: .venv/runtime
	@$(PY) manage.py demo $(ARGS)

# The regulation first, every branch of it; then all the rest. A part (ARGS) is just a part.
RULES = tests/rules tests/claims/test_replay.py --cov=claims/rules --cov-branch \
	--cov-report= --cov-fail-under=100
# Without a browser it fails: a run that left the pages out must not look like a pass. A third
# process works while two wait for their servers.
test: .venv/everything
	@$(PY) -m tests.chromium --install
ifeq ($(ARGS),)
	$(PY) -m pytest -n 2 $(RULES)
	$(PY) -m pytest -n 3 --ignore tests/rules
else
	$(PY) -m pytest -n 2 $(ARGS)
endif

lint: .venv/everything
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	.venv/bin/lint-imports
	find templates -name '*.html' -exec .venv/bin/djade --check {} +
	$(PY) -m mypy claims/rules
	$(PY) -W ignore manage.py makemigrations --check --dry-run
	$(PY) manage.py messages --check

# The long counts: the same tests as in the ordinary run, as often as the plan asks.
WILD = tests/claims/test_calculator_page.py::test_no_address_breaks_the_page \
	tests/rules/test_midnights.py
test-faults: .venv/everything
	FAULTS=full $(PY) -m pytest tests/faults $(WILD) -n 0 -rP $(ARGS)

test-security: .venv/everything
	FAULTS=full $(PY) -m pytest tests/security tests/claims/test_formulas.py -n 0 -rP $(ARGS)

# The README's table of what those two found at their last run.
counts: .venv/everything
	$(PY) -m tests.faults.counted_table

# Every page for every role, in both languages, light and dark; the ordinary run takes each once.
test-pages: .venv/everything
	@$(PY) -m tests.chromium --install
	PAGES=full $(PY) -m pytest tests/pages -n 0 -rP $(ARGS)

# Measures, with the bare work beside them; not part of the tests, which no clock may fail.
bench: .venv/everything
	$(PY) -m tests.benchmarks $(ARGS)

# Ten minutes of visits to the whole service on a million claims, which are loaded first.
soak: .venv/everything
	$(PY) -m tests.benchmarks.soak $(ARGS)

messages: .venv/everything
	$(PY) manage.py messages $(ARGS)

screenshots: .venv/everything
	@$(PY) -m tests.chromium --install
	DJANGO_SETTINGS_MODULE=config.settings $(PY) -m tests.screenshots $(ARGS)

# --universal: a lock made for 3.11.7 alone lacks what 3.11.2 needs, and the other way round.
# Not uv.lock: that one names the index it was made with.
EXPORT = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header $(ARGS) pyproject.toml
requirements:
	@command -v uv >/dev/null || { echo "make requirements needs uv: pip install uv"; exit 1; }
	$(EXPORT) --group demo --output-file requirements.txt
	$(EXPORT) --group dev --constraints requirements.txt --output-file requirements-dev.txt

# Only what can be made again; the demo's data goes with it.
clean:
	rm -rf .venv .santunan .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	find claims regencies config tests -name __pycache__ -prune -exec rm -rf {} +

# uv compiles nothing by itself; three processes compiling at once made the first start slow.
INSTALL = if [ -n "$(UV)" ]; \
	then "$(UV)" pip install --quiet --python $(PY) --compile-bytecode --require-hashes -r $<; \
	else $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<; fi

.venv/runtime: requirements.txt | .venv/bin/python
	@echo "Installing what Santunan needs into .venv"
	@$(INSTALL)
	@touch $@

.venv/everything: requirements-dev.txt | .venv/bin/python
	@echo "Installing what Santunan and its tests need into .venv"
	@$(INSTALL)
	@touch $@ .venv/runtime

FITS = import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))
.venv/bin/python:
	@rm -rf .venv; \
	if [ -n "$(UV)" ]; then exec "$(UV)" venv --quiet --python '>=3.11,<3.15' .venv; fi; \
	for python in python3 python3.14 python3.13 python3.12 python3.11; do \
		"$$python" -c '$(FITS)' 2>/dev/null || continue; \
		if "$$python" -c 'import venv, ensurepip' 2>/dev/null; \
		then exec "$$python" -m venv .venv; fi; \
		echo "$$python has no venv: apt install python3-venv"; exit 1; \
	done; \
	echo "Santunan needs Python 3.11 to 3.14; here is $$(python3 --version 2>&1)."; exit 1
