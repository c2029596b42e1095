"""One service-level clock: a promise, when it started, when it stood still and how it stopped (domain.md 4.2)."""
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from services.audit.domain import calendar
from services.audit.domain.calendar import CUTOFF, Holidays, Unit
from services.audit.domain.targets import Reason

# The applicant ended the request, or let it end: nobody answered it, in time or late.
ABANDONED = frozenset({"ApplicationWithdrawn", "ApplicationLapsed", "EnquiryWithdrawn", "EnquiryLapsed"})
# Reasons of a clock that says nothing about the service; excluded from attainment and reported apart (domain.md 1.11).
SUSPENDED, RECLASSIFIED = "SUSPENDED", "RECLASSIFIED"
VOID = frozenset({SUSPENDED, RECLASSIFIED})


@dataclass(frozen=True)
class Pause:
    """Time that does not count; `until` is None while it lasts.

    It ends on the event type `ends_on`.  `external_body` is empty when it is the applicant who is awaited.  `by` is who
    paused it (S1-43).
    """

    reason: Reason
    since: datetime
    ends_on: str
    external_body: str = ""
    until: datetime | None = None
    by: UUID | None = None


@dataclass(frozen=True)
class Clock:
    """One instance of a target.  Days, unit and stops are those promised when it started (S2-67)."""

    target: str
    subject: str
    started_at: datetime
    target_days: int
    stops_on: tuple[str, ...]
    unit: Unit = Unit.WORKING_DAY
    pauses: tuple[Pause, ...] = ()
    stopped_at: datetime | None = None
    stop_reason: str | None = None

    @property
    def open(self) -> bool:
        """Whether it still runs, or stands in a pause."""
        return self.stopped_at is None


@dataclass(frozen=True)
class ClockState:
    """A clock at a moment.  `days_left` is negative once `breached`; `waiting_for` says on whom while paused.

    `due_on` is the day on which the last promised day is used up; during a pause, as if that ended now.
    """

    elapsed: int
    due_on: date
    days_left: int
    breached: bool
    paused_since: datetime | None
    waiting_for: str | None


def stopped(clock: Clock, at: datetime, reason: str) -> Clock:
    """The clock stopped for good, and with it the pause it may have been in."""
    pauses = tuple(replace(pause, until=pause.until or at) for pause in clock.pauses)
    return replace(clock, pauses=pauses, stopped_at=at, stop_reason=reason)


def state_of(clock: Clock, now: datetime, holidays: Holidays, cutoff: time = CUTOFF) -> ClockState:
    """What the clock shows at `now`, or for ever since it stopped.

    Starts, stops, pauses and `now` itself are all dated by rule 2.  So an open clock shows what it would show if it
    were stopped now, and past the cutoff of the last day it is already late.  For a stopped clock, give the holidays
    that were listed when it stopped (rule 9).
    """
    seen = clock.stopped_at or now
    start, until = (calendar.normalise(at, holidays, cutoff) for at in (clock.started_at, seen))
    spans = [
        (calendar.normalise(pause.since, holidays, cutoff), calendar.normalise(pause.until or seen, holidays, cutoff))
        for pause in clock.pauses
    ]
    elapsed = calendar.elapsed(start, until, holidays, spans, clock.unit)
    waiting = [pause for pause in clock.pauses if clock.open and pause.until is None]
    return ClockState(
        elapsed=elapsed,
        due_on=calendar.due(start, clock.target_days, holidays, spans, clock.unit),
        days_left=clock.target_days - elapsed,
        breached=elapsed > clock.target_days,
        paused_since=min((pause.since for pause in waiting), default=None),
        waiting_for=", ".join(sorted({pause.external_body or "applicant" for pause in waiting})) or None,
    )
