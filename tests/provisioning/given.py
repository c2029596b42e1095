"""A request for two organisations' people, everybody who works on it, and the events of its life until now."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.contracts import agreements as a
from services.contracts import provisioning as p
from services.contracts.audit import DeletionOrdered
from services.contracts.message import SYSTEM, Actor, Call, Command, Event, Refused, Role
from services.contracts.provisioning import IdentityMethod, OptOutRecord, QualityCheck, ReleaseFile
from services.contracts.request import (
    Access,
    Approval,
    CohortWanted,
    DatasetWanted,
    Legal,
    Level,
    Member,
    Party,
    Profile,
    Request,
    RequestType,
)
from services.provisioning.domain import minimise, rules
from services.provisioning.domain.cohort_rows import HEADERS
from services.provisioning.domain.days import day_after
from services.provisioning.domain.project import Project

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
APPLICATION, NORTHBRIDGE, CLOUD = UUID(int=42), UUID(int=101), UUID(int=103)
STARTS, ENDS = date(2026, 7, 1), date(2027, 6, 30)
ENDS_AT = day_after(ENDS)
TRAINED = date(2027, 1, 31)
SHA = "ab" * 32
MANIFEST = "cd" * 32


def person(number: int, name: str, *roles: Role) -> Actor:
    return Actor(id=UUID(int=number), name=name, roles=frozenset({Role.PERSON, *roles}))


LEAD, MEMBER = person(1001, "Ada Okafor"), person(1002, "Dee Shah")
BUILDER = person(2001, "Max Lund", Role.PRODUCTION_ANALYST)
CHECKER = person(2002, "Ines Roy", Role.PRODUCTION_QA)
ONE, OTHER = person(2003, "Noor Ali", Role.RELEASE_APPROVER), person(2004, "Pat Quinn", Role.RELEASE_APPROVER)
ADMIN = person(2005, "Sam Hale", Role.SDE_ADMIN)
AUDITOR = person(2006, "Olu Reid", Role.AUDITOR)
STRANGER = person(3001, "Nobody")
EVERY_ROLE = frozenset(Role) - {Role.SYSTEM, Role.PUBLIC}
PEOPLE = ("person.person_id", "person.year_of_birth", "person.gender_concept_id")


def request(**changes: Any) -> Request:
    whole = Request(
        reference="DAR-2026-00042", profile=Profile.HOSPITAL, title="Outcomes after lung health checks",
        request_type=RequestType.RESEARCH, approval=Approval.FULL, level=Level.PSEUDONYMISED, access=Access.SDE,
        version=3, sha256="a" * 64, lead=Member(person_id=LEAD.id, name=LEAD.name),
        team=(Member(person_id=MEMBER.id, name=MEMBER.name),),
        controllers=(Party(organisation_id=NORTHBRIDGE, name="University of Northbridge"),),
        processors=(Party(organisation_id=CLOUD, name="Northbridge Cloud Services", role="processor"),),
        datasets=(DatasetWanted(dataset="HOSP_OMOP", fields=PEOPLE, reason="Ages"),),
        cohort=CohortWanted(source="criteria", age_from=40, age_to=60),
        legal=Legal(confidentiality="not_confidential", opt_out="applied"), start=STARTS, end=ENDS,
    )  # fmt: skip
    return replace(whole, **changes)


SUPPLIED = CohortWanted(
    source="applicant_supplied", permitted_identifiers=("UNIQUE_REFERENCE", "NHS_NO", "DOB", "SEX"),
    submitter_id=MEMBER.id,
)  # fmt: skip


def call(by: Actor = SYSTEM, at: datetime = NOON) -> Call:
    return Call(actor=by, at=at)


def _event(cls: type[Any], at: datetime = NOON, **facts: Any) -> Any:
    return cls(subject=APPLICATION, at=at, by=SYSTEM.id, **facts)


def generated(asked: Request | None = None, **changes: Any) -> a.AgreementGenerated:
    facts = {
        "reference": "DAR-2026-00042", "agreement_ref": "DSA-2026-00042-v1.0", "request": asked or request(),
        "text_sha256": SHA, "sha256": SHA, "quote": a.Quote(tariff="T"), "signatories": (), "organisations": (),
        "conditions": (),
    }  # fmt: skip
    return _event(a.AgreementGenerated, **(facts | changes))


def in_force(asked: Request | None = None, **changes: Any) -> a.AgreementInForce:
    facts = {
        "reference": "DAR-2026-00042", "agreement_ref": "DSA-2026-00042-v1.0", "request": asked or request(),
        "text_sha256": SHA, "sha256": SHA, "starts_on": STARTS, "ends_on": ENDS,
        "starts_at": NOON - timedelta(hours=13), "ends_at": ENDS_AT, "optout": "applied", "organisations": (),
        "conditions": (),
    }  # fmt: skip
    return _event(a.AgreementInForce, **(facts | changes))


def expired(at: datetime = ENDS_AT) -> a.AgreementExpired:
    facts = {"reference": "DAR-2026-00042", "agreement_ref": "DSA-2026-00042-v1.0", "organisations": ()}
    told = {"ended_on": ENDS, "ended_at": ENDS_AT, "reason": "end-date", "access": Access.SDE}
    return _event(a.AgreementExpired, at, **facts, **told, profile=Profile.HOSPITAL)


def ordered(at: datetime = ENDS_AT) -> DeletionOrdered:
    facts = {"reference": "DAR-2026-00042", "agreement_ref": "DSA-2026-00042-v1.0", "organisations": (),
             "releases": (), "ended_on": ENDS, "due_on": date(2027, 7, 28), "reason": "expired"}  # fmt: skip
    return _event(DeletionOrdered, at, **facts, access=Access.SDE, profile=Profile.HOSPITAL)


def suspended() -> a.AgreementSuspended:
    return _event(a.AgreementSuspended, reference="R", agreement_ref="A", reason="a breach was reported")


def reinstated() -> a.AgreementReinstated:
    facts = {"reference": "R", "agreement_ref": "A", "proposed_by": SYSTEM.id, "ends_at": ENDS_AT}
    return _event(a.AgreementReinstated, **facts)


# Histories


def heard(project: Project, *events: Event, at: datetime = NOON) -> Project:
    """The project after events of other services and what follows from them."""
    for event in events:
        project = rules.learn(event, project)
        project = rules.fold(rules.hear(event, project, call(at=at)), project)
    return project


def ask(
    project: Project, by: Actor, command: Command, at: datetime = NOON, known: rules.Known = rules.NOTHING
) -> list[Event]:
    """The events that follow from a command."""
    return rules.handle(command, project, call(by, at), known)


def obey(
    project: Project, by: Actor, command: Command, at: datetime = NOON, known: rules.Known = rules.NOTHING
) -> Project:
    return rules.fold(ask(project, by, command, at, known), project)


TRAINING = rules.Known(training=TRAINED)


def terms() -> p.AcceptUserTerms:
    return p.AcceptUserTerms(application_id=APPLICATION)


def verify(who: Actor = LEAD, **changes: Any) -> p.VerifyUser:
    facts = {"identity_method": IdentityMethod.PHOTO_ID, "document_type": "passport", "last4": "1234",
             "affiliation": NORTHBRIDGE}  # fmt: skip
    return p.VerifyUser(application_id=APPLICATION, person_id=who.id, **(facts | changes))


def build() -> p.BuildRelease:
    return p.BuildRelease(application_id=APPLICATION)


def quality(passed: bool = True, manifest: str = MANIFEST, **notes: str) -> p.CheckQuality:
    checklist = tuple(QualityCheck(item=item, passed=item not in notes, note=notes.get(item, "")) for item in ITEMS)
    return p.CheckQuality(application_id=APPLICATION, manifest_sha256=manifest, passed=passed, checklist=checklist)


ITEMS = p.QUALITY_ITEMS


def approve(manifest: str = MANIFEST) -> p.ApproveRelease:
    return p.ApproveRelease(application_id=APPLICATION, manifest_sha256=manifest)


def activate() -> p.ActivateProject:
    return p.ActivateProject(application_id=APPLICATION, smoke_test="Signed in as a member; two files are listed.")


def open_file(name: str = "HOSP_OMOP.person.csv") -> p.OpenWorkspaceFile:
    return p.OpenWorkspaceFile(application_id=APPLICATION, name=name)


def remove(who: Actor, successor: Actor | None = None) -> p.RemoveWorkspaceMember:
    return p.RemoveWorkspaceMember(
        application_id=APPLICATION, person_id=who.id, reason="has left the university",
        successor_id=successor.id if successor else None,
    )  # fmt: skip


FILES = (ReleaseFile(name="HOSP_OMOP.person.csv", size=100, sha256=SHA, rows=7),)


def opened(asked: Request | None = None, **changes: Any) -> Project:
    return heard(Project(id=APPLICATION), generated(asked, **changes))


def signed(asked: Request | None = None, **changes: Any) -> Project:
    return heard(opened(asked, **changes), in_force(asked))


def verified(project: Project, who: Actor = LEAD) -> Project:
    return obey(obey(project, who, terms()), ADMIN, verify(who), known=TRAINING)


def started(asked: Request | None = None) -> Project:
    return obey(verified(signed(asked)), BUILDER, p.StartProduction(application_id=APPLICATION))


def building(asked: Request | None = None) -> Project:
    return obey(started(asked), BUILDER, build())


def schema_of(project: Project) -> dict[str, Any]:
    """What the engine would have built: exactly the plan."""
    return {
        table.name: {"columns": [{"name": column.output} for column in table.columns], "rows": 7}
        for table in minimise.plan(project.specification).tables
    }


def record(at: datetime = NOON, **changes: Any) -> OptOutRecord:
    facts = {"basis": "b", "legally_required": False, "applied": True, "method": "check-service", "n_in": 100,
             "n_out": 95, "removed": 5, "list_sha256": SHA, "operator": "x", "checked_at": at}  # fmt: skip
    return OptOutRecord(**(facts | changes))


def produced(at: datetime = NOON, **changes: Any) -> Project:
    project = building()
    ref = project.releases[-1].release_ref
    facts = {"reference": "R", "release_ref": ref}
    made = {"rows": 7, "counts": {}, "schema": schema_of(project), "files": FILES, "manifest_sha256": MANIFEST,
            "builder_id": BUILDER.id, "key_id": "k"}  # fmt: skip
    events = [
        _event(p.OptOutChecked, at, **facts, record=changes.pop("record", record(at))),
        _event(p.DataProduced, at, **facts, **(made | changes)),
    ]
    return rules.fold(events, project)


def checked() -> Project:
    return obey(produced(), CHECKER, quality())


def released() -> Project:
    return obey(obey(checked(), ONE, approve()), OTHER, approve())


READY = rules.Known(files=FILES)


def refuse(who: Actor) -> p.RefuseUser:
    return p.RefuseUser(application_id=APPLICATION, person_id=who.id, reason="the contract is not shown")


def provisioned() -> Project:
    return obey(released(), ADMIN, p.CreateWorkspace(application_id=APPLICATION), known=READY)


def settled() -> Project:
    """Everybody listed was verified or refused."""
    return obey(provisioned(), ADMIN, refuse(MEMBER))


def active() -> Project:
    return obey(settled(), ADMIN, activate(), known=READY)


def code_of(raised: pytest.ExceptionInfo[Refused]) -> set[str]:
    """The codes of a refusal: its own and those of its problems."""
    return {raised.value.code, *(problem.code for problem in raised.value.problems)}


def names(events: list[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


def cohort_csv(*rows: dict[str, str]) -> bytes:
    """A cohort file with all the columns of the template."""
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADERS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({"STATUS": "add"} | row for row in rows)
    return text.getvalue().encode()
