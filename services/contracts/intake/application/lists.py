"""Requests in lists, and what waits for a person."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from ...message import Listing, Query, View
from ...request import Profile
from .parts import Appointment


@dataclass(frozen=True, kw_only=True)
class RequestRow(View):
    """A request in a list: where it stands, what is awaited and from whom."""

    application_id: UUID
    reference: str
    title: str
    profile: Profile
    stage: str
    label: str
    macro_stage: str
    group: str
    lead_id: UUID
    lead_name: str = ""
    officer_id: UUID | None = None
    officer_name: str = ""
    request_type: str = ""
    approval: str = ""
    level: str = ""
    awaited: str = ""
    awaited_from: str = ""
    started_at: datetime
    updated_at: datetime
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MyRequestsView(View):
    """MyDARs (S0-18): drafts, submitted, approved, the newest change first. `next`: the cursor of the older ones, where
    there are more than fit in one answer."""

    drafts: tuple[RequestRow, ...] = ()
    submitted: tuple[RequestRow, ...] = ()
    approved: tuple[RequestRow, ...] = ()
    may: tuple[str, ...] = ()
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class MyRequests(Query):
    """The requests that name me: the 500 that changed last, or those before `after`, the `next` of such an answer."""

    answers: ClassVar[type[View]] = MyRequestsView
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class ApplicationList(View):
    """A page of requests."""

    rows: tuple[RequestRow, ...] = ()
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class ListApplications(Listing):
    """The staff list. `sort` is updated_at, reference, title or stage, with a leading minus for descending."""

    answers: ClassVar[type[View]] = ApplicationList
    stage: str = ""
    macro_stage: str = ""
    group: str = ""
    profile: Profile | None = None
    officer_id: UUID | None = None
    q: str = field(default="", metadata={"max": 200})
    sort: str = field(default="-updated_at", metadata={"pattern": r"^-?(updated_at|reference|title|stage)$"})


@dataclass(frozen=True, kw_only=True)
class WorkloadRow(View):
    """How many requests in one stage one case officer has; without an officer: those that nobody has taken on."""

    officer_id: UUID | None = None
    officer_name: str = ""
    profile: Profile
    stage: str
    label: str
    count: int


@dataclass(frozen=True, kw_only=True)
class WorkloadView(View):
    """Requests that are not at their end, by officer, profile and stage."""

    rows: tuple[WorkloadRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadWorkload(Query):
    """Who has how many requests in which stage, for those who share out the work."""

    answers: ClassVar[type[View]] = WorkloadView


@dataclass(frozen=True, kw_only=True)
class AppointmentRow(View):
    """One appointment of an officer with an applicant."""

    application_id: UUID
    reference: str
    title: str
    officer_id: UUID | None = None
    officer_name: str = ""
    lead_name: str = ""
    appointment: Appointment


@dataclass(frozen=True, kw_only=True)
class AppointmentsView(View):
    """Appointments by their beginning."""

    rows: tuple[AppointmentRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ListAppointments(Query):
    """Appointments that begin on these days, in London, both included; of one officer or of all. Those that were
    called off are left out. At most 92 days."""

    answers: ClassVar[type[View]] = AppointmentsView
    from_day: date
    to_day: date
    officer_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Task(View):
    """Something that waits for this person; merged with the other services' tasks by due date. `title`: what is to be
    done; `about`: what the request is called."""

    kind: str
    title: str
    subject: UUID
    reference: str = ""
    due_on: date | None = None
    command: str = ""
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskList(View):
    """Everything in intake that waits for me."""

    rows: tuple[Task, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MyTasks(Query):
    """What waits for me in intake."""

    answers: ClassVar[type[View]] = TaskList
