"""Feasibility counts: how many people of the Analysis Data Core meet criteria, before anybody applies (domain G5).

Only the disclosed figure exists outside the engine: small numbers are hidden and the others rounded (domain 5.4).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from ..message import Command, Event, Listing, Query, View
from ..request import Profile

CODE = {"pattern": r"^[A-Za-z][0-9][0-9A-Za-z](\.?[0-9A-Za-z]{1,4})?$", "max": 9, "items": 20}
AGE = {"min": 0, "max": 120}


class Sex(StrEnum):
    FEMALE = "F"
    MALE = "M"


class FeasibilityState(StrEnum):
    COUNTING = "counting"
    COUNTED = "counted"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class CountFeasibility(Command):
    """Count the people who meet all of these criteria: ICD-10 conditions (each with all below it), age in whole years,
    sex (F, M), and a time in which the condition, or a visit, must lie. The answer's subject is the count's id; it is
    made in the background. Refused: `too-many-counts` (20 a day, because differences of counts disclose),
    `criteria-missing`, `criteria-wrong`."""

    profile: Profile = Profile.HOSPITAL
    conditions: tuple[str, ...] = field(default=(), metadata=CODE)
    age_from: int | None = field(default=None, metadata=AGE)
    age_to: int | None = field(default=None, metadata=AGE)
    sexes: tuple[Sex, ...] = field(default=(), metadata={"items": 2})
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, kw_only=True)
class FeasibilityView(View):
    """One count. `shown` is the figure as it may be shown: `0`, `*` for fewer than `threshold`, else to the nearest
    five; empty until it is counted. Opt-outs and objections are not taken off yet. `reason`: why it was refused."""

    count_id: UUID
    state: FeasibilityState
    profile: Profile
    conditions: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    sexes: tuple[Sex, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    shown: str = ""
    threshold: int
    reason: str = ""
    asked_at: datetime
    answered_at: datetime | None = None
    left_today: int


@dataclass(frozen=True, kw_only=True)
class FeasibilityPage(View):
    rows: tuple[FeasibilityView, ...]
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class ReadFeasibility(Query):
    """One count of one's own."""

    answers = FeasibilityView
    count_id: UUID


@dataclass(frozen=True, kw_only=True)
class MyFeasibilityCounts(Listing):
    """One's own counts, latest first."""

    answers = FeasibilityPage


@dataclass(frozen=True, kw_only=True)
class FeasibilityAsked(Event):
    """Somebody asked for a count. The subject is the count's id."""

    profile: Profile
    conditions: tuple[str, ...]
    age_from: int | None
    age_to: int | None
    sexes: tuple[Sex, ...]
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True, kw_only=True)
class FeasibilityCounted(Event):
    """The figure that was told."""

    shown: str
    threshold: int


@dataclass(frozen=True, kw_only=True)
class FeasibilityNotCounted(Event):
    """Why there is no figure, such as `criterion-restricted` or `core-missing`."""

    code: str
    reason: str
