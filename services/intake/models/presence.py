"""Who writes in which section now. Not an event: it is over by itself, and nothing depends on it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from .base import Base
from .people import Person

LASTS = timedelta(minutes=3)  # autosave is every half minute of typing; who only reads is soon gone


class Editing(Base):
    """One person in one draft: where they were last, and until when that is believed."""

    __tablename__ = "editing"
    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    letter: Mapped[str]
    until: Mapped[datetime]


def note(session: Session, application_id: UUID, person_id: UUID, letter: str, at: datetime) -> None:
    """They are in this section; who has gone is forgotten."""
    here = Editing.application_id == application_id
    session.execute(delete(Editing).where(here, Editing.until <= at))
    row = session.get(Editing, (application_id, person_id))
    if row is None:
        row = Editing(application_id=application_id, person_id=person_id)
        session.add(row)
    row.letter, row.until = letter, at + LASTS
    session.flush()


def forget(session: Session, application_id: UUID, person_id: UUID) -> None:
    """They do not write here any more."""
    session.execute(delete(Editing).where(Editing.application_id == application_id, Editing.person_id == person_id))


def now(session: Session, application_id: UUID, at: datetime) -> list[tuple[Editing, str]]:
    """Everybody who writes now, with their name."""
    wanted = select(Editing, Person.name).join(Person, Person.id == Editing.person_id)
    wanted = wanted.where(Editing.application_id == application_id, Editing.until > at)
    return [(row, name) for row, name in session.execute(wanted.order_by(Editing.letter, Person.name))]
