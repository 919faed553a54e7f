# Two commands matter: `make run` and `make test`. Both need only Python 3.11 or newer and make.

PYTHONS := python3 python3.13 python3.12 python3.11 python3.14
USABLE := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON = $(shell for name in $(PYTHONS); do \
    "$$name" -c '$(USABLE)' >/dev/null 2>&1 && command -v "$$name" && break; done)
BIN := .venv/bin

# An active foreign environment must not reach into this one.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP VIRTUAL_ENV CONDA_PREFIX CONDA_DEFAULT_ENV
unexport JUPYTER_PATH JUPYTER_CONFIG_DIR MPLBACKEND MAKEFLAGS MAKELEVEL
unexport PYTHONDONTWRITEBYTECODE
export PYTHONNOUSERSITE := 1

.DEFAULT_GOAL := help
.PHONY: help bootstrap run test check soak matrix docs audit explore lab format lock clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name text; \
	do printf '  make %-10s %s\n' "$$name" "$$text"; done

bootstrap: ## make .venv from requirements.lock; nothing to do when it is current
	@python="$(PYTHON)"; test -n "$$python" || { echo "Python 3.11 or newer with its venv module\
	 is needed and none was found among: $(PYTHONS)" >&2; exit 2; }; \
	"$$python" tools/bootstrap.py

run: bootstrap ## the main job: every scenario to verdicts, figures and pages under outputs/
	$(BIN)/dxsim run

check: bootstrap ## lint, format, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check ## the checks, then every test but the long ones
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not soak"

soak: bootstrap ## the long tests
	$(BIN)/python tools/soak.py

docs: bootstrap ## the guide as a site in outputs/docs, and the method as one PDF there
	$(BIN)/python tools/docs.py

matrix: bootstrap ## the tests on Python 3.11 to 3.14, with oldest and newest dependencies
	$(BIN)/python tools/matrix.py

audit: bootstrap ## known weaknesses in the locked packages (asks the package index)
	$(BIN)/pip-audit --strict --require-hashes --disable-pip --requirement requirements.lock

explore: bootstrap ## move an assumption in a browser, see the verdict
	$(BIN)/dxsim explore

lab: bootstrap ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks \
	  --ServerApp.kernel_websocket_connection_class=dxsim.presentation.explorer.serving.connection.PromptConnection \
	  --LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate \
	  --LabApp.news_url=None --LabApp.extension_manager=readonly \
	  --LabApp.app_settings_dir=$(CURDIR)/tools/jupyterlab

format: bootstrap ## put the code into its form and strip the notebooks
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	find notebooks -name '*.ipynb' -not -path '*/.*' -exec $(BIN)/nbstripout {} +

lock: bootstrap ## remake requirements.lock and environment.yml from pyproject.toml
	$(BIN)/python tools/lock.py
	$(BIN)/python tools/environment.py

clean: ## remove the environment, caches and everything generated
	rm -rf .venv .bootstrap.lock .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find outputs -mindepth 1 -not -name README.md -delete
