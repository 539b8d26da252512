# Two commands: `make run` and `make test`. Everything else is listed by `make help`.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null && { echo $$p; exit; }; done; echo python3)
PORT ?= 8000
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup setup-test run test lint bench lock clean

help: ## what can be made
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

setup: ## everything that `make run` needs (Python environment, front-end bundle, translations)
	@$(PYTHON) .ci/setup.py run

setup-test:
	@$(PYTHON) .ci/setup.py test

run: setup ## serve the sample city at http://127.0.0.1:8000 (PORT=... for another port)
	@DAYLIGHT_DEMO=1 $(BIN)/flask prepare --port $(PORT)
	@echo "Serving the sample city at http://127.0.0.1:$(PORT)  (Ctrl+C ends it)"
	@DAYLIGHT_DEMO=1 DAYLIGHT_WORKER=1 $(BIN)/granian --interface wsgi --host 127.0.0.1 --port $(PORT) \
		--workers 1 --blocking-threads 4 --no-ws --log-level warning wsgi:app

lint: setup-test ## style, types, import rules
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@PYTHONPATH=. $(BIN)/lint-imports --no-cache

test: lint ## set up, then every lint, type check, import rule and test
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal $(TESTS)

bench: setup-test ## measure; JSON lines
	@$(BIN)/python -m tests.benchmarks

lock: ## renew requirements*.txt from pyproject.toml, package-lock.json from package.json
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra app pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra app --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
	npm install --package-lock-only --ignore-scripts --no-audit --no-fund --omit-lockfile-registry-resolved

clean: ## remove what was built and the sample city's data
	rm -rf .venv node_modules var app/ui/static/dist .mypy_cache .ruff_cache
