"""Lists of requests, from the stage of each: my own in three groups, all of them for staff, and what waits for me."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from services.chassis.paging import page
from services.contracts.access import holders
from services.contracts.intake import application as say
from services.contracts.message import Call, Listing, NotPermitted, Role
from services.contracts.request import Profile

from ..domain import application as domain
from ..domain.access import APPLICATIONS, DRAFTS
from ..domain.application import Application, Part, State
from ..domain.people.day import day_of
from ..domain.stage import label
from ..models import application as models
from ..models import knowledge
from ..models.stage import RequestPerson, StageRow
from . import approval_tasks, enquiry_tasks

MINE_AT_MOST = 500  # rows of one answer: some 300 kB
OFFERED = frozenset({say.SaveDraft, say.CopyApplication, say.RenewApplication})
WRITTEN_IN = (State.DRAFT.value, State.VALIDATION_QUERY.value, State.REVISION.value)
LISTED = holders(APPLICATIONS[say.ListApplications])
SORTS = {
    "updated_at": StageRow.updated_at,
    "reference": StageRow.reference,
    "title": StageRow.sort_title,
    "stage": StageRow.stage,
}


def mine(session: Session, query: say.MyRequests, call: Call) -> say.MyRequestsView:
    """MyDARs: the requests that name me, in three groups, the newest change first (S0-17, S0-18)."""
    own = select(StageRow).join(RequestPerson, RequestPerson.application_id == StageRow.application_id)
    own = own.where(RequestPerson.person_id == call.actor.id)
    keys = [StageRow.updated_at.desc(), StageRow.application_id.desc()]
    found, older = page(session, own, keys, Listing(after=query.after, limit=MINE_AT_MOST))
    rows = [_row(row, allowed) for row, allowed in zip(found, _may(session, found, call), strict=True)]
    may = ("StartApplication",) if call.actor.has(Role.PERSON) else ()
    groups = {name: tuple(row for row in rows if row.group == name) for name in ("drafts", "submitted", "approved")}
    return say.MyRequestsView(**groups, may=may, next=older)


def _may(session: Session, rows: list[StageRow], call: Call) -> Iterator[tuple[str, ...]]:
    """Which of what a list offers I may do with each: write in it, and as its lead, copy or renew it."""
    ids = [row.application_id for row in rows]
    wanted = select(models.ApplicationRow).where(models.ApplicationRow.id.in_(ids))
    kept = {row.id: row for row in session.scalars(wanted)} if ids else {}
    for row in rows:
        one = kept[row.application_id]
        found: frozenset[type] = frozenset()
        if one.state in WRITTEN_IN:
            found = domain.may(models.application_of(one), call.actor)
        elif row.lead_id == call.actor.id:
            found = domain.MAY.get((State(one.state), Part.LEAD), found)
        yield tuple(sorted(command.__name__ for command in found & OFFERED))


def listed(session: Session, query: say.ListApplications, call: Call) -> say.ApplicationList:
    """All requests, for staff."""
    if not call.actor.has(*LISTED):
        raise NotPermitted("The list of all requests is for staff")
    column = SORTS[query.sort.lstrip("-")]
    descending = query.sort.startswith("-")
    keys = [key.desc() if descending else key for key in (column, StageRow.application_id)]
    wanted = _filtered(query)
    if not call.actor.has(*DRAFTS):
        wanted = wanted.where(StageRow.stage != "DRAFT")
    rows, following = page(session, wanted, keys, query)
    return say.ApplicationList(rows=tuple(map(_row, rows)), next=following)


def _filtered(query: say.ListApplications) -> Select[Any]:
    wanted = select(StageRow)
    exact = {
        StageRow.stage: query.stage,
        StageRow.macro_stage: query.macro_stage,
        StageRow.group: query.group,
        StageRow.profile: query.profile.value if query.profile else "",
        StageRow.officer_id: query.officer_id,
    }
    for column, value in exact.items():
        if value:
            wanted = wanted.where(column == value)
    for word in query.q.casefold().split():
        wanted = wanted.where(StageRow.text.contains(word, autoescape=True))
    return wanted


def _row(row: StageRow, may: tuple[str, ...] = ()) -> say.RequestRow:
    copied = (
        "application_id", "reference", "title", "stage", "macro_stage", "group", "lead_id", "lead_name", "officer_id",
        "officer_name", "request_type", "approval", "level", "awaited", "awaited_from", "started_at", "updated_at",
    )  # fmt: skip
    profile = Profile(row.profile)
    return say.RequestRow(
        **{name: getattr(row, name) for name in copied}, profile=profile, label=label(row.stage, profile), may=may
    )


def tasks(session: Session, query: say.MyTasks, call: Call) -> say.TaskList:
    """What waits for me in intake; the gateway merges it with the other services' tasks by due date."""
    found = [*_applicant_tasks(session, call), *_staff_tasks(session, call), *enquiry_tasks.tasks(session, call)]
    found += approval_tasks.tasks(session, call)
    found.sort(key=lambda task: (task.due_on is None, task.due_on or knowledge.EPOCH, task.reference))
    return say.TaskList(rows=tuple(found))


def _applicant_tasks(session: Session, call: Call) -> Iterator[say.Task]:
    return (_applicant_task(application) for application in _being_written(session, call))


def _being_written(session: Session, call: Call) -> Iterator[Application]:
    """Requests that the caller may change now."""
    own = select(models.ApplicationRow).join(RequestPerson, RequestPerson.application_id == models.ApplicationRow.id)
    own = own.where(RequestPerson.person_id == call.actor.id, models.ApplicationRow.state.in_(WRITTEN_IN))
    for row in session.scalars(own.limit(MINE_AT_MOST)):
        application = models.application_of(row)
        if say.SaveDraft in domain.may(application, call.actor):
            yield application


def _applicant_task(application: Application) -> say.Task:
    words = {
        State.DRAFT: ("finish-draft", "Finish and submit your application", "SubmitApplication"),
        State.VALIDATION_QUERY: ("answer-queries", "Answer the case officer's queries", "AnswerQuery"),
        State.REVISION: ("revise", "Revise your application and submit it again", "SubmitApplication"),
    }
    kind, title, command = words[application.state]
    return _task(application, kind, title, command, _lapses(application))


def _lapses(application: Application) -> Any:
    if application.state not in domain.SILENCE or application.touched_at is None:
        return None
    return day_of(application.touched_at + timedelta(days=domain.SILENCE[application.state][1]))


def _task(application: Application, kind: str, title: str, command: str, due_on: Any = None) -> say.Task:
    return say.Task(
        kind=kind,
        title=title,
        subject=application.id,
        reference=application.reference,
        due_on=due_on,
        command=command,
        about=application.title,
    )


def _staff_tasks(session: Session, call: Call) -> Iterator[say.Task]:
    """From the columns alone: whoever is named in a request has no task of staff in it (SoD-01), and whoever proposed
    does not agree with themselves (SoD-11)."""
    mine = list(_mine_as_staff(call))
    if not mine:
        return
    one = models.ApplicationRow
    named = exists().where(RequestPerson.application_id == one.id, RequestPerson.person_id == call.actor.id)
    wanted = select(one.id, one.reference, one.officer_id, one.route_proposed_by, one.ineligible_by, StageRow.title)
    wanted = wanted.join(StageRow, StageRow.application_id == one.id)
    wanted = wanted.where(one.state == State.SUBMITTED.value, or_(*mine), ~named).order_by(one.reference)
    for row in session.execute(wanted.limit(MINE_AT_MOST)):
        kind, title, command = _staff_task(row, call)
        yield say.Task(
            kind=kind, title=title, subject=row.id, reference=row.reference, due_on=None, command=command,
            about=row.title,
        )  # fmt: skip


def _mine_as_staff(call: Call) -> Iterator[ColumnElement[bool]]:
    """What makes a submitted request wait for this person."""
    one, me = models.ApplicationRow, call.actor.id
    if call.actor.has(Role.CASE_OFFICER):
        yield one.officer_id == me
        yield one.officer_id.is_(None)
        yield and_(one.route_proposed_by.is_not(None), one.route_proposed_by != me)
    if call.actor.has(Role.IG_LEAD):
        yield and_(one.ineligible_by.is_not(None), one.ineligible_by != me)


def _staff_task(row: Any, call: Call) -> tuple[str, str, str]:
    """Kind, words and command of what comes first."""
    me = call.actor.id
    if call.actor.has(Role.IG_LEAD) and row.ineligible_by not in (None, me):
        return "confirm-ineligible", "Decide with the case officer: not eligible", "ConfirmIneligible"
    if row.route_proposed_by not in (None, me):
        return "confirm-route", "A lower route needs your agreement", "ConfirmRoute"
    if row.officer_id == me:
        return "validate", "Validate the application", "RecordCheck"
    return "assign", "Name the case officer", "AssignCaseOfficer"
