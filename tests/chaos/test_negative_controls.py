"""The usual mistakes, made on purpose by one part of a real Haven: the checker tells of each, and of nothing else."""

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import update

from deploy.cast import Cast
from services.chassis.tables import Outbox
from services.contracts.wire import SERVICES
from tests.chaos import waiting
from tests.chaos.checker import check
from tests.chaos.history import History
from tests.chaos.naive import MISTAKES
from tests.chaos.recording import Gate, Notebook, Recorder
from tests.chaos.verdict import Verdict
from tests.chaos.world import World, postgres, until

pytestmark = [pytest.mark.system, pytest.mark.slow, pytest.mark.timeout(1200)]
NOBODY, CURSOR = "nobody", "a relay with a cursor"
BEHIND = "{}: behind intake on 1 subjects"
# What the checker must say of each, and what of it will never come to rest.
FINDS: dict[str, tuple[dict[str, str], list[str]]] = {
    NOBODY: ({}, []),
    "no command log": ({"doubled": "ConversationNoted was said 2 times"}, []),
    "ack, then commit": ({"lost": "agreements heard intake about"}, [BEHIND.format("agreements")]),
    "publish, then commit": ({"lost": "was not done by audit.enter"}, []),
    CURSOR: (
        {"lost": "intake never published ConversationNoted"},
        ["intake: 1 events not published", *(BEHIND.format(one) for one in SERVICES)],
    ),
}


@dataclass
class Stage:
    """A Haven, one person who asks for things, and what was found wrong before."""

    world: World
    notebook: Notebook
    lead: Recorder
    organisation: str = ""
    known: set[str] = field(default_factory=set)

    def register(self) -> str:
        """An organisation."""
        name = f"Society {self._value()}"
        return str(self.lead.post("/organisations", {"name": name, "kind": "charity"})["subject"])

    def enquire(self) -> str:
        """An enquiry of its own, so that what is lost of it holds up nothing else."""
        wish = {"profile": "dars", "data_wanted": "Hospital stays", "readiness": "funded", "organisations": ["Haven"],
                "purpose_summary": f"Who comes {self._value()}", "organisation_id": self.organisation}  # fmt: skip
        return str(self.lead.post("/enquiries", wish)["subject"])

    def note(self, enquiry: str) -> threading.Thread:
        """Begin to note a word on it; the thread ends with its answer."""
        text = {"text": f"A word {self._value()}"}
        again = Recorder(self.lead.url, self.lead.token, "adair", self.notebook, Random(1))
        thread = threading.Thread(target=again.post, args=(f"/enquiries/{enquiry}/notes", text))
        thread.start()
        return thread

    def rest(self, left: Collection[str] = ()) -> None:
        """Wait until nothing moves and only this is left. NotQuiet when something else is."""
        waiting.until_quiet({service: self.world.database(service) for service in SERVICES}, 90, but=left)

    def found(self, left: Collection[str] = ()) -> Verdict:
        """What is wrong and was not before, once all is at rest but for what never will be."""
        self.rest(left)
        verdict = check(self.world, self.notebook.history)
        fresh = Verdict(*([one for one in found if one not in self.known]
                          for found in (verdict.lost, verdict.doubled, verdict.unverified)))  # fmt: skip
        self.known |= {*verdict.lost, *verdict.doubled, *verdict.unverified}
        return fresh

    def _value(self) -> str:
        return f"v{self.lead.random.getrandbits(64):016x}"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("naive")
    with postgres(folder / "world") as world:
        notebook = Notebook(History(folder / "history.jsonl"), Gate(), twins=0)
        mail = Path(world.settings.environment()["HAVEN_MAIL"])
        adair = Cast(world.gateways[0], world.run, mail).welcome("adair", "Prof Rhona Adair", "")
        made = Stage(world, notebook, Recorder(adair.client.url, adair.client.token, "adair", notebook, Random(1)))
        made.organisation = made.register()
        yield made


@pytest.mark.parametrize("name", FINDS)
def test_the_checker_tells_of_a_usual_mistake(stage: Stage, name: str) -> None:
    wanted, left = FINDS[name]
    enquiry = stage.enquire()
    stage.rest()
    with making(stage, name, enquiry):
        found = stage.found(left)
    for kind, words in wanted.items():
        assert any(words in one for one in getattr(found, kind)), (name, *found.lines())
    assert bool(wanted) != found.sound, found.lines()


@contextmanager
def making(stage: Stage, name: str, enquiry: str) -> Iterator[None]:
    """While the part makes the mistake, with a word noted on the enquiry; afterwards what can be made good, is."""
    part, world = MISTAKES.get(name, ("", None))[0], stage.world
    if not part:
        stage.note(enquiry).join()
        yield
        return
    world.run_instead(part, "tests.chaos.naive", {"CHAOS_NAIVE": name})
    pid, noting = world.pid(part), stage.note(enquiry)
    try:
        if name == CURSOR:
            while noting.is_alive():  # the note waits until something later has been said
                stage.register()
        else:
            until(lambda: world.pid(part) != pid, f"{part} makes its mistake and dies")
        noting.join()
        yield
    finally:
        if world.pid(part) == pid:
            world.kill(part)
        until(world.ready, f"{part} is the usual one again")
        again = update(Outbox).where(Outbox.subject == UUID(enquiry)).values(published_at=None)
        world.database("intake").write(lambda session: session.execute(again))


def test_every_mistake_is_shown() -> None:
    assert set(FINDS) == {NOBODY, *MISTAKES}
