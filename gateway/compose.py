"""One function per screenful: several services asked at once, and what each of them said, or that it is resting.

Nothing is decided here: what may be seen and done is in each service's answer. A part that has nothing on a request
yet says not-found, which is not an error of the screen.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.contracts import agreements, audit, intake, provisioning, review
from services.contracts.message import Actor, NotFound, NotPermitted, Refused, View

from .bus import Resting

SCREEN_SECONDS = 3.0  # a screen with a gap soon is better than a whole one late


@dataclass(frozen=True, kw_only=True)
class PartState(View):
    """What one part said: `answered`, `nothing` (not there yet, or not for you), `not-permitted`, or `resting` (ask
    again after that many seconds)."""

    part: str
    state: str
    code: str = ""
    retry_after: int = 0


@dataclass(frozen=True, kw_only=True)
class Step(View):
    """Something this person may do now, and where."""

    command: str
    part: str
    method: str = ""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class RequestScreen(View):
    """A request as all five services see it. What is null is explained in `parts`."""

    application_id: UUID
    version: int = 0
    application: intake.ApplicationView | None = None
    case: review.CaseView | None = None
    agreement: agreements.AgreementView | None = None
    project: provisioning.ProjectView | None = None
    clocks: audit.ClocksView | None = None
    deletion: audit.DeletionView | None = None
    parts: tuple[PartState, ...] = ()
    may: tuple[Step, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TaskRow(View):
    """Something that waits for me, in whichever part. `clock`: for staff, the next of the request's clocks."""

    part: str
    title: str
    subject: UUID
    reference: str = ""
    what: str = ""
    command: str = ""
    due_on: date | None = None
    clock: audit.ClockView | None = None


@dataclass(frozen=True, kw_only=True)
class TasksScreen(View):
    """Everything that waits for me, the most urgent first; what has no date comes last."""

    rows: tuple[TaskRow, ...] = ()
    parts: tuple[PartState, ...] = ()


Links = Callable[[str, str], tuple[str, str]]  # part and command -> method and path; empty when there is no route


def request_screen(bus: Any, actor: Actor, correlation: UUID, links: Links, application_id: UUID) -> RequestScreen:
    """One request, whole. NotFound when no part has anything on it for this person."""
    messages = {
        "application": intake.ReadApplication(application_id=application_id),
        "case": review.ReadCase(application_id=application_id),
        "agreement": agreements.ReadAgreement(application_id=application_id),
        "project": provisioning.ReadProject(application_id=application_id),
        "clocks": audit.ReadClocks(application_id=application_id),
        "deletion": audit.ReadDeletion(application_id=application_id),
    }
    said = bus.gather(messages, actor, correlation=correlation, seconds=SCREEN_SECONDS)
    views: dict[str, Any] = {name: answer for name, answer in said.items() if isinstance(answer, View)}
    if not views:
        raise next((a for a in said.values() if isinstance(a, Resting)), None) or NotFound("There is no such request.")
    application = views.get("application")
    return RequestScreen(
        application_id=application_id,
        version=getattr(application, "version", 0),
        parts=parts(said),
        may=tuple(_steps(views, links, application_id)),
        **views,
    )


def tasks_screen(bus: Any, actor: Actor, correlation: UUID, _links: Links) -> TasksScreen:
    """My tasks, from every service that has any, by due date."""
    messages = {
        "intake": intake.MyTasks(),
        "review": review.MyReviewTasks(),
        "agreements": agreements.MyAgreementTasks(),
        "provisioning": provisioning.MyProvisioningTasks(),
        "audit": audit.MyAuditTasks(),
    }
    said = bus.gather(messages, actor, correlation=correlation, seconds=SCREEN_SECONDS)
    views: dict[str, Any] = {part: answer for part, answer in said.items() if isinstance(answer, View)}
    rows = [_task(part, row) for part, answer in views.items() for row in _rows(answer)]
    if "audit" in views:
        running = {clock.subject: clock for clock in reversed(views["audit"].clocks)}  # of several, the one due first
        rows = [replace(row, clock=running.get(row.subject)) for row in rows]
    return TasksScreen(rows=tuple(sorted(rows, key=_urgency)), parts=parts(said))


def due(row: TaskRow) -> date | None:
    """The day on which a task is due, else that of its request's clock while that runs."""
    running = row.clock is not None and row.clock.condition is audit.ClockCondition.RUNNING
    return row.due_on or (row.clock.due_on if row.clock is not None and running else None)


def _urgency(row: TaskRow) -> tuple[date, str]:
    return due(row) or date.max, row.reference


def parts(said: Mapping[str, View | Refused | Resting]) -> tuple[PartState, ...]:
    """What each part said, in a word."""
    return tuple(_part(name, answer) for name, answer in said.items())


def _part(name: str, answer: View | Refused | Resting) -> PartState:
    if isinstance(answer, View):
        return PartState(part=name, state="answered")
    if isinstance(answer, Resting):
        return PartState(part=name, state="resting", code=answer.code, retry_after=answer.retry_after)
    if isinstance(answer, NotFound):
        return PartState(part=name, state="nothing", code=answer.code)
    state = "not-permitted" if isinstance(answer, NotPermitted) else "resting"
    return PartState(part=name, state=state, code=answer.code)


def _steps(views: Mapping[str, View], links: Links, application_id: UUID) -> Iterable[Step]:
    owners = {"application": "intake", "case": "review", "agreement": "agreements", "project": "provisioning"}
    for name, view in views.items():
        part = owners.get(name, "audit")
        for command in getattr(view, "may", ()):
            method, template = links(part, command)
            href = template.replace("{application_id}", str(application_id))
            yield Step(command=command, part=part, method=method, href=href)


def _rows(answer: Any) -> tuple[Any, ...]:
    return tuple(answer.rows if hasattr(answer, "rows") else answer.tasks)


def _what(row: Any) -> str:
    """What is to be done: where a row says what it is about, its title says what is to be done."""
    if getattr(row, "about", ""):
        return str(row.title)
    return getattr(row, "what", "") or getattr(row, "task", "") or getattr(row, "kind", "")


def _task(part: str, row: Any) -> TaskRow:
    """The services name the same things a little differently; here they get one name each."""
    due = getattr(row, "due_on", None) or getattr(row, "due", None)
    return TaskRow(
        part=part,
        title=getattr(row, "about", "") or row.title,
        subject=getattr(row, "subject", None) or row.application_id,
        reference=row.reference,
        what=_what(row),
        command=getattr(row, "command", ""),
        due_on=due.date() if isinstance(due, datetime) else due,
    )
