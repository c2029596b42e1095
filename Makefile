# Two commands are enough: `make up` and `make test`. Each installs what it needs first, once.
.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin
# Every part and every worker of the tests is a process that imports all of Haven: compiled once, not by each of them.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help up down clean status logs test check audit journey walk screenshots bench overload chaos lock venv broker postgres assets browser

help:  ## show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

up: venv broker assets  ## install what is missing, start everything, show the address and the demo sign-ins
	@$(BIN)/haven up

down: venv  ## stop what `make up` started, and only that
	@$(BIN)/haven down

clean: venv  ## stop everything and remove the run folder with all its data
	@$(BIN)/haven clean

status: venv  ## one line of health for each part
	@$(BIN)/haven status

logs: venv  ## follow what all parts write
	@$(BIN)/haven logs --follow

test: venv broker postgres assets browser  ## run all tests; needs nothing running, leaves nothing running
	@$(BIN)/python -m pytest --numprocesses 4 --dist loadfile --no-loadscope-reorder

check: venv  ## style, types, import laws and security mistakes
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/bandit -q -c pyproject.toml -r services gateway deploy

audit: venv  ## known weaknesses of what requirements.lock names; says so where their database cannot be asked
	@$(BIN)/python -m deploy.audit

journey: venv broker  ## take one request from enquiry to certificate, in both profiles, through the HTTP API
	@$(BIN)/python -m deploy.journey

walk: venv broker assets browser  ## the same in a browser, by clicking, as every role
	@HAVEN_WALK="hospital dars" $(BIN)/python -m pytest tests/browser/test_line.py -k clicking

screenshots: venv assets browser  ## take the pictures of docs/screenshots anew: one request walked down the line in a browser
	@$(BIN)/python -m tests.browser.screenshots

chaos: venv broker postgres  ## kill, stop and cut off every part while requests go through, then count; ARGS="--minutes 30"
	@$(BIN)/python -m tests.chaos $(ARGS)

overload: venv broker  ## three times what can be sustained for two minutes: what is still answered, memory, recovery
	@$(BIN)/python -m tests.load.overload

bench: venv broker  ## calls per second over the bus, what grows with ten times the applications, and the budget of each page
	@$(BIN)/python -m tests.load.bench
	@$(BIN)/python -m tests.load.scale
	@$(BIN)/python -m tests.load.pages

lock: venv  ## resolve the dependencies of pyproject.toml anew into requirements.lock
	@deploy/lock.sh

venv broker postgres assets browser:
	@deploy/setup.sh $@
