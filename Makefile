# Two commands on a fresh machine: `make demo` and `make test`. Needs git, make and python3 >= 3.11.
# Settings:  PYTHON=python3.12      the Python the environment is made from
#            TORCH_INDEX=URL        a package index for torch alone, e.g. one of CPU wheels
#            EXTRAS=train,dev,annotate,dicom-out  extras of pyproject.toml to install
#            CONVERTERS=1           also Label Studio's and CVAT's converters (converters.txt)
#            PYTEST="-k scoring"    further arguments for pytest
#            JOBS=4                 test processes, one a core by default; JOBS=0 runs all in one

PYTHON ?= python3
EXTRAS ?= train,dev,annotate,dicom-out
TORCH_INDEX ?=
CONVERTERS ?=
PYTEST ?=
JOBS ?= auto
BIN := .venv/bin
OUT := out/demo
# A process a core, each computing on one: two that each take both cores wait for one another.
RUN_TESTS := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(JOBS) --dist loadfile
DEMO := boneage_kp/demo/film.png --sex F --age 11.2 --vis -o $(OUT)

.DEFAULT_GOAL := help
.PHONY: help env demo test test-full smoke lint format types doctor clean clean-env

help:  ## this list
	@echo "boneage_kp: a hand radiograph in, a bone age with its reasons out. Research software."
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1@/' \
		| awk -F@ '{ printf "%-18s %s\n", $$1, $$2 }'

env:  ## make .venv and install everything into it (done by every other command)
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not installed; Debian/Ubuntu:" \
		"sudo apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) tools/bootstrap.py --extras "$(EXTRAS)" --torch-index "$(TORCH_INDEX)" \
		$(if $(CONVERTERS),--converters)

demo: env  ## the main job on embedded data: a drawn film is read; pages and pictures in out/demo/
	@echo '$$ boneage-kp infer $(DEMO)' && echo
	@$(BIN)/boneage-kp infer $(DEMO)
	@echo && echo "Open $(CURDIR)/$(OUT)/index.html in a browser."

test: env  ## the test suite, slow counts scaled down (at most 8 minutes on two cores)
	@$(RUN_TESTS) $(PYTEST)

test-full: env  ## every test at its full count (at most 40 minutes)
	@BONEAGE_FULL=1 $(RUN_TESTS) $(PYTEST)

smoke: env  ## learn four phantoms by heart (about two minutes): does training work here?
	@$(BIN)/python tools/train.py configs/smoke.py --work-dir out/smoke

lint: env  ## ruff: rules and formatting
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: env  ## let ruff repair what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: env  ## mypy
	@$(BIN)/mypy

doctor: env  ## what is installed, what will be used, what to do about what is wrong
	@$(BIN)/boneage-kp doctor

clean:  ## remove results and caches, keep .venv
	rm -rf out build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find boneage_kp tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

clean-env:  ## remove .venv
	rm -rf .venv
