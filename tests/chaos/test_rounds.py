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
AT_ONCE = 4


def groups() -> list[tuple[str, ...]]:
    """The nemeses of each round; each is in one."""
    names = Random(SEED).sample(sorted(set(KNOWN) - FIRST), len(KNOWN) - len(FIRST))
    return [(name,) for name in sorted(FIRST)] + [tuple(names[i : i + AT_ONCE]) for i in range(0, len(names), AT_ONCE)]


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
    if not struck:
        pytest.skip("this world has not what they harm")
    done = run.round(len(run.report.rounds) + 1, struck, Random(f"{SEED} {names}"))
    assert run.report.verdict.sound, (f"CHAOS_SEED={SEED}", done, run.report.verdict.lines())


def test_after_all_of_them_nothing_is_lost_nothing_is_double_and_the_ledger_verifies(run: Run) -> None:
    verdict = run.count()
    print(run.report.line(), *verdict.notes, sep="\n")  # noqa: T201 - shown when it fails
    assert verdict.sound, (f"CHAOS_SEED={SEED}", *verdict.lines())
    assert sum(one.command != "" for one in run.notebook.history.all()) > len(run.report.rounds)


def test_only_what_needs_several_of_each_part_is_left_out(run: Run) -> None:
    assert set(KNOWN) - set(run.nemeses) <= {"broker-node-lost", "broker-nodes-all-lost", "replicas-lost"}
