"""Organisations: who may register one, what its evidence is worth today (domain 2.1, 2.4.4; G-ICO, G-SEC)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import singledispatch
from typing import Any
from uuid import UUID

from services.contracts.access import holders
from services.contracts.intake.organisations import (
    Dspt,
    OrganisationEvidenceExpiring,
    OrganisationEvidenceUpdated,
    OrganisationRegistered,
    OrganisationType,
    RegisterOrganisation,
    UpdateOrganisationEvidence,
)
from services.contracts.message import Actor, Call, Event, NotPermitted, Problem, Refused, Role, happened

from . import expiry
from .access import OTHERS

KEEPERS = holders(OTHERS[UpdateOrganisationEvidence])
ACCEPTED = frozenset({Dspt.STANDARDS_MET, Dspt.STANDARDS_EXCEEDED})
# A year's status is due by 30 June; until 30 September of the next year's deadline the older one still counts.
GRACE_ENDS = (9, 30)
FORMATS: Mapping[str, tuple[str, str]] = {
    "ico_number": (r"Z[0-9]{7}|Z[A-Z][0-9]{6}", "An ICO registration looks like ZA123456"),
    "ods_code": (r"[A-Z0-9]{3,10}", "An ODS code is three to ten capitals and digits"),
    "company_number": (r"(?:[A-Z][A-Z0-9][0-9]{6}|[0-9]{8})", "A company number has eight characters"),
    "charity_number": (r"[0-9]{6,7}(-[0-9]{1,2})?", "A charity number has six or seven digits"),
    "dspt_year": (r"20[0-9]{2}-[0-9]{2}", "A toolkit year looks like 2025-26"),
    "country": (r"[A-Z]{2}", "A country is two capitals, such as GB"),
}


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """One organisation with the evidence it showed. `checked`: staff have seen it; only then does it count."""

    id: UUID
    name: str
    kind: OrganisationType
    ods_code: str = ""
    company_number: str = ""
    charity_number: str = ""
    country: str = "GB"
    ico_number: str = ""
    ico_expiry: date | None = None
    dspt_status: Dspt = Dspt.NOT_PUBLISHED
    dspt_year: str = ""
    dspt_published_on: date | None = None
    iso27001_certificate: str = ""
    iso27001_scope: str = ""
    iso27001_expiry: date | None = None
    dpo_contact: str = ""
    checked: bool = False
    warned: dict[str, int] = field(default_factory=dict)


EVIDENCE = tuple(
    f.name for f in fields(UpdateOrganisationEvidence) if f.name in Organisation.__dataclass_fields__ and f.name != "id"
)


def may(actor: Actor) -> frozenset[type]:
    """Anyone with an account may register one; staff keep the evidence."""
    kept = {UpdateOrganisationEvidence} if actor.has(*KEEPERS) else set()
    return frozenset({RegisterOrganisation} | kept) if actor.has(Role.PERSON) else frozenset()


def register(command: RegisterOrganisation, organisation_id: UUID, call: Call) -> tuple[Organisation, list[Event]]:
    """A new organisation; Refused when a number has the wrong shape."""
    if RegisterOrganisation not in may(call.actor):
        raise NotPermitted("Sign in to register an organisation")
    facts = {f.name: getattr(command, f.name) for f in fields(command) if f.name != "id"}
    made = Organisation(id=organisation_id, **facts)
    _check_shapes(made)
    told = {f.name: getattr(made, f.name) for f in fields(OrganisationRegistered) if f.name in facts}
    return made, [happened(OrganisationRegistered, call, organisation_id, **told)]


def update(command: UpdateOrganisationEvidence, organisation: Organisation, call: Call) -> list[Event]:
    """The evidence as staff saw it; nobody vouches for their own organisation."""
    if UpdateOrganisationEvidence not in may(call.actor):
        raise NotPermitted("Staff keep the evidence of organisations")
    if call.actor.organisation_id == organisation.id and not call.actor.has(Role.ADMINISTRATOR):
        raise NotPermitted("Nobody checks the evidence of their own organisation")
    after = changed(command, organisation)
    _check_shapes(after)
    return [
        happened(
            OrganisationEvidenceUpdated,
            call,
            organisation.id,
            organisation_id=organisation.id,
            name=after.name,
            ico_number=after.ico_number,
            ico_expiry=after.ico_expiry,
            dspt_status=after.dspt_status,
            dspt_year=after.dspt_year,
            dspt_until=dspt_until(after),
            iso27001_expiry=after.iso27001_expiry,
        )
    ]


def changed(command: UpdateOrganisationEvidence, organisation: Organisation) -> Organisation:
    """The organisation with what the command names; what it leaves out stays."""
    given = {name: getattr(command, name) for name in EVIDENCE if getattr(command, name) is not None}
    return replace(organisation, **given, checked=True, warned={})


def _check_shapes(organisation: Organisation) -> None:
    problems = tuple(
        Problem(code="format", message=words, field=name)
        for name, (shape, words) in FORMATS.items()
        if getattr(organisation, name) and not re.fullmatch(shape, getattr(organisation, name))
    )
    if problems:
        raise Refused("Some numbers have the wrong shape", problems=problems, code="invalid")


def dspt_until(organisation: Organisation) -> date | None:
    """The last day on which the toolkit status is acceptable: 30 September after the next year's deadline (2.4.4)."""
    if organisation.dspt_status not in ACCEPTED or not organisation.dspt_year:
        return None
    return date(int(organisation.dspt_year[:4]) + 2, *GRACE_ENDS)


def security_until(organisation: Organisation) -> date | None:
    """The last day covered by the toolkit or by an ISO 27001 certificate, whichever is later; None without either."""
    iso = organisation.iso27001_expiry if organisation.iso27001_certificate else None
    return max((day for day in (dspt_until(organisation), iso) if day), default=None)


def problems(organisation: Organisation, today: date) -> tuple[str, ...]:
    """What its evidence lacks today: `unchecked`, `ico-` or `security-` with `missing` or `expired`."""
    found = [] if organisation.checked else ["unchecked"]
    for name, end in (("ico", _ico(organisation)), ("security", security_until(organisation))):
        if end is None:
            found.append(f"{name}-missing")
        elif end < today:
            found.append(f"{name}-expired")
    return tuple(found)


def _ico(organisation: Organisation) -> date | None:
    return organisation.ico_expiry if organisation.ico_number else None


def ends(organisation: Organisation) -> dict[str, date]:
    """Each kind of evidence and its last day."""
    days = {"ico": _ico(organisation), "dspt": dspt_until(organisation), "iso27001": organisation.iso27001_expiry}
    return {name: day for name, day in days.items() if day}


def time_passed(organisation: Organisation, call: Call, today: date) -> list[Event]:
    """The reminders that are due: 60, 30, 7 days before, and on the day after the last."""
    facts = {"organisation_id": organisation.id, "name": organisation.name}
    return [
        happened(OrganisationEvidenceExpiring, call, organisation.id, **facts, evidence=name, expires_on=day, days=days)
        for name, day, days in expiry.due(organisation.warned, ends(organisation), today)
    ]


def next_reminder(organisation: Organisation) -> date | None:
    """The day on which the next reminder is due."""
    return expiry.next_day(organisation.warned, ends(organisation))


@singledispatch
def evolve(event: Any, organisation: Organisation) -> Organisation:
    """The organisation after a reminder; updates are made by `changed`."""
    raise TypeError(type(event).__name__)


@evolve.register
def _reminded(event: OrganisationEvidenceExpiring, organisation: Organisation) -> Organisation:
    return replace(organisation, warned={**organisation.warned, event.evidence: event.days})
