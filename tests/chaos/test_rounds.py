"""A short round of each nemesis on one running Haven, several at once, then everything counted. A new nemesis is run by
being there. Which strike together is drawn from the seed."""

import os
from collections.abc import Iterator
from random import Random

import pytest

from tests.chaos import nemeses
from tests.chaos.history import History
from tests.chaos.people import Company
from tests.chaos.recording import Gate, Notebook
from tests.chaos.rounds import FIRST, Run
from tests.chaos.world import both

pytestmark = [pytest.mark.system, pytest.mark.slow, pytest.mark.timeout(900)]
KNOWN = nemeses.gather()
SEED = int(os.environ.get("CHAOS_SEED", "3"))
ROUNDS = 5


def groups() -> list[tuple[str, ...]]:
    """The nemeses of each round; each is in one. Those that harm the same thing are in different ones, as far as there
    are enough: who is killed cannot be disconnected, and a life that a nemesis began ends when all are killed."""
    lives = {*FIRST, "kill-all-services"}
    random, dealt = Random(SEED), list[list[str]]([] for _ in range(ROUNDS))
    harmed = {name: (name not in lives, type(one).__module__, name.partition("-")[0]) for name, one in KNOWN.items()}
    for i, name in enumerate(sorted(KNOWN, key=lambda name: (*harmed[name], random.random()))):
        dealt[i % ROUNDS].append(name)
    return [tuple(names) for names in dealt]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("chaos")
    with both(folder / "world") as world:
        notebook = Notebook(History(folder / "history.jsonl"), Gate())
        made = Run(world, Company(world, notebook, SEED, everybody=False), KNOWN, long=False)
        made.start()
        yield made
        made.crowd.end()


@pytest.mark.parametrize("names", groups(), ids=" + ".join)
def test_all_parts_recover(run: Run, names: tuple[str, ...]) -> None:
    struck = [run.nemeses[name] for name in names if name in run.nemeses]
    done = run.round(len(run.report.rounds) + 1, struck, Random(f"{SEED} {names}"))
    assert run.report.verdict.sound, (f"CHAOS_SEED={SEED}", done, run.report.verdict.lines())


def test_after_all_of_them_nothing_is_lost_nothing_is_double_and_the_ledger_verifies(run: Run) -> None:
    verdict = run.count()
    print(run.report.line(), *verdict.notes, sep="\n")  # noqa: T201 - shown when it fails
    assert verdict.sound, (f"CHAOS_SEED={SEED}", *verdict.lines())
    assert sum(one.command != "" for one in run.notebook.history.all()) > len(run.report.rounds)


def test_only_what_needs_several_of_each_part_is_left_out(run: Run) -> None:
    assert set(KNOWN) - set(run.nemeses) <= {"broker-node-lost", "broker-nodes-all-lost", "replicas-lost"}
