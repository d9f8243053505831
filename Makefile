# What can be done here. Every target makes the folder .venv for itself, from locked requirements; nothing else is needed
# than python3 (3.11 to 3.13) and make.

.DEFAULT_GOAL := help
.PHONY: help run test check soak bench package lock floors format clean

# One more than the cores that the time of `make test` is promised for: a third of it is waiting.
JOBS ?= 3
PYTHON := .venv/bin/python
PIP := $(PYTHON) -m pip -qq --disable-pip-version-check --no-input
PYTEST := $(PYTHON) -m pytest -p no:cacheprovider
BOUNDED := -o faulthandler_timeout=600 -o faulthandler_exit_on_timeout=true
OFFSCREEN := QT_QPA_PLATFORM=offscreen
SCREEN := $(DISPLAY)$(WAYLAND_DISPLAY)$(filter Darwin,$(shell uname))

# Compiled modules are kept, so that the next start is quick, but not among the sources.
export PYTHONPYCACHEPREFIX := $(CURDIR)/build/pycache
unexport PYTHONDONTWRITEBYTECODE

help: ## Say what can be done
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

# What each target needs from the system is looked for before anything is made, so that it is told in one command.
run: NEEDS := qt $(if $(SCREEN),display)
test check soak bench floors: NEEDS := qt tests
package: NEEDS := qt display package
run test check soak bench floors package: export SYSTEM_NEEDS = $(NEEDS)

# One environment: first what the program needs, then, only for work on it, the tools.
.venv/run.stamp: requirements/run.txt tools/make_venv.sh
	@sh tools/make_venv.sh

.venv/project.stamp: pyproject.toml .venv/run.stamp
	@$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/project.stamp
	@echo "Adding the packages of requirements/dev.txt to .venv" >&2
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

run: .venv/project.stamp ## Open the demo desk; without a display, render its screens to build/tour
	@$(PYTHON) tools/system_packages.py $(NEEDS)
ifeq ($(SCREEN),)
	@echo "There is no display here, so every screen of the demo desk is rendered to a file:"
	@$(OFFSCREEN) $(PYTHON) -m console demo --pictures build/tour
	@echo "That was the demo desk. Look at the files, or run the same where there is a display."
else
	@$(PYTHON) -m console demo
endif

test: .venv/dev.stamp ## Run all tests, in three processes
	@$(PYTHON) tools/system_packages.py $(NEEDS)
	$(OFFSCREEN) CLAUSEDESK_NEED_POSTGRES=1 $(PYTEST) -q $(BOUNDED) -n $(JOBS) --dist worksteal

check: .venv/dev.stamp ## Run the linters, the type checker, the contracts and the gates
	@$(PYTHON) tools/system_packages.py $(NEEDS)
	$(OFFSCREEN) $(PYTHON) tools/check.py

soak: .venv/dev.stamp ## Run all on every database, then the long tests whole, side by side (hours)
	@$(PYTHON) tools/system_packages.py $(NEEDS)
	$(OFFSCREEN) CLAUSEDESK_DATABASES=all CLAUSEDESK_NEED_POSTGRES=1 $(PYTEST) -q -n $(JOBS) --dist worksteal
	$(OFFSCREEN) CLAUSEDESK_SOAK=1 CLAUSEDESK_NEED_POSTGRES=1 $(PYTEST) -m soak -n $(JOBS) --dist worksteal

bench: .venv/dev.stamp ## Measure, and print the tables
	@$(PYTHON) tools/system_packages.py $(NEEDS)
	@$(OFFSCREEN) $(PYTHON) tools/bench.py

package: .venv/dev.stamp ## Build the program for this system into dist/
	@$(PYTHON) tools/system_packages.py $(NEEDS)
	$(PYTHON) build_spec.py

lock: ## Write requirements/*.txt anew from pyproject.toml
	@sh tools/lock.sh

floors: .venv/dev.stamp ## Raise the coverage floors to what is covered now
	@$(PYTHON) tools/system_packages.py $(NEEDS)
	$(OFFSCREEN) $(PYTHON) tools/coverage_ratchet.py --raise

format: .venv/dev.stamp ## Format, and mend what the linter can mend
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

clean: ## Delete everything that the other targets made
	rm -rf .venv build dist .coverage .coverage.* .hypothesis .mypy_cache .ruff_cache .import_linter_cache .pytest_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
