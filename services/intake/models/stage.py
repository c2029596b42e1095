"""Where each request publicly stands: one row a list can show without asking anybody (design 2)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.contracts import wire
from services.contracts.message import SYSTEM
from services.contracts.request import Profile

from ..domain import stage as stages
from ..domain.application import Application
from ..domain.stage import Standing
from .base import Base


class StageRow(Base):
    """One request: its standing in `body`, and what lists show, filter and sort by in columns."""

    __tablename__ = "request_stage"
    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str]
    title: Mapped[str]
    sort_title: Mapped[str]
    text: Mapped[str]
    profile: Mapped[str]
    request_type: Mapped[str]
    approval: Mapped[str]
    level: Mapped[str] = mapped_column(default="")
    stage: Mapped[str]
    macro_stage: Mapped[str]
    group: Mapped[str] = mapped_column("group_of")
    lead_id: Mapped[UUID]
    lead_name: Mapped[str]
    officer_id: Mapped[UUID | None]
    officer_name: Mapped[str] = mapped_column(default="")
    awaited: Mapped[str] = mapped_column(default="")
    awaited_from: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    body: Mapped[dict[str, Any]]
    __table_args__ = (
        Index("request_by_reference", "reference", "application_id"),
        Index("request_by_title", "sort_title", "application_id"),
        Index("request_by_age", "updated_at", "application_id"),
        Index("request_by_stage", "stage", "application_id"),
        Index("request_by_macro_stage", "macro_stage", "updated_at"),
        Index("request_by_profile", "profile", "updated_at"),
        Index("request_by_group", "group_of", "updated_at"),
        Index("request_of_officer", "officer_id", "updated_at"),
        Index("request_load", "officer_name", "officer_id", "profile", "stage"),
    )


class RequestPerson(Base):
    """Who sees a request among their own: the lead, the team, and everybody its answers name."""

    __tablename__ = "request_person"
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)


def standing_of(row: StageRow) -> Standing:
    """The standing in a row."""
    return wire.load(Standing, row.body)


def show(row: StageRow, standing: Standing, at: datetime) -> None:
    """Put the standing, and what follows from it, into the row."""
    row.stage, row.macro_stage = stages.stage(standing), stages.macro_stage(standing)
    row.group = stages.group(row.stage, standing.submitted)
    row.awaited, row.awaited_from = stages.awaited(standing)
    row.updated_at, row.body = at, wire.dump(standing)


def follow(session: Session, application: Application, standing: Standing, at: datetime) -> None:
    """Bring the row of an application of ours up to date, in the transaction that changed it."""
    row = session.get(StageRow, application.id, with_for_update=True)
    if row is None:
        row = StageRow(application_id=application.id, started_at=at)
        session.add(row)
    route = application.confirmed or application.route
    row.reference, row.title, row.sort_title = application.reference, application.title, application.title.casefold()
    row.text = f"{application.reference} {application.title} {application.lead_name}".casefold()
    row.profile, row.request_type = application.profile.value, application.request_type.value
    row.approval = application.approval.value
    if not standing.review:  # from then on review says which level holds
        row.level = route.level.value if route else ""
    row.lead_id, row.lead_name = application.lead_id or SYSTEM.id, application.lead_name
    row.officer_id, row.officer_name = application.officer_id, application.officer_name
    show(row, standing, at)
    session.flush()
    _keep_people(session, application)


def _keep_people(session: Session, application: Application) -> None:
    people = application.own_people - (set(application.removed) - {*application.team, *application.involved})
    mine = select(RequestPerson).where(RequestPerson.application_id == application.id)
    kept = {row.person_id: row for row in session.scalars(mine)}
    for person in set(kept) - people:
        session.delete(kept[person])
    session.add_all(RequestPerson(person_id=person, application_id=application.id) for person in people - set(kept))
    session.flush()


def standing_read(session: Session, application_id: UUID, profile: Profile) -> Standing:
    """The standing so far, not locked."""
    row = session.get(StageRow, application_id)
    return standing_of(row) if row else Standing(profile=profile)


def updated_at(session: Session, application_id: UUID) -> datetime | None:
    """When the request last moved."""
    row = session.get(StageRow, application_id)
    return row.updated_at if row else None


def standing(session: Session, application_id: UUID, profile: Profile) -> Standing:
    """The standing so far; a new one for a request that was not seen yet."""
    row = session.get(StageRow, application_id, with_for_update=True)
    return standing_of(row) if row else Standing(profile=profile)
