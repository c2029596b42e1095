"""The service as a process on a real broker: every command and query reaches its handler, what others say is heard, and
what runs in the background survives the death of the process."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.chassis import migrations, tables
from services.contracts import provisioning as p
from services.contracts import wire
from services.contracts.intake import people
from services.contracts.message import Actor, Command, Message, Query, new_id
from services.contracts.provisioning import QualityCheck
from services.provisioning.domain.days import london
from tests.chassis.listening import Listening
from tests.chassis.running import until
from tests.chassis.tables import Base
from tests.provisioning import given
from tests.provisioning.given import ADMIN, APPLICATION, BUILDER, CHECKER, LEAD, MEMBER, ONE, OTHER, STRANGER
from tests.support import purge

NOW = datetime.now(UTC)
TODAY = london(NOW)
ENDS = NOW + timedelta(days=300)


class Bus(Listening):
    """One service, the real one, on tables that its migrations made."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.asked: set[type[Message]] = set()
        for metadata in (Base.metadata, tables.Base.metadata):
            metadata.drop_all(self.databases["provisioning"].engine)
        migrations.upgrade("provisioning", self.urls["provisioning"])

    def by(self, who: Actor, message: Command | Query) -> dict[str, Any]:
        """The answer to a message; the test ends where it is refused."""
        self.asked.add(type(message))
        token = self.token("provisioning", *who.roles, sub=str(who.id), name=who.name)
        reply = self.ask("provisioning", message, token=token)
        assert "answer" in reply, (type(message).__name__, reply)
        return dict(reply["answer"])

    def refused(self, who: Actor, message: Command | Query) -> str:
        token = self.token("provisioning", *who.roles, sub=str(who.id), name=who.name)
        return str(self.ask("provisioning", message, token=token)["refused"]["code"])

    def project(self) -> dict[str, Any]:
        token = self.token("provisioning", *BUILDER.roles, sub=str(BUILDER.id))
        reply = self.ask("provisioning", p.ReadProject(application_id=APPLICATION), token=token)
        return dict(reply.get("answer", {"state": "", "releases": []}))

    def release(self) -> str:
        return str(self.project()["releases"][-1]["state"])

    def events(self) -> list[str]:
        with self.databases["provisioning"].read() as session:
            return list(session.scalars(select(tables.Outbox.type).order_by(tables.Outbox.position)))


@pytest.fixture
def bus(broker: str, tmp_path: Path) -> Iterator[Bus]:
    purge(broker)
    with Bus.alone(broker, tmp_path, "provisioning") as found:
        yield found


def trained(bus: Bus, who: Actor) -> None:
    facts = {"person_id": who.id, "evidence_id": new_id(), "kind": people.Evidence.IG_TRAINING}
    until_when = TODAY + timedelta(days=200)
    added = people.ProfileEvidenceAdded(
        subject=who.id, at=NOW, by=who.id, **facts, sha256="a" * 64, expires_on=until_when
    )
    bus.hear("intake", added)
    judged = people.ProfileEvidenceChecked(
        subject=who.id, at=NOW, by=ADMIN.id, **facts, accepted=True, expires_on=until_when
    )
    bus.hear("intake", judged)


def opened(bus: Bus, **changes: Any) -> None:
    asked = given.request(**changes)
    supplied = asked.cohort.source == "applicant_supplied"
    bus.hear("agreements", given.generated(asked, needs_cohort=supplied))
    force = given.in_force(asked, starts_at=NOW - timedelta(hours=1), ends_at=ENDS)
    bus.hear("agreements", replace(force, at=NOW))
    for who in (LEAD, MEMBER):
        trained(bus, who)
    until(lambda: bus.project().get("ends_at"), "the agreement is in force here")


def verify(bus: Bus, who: Actor) -> None:
    bus.by(who, given.terms())
    until(lambda: "VerifyUser" in bus.by(ADMIN, p.ReadProject(application_id=APPLICATION))["may"], "they wait")
    bus.by(ADMIN, given.verify(who))


def cohort(bus: Bus) -> None:
    content = given.cohort_csv({"UNIQUE_REFERENCE": "S1", "NHS_NO": "9994902199", "DATE_OF_BIRTH": "19510314"})
    sha256 = hashlib.sha256(content).hexdigest()
    place = bus.folder / "documents" / sha256[:2] / sha256[2:4] / sha256
    place.parent.mkdir(parents=True)
    place.write_bytes(content)
    place.with_suffix(".json").write_text(f'{{"media_type": "text/csv", "size": {len(content)}}}')
    command = p.UploadCohort(application_id=APPLICATION, sha256=sha256, filename="DAR-2026-00042_July.csv")
    bus.by(MEMBER, command)
    until(lambda: bus.project()["cohort"]["state"] == "accepted", "the cohort is accepted", 30)


def released(bus: Bus) -> None:
    bus.by(BUILDER, p.StartProduction(application_id=APPLICATION))
    bus.by(BUILDER, given.build())
    until(lambda: bus.release() == "qa", "the data are produced", 60)
    manifest = bus.project()["releases"][-1]["manifest_sha256"]
    checklist = tuple(QualityCheck(item=item, passed=True) for item in p.QUALITY_ITEMS)
    bus.by(CHECKER, p.CheckQuality(
        application_id=APPLICATION, manifest_sha256=manifest, passed=True, checklist=checklist))  # fmt: skip
    bus.by(ONE, given.approve(manifest))
    assert bus.refused(ONE, given.approve(manifest)) == "sod-06"
    bus.by(OTHER, given.approve(manifest))


def test_the_whole_of_a_projects_life_over_the_bus(bus: Bus) -> None:
    opened(bus, cohort=given.SUPPLIED)
    verify(bus, LEAD)
    refusal = p.RefuseUser(application_id=APPLICATION, person_id=MEMBER.id, reason="the contract is not shown")
    bus.by(ADMIN, refusal)
    cohort(bus)
    released(bus)
    bus.by(ADMIN, p.CreateWorkspace(application_id=APPLICATION))
    verify_again(bus)
    bus.by(ADMIN, p.AddWorkspaceMember(application_id=APPLICATION, person_id=MEMBER.id))
    bus.by(ADMIN, given.activate())
    names = [one["name"] for one in bus.by(LEAD, p.ListWorkspaceFiles(application_id=APPLICATION))["files"]]
    opening = given.open_file(names[0])
    assert (bus.folder / "workspaces" / bus.by(LEAD, opening)["path"]).is_file()
    bus.by(ADMIN, given.remove(LEAD, MEMBER))
    assert bus.refused(LEAD, given.open_file(names[0])) == "not-a-member"
    assert bus.refused(LEAD, opening) == "answered"  # what was let in once lets nobody in again
    assert bus.by(ADMIN, p.ListProjects())["rows"][0]["state"] == "active"
    assert bus.by(ADMIN, p.MyProvisioningTasks())["rows"] == []
    bus.hear("agreements", given.suspended())
    until(lambda: bus.project()["state"] == "suspended", "the workspace is locked")
    assert bus.refused(MEMBER, given.open_file(names[0])) == "project-not-active"
    bus.hear("agreements", given.reinstated())
    until(lambda: bus.project()["state"] == "active", "the workspace is open again")
    bus.hear("audit", given.ordered(NOW))
    until(lambda: bus.project()["state"] == "destroyed", "everything is gone", 30)
    assert not (bus.folder / "workspaces" / str(APPLICATION)).exists()
    assert bus.by(STRANGER, p.ReadCohortGuidance())["max_rows"] == 1_000_000
    question = bus.by(STRANGER, p.CountFeasibility(age_from=40))["subject"]
    until(lambda: bus.by(STRANGER, p.ReadFeasibility(count_id=question))["shown"], "people are counted", 30)
    assert len(bus.by(STRANGER, p.MyFeasibilityCounts())["rows"]) == 1
    assert bus.asked == {*wire.messages_of("provisioning", Command), *wire.messages_of("provisioning", Query)}


def verify_again(bus: Bus) -> None:
    bus.by(MEMBER, given.terms())
    bus.by(ADMIN, given.verify(MEMBER))


def test_a_build_survives_the_death_of_the_service(bus: Bus) -> None:
    opened(bus)
    bus.by(BUILDER, p.StartProduction(application_id=APPLICATION))
    bus.by(BUILDER, given.build())
    work = bus.folder / "production" / str(APPLICATION)
    until(work.exists, "the engine has begun", 30)
    bus.end("provisioning")
    bus.start("provisioning")
    until(lambda: bus.release() == "qa", "the data are produced", 90)
    assert bus.events().count("DataProduced") == 1


def test_news_that_come_before_the_project_wait_for_it(bus: Bus) -> None:
    bus.hear("audit", given.ordered(NOW))
    opened(bus)
    until(lambda: bus.project()["state"] == "destroyed", "everything is gone", 60)
    assert bus.events()[-1] == "WorkspaceDestroyed"
