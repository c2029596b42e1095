"""Applications: the aggregate in one row, each frozen version in a row that never changes. The draft: sections.py."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, Session, defer, mapped_column

from services.contracts import wire
from services.contracts.audit import ReceiptIssued
from services.contracts.intake.application import ApplicationSubmitted, Change, Document, Receipt
from services.contracts.request import Request

from ..domain.application import Application, evidence_due, silence_due
from . import traits
from .base import Base


class ApplicationRow(Base):
    """One application. `version` counts every change, for If-Match; at `silence_due` a warning or the lapse is due,
    from `evidence_due` a reminder of a document that runs out. Who proposed a lower route, or not to accept it, is here
    for the tasks of those who have to agree, and the start of the last appointment for the calendar.
    `written_before`: the draft as the release before wrote it; empty once this one has saved it (sections.py)."""

    __tablename__ = "application"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    reference: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    lead_id: Mapped[UUID] = mapped_column(index=True)
    officer_id: Mapped[UUID | None]
    enquiry_id: Mapped[UUID | None] = mapped_column(index=True)
    silence_due: Mapped[datetime | None] = mapped_column(index=True)
    evidence_due: Mapped[date | None] = mapped_column(index=True)
    route_proposed_by: Mapped[UUID | None] = mapped_column(index=True)
    ineligible_by: Mapped[UUID | None] = mapped_column(index=True)
    last_meeting_at: Mapped[datetime | None] = mapped_column(index=True)
    written_before: Mapped[dict[str, Any]] = mapped_column("answers")
    body: Mapped[dict[str, Any]]
    __table_args__ = (Index("application_of_officer", "officer_id", "state"),)


class VersionRow(Base):
    """One frozen version: what its SHA-256 stands for, how it differs from the one before, and its receipt once audit
    has issued it."""

    __tablename__ = "application_version"
    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(index=True)
    submitted_at: Mapped[datetime]
    submitted_by: Mapped[UUID]
    material: Mapped[bool]
    answers: Mapped[dict[str, Any]]
    documents: Mapped[list[Any]]
    changes: Mapped[list[Any]]
    request: Mapped[dict[str, Any]]
    receipt: Mapped[dict[str, Any] | None]


def load(session: Session, application_id: UUID) -> tuple[ApplicationRow, Application] | None:
    """The row, locked, and the application in it; None when there is none."""
    row = session.get(ApplicationRow, application_id, with_for_update=True)
    return (row, application_of(row)) if row else None


def application_of(row: ApplicationRow) -> Application:
    """The application in a row."""
    return wire.load(Application, row.body)


def read(session: Session, application_id: UUID | None) -> Application | None:
    """One application, not locked."""
    row = session.get(ApplicationRow, application_id) if application_id else None
    return application_of(row) if row else None


def save(session: Session, application: Application, row: ApplicationRow | None) -> ApplicationRow:
    """Store the application, not its draft."""
    if row is None:
        row = ApplicationRow(id=application.id, version=0, written_before={})
        session.add(row)
    row.version += 1
    for name in ("reference", "lead_id", "officer_id", "enquiry_id"):
        setattr(row, name, getattr(application, name))
    row.state, row.body = application.state.value, wire.dump(application)
    row.silence_due, row.evidence_due = silence_due(application), evidence_due(application)
    row.ineligible_by = application.ineligible_by
    row.last_meeting_at = max((one.starts_at for one in application.appointments if not one.cancelled), default=None)
    row.route_proposed_by = application.override.by if application.override else None
    session.flush()
    return row


def freeze(session: Session, event: ApplicationSubmitted) -> None:
    """Keep the version that was submitted."""
    body = wire.dump(event)
    session.add(
        VersionRow(
            application_id=event.subject,
            number=event.request.version,
            sha256=event.request.sha256,
            submitted_at=event.at,
            submitted_by=event.by,
            material=event.material,
            answers=event.request.answers,
            documents=body["documents"],
            changes=body["changes"],
            request=body["request"],
            receipt=None,
        )
    )
    session.flush()
    traits.keep(session, event.subject, event.request)


def keep_receipt(session: Session, event: ReceiptIssued) -> None:
    """Put the receipt beside the version that it is for; one for other content is not kept."""
    row = version(session, event.subject, event.version)
    if row is not None and row.sha256 == event.sha256:
        row.receipt = wire.dump(
            Receipt(sha256=event.receipt_sha256, note=event.note, entry=event.entry, issued_at=event.at)
        )


def receipt_of(row: VersionRow) -> Receipt | None:
    """Its receipt, once there is one."""
    return wire.load(Receipt, row.receipt) if row.receipt else None


def version(session: Session, application_id: UUID, number: int) -> VersionRow | None:
    """One frozen version."""
    return session.get(VersionRow, (application_id, number)) if number else None


def last_answers(session: Session, application: Application) -> dict[str, Any]:
    """What the last frozen version says; nothing before the first."""
    frozen = version(session, application.id, application.version)
    return frozen.answers if frozen else {}


def versions(session: Session, application_id: UUID) -> list[VersionRow]:
    """Every frozen version, the first one first; what it says (some 100 kB each) is read only when it is touched."""
    whole = defer(VersionRow.answers), defer(VersionRow.request), defer(VersionRow.documents)
    wanted = select(VersionRow).where(VersionRow.application_id == application_id).order_by(VersionRow.number)
    return list(session.scalars(wanted.options(*whole)))


def stamps(session: Session, application_id: UUID) -> list[tuple[int, str, datetime]]:
    """Number, hash and time of every frozen version, the first one first, without what it says."""
    columns = select(VersionRow.number, VersionRow.sha256, VersionRow.submitted_at)
    wanted = columns.where(VersionRow.application_id == application_id).order_by(VersionRow.number)
    return [(number, sha256, at) for number, sha256, at in session.execute(wanted)]


def request_of(row: VersionRow) -> Request:
    """The request inside a frozen version."""
    return wire.load(Request, row.request)


def documents_of(row: VersionRow) -> tuple[Document, ...]:
    """The documents frozen with it."""
    return tuple(wire.load(Document, body) for body in row.documents)


def changes_of(row: VersionRow) -> tuple[Change, ...]:
    """How it differs from the version before."""
    return tuple(wire.load(Change, body) for body in row.changes)
