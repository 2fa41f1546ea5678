# One command per thing that people do here. `make` alone lists them.

PYTHON ?= python3
ARGS ?=
# Processes that share the tests. JOBS=0 runs them in one, for a debugger.
JOBS ?= auto
BIN := .venv/bin

# Where it is set, as in many images, every process of the tests compiles all of the code anew.
unexport PYTHONDONTWRITEBYTECODE

# The mark names this directory, because an environment that was copied along with its checkout points to the old place.
READY := .venv/ready-$(shell pwd | cksum | cut -d' ' -f1)

.DEFAULT_GOAL := help
.PHONY: help demo test coverage faults sure check format bench load docs catalogues frontend lock audit wheel clean

help: ## list what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "  make %-12s%s\n", $$1, $$2 }'

$(READY): constraints.txt setup.cfg pyproject.toml
	@PYTHON="$(PYTHON)" .ci/environment
	@touch $@

demo: $(READY) ## set up and run the demo; ARGS="--port 7000" passes arguments on
	@$(BIN)/ventanilla demo $(ARGS)

# Stealing leaves tests that stand together with one process for long, so that what they share is made once.
test: $(READY) ## set up and run the tests; ARGS="tests/unit -k policy" narrows them
	@.ci/chromium
	@.ci/programs
	@$(BIN)/pytest -n $(JOBS) --maxprocesses 4 --dist worksteal $(ARGS)

# Every line that runs is noted down, which takes three times as long.
coverage: $(READY) ## run the tests and tell which lines none of them reaches
	@.ci/chromium
	$(BIN)/pytest -n $(JOBS) --maxprocesses 4 --dist worksteal --timeout 1200 --cov --cov-report=term-missing:skip-covered $(ARGS)

faults: $(READY) ## kill processes, brokers and databases for real, and meet every fault of a hostile plugin: ten minutes
	$(BIN)/pytest -m "long or not long" tests/faults tests/contract $(ARGS)

sure: check test ## everything that must hold before a change is pushed

check: $(READY) ## format, lint, types and import rules, without the tests
	@failed=; \
	for tool in "ruff format --check" "ruff check" "mypy" "lint-imports"; do \
		echo "== $$tool"; $(BIN)/$$tool || failed="$$failed [$$tool]"; \
	done; \
	[ -z "$$failed" ] || { echo "Failed:$$failed" >&2; exit 1; }

format: $(READY) ## let ruff format the code and mend what it safely can
	$(BIN)/ruff check --fix-only --exit-zero
	$(BIN)/ruff format

bench: $(READY) ## measure; each bench compares two ways in the same run
	@set -e; for bench in $$(find tests/bench -maxdepth 1 -name '*.py' | sort); do echo "== $$bench"; $(BIN)/python $$bench $(ARGS); done

load: $(READY) ## measure pages at 10,000, 100,000 and 1,000,000 cases: half an hour, and 10 GB for PostgreSQL
	$(BIN)/python tests/bench/against_ceiling.py --sizes 10000 100000 1000000 --seconds 2 $(ARGS)

docs: $(READY) ## build the documentation into docs/_build
	$(BIN)/python -m sphinx --fail-on-warning --keep-going -b html docs docs/_build

catalogues: $(READY) ## bring every translation catalogue up to date with the code
	$(BIN)/python tests/support/catalogues.py

frontend: ## rebuild the vendored front-end parts from their pinned versions
	cd frontend && npm ci --ignore-scripts && node build.mjs

lock: $(READY) ## resolve the dependencies anew and pin them with their hashes
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/" >&2; exit 1; }
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --extra dev $(ARGS) --output-file constraints.txt setup.cfg

audit: $(READY) ## ask the Python advisory database about every package that is pinned; needs the internet
	@test -x .venv/audit/bin/pip-audit || { $(PYTHON) -m venv .venv/audit && .venv/audit/bin/pip install -q pip-audit==2.10.1; }
	.venv/audit/bin/pip-audit --strict --disable-pip --no-deps --requirement constraints.txt

wheel: $(READY) ## build the wheel into dist/
	$(BIN)/python -m build --wheel --no-isolation

clean: ## remove what was built; the demo's data in var/ stays
	rm -rf .venv build dist docs/_build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.*
