"""Which precedents are in force. One that nobody has said anything of, and that decided nothing yet, has no row."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.contracts import wire
from services.contracts.request import Profile

from ..domain.adoption import BY_ID, Adoption, unsaid
from .base import Base


class AdoptionRow(Base):
    """One precedent for one profile: the aggregate in `body`."""

    __tablename__ = "precedent_adoption"
    profile: Mapped[str] = mapped_column(primary_key=True)
    precedent: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    body: Mapped[dict[str, Any]]


def load(session: Session, profile: Profile, precedent: str) -> Adoption:
    """What was said of one, locked."""
    row = session.get(AdoptionRow, (profile.value, precedent), with_for_update=True)
    return wire.load(Adoption, row.body) if row else unsaid(profile, precedent)


def of(session: Session, profile: Profile) -> list[Adoption]:
    """What was said of every precedent, in their order."""
    rows = session.scalars(select(AdoptionRow).where(AdoptionRow.profile == profile.value))
    said = {row.precedent: wire.load(Adoption, row.body) for row in rows}
    return [said.get(name) or unsaid(profile, name) for name in BY_ID]


def active(session: Session, profile: Profile, day: date) -> frozenset[str]:
    """Those that decide routes on this day."""
    return frozenset(one.precedent for one in of(session, profile) if one.active(day))


def save(session: Session, adoption: Adoption) -> int:
    """Store one; its version."""
    row = session.get(AdoptionRow, (adoption.profile.value, adoption.precedent))
    if row is None:
        row = AdoptionRow(profile=adoption.profile.value, precedent=adoption.precedent, version=0)
        session.add(row)
    row.version, row.body = row.version + 1, wire.dump(adoption)
    session.flush()
    return row.version
