# The front door. `make` alone says what there is.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PROCESSES ?= 2
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The city is many processes: what one of them compiled, the others need not.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test quick lint browser soak screens bench messages vendor lock

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 20

demo: .venv/run.stamp ## show the fictional city on http://localhost:8000 (PORT= and LINE_PORT= move it)
	@$(BIN)/madoguchi demo

test: .venv/develop.stamp browser lint ## everything, on a PostgreSQL of its own
	@$(BIN)/python -m pytest -n $(PROCESSES) --dist loadgroup

quick: .venv/develop.stamp lint ## what should be well before every commit (under 20 s)
	@$(BIN)/python -m pytest -c tests/rules/pytest.ini -n $(PROCESSES) tests/rules

lint: .venv/develop.stamp
	@$(BIN)/ruff check src tests bench
	@found=$$($(BIN)/lint-imports --no-logo) || { echo "$$found"; exit 1; }
	@$(BIN)/mypy src/line_simulator src/madoguchi/rules $(wildcard src/madoguchi/*/actions src/madoguchi/*/actions.py src/madoguchi/*/queries src/madoguchi/*/queries.py)

soak: .venv/develop.stamp ## full sizes, kills, floods, every page of the demo (about an hour)
	@$(BIN)/python -m bench.soak

screens: .venv/develop.stamp browser ## pictures of the main pages, into var/screens/
	@$(BIN)/python -m bench.screens

bench: .venv/develop.stamp ## measured figures, each against a floor
	@$(BIN)/python -m bench

messages: .venv/run.stamp ## list texts that lack a language
	@$(BIN)/madoguchi texts check

vendor: ## fetch the fonts of the letters anew (needs npm)
	@npm install --prefix var/vendor --no-save --no-audit --no-fund --silent @expo-google-fonts/noto-sans-jp@0.4.3
	@for weight in 400Regular 700Bold; do \
		cp var/vendor/node_modules/@expo-google-fonts/noto-sans-jp/$$weight/NotoSansJP_$$weight.ttf \
			src/madoguchi/base/paper/fonts/NotoSansJP-$${weight#?00}.ttf || exit 1; \
	done
	@cd src/madoguchi/base/paper/fonts && sha256sum --check --quiet SHA256SUMS

lock: ## pin what requirements/*.in ask for (needs uv)
	@for wanted in run develop; do \
		uv pip compile requirements/$$wanted.in --universal --python-version 3.11 --generate-hashes \
			--no-header --no-annotate --quiet --upgrade -o requirements/$$wanted.txt || exit 1; \
	done
	@! grep -nE 'https?:|file:' requirements/*.txt

browser:
	@if command -v chromium chromium-browser google-chrome > /dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
		apt-get update -q && apt-get install -q -y --no-install-recommends chromium fonts-noto-cjk; \
	elif [ "$$CI" = true ]; then echo 'The browser tests need Chromium.' >&2; exit 1; \
	else printf '\n  NO CHROMIUM: the browser tests will be skipped. Install chromium and fonts-noto-cjk.\n\n' >&2; fi

# The sources are put on the path as they are: installing them would need a build backend from the network.
.venv/run.stamp: requirements/run.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Madoguchi needs Python 3.11 or later: make PYTHON=python3.12 …")'
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv || { echo 'On Debian: apt-get install python3-venv' >&2; exit 1; }
	@echo 'Installing what Madoguchi needs into .venv …'
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/run.txt
	@$(BIN)/python -c 'import sysconfig; open(sysconfig.get_path("purelib") + "/madoguchi.pth", "w").write("$(CURDIR)/src\n")'
	@printf '#!/bin/sh\nexec "$(CURDIR)/$(BIN)/python" -m madoguchi.config.cli "$$@"\n' > $(BIN)/madoguchi && chmod +x $(BIN)/madoguchi
	@touch $@

.venv/develop.stamp: .venv/run.stamp requirements/develop.txt
	@echo 'Installing what the tests need into .venv …'
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/develop.txt
	@mkdir -p var && touch $@
