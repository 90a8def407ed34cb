# make build   set everything up and leave the finished dist/
# make test    set everything up and pass the tests
# make check   what CI checks first; .ci/run has the rest
# make help    the other targets

# Hundreds of the tests' processes import the tool: what is compiled is kept, whatever is wished.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COESA := $(BIN)/coesa
CREATED := $(VENV)/created
READY := $(VENV)/ready
DEV := $(VENV)/ready-dev
# A file that every build writes: it is older than what it is made of when dist/ is stale.
DIST := dist/verify.py
SOURCES := $(shell find src vocab datapackage -name __pycache__ -prune -o -type f -print)

.PHONY: build test check format lint docs docs-check rebuild-check bench bench-long long synthetic assets fuzz mutate mutate-code lock clean help

build: $(READY)
	$(COESA) build --out dist

$(DIST): $(READY) $(SOURCES)
	$(COESA) build --out dist

test: $(DEV) $(if $(BUILT),,$(DIST))
	COESA_BUILT=$(abspath $(or $(BUILT),dist)) $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: lint docs-check rebuild-check
	$(MAKE) test BUILT=build/rebuilt

format: $(DEV) ## write the code in the one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(DEV) ## format, lint, strict types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(DEV) ## write the generated parts of the documentation
	$(BIN)/python -m tests.rule_pages
	$(BIN)/cog -r -I docs README.md README.it.md docs/publication-format.md docs/rules/README.md docs/data-cube.md

docs-check: $(DEV) ## fail if a generated part of the documentation is stale
	$(BIN)/cog --check -I docs README.md README.it.md docs/publication-format.md docs/rules/README.md docs/data-cube.md

rebuild-check: $(READY) ## fail if a rebuild does not give the committed checksums
	$(COESA) build --out build/rebuilt
	diff dist/SHA256SUMS build/rebuilt/SHA256SUMS
	diff dist/README.md build/rebuilt/README.md

bench: $(DEV) ## print speed and memory as ratios
	$(BIN)/python tests/bench.py

bench-long: $(DEV) ## run ten million observations through validate and build (55 GB of disk)
	$(BIN)/python tests/bench.py ten-million

PORTALS := build/portals/venv
.PHONY: portal-test
portal-test: $(READY) $(PORTALS)/ready $(if $(BUILT),,$(DIST)) ## let the consumers' own programs, started here, take what we publish
	COESA=$(abspath $(COESA)) COESA_BUILT=$(abspath $(or $(BUILT),dist)) $(PORTALS)/bin/python -m pytest -c tests/portals/pytest.ini \
		--rootdir . --confcutdir tests/portals tests/portals

.PHONY: site-test
site-test: $(READY) $(if $(BUILT),,$(DIST)) ## look at the site in Chromium and Firefox (SIZE=full: every page type in every way)
	$(BIN)/python -m tests.hostile build/hostile/publication
	$(COESA) build --publication build/hostile/publication --skip office --skip facts --skip bundle --out build/hostile/dist
	cd frontend && npm ci --ignore-scripts --no-audit --no-fund
	cd tests/site && npm ci --ignore-scripts --no-audit --no-fund
	DIST=$(or $(BUILT),dist) SIZE=$(SIZE) node --test --test-concurrency=1 tests/site/*.test.mjs

synthetic: $(READY) ## write a synthetic publication: make synthetic N=100000 SEED=1
	$(COESA) synthetic --out build/synthetic $(if $(N),--observations $(N)) $(if $(SEED),--seed $(SEED))

long: $(DEV) ## kill builds, make calls fail, change bytes, in full (hours; SIZE=middle: minutes)
	$(BIN)/python -m tests.long --size $(or $(SIZE),full)

fuzz: $(DEV) ## spoil a publication N times at random: no traceback, no hang, no escape (N=100000)
	$(BIN)/python -m tests.fuzz $(or $(N),1000)

mutate: $(DEV) ## forge the tables in every way and print what is caught; N= mutants, SEED=, WRITE=
	$(BIN)/python -m tests.mutate $(if $(N),--count $(N)) $(if $(SEED),--seed $(SEED)) \
		$(if $(WRITE),--write $(WRITE))

mutate-code: $(DEV) ## mutate our own code and print what its tests kill; MODULE=, EVERY=10 or AGAIN=1, WRITE=
	$(BIN)/python -m tests.mutate.code $(if $(MODULE),--module $(MODULE)) \
		$(if $(EVERY),--every $(EVERY)) $(if $(AGAIN),--again) $(if $(WRITE),--write $(WRITE))

assets: ## build the style, fonts and scripts of the site from npm packages (Node.js)
	cd frontend && npm ci --ignore-scripts --no-audit --no-fund && node build.mjs

lock: $(DEV) ## write the locked requirements anew
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --group dev pyproject.toml -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --group build -c requirements-dev.txt \
		pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header tests/portals/requirements.in -o tests/portals/requirements.txt

clean: ## remove what was set up and built; the committed part of dist/ stays
	rm -rf $(VENV) build tests/csvw/node_modules tests/site/node_modules frontend/node_modules
	git clean -fdXq dist

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(CREATED):
	$(PYTHON) -c 'import sys; sys.exit("coesa needs Python 3.11 or later" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(READY): $(CREATED) requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(DEV): $(READY) requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

$(PORTALS)/ready: tests/portals/requirements.txt $(DEV)
	$(PYTHON) -m venv $(PORTALS)
	$(BIN)/uv pip install --quiet --python $(PORTALS)/bin/python --require-hashes -r $<
	touch $@
