"""A short round of each nemesis on one running Haven, then everything counted. A new nemesis is run by being there."""

import os
from collections.abc import Iterator
from random import Random

import pytest

from tests.chaos import nemeses
from tests.chaos.history import History
from tests.chaos.people import Company
from tests.chaos.recording import Gate, Notebook
from tests.chaos.rounds import Run
from tests.chaos.world import embedded

pytestmark = [pytest.mark.system, pytest.mark.slow, pytest.mark.timeout(600)]
KNOWN = nemeses.gather()
SEED = int(os.environ.get("CHAOS_SEED", "3"))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("chaos")
    with embedded(folder / "world") as world:
        notebook = Notebook(History(folder / "history.jsonl"), Gate())
        made = Run(world, Company(world, notebook, SEED, everybody=False), KNOWN, long=False)
        made.start()
        yield made
        made.crowd.end()


@pytest.mark.parametrize("name", KNOWN)
def test_all_parts_recover_from_a_nemesis(run: Run, name: str) -> None:
    if name not in run.nemeses:
        pytest.skip("this world has not what it harms")
    random = Random(f"{SEED} {name}")
    done = run.round(len(run.report.rounds) + 1, [KNOWN[name]], random)
    assert run.report.verdict.sound, (f"CHAOS_SEED={SEED}", done, run.report.verdict.lines())


def test_after_all_of_them_nothing_is_lost_nothing_is_double_and_the_ledger_verifies(run: Run) -> None:
    verdict = run.count()
    print(run.report.line(), *verdict.notes, sep="\n")  # noqa: T201 - shown when it fails
    assert verdict.sound, (f"CHAOS_SEED={SEED}", *verdict.lines())
    assert sum(one.command != "" for one in run.notebook.history.all()) > len(run.report.rounds)
