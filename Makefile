# `make help` lists what there is. Everything runs in .venv, which is made of the locked requirements when needed.
PYTHON ?= python3
BIN := .venv/bin
# The browser comes last in every process, whose event loop it keeps: so files are not sorted by size.
ARGS ?= --numprocesses 2 --dist loadfile --no-loadscope-reorder
# Tests are shuffled, so that none leans on another: in the same way each time, unless one looks for such (SEED=7).
SEED ?= 1
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run test check bench messages lock clean environment dev-environment

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 16

run: environment ## run everything on 127.0.0.1 (PORT=8000; DEMO=1 for a made-up world, DEMO=0 to forbid it)
	@$(BIN)/python -m clist.embedded.run

test: check ## run the linters and all tests on servers of their own (ARGS=… for pytest; SEED=7 for another order)
	$(BIN)/python -m pytest --randomly-seed=$(SEED) $(ARGS)

check: dev-environment ## run the linters and the type checker only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(BIN)/djlint templates apps --lint --quiet
	$(BIN)/yamllint --strict .
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/hadolint Dockerfile
	$(BIN)/kubernetes-validate --strict --quiet $(filter-out %/kustomization.yaml,$(wildcard deploy/kubernetes/*.yaml))
	if command -v promtool >/dev/null; then cd deploy/prometheus && promtool check rules alerts.yml && \
		promtool test rules alerts_test.yml; fi
	$(BIN)/shellcheck .ci/run

bench: dev-environment ## measure; a table, and var/bench.json (ONLY=name for one)
	$(BIN)/python -m tests.bench $(ONLY)

messages: dev-environment ## bring the catalogues in locale/ in step with the sources, and compile them
	$(BIN)/python tools/messages.py

lock: dev-environment ## pin and hash requirements*.in anew
	for name in requirements requirements-dev requirements-uv; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
			--no-emit-index-url --output-file $$name.txt $$name.in || exit 1; \
	done

clean: ## remove .venv and every cache, but nothing of var/, where the data is
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find apps clist contestweb tests -name __pycache__ -type d -prune -exec rm -rf {} +

environment:
	@$(PYTHON) clist/embedded/bootstrap.py requirements.txt

dev-environment:
	@$(PYTHON) clist/embedded/bootstrap.py requirements.txt requirements-dev.txt
