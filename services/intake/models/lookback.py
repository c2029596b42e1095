"""Requests that were accepted on the route of a precedent, and the committee's look back at those that were drawn."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.contracts import wire

from ..domain.application import Application
from ..domain.lookback import Use
from .application import ApplicationRow, application_of
from .base import Base


class UseRow(Base):
    """One use of one precedent: the aggregate in `body`, what the list needs in columns."""

    __tablename__ = "precedent_use"
    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    precedent: Mapped[str] = mapped_column(primary_key=True)
    sampled: Mapped[bool]
    state: Mapped[str]
    accepted_at: Mapped[datetime]
    version: Mapped[int]
    body: Mapped[dict[str, Any]]
    __table_args__ = (
        Index("precedent_use_sampled", "sampled", "accepted_at", "application_id", "precedent"),
        Index("precedent_use_by_state", "sampled", "state", "accepted_at", "application_id", "precedent"),
    )


def use_of(row: UseRow) -> Use:
    """The use in a row."""
    return wire.load(Use, row.body)


def load(session: Session, application_id: UUID, precedent: str) -> Use | None:
    """One use, locked."""
    row = session.get(UseRow, (application_id, precedent), with_for_update=True)
    return use_of(row) if row else None


def of(session: Session, application_id: UUID) -> list[Use]:
    """Every use that one request made, locked."""
    wanted = select(UseRow).where(UseRow.application_id == application_id).order_by(UseRow.precedent)
    return [use_of(row) for row in session.scalars(wanted.with_for_update())]


def requests_of(session: Session, rows: Iterable[UseRow]) -> dict[UUID, Application]:
    """The requests of these uses, read at once."""
    known = select(ApplicationRow).where(ApplicationRow.id.in_({row.application_id for row in rows}))
    return {row.id: application_of(row) for row in session.scalars(known)}


def save(session: Session, one: Use) -> int:
    """Store a use; its version."""
    row = session.get(UseRow, (one.application_id, one.precedent))
    if row is None:
        row = UseRow(application_id=one.application_id, precedent=one.precedent, version=0)
        session.add(row)
    row.version, row.body = row.version + 1, wire.dump(one)
    row.sampled, row.state, row.accepted_at = one.sampled, one.state.value, one.accepted_at
    session.flush()
    return row.version


def save_all(session: Session, uses: Iterable[Use]) -> None:
    """Store them."""
    for one in uses:
        save(session, one)
