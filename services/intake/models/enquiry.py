"""Enquiries."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.contracts import wire

from ..domain.enquiry import Enquiry, next_word_at
from .base import Base


class EnquiryRow(Base):
    """One enquiry: the aggregate in `body`, what lists need in columns."""

    __tablename__ = "enquiry"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    reference: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    profile: Mapped[str]
    contact_id: Mapped[UUID]
    officer_id: Mapped[UUID | None] = mapped_column(index=True)
    text: Mapped[str]
    received_at: Mapped[datetime]
    waiting_since: Mapped[datetime]
    next_word_at: Mapped[datetime | None] = mapped_column(index=True)
    body: Mapped[dict[str, Any]]
    __table_args__ = (
        Index("enquiry_by_state", "state", "received_at", "id"),
        Index("enquiry_of_contact", "contact_id", "received_at", "id"),
        Index("enquiry_by_age", "received_at", "id"),
    )


def load(session: Session, enquiry_id: UUID) -> tuple[EnquiryRow, Enquiry] | None:
    """The row, locked, and the enquiry in it; None when there is none."""
    row = session.get(EnquiryRow, enquiry_id, with_for_update=True)
    return (row, enquiry_of(row)) if row else None


def enquiry_of(row: EnquiryRow) -> Enquiry:
    """The enquiry in a row."""
    return wire.load(Enquiry, row.body)


def save(session: Session, enquiry: Enquiry, row: EnquiryRow | None = None) -> EnquiryRow:
    """Store the enquiry."""
    if row is None:
        row = EnquiryRow(id=enquiry.id, version=0)
        session.add(row)
    row.version += 1
    for name in ("reference", "contact_id", "officer_id", "received_at", "waiting_since"):
        setattr(row, name, getattr(enquiry, name))
    row.state, row.profile = enquiry.state.value, enquiry.profile.value
    row.text = f"{enquiry.reference} {enquiry.purpose_summary} {' '.join(enquiry.organisations)}".casefold()
    row.next_word_at = next_word_at(enquiry)
    row.body = wire.dump(enquiry)
    session.flush()
    return row
