"""Notices, mail on its way, and who has to do with which request."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from .base import Base

WAITING, SENT, PARKED = "waiting", "sent", "parked"


class Notice(Base):
    """One notice to one person. Unique by event and person: an event told twice is noticed once."""

    __tablename__ = "notice"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID]
    person_id: Mapped[UUID]
    at: Mapped[datetime]
    about: Mapped[UUID]
    reference: Mapped[str]
    subject: Mapped[str]
    sentence: Mapped[str]
    event: Mapped[str]
    action_needed: Mapped[bool]
    read_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        Index("notice_of_person", "person_id", "at", "id"),
        Index("notice_unread", "person_id", "read_at"),
    )


class Mail(Base):
    """One mail. The address is looked up when it is sent; `text` and `calendar` are emptied then. Times are real time.
    `calendar`: a file for a calendar program (RFC 5545) that goes with it."""

    __tablename__ = "mail"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID | None] = mapped_column(index=True)
    organisation_id: Mapped[UUID | None]
    invitation_id: Mapped[UUID | None]
    subject: Mapped[str]
    text: Mapped[str]
    calendar: Mapped[str] = mapped_column(default="")
    written_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    __table_args__ = (Index("mail_waiting", "state", "due_at", "id"),)


class About(Base):
    """What is known of a subject of events: its reference, title and profile, for the words of a notice."""

    __tablename__ = "about"
    subject: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    profile: Mapped[str] = mapped_column(default="")


class Related(Base):
    """Who has to do with a subject, and as what: applicant, team, signatory, officer, reviewer …"""

    __tablename__ = "related"
    subject: Mapped[UUID] = mapped_column(primary_key=True)
    relation: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)


def about(session: Session, subject: UUID) -> About:
    """What is known of a subject; an empty row, to be filled, when nothing is."""
    row = session.get(About, subject)
    if row is None:
        row = About(subject=subject, reference="", title="", profile="")
        session.add(row)
        session.flush()
    return row


def related(session: Session, subject: UUID) -> dict[str, set[UUID]]:
    """Everybody who has to do with a subject, by relation."""
    found: dict[str, set[UUID]] = {}
    for row in session.scalars(select(Related).where(Related.subject == subject)):
        found.setdefault(row.relation, set()).add(row.person_id)
    return found


def relate(session: Session, subject: UUID, relation: str, people: set[UUID], *, instead: bool) -> None:
    """Note who has this relation to the subject: beside those already noted, or `instead` of them."""
    mine = select(Related).where(Related.subject == subject, Related.relation == relation)
    kept = {row.person_id: row for row in session.scalars(mine)}
    for person in people - set(kept):
        session.add(Related(subject=subject, relation=relation, person_id=person))
    if instead:
        for person in set(kept) - people:
            session.delete(kept[person])
    session.flush()


def write(session: Session, mail_id: UUID, subject: str, text: str, at: datetime, **to: Any) -> None:
    """Put a mail on its way: `to` is person_id, organisation_id for its data protection officer, or invitation_id."""
    session.add(Mail(id=mail_id, subject=subject, text=text, written_at=at, due_at=at, error="", **to))
    session.flush()
