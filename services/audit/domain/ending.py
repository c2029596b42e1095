"""How a project ends, whoever sets it going: the order to delete, the custodian's own certificate, closure, delay; and
what each of audit's events about it makes true."""

from dataclasses import replace
from datetime import date, timedelta
from functools import singledispatch
from typing import Any
from uuid import UUID

from services.contracts.audit import (
    Backups,
    BackupStatement,
    Certificate,
    CertificateAccepted,
    CertificateQueried,
    CertificateReceived,
    ClosingState,
    DeletionOrdered,
    DeletionOverdue,
    HolderState,
    ProjectClosed,
    Signed,
)
from services.contracts.message import SYSTEM, Call, Event, happened
from services.contracts.settings.table import DELETION_DAYS

from .calendar import local_date
from .closing import Closing, Holder, Received, must_certify

KEEP_YEARS = 8  # the case file (domain 1.4.22)
CUSTODIAN = UUID(int=0)  # in the custodian's own certificate, where an organisation's id would stand
RUNNING = (ClosingState.DUE, ClosingState.CHECK)
H = HolderState


def days_to_certify(ended: Any, installed: int = 0) -> int:
    """The calendar days within which certificates are due (1.4.22): those of the agreement; of one that was prepared
    before it named any, what the operator has `installed` (0: nothing), else the default."""
    return int(ended.certify_days or installed or DELETION_DAYS.defaults[ended.profile])


def order(ended: Any, closing: Closing, call: Call, days: int) -> list[Event]:
    """After AgreementExpired or AgreementTerminated: the order to delete; nothing when it was given before. `days`:
    calendar days after the end by which every organisation certifies."""
    if closing.state is not ClosingState.NONE:
        return []
    known = {str(one.organisation_id): one.locations for one in closing.bound}
    return [
        happened(
            DeletionOrdered,
            call,
            closing.id,
            reference=ended.reference,
            agreement_ref=ended.agreement_ref,
            organisations=must_certify(ended.organisations, known),
            releases=closing.releases,
            ended_on=ended.ended_on,
            due_on=ended.ended_on + timedelta(days=days),
            reason="terminated" if type(ended).__name__ == "AgreementTerminated" else "expired",
            access=ended.access,
            profile=ended.profile,
        )
    ]


def custodian(destroyed: Any, closing: Closing, call: Call) -> list[Event]:
    """After WorkspaceDestroyed: the custodian's own certificate from its evidence, and closure if it was the last."""
    if closing.state not in RUNNING:
        return []
    made = Certificate(
        organisation_id=CUSTODIAN,
        completed_at=destroyed.destroyed_at,
        performed_by=Signed(name=destroyed.performer, role="performer"),
        witnessed_by=Signed(name="The ledger", role="holds the evidence of each file, as it was recorded"),
        authorised_by=Signed(name=closing.agreement_ref, role="the agreement, which ends with destruction"),
        backups=Backups(statement=BackupStatement.NONE),
        releases=closing.releases,
        standard=destroyed.method,
    )
    number = f"COD-{closing.reference.removeprefix('DAR-')}-00"
    facts: dict[str, Any] = {"number": number, "certificate": made, "organisation": "Custodian", "custodian": True}
    received = happened(CertificateReceived, call, closing.id, reference=closing.reference, **facts)
    return [received, *closed(evolve(received, closing), call)]


def closed(closing: Closing, call: Call) -> list[Event]:
    """ProjectClosed, when nothing is left to be destroyed or certified (T34)."""
    if closing.state not in RUNNING or not closing.covered:
        return []
    on = local_date(call.at)
    numbers = [one.certificates[-1].number for one in closing.holders]
    if closing.custodian:
        numbers.append(closing.custodian.number)
    facts: dict[str, Any] = {"agreement_ref": closing.agreement_ref, "closed_on": on, "certificates": tuple(numbers)}
    kept = {"reference": closing.reference, "retain_until": _years_after(on, KEEP_YEARS)}
    return [happened(ProjectClosed, call, closing.id, **facts, **kept)]


def overdue(closing: Closing, call: Call) -> list[Event]:
    """DeletionOverdue, once, when the day has passed and an organisation has not certified."""
    today = local_date(call.at)
    aging = [one for one in closing.holders if one.backups_until is not None and one.backups_until >= today]
    late = [one.must for one in closing.holders if one.state is not H.ACCEPTED and one not in aging]
    passed = closing.due_on is not None and today > closing.due_on
    if closing.overdue or not late or not passed:
        return []
    facts: dict[str, Any] = {"due_on": closing.due_on, "organisations": tuple(late)}
    return [happened(DeletionOverdue, call, closing.id, reference=closing.reference, **facts)]


@singledispatch
def evolve(event: Event, closing: Closing) -> Closing:
    """What is true of the end of this project after one of audit's own events."""
    raise TypeError(f"{type(event).__name__} says nothing about the end of a project")


@evolve.register
def _ordered(event: DeletionOrdered, closing: Closing) -> Closing:
    return replace(
        closing,
        state=ClosingState.DUE,
        reference=event.reference,
        agreement_ref=event.agreement_ref,
        access=event.access,
        profile=event.profile,
        reason=event.reason,
        ended_on=event.ended_on,
        due_on=event.due_on,
        releases=event.releases,
        holders=tuple(Holder(must=one) for one in event.organisations),
    )


@evolve.register
def _late(event: DeletionOverdue, closing: Closing) -> Closing:
    return replace(closing, overdue=True)


@evolve.register
def _taken(event: CertificateReceived, closing: Closing) -> Closing:
    made = Received(number=event.number, submitted_at=event.at, submitted_by=event.by, certificate=event.certificate)
    if event.custodian:
        own = replace(made, accepted_at=event.at, accepted_by=SYSTEM.id)
        return replace(closing, custodian=own, workspace=False, destroyed_at=event.certificate.completed_at)
    holder = _holder(closing, event.certificate.organisation_id)
    certificates = (*holder.certificates, made)
    return closing.with_holder(replace(holder, state=H.SUBMITTED, certificates=certificates, backups_until=None))


@evolve.register
def _queried(event: CertificateQueried, closing: Closing) -> Closing:
    holder = _holder(closing, event.organisation_id)
    asked = replace(holder.certificates[-1], question=event.question)
    return closing.with_holder(replace(holder, state=H.QUERIED, certificates=(*holder.certificates[:-1], asked)))


@evolve.register
def _agreed(event: CertificateAccepted, closing: Closing) -> Closing:
    holder = _holder(closing, event.organisation_id)
    good = replace(holder.certificates[-1], accepted_at=event.at, accepted_by=event.by, note=event.note)
    state = H.PARTIAL if event.partial else H.ACCEPTED
    certificates = (*holder.certificates[:-1], good)
    return closing.with_holder(
        replace(holder, state=state, certificates=certificates, backups_until=event.backups_until)
    )


@evolve.register
def _closed(event: ProjectClosed, closing: Closing) -> Closing:
    return replace(closing, state=ClosingState.CLOSED, closed_on=event.closed_on, retain_until=event.retain_until)


def _holder(closing: Closing, organisation_id: UUID) -> Holder:
    holder = closing.holder(organisation_id)
    if holder is None:
        raise ValueError("no such organisation in this order")
    return holder


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, day=28)
