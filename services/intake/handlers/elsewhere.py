"""What the other services say that decides about an organisation's or a request's next request (X-RENEW, X-DATE2, R20,
P7), or about the look back at what a precedent decided."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from services.contracts import agreements, audit, review
from services.contracts.message import Event

from ..domain.people.day import day_of
from ..models import application as applications
from ..models import elsewhere
from ..models.elsewhere import Kind
from . import precedents

Hears = Callable[[Session, Any], None]


def _found(session: Session, event: audit.FindingRecorded) -> None:
    if event.due_on is not None:
        elsewhere.note(session, event.subject, Kind.ACTION, event.finding_id, event.due_on)


def _settled(session: Session, event: audit.FindingClosed) -> None:
    elsewhere.forget(session, Kind.ACTION, subject=event.subject, key=event.finding_id)


def _audited(session: Session, event: audit.AuditClosed) -> None:
    """Of every controller of the request's last version, in the place of the audit before."""
    application = applications.read(session, event.subject)
    last = applications.version(session, application.id, application.version) if application else None
    risky = event.risk in (audit.Risk.HIGH, audit.Risk.CRITICAL)
    for party in applications.request_of(last).controllers if last else ():
        for kind in (Kind.AUDITED, Kind.HIGH_RISK):
            elsewhere.forget(session, kind, subject=party.organisation_id)
        kind = Kind.HIGH_RISK if risky else Kind.AUDITED
        elsewhere.note(session, party.organisation_id, kind, "last", day_of(event.at))


def _ordered(session: Session, event: audit.DeletionOrdered) -> None:
    for one in event.organisations:
        elsewhere.note(session, event.subject, Kind.CERTIFICATE, one.organisation_id, event.due_on)
        elsewhere.note(session, one.organisation_id, Kind.CERTIFICATE, event.subject, event.due_on)


def _certified(session: Session, event: audit.CertificateAccepted) -> None:
    elsewhere.forget(session, Kind.CERTIFICATE, subject=event.subject, key=event.organisation_id)
    elsewhere.forget(session, Kind.CERTIFICATE, subject=event.organisation_id, key=event.subject)


def _closed(session: Session, event: audit.ProjectClosed) -> None:
    elsewhere.forget(session, Kind.CERTIFICATE, subject=event.subject)
    elsewhere.forget(session, Kind.CERTIFICATE, key=event.subject)


def _invoiced(session: Session, event: agreements.InvoiceIssued) -> None:
    elsewhere.note(session, event.subject, Kind.INVOICE, event.number, event.due_on)


def _paid(session: Session, event: agreements.InvoicePaid) -> None:
    elsewhere.forget(session, Kind.INVOICE, subject=event.subject, key=event.number)


def _contracted(session: Session, event: agreements.FrameworkContractInForce) -> None:
    elsewhere.note(session, event.organisation_id, Kind.FRAMEWORK, event.subject, event.expires_on)


def _uncontracted(
    session: Session, event: agreements.FrameworkContractTerminated | agreements.FrameworkContractExpired
) -> None:
    elsewhere.forget(session, Kind.FRAMEWORK, subject=event.organisation_id, key=event.subject)


HEARD: Mapping[type[Event], Hears] = {
    audit.FindingRecorded: _found,
    audit.FindingClosed: _settled,
    audit.AuditClosed: _audited,
    audit.DeletionOrdered: _ordered,
    audit.CertificateAccepted: _certified,
    audit.ProjectClosed: _closed,
    agreements.InvoiceIssued: _invoiced,
    agreements.InvoicePaid: _paid,
    agreements.FrameworkContractInForce: _contracted,
    agreements.FrameworkContractTerminated: _uncontracted,
    agreements.FrameworkContractExpired: _uncontracted,
    review.ApplicationApproved: precedents.decided,
    review.ApplicationApprovedProvisionally: precedents.decided,
    review.ApplicationRejected: precedents.decided,
}


def hear(session: Session, event: Event) -> None:
    """Keep what matters of an event; of most of them, nothing."""
    listen = HEARD.get(type(event))
    if listen is not None:
        listen(session, event)
