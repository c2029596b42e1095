"""What the access tables say of one cell: granted, or with which status it is refused."""

import dataclasses
from collections.abc import Collection
from typing import Any
from uuid import UUID

from services.contracts import agreements, audit, intake, provisioning, review, wire
from services.contracts.access import Access, Grants, Party, Reach, admits, holders
from services.contracts.message import Listing, Role
from services.intake.domain.access import DRAFTS
from tests.line.bus import CLASSES

from .people import Persona

TABLES: dict[str, Access] = {name: cls.access for name, cls in CLASSES.items()}
EVERY: Access = {message: row for table in TABLES.values() for message, row in table.items()}
GRANTED = 200
# What shows that somebody may know of the object at all, by the service and the field that names it.
KNOWS: dict[tuple[str, str], type[Any]] = {
    ("intake", "enquiry_id"): intake.ReadEnquiry,
    ("intake", "application_id"): intake.ReadApplication,
    ("review", "application_id"): review.ReadCase,
    ("review", "meeting_id"): review.ReadMeeting,
    ("agreements", "application_id"): agreements.ReadAgreement,
    ("provisioning", "application_id"): provisioning.ReadProject,
    ("audit", "application_id"): audit.ReadDeletion,
    ("audit", "audit_id"): audit.ReadAudit,
}
# Commands and questions whose object is known through another than the first field says.
ABOUT: dict[type[Any], type[Any] | None] = {
    audit.PlanAudit: audit.ReadAudit,
    audit.ReadClocks: audit.ReadClocks,
    intake.StartApplication: None,
    review.PublicMinutes: None,
}


def is_list(message: type[Any]) -> bool:
    """Whether it is answered with as many as there are for whoever asks, and so with none."""
    return issubclass(message, Listing)


def about(message: Any) -> type[Any] | None:
    """The question by which somebody learns of what this message is about; None when it is about nothing that is
    there, or about oneself."""
    cls = type(message)
    if cls in ABOUT or is_list(cls):
        return ABOUT.get(cls)
    names = [field.name for field in dataclasses.fields(cls) if isinstance(getattr(message, field.name), UUID)]
    service = wire.owner(cls)
    for name in ("audit_id", "enquiry_id", "application_id", "meeting_id"):
        if name in names and (service, name) in KNOWS:
            return KNOWS[service, name]
    return None


def parties(who: Persona, thing: type[Any] | None) -> frozenset[Party]:
    """What somebody is to the object: an enquiry has nobody but its enquirer, a meeting is of no one request."""
    if thing is review.ReadMeeting:
        return frozenset()
    if thing is not review.ReadCase and thing is not None:
        return who.parties - {Party.DELEGATE} if thing is not intake.ReadEnquiry else who.parties & {Party.APPLICANT}
    return who.parties


CONTENT = (
    intake.ReadApplication, intake.ReadVersion, intake.ReadComparison, intake.ExportVersion, intake.MatchUse,
    intake.ReadOrigin,
)  # fmt: skip


def row_of(message: type[Any], draft: bool) -> Grants:
    """Its row; of what was never submitted, only its own people and its officers may know."""
    row = EVERY[message]
    if not draft or message not in CONTENT:
        return row
    return {who: Reach.METADATA if who in DRAFTS else r for who, r in row.items() if who in DRAFTS or who in Party}


def reach(row: Grants, who: Persona, thing: type[Any] | None) -> Reach | None:
    """How far this person gets by this row, at best. On an object of which they are a party, only that counts."""
    mine = parties(who, thing)
    found = {row[party] for party in mine if party in row}
    if not (thing and mine - {Party.DELEGATE}):  # a delegate is not one of the request's people
        for role in who.roles:
            if role in row and (row[role] is not Reach.ASSIGNED or role in who.asked):
                found.add(row[role])
    if Role.PUBLIC in row:
        found.add(row[Role.PUBLIC])
    best = (Reach.ALL, Reach.OWN, Reach.ASSIGNED, Reach.PUBLISHED, Reach.METADATA)
    return next((one for one in best if one in found), None)


def expected(message: Any, who: Persona, own: Collection[UUID] = (), draft: bool = False) -> int:
    """GRANTED, or the status of the refusal. `own`: whose it is, where a row says that everybody has their own.
    `draft`: the application was never submitted."""
    row = row_of(type(message), draft)
    thing = about(message)
    others = {one: far for one, far in row.items() if far is not Reach.OWN}
    if reach(others if own and who.actor.id not in own else row, who, thing) is not None:
        return GRANTED
    if is_list(type(message)) and not who.actor.roles.isdisjoint(holders(row, Reach.ASSIGNED)):
        return GRANTED
    if who.nobody:
        return 401
    if not admits(row, who.actor):
        return 403
    if thing is None:
        return 404
    known = thing is not type(message) and reach(row_of(thing, draft), who, thing) is not None
    return 403 if known else 404


