"""How cases, meetings and delegations are kept: a row with what lists filter and sort on, and the whole as `body`."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.chassis import settled
from services.chassis.database import new_base
from services.contracts import wire
from services.contracts.review import CaseState

from .domain.case import Case
from .domain.delegation import Delegation
from .domain.meeting import Meeting
from .domain.silence import next_look
from .domain.tasks import tasks

Base: Any = new_base()


class CaseRow(Base):
    """One case. `look_on` is the next day on which silence has a consequence."""

    __tablename__ = "review_case"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(index=True)
    reference: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    profile: Mapped[str] = mapped_column(index=True)
    level: Mapped[str] = mapped_column(index=True)
    officer_id: Mapped[UUID | None] = mapped_column(index=True)
    lead_id: Mapped[UUID] = mapped_column(index=True)
    opened_at: Mapped[datetime] = mapped_column(index=True)
    changed_at: Mapped[datetime] = mapped_column(index=True)
    due_on: Mapped[date] = mapped_column(index=True)
    look_on: Mapped[date | None] = mapped_column(index=True)
    body: Mapped[dict[str, Any]]


class PersonRow(Base):
    """Somebody with a part in a case that the case itself gives: applicant, team, reviewer, member."""

    __tablename__ = "review_person"
    case_id: Mapped[UUID] = mapped_column(ForeignKey("review_case.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    reviewer: Mapped[bool]


class TaskRow(Base):
    """Something that waits for a person, or for whoever has the part."""

    __tablename__ = "review_task"
    __table_args__ = (Index("ix_review_task_part_due", "part", "due_on"),)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("review_case.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[UUID | None] = mapped_column(index=True)
    part: Mapped[str | None]
    command: Mapped[str]
    what: Mapped[str]
    due_on: Mapped[date | None]


class MeetingRow(Base):
    """One meeting."""

    __tablename__ = "review_meeting"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(index=True)
    held_on: Mapped[date] = mapped_column(index=True)
    body: Mapped[dict[str, Any]]


class AgendaRow(Base):
    """A case on a meeting's agenda; kept when the case goes elsewhere, because it was on it."""

    __tablename__ = "review_agenda"
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("review_meeting.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("review_case.id"), primary_key=True, index=True)


class DelegationRow(Base):
    """Who may sign for whom."""

    __tablename__ = "review_delegation"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    delegate_id: Mapped[UUID] = mapped_column(index=True)
    valid_to: Mapped[date] = mapped_column(index=True)
    body: Mapped[dict[str, Any]]


class SettingRow(settled.Kept, Base):
    """What administrators have settled, as it was heard."""


FAR = date(9999, 12, 31)  # sorts a case for which nothing is due after every other


def load(session: Session, case_id: UUID, *, lock: bool = True) -> Case:
    """The case of this request; an ABSENT one when none was opened. Locked against other writers unless only read."""
    row = session.get(CaseRow, case_id, with_for_update=lock or None)
    return Case(id=case_id) if row is None else wire.load(Case, row.body)


def save(session: Session, case: Case) -> None:
    """Keep the case, who has a part in it, and what waits for whom."""
    if case.state == CaseState.ABSENT or case.request is None:
        return
    waiting = tasks(case)
    session.merge(
        CaseRow(
            id=case.id,
            version=case.version,
            state=case.state,
            reference=case.reference,
            title=case.request.title,
            profile=case.request.profile,
            level=case.level,
            officer_id=case.case_officer_id,
            lead_id=case.request.lead.person_id,
            opened_at=case.opened_at,
            changed_at=case.changed_at,
            due_on=min((one.due_on for one in waiting if one.due_on is not None), default=FAR),
            look_on=next_look(case),
            body=wire.dump(case),
        )
    )
    session.flush()
    for table in (PersonRow, TaskRow):
        session.execute(delete(table).where(table.case_id == case.id))
    reviewers = {assignment.person_id for assignment in case.assignments}
    people = {case.request.lead.person_id, *(member.person_id for member in case.request.team), *reviewers}
    members = {*case.quorum.counted, *case.quorum.excluded} if case.quorum is not None else set()
    session.add_all(PersonRow(case_id=case.id, person_id=one, reviewer=one in reviewers) for one in people | members)
    session.add_all(
        TaskRow(
            case_id=case.id,
            position=position,
            person_id=one.person_id,
            part=one.part,
            command=one.command,
            what=one.what,
            due_on=one.due_on,
        )
        for position, one in enumerate(waiting)
    )
    if case.meeting_id is not None:
        session.merge(AgendaRow(meeting_id=case.meeting_id, case_id=case.id))
    session.flush()


def load_meeting(session: Session, meeting_id: UUID | None, *, lock: bool = False) -> Meeting | None:
    """A meeting, or None when there is none of this id."""
    row = session.get(MeetingRow, meeting_id, with_for_update=lock or None) if meeting_id is not None else None
    return None if row is None else wire.load(Meeting, row.body)


def save_meeting(session: Session, meeting: Meeting) -> None:
    """Keep a meeting that has been scheduled."""
    columns = {"version": meeting.version, "state": meeting.state, "held_on": meeting.held_on}
    session.merge(MeetingRow(id=meeting.id, **columns, body=wire.dump(meeting)))
    session.flush()


def agenda(session: Session, meeting_id: UUID) -> list[Case]:
    """The cases that are or were on a meeting's agenda, by reference."""
    on = select(CaseRow).join(AgendaRow, AgendaRow.case_id == CaseRow.id).where(AgendaRow.meeting_id == meeting_id)
    return [wire.load(Case, row.body) for row in session.scalars(on.order_by(CaseRow.reference))]


def delegations(session: Session, person_id: UUID, day: date) -> tuple[Delegation, ...]:
    """The delegations to this person that have not ended on `day`."""
    rows = select(DelegationRow).where(DelegationRow.delegate_id == person_id, DelegationRow.valid_to >= day)
    return tuple(wire.load(Delegation, row.body) for row in session.scalars(rows))


def save_delegation(session: Session, delegation: Delegation) -> None:
    """Keep a delegation."""
    columns = {"delegate_id": delegation.delegate_id, "valid_to": delegation.valid_to}
    session.add(DelegationRow(id=delegation.id, **columns, body=wire.dump(delegation)))
    session.flush()


def silent_on(session: Session, day: date, most: int = 100) -> list[UUID]:
    """Cases in which silence has a consequence by `day`."""
    late = select(CaseRow.id).where(CaseRow.look_on <= day).order_by(CaseRow.look_on, CaseRow.id).limit(most)
    return list(session.scalars(late))
