"""Organisations."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.contracts import wire

from ..domain.organisation import Organisation, next_reminder
from .base import Base


class OrganisationRow(Base):
    """One organisation: the aggregate in `body`, what lists need in columns."""

    __tablename__ = "organisation"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    name: Mapped[str]
    sort_name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(index=True)
    ods_code: Mapped[str | None] = mapped_column(unique=True)
    next_reminder: Mapped[date | None] = mapped_column(index=True)
    body: Mapped[dict[str, Any]]


def sort_name(name: str) -> str:
    """Two organisations whose names differ only in case and spaces are one."""
    return " ".join(name.casefold().split())


def load(session: Session, organisation_id: UUID) -> tuple[OrganisationRow, Organisation] | None:
    """The row, locked, and the organisation in it; None when there is none."""
    row = session.get(OrganisationRow, organisation_id, with_for_update=True)
    return (row, organisation_of(row)) if row else None


def organisation_of(row: OrganisationRow) -> Organisation:
    """The organisation in a row."""
    return wire.load(Organisation, row.body)


def read(session: Session, organisation_id: UUID) -> Organisation | None:
    """One organisation, not locked."""
    return read_all(session, (organisation_id,)).get(organisation_id)


def read_all(session: Session, ids: Iterable[UUID]) -> dict[UUID, Organisation]:
    """Those of these organisations that there are, not locked."""
    rows = session.scalars(select(OrganisationRow).where(OrganisationRow.id.in_(tuple(ids))))
    return {row.id: organisation_of(row) for row in rows}


def same(session: Session, name: str, ods_code: str) -> UUID | None:
    """The organisation that already has this name or ODS code."""
    named = session.scalar(select(OrganisationRow.id).where(OrganisationRow.sort_name == sort_name(name)))
    if named or not ods_code:
        return named
    return session.scalar(select(OrganisationRow.id).where(OrganisationRow.ods_code == ods_code))


def save(session: Session, organisation: Organisation, row: OrganisationRow | None = None) -> OrganisationRow:
    """Store the organisation."""
    if row is None:
        row = OrganisationRow(id=organisation.id, version=0)
        session.add(row)
    row.version += 1
    row.name, row.sort_name = organisation.name, sort_name(organisation.name)
    row.kind, row.ods_code = organisation.kind.value, organisation.ods_code or None
    row.next_reminder = next_reminder(organisation)
    row.body = wire.dump(organisation)
    session.flush()
    return row
