"""Lists of cases, meetings with their agenda, and a person's tasks."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from ...message import Listing, Query, View
from ...request import Assurance, Profile
from ..parts import (
    CaseState,
    CommitteeMember,
    MeetingState,
    Quorum,
)


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
    """A meeting with its agenda. `minutes` is the draft, `published` what everybody reads (empty: nothing yet)."""

    meeting_id: UUID
    held_on: date
    place: str
    state: MeetingState
    members: tuple[CommitteeMember, ...]
    present: tuple[UUID, ...]
    agenda: tuple[AgendaItem, ...]
    version: int
    may: tuple[str, ...]
    minutes: str = ""
    published: str = ""
    published_on: date | None = None


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
class PublicMeetingRow(View):
    """What the public may know of a meeting: the day, how many requests were on its agenda, and how many members,
    observers left out, were asked and (once it was held) there; of them, lay members (S2-42). `minutes_on`: the day on
    which its minutes were published."""

    meeting_id: UUID
    held_on: date
    state: MeetingState
    items: int
    members: int
    lay: int
    present: int = 0
    lay_present: int = 0
    minutes_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PublicMeetingsView(View):
    """A page of meetings, the latest day first."""

    rows: tuple[PublicMeetingRow, ...] = ()
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class PublicMeetings(Listing):
    """Public: the days on which the committee meets, and met."""

    answers: ClassVar[type[View]] = PublicMeetingsView


@dataclass(frozen=True, kw_only=True)
class PublicMinutesView(View):
    """The published minutes of one meeting, in the markup of content pages."""

    held_on: date
    text: str
    published_on: date


@dataclass(frozen=True, kw_only=True)
class PublicMinutes(Query):
    """Public: the minutes of one meeting, once they are published; until then there are none."""

    answers: ClassVar[type[View]] = PublicMinutesView
    meeting_id: UUID


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
