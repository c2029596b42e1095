"""The draft of an application, one row for each section: a save writes only the sections that it changes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ..domain.application import sections as domain
from .application import ApplicationRow
from .base import Base

Answers = dict[str, Any]


class SectionRow(Base):
    """One section of one draft. `version` is the application's version when this section last changed."""

    __tablename__ = "application_section"
    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    letter: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    saved_at: Mapped[datetime]
    saved_by: Mapped[UUID]
    answers: Mapped[dict[str, Any]]


def rows(session: Session, application_id: UUID) -> dict[str, SectionRow]:
    """What is kept of each section."""
    wanted = select(SectionRow).where(SectionRow.application_id == application_id).order_by(SectionRow.letter)
    return {row.letter: row for row in session.scalars(wanted)}


def answers(session: Session, row: ApplicationRow) -> Answers:
    """The draft as it stands. What is in the application's own row was written by the release before: as a whole or,
    while a release is installed, on top of the sections, and so it is newer than they are (decision 0013)."""
    whole = domain.joined(one.answers for one in rows(session, row.id).values())
    return domain.fold_answers(whole, row.written_before) if row.written_before else whole


def versions(session: Session, row: ApplicationRow) -> dict[str, int]:
    """The version of each section; of what the release before wrote, the application's."""
    known = {letter: one.version for letter, one in rows(session, row.id).items()}
    return known | dict.fromkeys(domain.parted(row.written_before), row.version)


def keep(session: Session, row: ApplicationRow, after: Answers, letters: Iterable[str], at: datetime, by: UUID) -> None:
    """Store those of these sections that are not as they were, and all that the release before had written."""
    parts, kept = domain.parted(after), rows(session, row.id)
    letters = set(letters)
    if row.written_before:
        letters |= set(parts)
        row.written_before = {}
    for letter in sorted(letters):
        part, one = parts.get(letter, {}), kept.get(letter)
        if part == (one.answers if one else {}):
            continue
        if one is None:
            one = SectionRow(application_id=row.id, letter=letter)
            session.add(one)
        one.version, one.answers, one.saved_at, one.saved_by = row.version, part, at, by
    session.flush()
