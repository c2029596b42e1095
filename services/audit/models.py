"""How audit keeps what it hears: the ledger and its tree, and what is computed from it.

Ledger tables are only ever added to. `ledger_body` alone may be erased, row by row: no proof hangs on it.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.chassis import settled
from services.chassis.database import new_base
from services.contracts import wire
from services.contracts.message import Actor

from . import calendar_data
from .domain.audits import Audit, Surroundings
from .domain.closing import Closing

Base: Any = new_base()


class LedgerHead(Base):
    """The one row whose lock makes all writers of the ledger one."""

    __tablename__ = "ledger_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigInteger)


class SettingRow(settled.Kept, Base):
    """What administrators have settled, as it was heard."""


class LedgerEntry(Base):
    """One leaf: its columns say what its bytes (`leaf`) say, so that either cannot change without the other."""

    __tablename__ = "ledger_entry"
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    event_id: Mapped[UUID] = mapped_column(unique=True)
    type: Mapped[str] = mapped_column(index=True)
    source: Mapped[str] = mapped_column(index=True)
    subject: Mapped[UUID]
    subject_version: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[UUID]
    cause: Mapped[UUID]
    correlation: Mapped[UUID]
    body_hash: Mapped[str]
    leaf: Mapped[str]
    __table_args__ = (
        Index("ledger_of_subject", "subject", "position"),
        Index("ledger_of_actor", "actor_id", "position"),
    )


class LedgerBody(Base):
    """The body of an entry and its salt, which may be erased (design section 2)."""

    __tablename__ = "ledger_body"
    position: Mapped[int] = mapped_column(ForeignKey("ledger_entry.position"), primary_key=True)
    salt: Mapped[bytes]
    body: Mapped[dict[str, Any]]


class LedgerNode(Base):
    """The hash of a complete subtree; level 0 is the leaves' hashes."""

    __tablename__ = "ledger_node"
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes]


class CheckpointRow(Base):
    """A tree head: kept first, signed after. `note` is empty in between."""

    __tablename__ = "checkpoint"
    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    origin: Mapped[str]
    root: Mapped[bytes]
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]


class ReceiptRow(Base):
    """A submission in the ledger for which a receipt was issued. They are issued in the order of the ledger, so what is
    beyond the last of these is owed one."""

    __tablename__ = "receipt"
    position: Mapped[int] = mapped_column(ForeignKey("ledger_entry.position"), primary_key=True)
    issued_at: Mapped[datetime]


class HappeningRow(Base):
    """What the clocks read of a ledger entry. `counts` is the column of the month's volumes it belongs to, or empty."""

    __tablename__ = "happening"
    position: Mapped[int] = mapped_column(ForeignKey("ledger_entry.position"), primary_key=True)
    subject: Mapped[UUID] = mapped_column(index=True)
    type: Mapped[str]
    at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]
    month: Mapped[str]
    counts: Mapped[str]
    __table_args__ = (Index("happening_volumes", "counts", "month"),)


class StandingRow(Base):
    """The macro-stage of one request or enquiry; empty when it is not managed any more."""

    __tablename__ = "standing"
    subject: Mapped[UUID] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(index=True)


class StaleRow(Base):
    """A request whose clocks are to be counted anew, because a promise was heard after it held."""

    __tablename__ = "stale"
    subject: Mapped[UUID] = mapped_column(primary_key=True)


class ClockRow(Base):
    """One service-level clock. `due_on`, `elapsed` and `late` are as of its last change, and final once it stopped,
    under the bank holidays of `calendar_version` (rule 9). While it runs it is late from `breaches_on` on. `outcome`:
    open, excluded, within or late."""

    __tablename__ = "clock"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject: Mapped[UUID] = mapped_column(index=True)
    number: Mapped[int]
    target: Mapped[str]
    condition: Mapped[str]
    outcome: Mapped[str]
    due_on: Mapped[date]
    breaches_on: Mapped[date]
    late: Mapped[bool]
    answered: Mapped[bool]
    elapsed: Mapped[int]
    elapsed_customer: Mapped[int]
    started_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    calendar_version: Mapped[str]
    body: Mapped[dict[str, Any]]
    __table_args__ = (
        Index("clock_by_due", "condition", "due_on", "id"),
        Index("clock_by_target", "target", "outcome"),
    )


class RegisterRow(Base):
    """One entry of the register of data uses; `searched` is what `q` looks in, in lower case."""

    __tablename__ = "register_entry"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(index=True)
    reference: Mapped[str] = mapped_column(index=True)
    searched: Mapped[str]
    body: Mapped[dict[str, Any]]


class ClosingRow(Base):
    """One request as audit needs it, and the end of its project."""

    __tablename__ = "closing"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[str]
    reference: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    lead_id: Mapped[UUID | None] = mapped_column(index=True)
    due_on: Mapped[date | None]
    overdue: Mapped[bool]
    body: Mapped[dict[str, Any]]
    __table_args__ = (Index("closing_by_due", "state", "due_on", "id"),)


class OwnRow(Base):
    """Somebody who certifies or answers for a request: its lead, or a signatory."""

    __tablename__ = "own_person"
    application_id: Mapped[UUID] = mapped_column(ForeignKey("closing.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)


class InvolvementRow(Base):
    """When somebody last acted in a request, other than by auditing it (SoD-15)."""

    __tablename__ = "involvement"
    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    last_at: Mapped[datetime]


class AuditRow(Base):
    """One data sharing audit."""

    __tablename__ = "audit"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(index=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(index=True)
    starts_on: Mapped[date] = mapped_column(index=True)
    body: Mapped[dict[str, Any]]


def closing(session: Session, id: UUID, *, lock: bool = False) -> Closing:
    """What is known of a request; nothing yet, when nothing was heard."""
    row = session.get(ClosingRow, id, with_for_update=lock)
    return wire.load(Closing, row.body) if row else Closing(id=id)


def closings(session: Session, ids: Collection[UUID]) -> dict[UUID, Closing]:
    """What is known of each of these requests."""
    rows = session.scalars(select(ClosingRow).where(ClosingRow.id.in_(ids)))
    return {id: Closing(id=id) for id in ids} | {row.id: wire.load(Closing, row.body) for row in rows}


def keep_closing(session: Session, closing: Closing) -> None:
    """Store a changed request, one version on; `closing` has the version that was read."""
    row = session.get(ClosingRow, closing.id)
    if row is None:
        row = ClosingRow(id=closing.id)
        session.add(row)
    row.version, row.state, row.reference = closing.version, closing.state.value, closing.reference
    row.title, row.lead_id, row.due_on, row.overdue = closing.title, closing.lead_id, closing.due_on, closing.overdue
    row.body = wire.dump(closing)
    session.flush()
    answering = {closing.lead_id, *(one.person_id for one in closing.signatories)} - {None}
    known = set(session.scalars(select(OwnRow.person_id).where(OwnRow.application_id == closing.id)))
    session.add_all(OwnRow(application_id=closing.id, person_id=person) for person in answering - known)
    session.flush()


def audit(session: Session, id: UUID, *, lock: bool = False) -> Audit:
    """One audit; an absent one, when there is none of this id."""
    row = session.get(AuditRow, id, with_for_update=lock)
    return wire.load(Audit, row.body) if row else Audit(id=id)


def keep_audit(session: Session, audit: Audit) -> None:
    """Store a changed audit."""
    row = session.get(AuditRow, audit.id)
    if row is None:
        row = AuditRow(id=audit.id, application_id=audit.application_id, starts_on=audit.starts_on)
        session.add(row)
    row.version, row.state, row.body = audit.version, audit.state.value, wire.dump(audit)
    session.flush()


def surroundings(session: Session, project: Closing, actor: Actor) -> Surroundings:
    """What a decision about an audit of this project needs to know, for the one who asks."""
    involved = session.get(InvolvementRow, (project.id, actor.id))
    last = involved.last_at if involved else None
    return Surroundings(closing=project, holidays=calendar_data.load().days, last_involved=last)


def references(session: Session, subjects: Collection[UUID]) -> dict[UUID, str]:
    """The references of these requests."""
    rows = session.execute(select(ClosingRow.id, ClosingRow.reference).where(ClosingRow.id.in_(subjects)))
    return dict(rows.all())
