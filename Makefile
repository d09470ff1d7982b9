# Two commands: `make run` to try schoolplan, `make test` to check it. Each installs what it needs first.
PORT ?= 8000
PYTHON := .venv/bin/python

.PHONY: run test bench lock

run:
	@scripts/bootstrap run
	@exec env DEMO=1 $(PYTHON) manage.py serve --port $(PORT)

test:
	@scripts/bootstrap test
	@scripts/check

# Some minutes, best on a quiet machine; what it measures stands in benchmarks/README.md.
bench:
	@scripts/bootstrap run
	@env VAR_DIR=$(CURDIR)/var/bench $(PYTHON) -m benchmarks.run

# After a change of the dependencies in pyproject.toml; UPGRADE=--upgrade takes the newest versions of everything.
COMPILE := .venv/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --universal --python-version 3.11 --no-header --no-annotate $(UPGRADE)
lock:
	@scripts/bootstrap run
	$(PYTHON) -m pip install --quiet uv
	$(COMPILE) pyproject.toml --output-file requirements/base.txt
	$(COMPILE) pyproject.toml --group dev --output-file requirements/dev.txt
	$(COMPILE) --group node --output-file requirements/node.txt
