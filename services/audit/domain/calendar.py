"""Working days in England and Wales, and how many of them have gone by (domain.md 4.2, rules 1 to 4).

Bank holidays are a value, never code: they have been moved and added by proclamation (4.3).  A year whose holidays are
not in the value counts as having none, so a date computed beyond it is too early rather than too late.
"""
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
CUTOFF = time(17, 0)
DAY = timedelta(days=1)
SATURDAY = 5

Holidays = frozenset[date]
# Days after the first, up to and with the second, do not count: the day of the pause does, the day of resuming not.
Span = tuple[date, date]


class Unit(StrEnum):
    """What a target counts.  The source says "working days" for some and "days" for others (S2-60, I1)."""

    WORKING_DAY = "working day"
    CALENDAR_DAY = "calendar day"


@dataclass(frozen=True)
class BankHolidays:
    """The bank holidays of some whole years, and the version of the list, which reports name beside their figures."""

    version: str
    days: Holidays

    def covers(self, day: date) -> bool:
        """Whether the year of `day` is in the list; beyond it a due date is only provisional."""
        return any(holiday.year == day.year for holiday in self.days)


def is_working_day(day: date, holidays: Holidays) -> bool:
    """Monday to Friday, bank holidays excepted (rule 1)."""
    return day.weekday() < SATURDAY and day not in holidays


def normalise(at: datetime, holidays: Holidays, cutoff: time = CUTOFF) -> date:
    """The working day on which something that happened at `at` counts as received (rule 2).

    Later than `cutoff` by the clocks of London, or on a day that is not a working day: the next working day.  At the
    cutoff itself is still in time.  ValueError when `at` has no zone.
    """
    local = _london(at)
    day = local.date() + DAY if local.time() > cutoff else local.date()
    while not is_working_day(day, holidays):
        day += DAY
    return day


def local_date(at: datetime) -> date:
    """The date in London at a moment, whatever the hour.  ValueError when `at` has no zone."""
    return _london(at).date()


def due(
    start: date, days: int, holidays: Holidays, pauses: Collection[Span] = (), unit: Unit = Unit.WORKING_DAY
) -> date:
    """The day on which `days` have gone by; the start is day 0 (rule 3).  ValueError when `days` is negative."""
    if days < 0:
        raise ValueError("a target is 0 days or more")
    day = start
    while days:
        day += DAY
        days -= _counts(day, holidays, pauses, unit)
    return day


def elapsed(
    start: date, until: date, holidays: Holidays, pauses: Collection[Span] = (), unit: Unit = Unit.WORKING_DAY
) -> int:
    """The days that count after `start`, up to and with `until` (rule 4); 0 when `until` is not after it.

    A day inside several pauses is left out once: pauses are a union, not a sum.
    """
    days = (start + DAY * number for number in range(1, (until - start).days + 1))
    return sum(_counts(day, holidays, pauses, unit) for day in days)


def _counts(day: date, holidays: Holidays, pauses: Collection[Span], unit: Unit) -> bool:
    if unit is Unit.WORKING_DAY and not is_working_day(day, holidays):
        return False
    return not any(since < day <= until for since, until in pauses)


def _london(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a moment has a zone")
    return at.astimezone(LONDON)
