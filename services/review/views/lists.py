"""The list of cases, and what waits for the asker."""

from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from services.chassis.paging import page
from services.contracts import review as r
from services.contracts import wire
from services.contracts.message import Call
from services.contracts.request import Assurance, Profile

from ..domain.case import Case
from ..domain.may import ACCOUNT, Part
from ..models import FAR, CaseRow, PersonRow, TaskRow
from .pieces import STAFF

MOST_TASKS = 200
SORTS: dict[str, Any] = {
    "opened": CaseRow.opened_at,
    "changed": CaseRow.changed_at,
    "reference": CaseRow.reference,
    "due": CaseRow.due_on,
}


def cases(session: Session, query: r.ListCases, call: Call) -> r.CasePage:
    """A page of the cases: all of them for staff, those assigned to them for reviewers."""
    column = SORTS[query.sort.removeprefix("-")]
    keys = [column.desc(), CaseRow.id.desc()] if query.sort.startswith("-") else [column, CaseRow.id]
    rows, following = page(session, _filtered(_known_to(call), query), keys, query)
    return r.CasePage(rows=tuple(_row(row) for row in rows), next=following)


def tasks(session: Session, query: r.MyReviewTasks, call: Call) -> r.ReviewTasks:
    """The asker's tasks, the most urgent first: their own, and those of the offices and roles they hold, except on
    requests of which they are the lead."""
    parts = [part.value for role, part in ACCOUNT.items() if call.actor.has(role)]
    mine = or_(TaskRow.person_id == call.actor.id, and_(TaskRow.part.in_(parts), CaseRow.lead_id != call.actor.id))
    wanted = (
        select(TaskRow, CaseRow.reference, CaseRow.title)
        .join(CaseRow, CaseRow.id == TaskRow.case_id)
        .where(mine)
        .order_by(TaskRow.due_on.is_(None), TaskRow.due_on, CaseRow.reference, TaskRow.position)
        .limit(MOST_TASKS)
    )
    return r.ReviewTasks(
        tasks=tuple(
            r.TaskView(
                application_id=task.case_id,
                reference=reference,
                title=title,
                what=task.what,
                command=task.command,
                due_on=task.due_on,
            )
            for task, reference, title in session.execute(wanted)
        )
    )


def _known_to(call: Call) -> Select[Any]:
    """Every case for staff; for anybody else those that they were asked to review: for most people none."""
    if {ACCOUNT.get(role, Part.NONE) for role in call.actor.roles} & STAFF:
        return select(CaseRow)
    asked = select(PersonRow.case_id).where(PersonRow.person_id == call.actor.id, PersonRow.reviewer)
    return select(CaseRow).where(CaseRow.id.in_(asked))


def _filtered(wanted: Select[Any], query: r.ListCases) -> Select[Any]:
    exact = {CaseRow.profile: query.profile, CaseRow.state: query.state, CaseRow.level: query.level}
    for column, value in exact.items():
        if value:
            wanted = wanted.where(column == value)
    if query.officer_id is not None:
        wanted = wanted.where(CaseRow.officer_id == query.officer_id)
    if query.q:
        words = query.q.strip()
        wanted = wanted.where(or_(CaseRow.reference.icontains(words, autoescape=True), _titled(words)))
    return wanted


def _titled(words: str) -> Any:
    return CaseRow.title.icontains(words, autoescape=True)


def _row(row: CaseRow) -> r.CaseRowView:
    case = wire.load(Case, row.body)
    return r.CaseRowView(
        application_id=row.id,
        reference=row.reference,
        title=row.title,
        profile=Profile(row.profile),
        state=r.CaseState(row.state),
        level=Assurance(row.level),
        committee=case.committee,
        case_officer_id=row.officer_id,
        opened_at=row.opened_at,
        changed_at=row.changed_at,
        due_on=None if row.due_on == FAR else row.due_on,
        held_on=case.held_on,
        reviews_done=len(case.current_reviews()),
        reviews_wanted=len([a for a in case.assignments if not case.conflicted(a.person_id)]),
    )
