"""What other services said of a request or an organisation, as far as it decides about the next request: a copy of our
own, since no service waits for another."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from .base import Base


class Kind(StrEnum):
    """Of a request: what is owed by a day. Of an organisation: certificates of destruction that it owes, until when its
    framework contract runs, and the day of its last audit, by how that ended."""

    ACTION = "action"
    CERTIFICATE = "certificate"
    INVOICE = "invoice"
    FRAMEWORK = "framework"
    AUDITED = "audited"
    HIGH_RISK = "high-risk"


OWED = (Kind.ACTION, Kind.CERTIFICATE, Kind.INVOICE)


class ElsewhereRow(Base):
    """One thing that was said. `key`: of the finding, the invoice, the contract, the organisation or the request."""

    __tablename__ = "elsewhere"
    subject: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]
    __table_args__ = (Index("elsewhere_by_key", "kind", "key"),)


def note(session: Session, subject: UUID, kind: Kind, key: object, day: date) -> None:
    """Keep it, in the place of what was said of the same before."""
    session.merge(ElsewhereRow(subject=subject, kind=kind.value, key=str(key), day=day))
    session.flush()


def forget(session: Session, kind: Kind, *, subject: UUID | None = None, key: object = None) -> None:
    """It is settled: of this subject, by this key, or both."""
    gone = delete(ElsewhereRow).where(ElsewhereRow.kind == kind.value)
    if subject is not None:
        gone = gone.where(ElsewhereRow.subject == subject)
    if key is not None:
        gone = gone.where(ElsewhereRow.key == str(key))
    session.execute(gone)


def of(session: Session, subjects: Iterable[UUID]) -> dict[UUID, list[tuple[Kind, date]]]:
    """All that was said of these, in one question."""
    found: dict[UUID, list[tuple[Kind, date]]] = {}
    asked = set(subjects)
    if asked:
        wanted = select(ElsewhereRow.subject, ElsewhereRow.kind, ElsewhereRow.day)
        for subject, kind, day in session.execute(wanted.where(ElsewhereRow.subject.in_(asked))):
            found.setdefault(subject, []).append((Kind(kind), day))
    return found
