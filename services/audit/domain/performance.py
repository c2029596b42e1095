"""Performance figures, from events and clocks alone (S2-35 to S2-37, S2-59; domain.md 4.5).

Counts of requests are not personal data and may be published; times of fewer than five are withheld.
"""
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
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
    "AssessmentCompleted": None,
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
    "AgreementExpired": Stage.DELETION,
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
        elif _excluded(clock, late):
            tally.update(excluded=1)
        else:
            tally.update(stopped=1, within=not late)
    return {target: Attainment(**tallies[target]) for target in sorted(tallies)}


def times(clocks: Iterable[Clock], holidays: Holidays, *, with_pauses: bool, cutoff: time = CUTOFF) -> Times:
    """Elapsed days of the clocks that were answered: the service's time, or the customer's `with_pauses`.

    The 90th percentile is by nearest rank: a number of days that some request did take.
    """
    answered = [clock for clock in clocks if not clock.open and clock.stop_reason not in ABANDONED | VOID]
    taken = sorted(
        state_of(replace(clock, pauses=()) if with_pauses else clock, clock.stopped_at, holidays, cutoff).elapsed
        for clock in answered if clock.stopped_at
    )
    if len(taken) < FEWEST:
        return Times(len(taken), None, None, None)
    return Times(len(taken), median(taken), mean(taken), taken[ceil(9 * len(taken) / 10) - 1])


def volumes(happenings: Iterable[Happening]) -> dict[str, Volumes]:
    """What happened per month of London time, "2026-07"; every month between the first and the last is there."""
    months: defaultdict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for happening in happenings:
        counted = _counted(happening)
        if counted:
            day = local_date(happening.at)
            months[day.year, day.month][counted] += 1
    if not months:
        return {}
    (year, month), last = min(months), max(months)
    listed = {}
    while (year, month) <= last:
        listed[f"{year:04}-{month:02}"] = Volumes(**months[year, month])
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return listed


def stages(happenings: Collection[Happening]) -> dict[Stage, Load]:
    """The requests being managed, by macro-stage, after these events; all five stages are there."""
    where: dict[str, Stage | None] = {}
    for happening in sorted(happenings, key=lambda each: each.at):
        if happening.type in STAGE_AFTER:
            where[happening.subject] = _stage(happening, where.get(happening.subject))
    counts = Counter(where.values())
    shared = sum(counts[stage] for stage in SHARED)
    return {
        stage: Load(counts[stage], counts[stage] / shared if stage in SHARED and shared else None) for stage in Stage
    }


def _excluded(clock: Clock, late: bool) -> bool:
    return clock.stop_reason in VOID or (clock.stop_reason in ABANDONED and not late)


def _counted(happening: Happening) -> str | None:
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
    if happening.type == "EnquiryAnswered" and happening.facts.get("outcome") == "proceed":
        return Stage.ENQUIRY  # its preliminary assessment is still of that stage
    if happening.type == "ApplicationSubmitted" and before is Stage.APPROVAL:
        return before  # a new version in answer to the reviewers' comments
    return STAGE_AFTER[happening.type]
