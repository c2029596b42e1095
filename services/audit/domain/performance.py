"""Performance figures, from events and clocks alone (S2-35 to S2-37, S2-59; domain.md 4.5).

Counts of requests are not personal data and may be published; times of fewer than five are withheld.
"""
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import StrEnum
from math import ceil
from statistics import mean, median

from services.audit.domain.calendar import CUTOFF, Holidays, local_date
from services.audit.domain.clock import ABANDONED, VOID, Clock, state_of
from services.audit.domain.clocks import Happening
from services.audit.domain.targets import DECISIONS, RELEASE

FEWEST = 5


class Stage(StrEnum):
    """The macro-stages of domain.md 1.2.  S2-36 publishes proportions of the three in `SHARED`."""

    ENQUIRY = "Enquiry"
    APPLICATION = "Application"
    APPROVAL = "Approval"
    ACCESS = "Access"
    DELETION = "Deletion"


SHARED = (Stage.APPLICATION, Stage.APPROVAL, Stage.ACCESS)

# The stage a request is in after an event; None when it is no longer managed.  Other events leave it where it was.
STAGE_AFTER: dict[str, Stage | None] = {
    "EnquiryReceived": Stage.ENQUIRY,
    "EnquiryAnswered": None,
    "EnquiryWithdrawn": None,
    "EnquiryLapsed": None,
    "EnquiryReopened": Stage.ENQUIRY,
    "AssessmentCompleted": None,
    "AssessmentClosed": None,
    "ApplicationStarted": Stage.APPLICATION,
    "ApplicationSubmitted": Stage.APPLICATION,
    "ApplicationReturned": Stage.APPLICATION,
    "ApplicationIneligible": None,
    "ApplicationAccepted": Stage.APPROVAL,
    "ApplicationApprovedProvisionally": Stage.APPROVAL,
    "ApplicationRejected": None,
    "AppealUpheld": Stage.APPROVAL,
    "ApplicationApproved": Stage.ACCESS,
    "ApplicationWithdrawn": None,
    "ApplicationLapsed": None,
    "ApplicationReopened": Stage.APPLICATION,
    "AgreementExpired": Stage.DELETION,
    "AgreementTerminated": Stage.DELETION,
    "DeletionOrdered": Stage.DELETION,
    "ProjectClosed": None,
}


@dataclass(frozen=True)
class Attainment:
    """How one target was kept.

    `stopped` clocks count, of which `within` were in time.  `excluded` ones say nothing about the service: void, or
    abandoned by the applicant while still in time (one abandoned late was late, and counts).
    """

    stopped: int = 0
    within: int = 0
    excluded: int = 0
    open: int = 0
    open_and_breached: int = 0

    @property
    def share(self) -> float | None:
        """Within target as a part of stopped, 0 to 1; None when none stopped."""
        return self.within / self.stopped if self.stopped else None


@dataclass(frozen=True)
class Times:
    """Elapsed days of `count` clocks; the three figures are None, withheld, when there are fewer than five."""

    count: int
    median: float | None
    mean: float | None
    p90: int | None


@dataclass(frozen=True)
class Volumes:
    """What happened in one month.  A request submitted again after a return is not submitted twice."""

    submitted: int = 0
    accepted: int = 0
    decided: int = 0
    released: int = 0
    withdrawn: int = 0
    lapsed: int = 0


@dataclass(frozen=True)
class Load:
    """Requests in a stage.  `share`, 0 to 1, is of those in `SHARED`; None outside these, or when they are empty."""

    count: int
    share: float | None


def attainment(
    clocks: Iterable[Clock], now: datetime, holidays: Holidays, cutoff: time = CUTOFF
) -> dict[str, Attainment]:
    """How each target with at least one clock was kept, by target id.

    For the attainment of a month, give the clocks that stopped in it.
    """
    tallies: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for clock in clocks:
        late = state_of(clock, now, holidays, cutoff).breached
        tally = tallies[clock.target]
        if clock.open:
            tally.update(open=1, open_and_breached=late)
        elif excluded(clock, late):
            tally.update(excluded=1)
        else:
            tally.update(stopped=1, within=not late)
    return {target: Attainment(**tallies[target]) for target in sorted(tallies)}


def times(clocks: Iterable[Clock], holidays: Holidays, *, with_pauses: bool, cutoff: time = CUTOFF) -> Times:
    """Elapsed days of the clocks that were answered: the service's time, or the customer's `with_pauses`.

    The 90th percentile is by nearest rank: a number of days that some request did take.
    """
    answered = [clock for clock in clocks if is_answered(clock)]
    return times_of(taken(clock, holidays, with_pauses=with_pauses, cutoff=cutoff) for clock in answered)


def is_answered(clock: Clock) -> bool:
    """Whether the service stopped the clock, in time or late: not the applicant, and not because it became void."""
    return not clock.open and clock.stop_reason not in ABANDONED | VOID


def taken(clock: Clock, holidays: Holidays, *, with_pauses: bool, cutoff: time = CUTOFF) -> int:
    """The days that a stopped clock took: the service's, or the customer's `with_pauses`."""
    counted = replace(clock, pauses=()) if with_pauses else clock
    return state_of(counted, counted.stopped_at or counted.started_at, holidays, cutoff).elapsed


def times_of(days: Iterable[int]) -> Times:
    """The figures of these numbers of days."""
    taken = sorted(days)
    if len(taken) < FEWEST:
        return Times(len(taken), None, None, None)
    return Times(len(taken), median(taken), mean(taken), taken[ceil(9 * len(taken) / 10) - 1])


def volumes(happenings: Iterable[Happening]) -> dict[str, Volumes]:
    """What happened per month of London time, "2026-07"; every month between the first and the last is there."""
    months: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for happening in happenings:
        column = counted(happening)
        if column:
            months[month_of(happening.at)][column] += 1
    return by_month(months)


def month_of(at: datetime) -> str:
    """The month in London at a moment, "2026-07"."""
    return f"{local_date(at):%Y-%m}"


def by_month(counts: Mapping[str, Mapping[str, int]]) -> dict[str, Volumes]:
    """The volumes of every month between the first and the last that has any."""
    if not counts:
        return {}
    year, month = map(int, min(counts).split("-"))
    listed: dict[str, Volumes] = {}
    while (name := f"{year:04}-{month:02}") <= max(counts):
        listed[name] = Volumes(**counts.get(name, {}))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return listed


def stages(happenings: Collection[Happening]) -> dict[Stage, Load]:
    """The requests being managed, by macro-stage, after these events; all five stages are there."""
    histories: defaultdict[str, list[Happening]] = defaultdict(list)
    for happening in happenings:
        histories[happening.subject].append(happening)
    return loads(Counter(stage for stage in map(stage_of, histories.values()) if stage))


def stage_of(history: Iterable[Happening]) -> Stage | None:
    """The macro-stage of one request after its events; None when it is not managed (any more)."""
    stage: Stage | None = None
    for happening in sorted(history, key=lambda each: each.at):
        if happening.type in STAGE_AFTER:
            stage = _stage(happening, stage)
    return stage


def loads(counts: Mapping[Stage, int]) -> dict[Stage, Load]:
    """Counts as they are published, with the shares of the three stages; all five stages are there."""
    shared = sum(counts.get(stage, 0) for stage in SHARED)
    return {
        stage: Load(counts.get(stage, 0), counts.get(stage, 0) / shared if stage in SHARED and shared else None)
        for stage in Stage
    }


def excluded(clock: Clock, late: bool) -> bool:
    """Whether a stopped clock says nothing about the service."""
    return clock.stop_reason in VOID or (clock.stop_reason in ABANDONED and not late)


def counted(happening: Happening) -> str | None:
    """The column of `Volumes` an event belongs to."""
    match happening.type:
        case "ApplicationSubmitted" if happening.facts.get("version", 1) == 1:
            return "submitted"
        case "ApplicationAccepted":
            return "accepted"
        case decision if decision in DECISIONS:
            return "decided"
        case release if release == RELEASE and happening.facts.get("final") is True:
            return "released"
        case "ApplicationWithdrawn":
            return "withdrawn"
        case "ApplicationLapsed":
            return "lapsed"
    return None


def _stage(happening: Happening, before: Stage | None) -> Stage | None:
    if happening.type == "EnquiryAnswered" and happening.facts.get("outcome") == "assessment":
        return Stage.ENQUIRY  # its preliminary assessment is still of that stage
    if happening.type == "ApplicationSubmitted" and before is Stage.APPROVAL:
        return before  # a new version in answer to the reviewers' comments
    return STAGE_AFTER[happening.type]
