"""Three broker nodes, PostgreSQL, two replicas of the services that have most to lose, two gateways: while requests are
made, a broker node is lost, then one replica of each part. Work goes on without them, nothing is lost or doubled, and
what a timer says when its time has come is said by one replica.

`make chaos` runs the whole of it with two replicas of every service (`--world cluster`); this is the short variant.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import func, select

from services.chassis.tables import Outbox
from tests.chaos.cluster_world import cluster
from tests.chaos.history import History
from tests.chaos.nemeses.clock import forward
from tests.chaos.nemeses.several import EachPartLost, NodeLost
from tests.chaos.nemesis import Nemesis
from tests.chaos.people import Company
from tests.chaos.recording import Gate, Notebook
from tests.chaos.rounds import Run
from tests.chaos.world import World, until

pytestmark = [pytest.mark.system, pytest.mark.slow, pytest.mark.timeout(900)]
SEED = 3
ONCE = {f"HAVEN_REPLICAS_{name}": "1" for name in ("REVIEW", "AGREEMENTS", "PROVISIONING")}
DONE_MEANWHILE = 25  # commands acknowledged while something is lost


@dataclass
class Told:
    """A cluster after the harm, at rest."""

    world: World
    run: Run
    struck: list[str] = field(default_factory=list)
    meanwhile: list[int] = field(default_factory=list)  # commands acknowledged during each harm

    def harm(self, nemesis: Nemesis) -> None:
        """Strike, and heal when work has gone on for a while."""
        before = self.acknowledged()
        self.struck.append(nemesis.strike(self.world, Random(SEED)))
        try:
            until(lambda: self.acknowledged() >= before + DONE_MEANWHILE, f"work goes on: {self.struck[-1]}", 180)
        finally:
            self.meanwhile.append(self.acknowledged() - before)
            nemesis.heal(self.world)

    def let_lapse(self) -> None:
        """Ask an enquirer something, and let so much time pass that a timer warns of the silence."""
        lead, officer = (self.run.company.actor(key, "silent") for key in (self.run.company.applicants[0], "gwen.pike"))
        asked = lead.post(
            "/enquiries", profile="dars", data_wanted="Hospital stays", readiness="funded", organisations=["Haven"],
            purpose_summary="To learn who is admitted again", organisation_id=lead.account.organisation,
        )  # fmt: skip
        officer.post(f"/enquiries/{asked['subject']}/questions", questions=["Which hospitals?"])
        forward(self.world, timedelta(days=61).total_seconds())
        until(lambda: self.warnings(asked["subject"]), "the enquirer is warned that the enquiry will lapse")

    def warnings(self, enquiry: str) -> int:
        of_it = (Outbox.type == "EnquiryLapsing", Outbox.subject == UUID(enquiry))
        with self.world.database("intake").read() as session:
            return session.scalar(select(func.count()).select_from(Outbox).where(*of_it)) or 0

    def acknowledged(self) -> int:
        return sum(one.outcome == "ok" and one.command != "" for one in self.run.notebook.history.all())


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("cluster")
    with cluster(folder / "world", **ONCE) as world:
        notebook = Notebook(History(folder / "history.jsonl"), Gate())
        made = Told(world, Run(world, Company(world, notebook, SEED, everybody=False), {}, long=False))
        made.run.start()
        try:
            for nemesis in (NodeLost(), EachPartLost()):
                made.harm(nemesis)
        finally:
            made.run.crowd.end()
        made.let_lapse()
        yield made


def test_work_goes_on_while_a_broker_node_and_then_a_replica_of_each_part_is_away(told: Told) -> None:
    assert min(told.meanwhile) >= DONE_MEANWHILE, told.struck
    trouble = [line for line in told.run.crowd.trouble() if not line.endswith("the run is over")]
    assert trouble == [], told.struck


def test_nothing_is_lost_doubled_or_unverified(told: Told) -> None:
    verdict = told.run.count()
    assert verdict.sound, [*told.struck, *verdict.lines()]
    assert "timers: 0 events" not in verdict.notes


def test_each_gateway_was_asked(told: Told) -> None:
    for part in ("gateway", "gateway.2"):
        log = (told.world.run / "logs" / f"{part}.log").read_text()
        assert log.count("/applications") > 5, part
