"""What review answers: the case as this reader may see it, lists, meetings, tasks."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from ..message import Listing, Query, View
from ..request import Assurance, Profile, Request
from .parts import (
    Action,
    Advice,
    CaseState,
    Comment,
    CommitteeMember,
    Condition,
    ConditionWanted,
    FeedbackItem,
    Interest,
    InterestOutcome,
    Letter,
    MeetingState,
    Office,
    Quorum,
    Signature,
)


@dataclass(frozen=True, kw_only=True)
class AssignmentView(View):
    """One reviewer's place on the case. Names are for staff; the applicant does not see assignments."""

    person_id: UUID
    name: str
    discipline: str
    mandatory: bool
    due_on: date
    declared: bool
    conflicted: bool
    accepted: bool
    recorded: bool
    waived: bool


@dataclass(frozen=True, kw_only=True)
class InterestView(View):
    """A declared or automatic interest."""

    person_id: UUID
    kind: Interest
    outcome: InterestOutcome
    conflicted: bool
    rule: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class ReviewView(View):
    """One review as this reader may see it: `confidential` is empty for whoever may not."""

    person_id: UUID
    name: str
    discipline: str
    request_sha256: str
    ratings: dict[str, str]
    recommendation: Advice
    comments: tuple[Comment, ...]
    confidential: str
    conditions: tuple[ConditionWanted, ...]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class WaitView(View):
    """A body outside that is being waited for, or was."""

    body: str
    reference: str
    since: datetime
    until: datetime | None
    outcome: str


@dataclass(frozen=True, kw_only=True)
class AdviceView(View):
    """The committee's advice."""

    meeting_id: UUID
    held_on: date
    outcome: Advice
    summary: str
    conditions: tuple[ConditionWanted, ...]
    dissent: str
    risks: tuple[str, ...]
    quorum: Quorum
    request_sha256: str


@dataclass(frozen=True, kw_only=True)
class DecisionView(View):
    """The decision, or the signatures so far."""

    outcome: str
    signatures: tuple[Signature, ...]
    waiting: tuple[Office, ...]
    decided_at: datetime | None
    reasons: tuple[str, ...]
    letter: Letter | None
    letter_sha256: str
    valid_until: date | None
    outstanding: tuple[str, ...]
    concerns: tuple[str, ...]
    departs_from_advice: bool


@dataclass(frozen=True, kw_only=True)
class AppealView(View):
    """An appeal and how it ended: `outcome` is empty, upheld or dismissed."""

    grounds: str
    statement: str
    lodged_at: datetime
    decide_by: date
    outcome: str
    reasons: str


@dataclass(frozen=True, kw_only=True)
class CaseView(View):
    """A case. `request` (the papers) is None for whoever may not read them: `papers` says why: open, declare
    (declare your interest first), conflicted, or none (not this reader's)."""

    application_id: UUID
    reference: str
    profile: Profile
    title: str
    state: CaseState
    level: Assurance | None
    committee: bool
    disciplines: tuple[str, ...]
    offices: tuple[Office, ...]
    rules: tuple[str, ...]
    case_officer_id: UUID | None
    opened_at: datetime | None
    request_version: int
    request_sha256: str
    papers: str
    request: Request | None
    assignments: tuple[AssignmentView, ...]
    interests: tuple[InterestView, ...]
    reviews: tuple[ReviewView, ...]
    feedback: tuple[FeedbackItem, ...]
    feedback_due_on: date | None
    waits: tuple[WaitView, ...]
    meeting_id: UUID | None
    held_on: date | None
    quorum: Quorum | None
    advice: AdviceView | None
    decision: DecisionView | None
    actions: tuple[Action, ...]
    conditions: tuple[Condition, ...]
    appeal: AppealView | None
    appeal_by: date | None
    version: int
    may: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ReadCase(Query):
    """One case, as the asker may see it; not-found for whoever has no part in it."""

    answers: ClassVar[type[View]] = CaseView
    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseRowView(View):
    """One line of the list of cases."""

    application_id: UUID
    reference: str
    title: str
    profile: Profile
    state: CaseState
    level: Assurance
    committee: bool
    case_officer_id: UUID | None
    opened_at: datetime
    changed_at: datetime
    due_on: date | None
    held_on: date | None
    reviews_done: int
    reviews_wanted: int


@dataclass(frozen=True, kw_only=True)
class CasePage(View):
    """A page of cases; `next` is the cursor of the following page, empty at the end."""

    rows: tuple[CaseRowView, ...]
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class ListCases(Listing):
    """Staff: every case that they may know of. A reviewer sees those assigned to them. Empty filters mean all."""

    answers: ClassVar[type[View]] = CasePage
    profile: str = field(default="", metadata={"max": 20})
    state: str = field(default="", metadata={"max": 30})
    level: str = field(default="", metadata={"max": 2})
    officer_id: UUID | None = None
    q: str = field(default="", metadata={"max": 100})
    sort: str = field(default="-opened", metadata={"pattern": "^-?(opened|changed|reference|due)$"})


@dataclass(frozen=True, kw_only=True)
class AgendaItem(View):
    """One request on the agenda, with the quorum for it: without the members who may not advise on it."""

    application_id: UUID
    reference: str
    title: str
    state: CaseState
    request_sha256: str
    quorum: Quorum
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class MeetingView(View):
    """A meeting with its agenda."""

    meeting_id: UUID
    held_on: date
    place: str
    state: MeetingState
    members: tuple[CommitteeMember, ...]
    present: tuple[UUID, ...]
    agenda: tuple[AgendaItem, ...]
    version: int
    may: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ReadMeeting(Query):
    """One meeting, for staff and for its members."""

    answers: ClassVar[type[View]] = MeetingView
    meeting_id: UUID


@dataclass(frozen=True, kw_only=True)
class MeetingRowView(View):
    """One line of the list of meetings."""

    meeting_id: UUID
    held_on: date
    place: str
    state: MeetingState
    items: int


@dataclass(frozen=True, kw_only=True)
class MeetingPage(View):
    """A page of meetings."""

    rows: tuple[MeetingRowView, ...]
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class ListMeetings(Listing):
    """Meetings by date, from `from_day` on when given."""

    answers: ClassVar[type[View]] = MeetingPage
    from_day: date | None = None
    state: str = field(default="", metadata={"max": 10})
    sort: str = field(default="held_on", metadata={"pattern": "^-?held_on$"})


@dataclass(frozen=True, kw_only=True)
class TaskView(View):
    """Something that waits for this person; `command` is what does it."""

    application_id: UUID
    reference: str
    title: str
    what: str
    command: str
    due_on: date | None


@dataclass(frozen=True, kw_only=True)
class ReviewTasks(View):
    """A person's tasks in review, the most urgent first."""

    tasks: tuple[TaskView, ...]


@dataclass(frozen=True, kw_only=True)
class MyReviewTasks(Query):
    """What waits for the asker in review."""

    answers: ClassVar[type[View]] = ReviewTasks
