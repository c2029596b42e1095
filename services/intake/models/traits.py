"""What submitted requests are compared by, each trait in a row of its own, so that whoever shares one is found."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Index, and_, delete, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.contracts.request import Request

from ..domain.duplicates import CANDIDATE, Trait, traits
from .base import Base

CANDIDATES = 100  # whose traits are read at most: those that share the most


class TraitRow(Base):
    """One trait of the last version of a request."""

    __tablename__ = "request_trait"
    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    __table_args__ = (Index("request_trait_of", "kind", "value", "application_id"),)


def keep(session: Session, application_id: UUID, request: Request) -> None:
    """Put the traits of a version in the place of those of the one before."""
    session.execute(delete(TraitRow).where(TraitRow.application_id == application_id))
    session.add_all(
        TraitRow(application_id=application_id, kind=kind, value=value) for kind, value in sorted(traits(request))
    )
    session.flush()


def of(session: Session, application_id: UUID) -> frozenset[Trait]:
    """The traits of one request; none before its first version."""
    wanted = select(TraitRow.kind, TraitRow.value).where(TraitRow.application_id == application_id)
    return frozenset((kind, value) for kind, value in session.execute(wanted))


def sharing(session: Session, application_id: UUID, mine: Collection[Trait]) -> dict[UUID, set[Trait]]:
    """Other requests that share what a duplicate would share, with all their traits."""
    telling = [and_(TraitRow.kind == kind, TraitRow.value == value) for kind, value in mine if kind in CANDIDATE]
    if not telling:
        return {}
    others = select(TraitRow.application_id).where(or_(*telling), TraitRow.application_id != application_id)
    most = others.group_by(TraitRow.application_id).order_by(func.count().desc(), TraitRow.application_id)
    ids = select(most.limit(CANDIDATES).subquery())
    found: dict[UUID, set[Trait]] = {}
    rows = select(TraitRow.application_id, TraitRow.kind, TraitRow.value).where(TraitRow.application_id.in_(ids))
    for id_, kind, value in session.execute(rows):
        found.setdefault(id_, set()).add((kind, value))
    return found
