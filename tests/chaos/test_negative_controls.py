"""The usual mistakes, made on purpose by one part of a real Haven under real load: the checker tells of each."""

import contextlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import func, select

from services.chassis.tables import Outbox
from tests.chaos import waiting
from tests.chaos.checker import check
from tests.chaos.history import History
from tests.chaos.naive import MISTAKES
from tests.chaos.people import BUSY, Company
from tests.chaos.recording import Gate, Notebook
from tests.chaos.rounds import Run
from tests.chaos.verdict import Verdict
from tests.chaos.world import World, postgres

pytestmark = [pytest.mark.system, pytest.mark.slow, pytest.mark.timeout(600)]
LIFE_SECONDS = 150.0  # in which somebody must have asked for what the mistake is made with
FINDS = {
    "no command log": "doubled",
    "ack, then commit": "lost",
    "publish, then commit": "lost",
    "a relay with a cursor": "lost",
}


class Mistaken:
    """A nemesis that lets one part make a mistake, for one life."""

    seconds: tuple[float, ...] = (0.0,)
    faults: tuple[str, ...] = ()

    def __init__(self, name: str) -> None:
        self.name = name

    def able(self, world: World) -> bool:
        return True

    def strike(self, world: World, random: Random) -> str:
        part = MISTAKES[self.name][0]
        world.run_instead(part, "tests.chaos.naive", {"CHAOS_NAIVE": self.name})
        pid, give_up = world.pid(part), time.monotonic() + LIFE_SECONDS
        while world.pid(part) == pid and time.monotonic() < give_up and not _passed_over(world, part):
            time.sleep(0.2)
        if world.pid(part) == pid:
            world.kill(part)
        return f"{part} made a mistake: {self.name}"

    def heal(self, world: World) -> None:
        """The usual process follows by itself."""


def _passed_over(world: World, service: str) -> bool:
    """Whether an event waits that a relay with a cursor will never see: the mistake of which nobody dies."""
    with world.database(service).read() as session:
        published = select(func.max(Outbox.position)).where(Outbox.published_at.is_not(None)).scalar_subquery()
        old = Outbox.posted_at < datetime.now(UTC) - timedelta(seconds=5)
        waiting = select(func.count()).where(Outbox.published_at.is_(None), Outbox.position < published, old)
        return bool(session.scalar(waiting))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("naive")
    with postgres(folder / "world") as world:
        notebook = Notebook(History(folder / "history.jsonl"), Gate())
        made = Run(
            world, Company(world, notebook, 1, everybody=False), {name: Mistaken(name) for name in MISTAKES}, long=False
        )
        made.company.pace = BUSY
        made.start()
        yield made
        made.crowd.end()


@pytest.mark.parametrize("name", MISTAKES)
def test_the_checker_tells_of_a_usual_mistake(run: Run, name: str) -> None:
    before = counted(run)
    run.round(len(run.report.rounds) + 1, [run.nemeses[name]], Random(1))
    after = counted(run)
    fresh = set(getattr(after, FINDS[name])) - set(getattr(before, FINDS[name]))
    assert fresh, (name, *after.lines()[:20])


def counted(run: Run) -> Verdict:
    """What the checker says now; what was lost before may keep it from ever coming to rest."""
    run.notebook.gate.shut()
    with contextlib.suppress(waiting.NotQuiet):
        run.world.quiet(10)
    verdict = check(run.world, run.notebook.history)
    run.notebook.gate.open()
    return verdict
