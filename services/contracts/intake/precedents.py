"""Precedents (domain 3.4): kinds of requests that the committee has decided before. Which are in force is the
committee's to say, for a year at most, and each route that one decides names it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from ..message import Command, Event, Listing, Query, View
from ..request import Profile

PRECEDENT: dict[str, Any] = {"pattern": r"^P[1-9][0-9]?$", "free": False}


class LookBack(StrEnum):
    """How the committee's look back at a sampled request stands: it waits for the decision, then for the committee, who
    finds that the precedent was rightly followed, or not."""

    UNDECIDED = "undecided"
    WAITING = "waiting"
    UPHELD = "upheld"
    CONCERN = "concern"


class Found(StrEnum):
    """What the committee found when it looked back."""

    UPHELD = "upheld"
    CONCERN = "concern"


@dataclass(frozen=True, kw_only=True)
class AdoptPrecedent(Command):
    """The committee adopts a precedent, or adopts it anew: requests that fit it in every test take its route (R06)
    until the end of `review_on`, at most twelve months after `decided_on`. `minutes`: where that is recorded;
    `sampling_percent`: how many of those requests the committee looks at afterwards."""

    profile: Profile
    precedent: str = field(metadata=PRECEDENT)
    decided_on: date
    review_on: date
    minutes: str = field(metadata={"min": 1, "max": 300})
    sampling_percent: int = field(default=10, metadata={"min": 0, "max": 100})


@dataclass(frozen=True, kw_only=True)
class SuspendPrecedent(Command):
    """From now on nothing takes its route, until it is adopted anew."""

    profile: Profile
    precedent: str = field(metadata=PRECEDENT)
    reason: str = field(metadata={"min": 10, "max": 2000})


@dataclass(frozen=True, kw_only=True)
class RecordLookBack(Command):
    """What the committee found when it looked back at a sampled request (domain 3.2, 3.4): by the chair, who took no
    part in it. A concern needs a `reason` of ten characters or more, and suspends the precedent. `minutes`: where that
    is recorded."""

    application_id: UUID
    precedent: str = field(metadata=PRECEDENT)
    found: Found
    reason: str = field(default="", metadata={"max": 1500})
    minutes: str = field(metadata={"min": 1, "max": 300})


@dataclass(frozen=True, kw_only=True)
class LookBackRecorded(Event):
    """The committee looked back at a request that a precedent had decided; the subject is the precedent."""

    profile: Profile
    precedent: str
    application_id: UUID
    reference: str
    found: Found
    minutes: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class PrecedentAdopted(Event):
    """A precedent is in force for a profile."""

    profile: Profile
    precedent: str
    version: int
    decided_on: date
    review_on: date
    minutes: str
    sampling_percent: int


@dataclass(frozen=True, kw_only=True)
class PrecedentSuspended(Event):
    """A precedent is in force no more."""

    profile: Profile
    precedent: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PrecedentStanding(View):
    """One precedent of one profile. `shipped`: in force with Haven, until somebody says otherwise; `uses`: how many
    requests were accepted on its route."""

    profile: Profile
    precedent: str
    title: str
    version: int
    conditions: tuple[str, ...] = ()
    active: bool = False
    shipped: bool = False
    decided_on: date | None = None
    review_on: date | None = None
    minutes: str = ""
    sampling_percent: int = 0
    reason: str = ""
    uses: int = 0
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PrecedentsView(View):
    """Every precedent, for each profile."""

    rows: tuple[PrecedentStanding, ...] = ()
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadPrecedents(Query):
    """Every precedent and whether it is in force."""

    answers: ClassVar[type[View]] = PrecedentsView


@dataclass(frozen=True, kw_only=True)
class LookBackRow(View):
    """One sampled request: which precedent decided its route, and how the look back stands."""

    application_id: UUID
    reference: str
    profile: Profile
    precedent: str
    title: str
    accepted_at: datetime
    decided_at: datetime | None = None
    state: LookBack
    reason: str = ""
    minutes: str = ""
    recorded_at: datetime | None = None
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LookBacksView(View):
    """A page of sampled requests, the last accepted first."""

    rows: tuple[LookBackRow, ...] = ()
    next: str = ""
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ListLookBacks(Listing):
    """The requests that a precedent decided and that were drawn for the committee to look at; by state, precedent or
    request."""

    answers: ClassVar[type[View]] = LookBacksView
    state: LookBack | None = None
    precedent: str = field(default="", metadata={"pattern": r"^(P[1-9][0-9]?)?$"})
    application_id: UUID | None = None
