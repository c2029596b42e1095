"""Dates and instants of an agreement. A date is a day in Europe/London; an instant is aware UTC (plan of the clock:
1.4.19, 1.4.21, X-DATE1, X-DATE2)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.contracts.message import Problem

LONDON = ZoneInfo("Europe/London")
MAX_MONTHS, MAX_MONTHS_COMMERCIAL = 36, 12
START_WITHIN_MONTHS = 12
REMINDERS = (180, 90, 60, 30, 14, 7)


def london(at: datetime) -> date:
    """The day it is in London at this instant."""
    return at.astimezone(LONDON).date()


def first_instant(day: date) -> datetime:
    """00:00:00 in London on this day, in UTC: an hour earlier than the UTC date suggests in summer."""
    return datetime.combine(day, time(0, 0, 0), LONDON).astimezone(UTC)


def last_instant(day: date) -> datetime:
    """23:59:59 in London on this day, in UTC. From this instant on, what ended on `day` has ended."""
    return datetime.combine(day, time(23, 59, 59), LONDON).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later; the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def months_in(start: date, end: date) -> int:
    """The length of a term in months, both days included, a begun month counting as one: 20 April 2026 to 19 April
    2029 is 36, to 20 April 2029 is 37."""
    months = 0
    while add_months(start, months) <= end:
        months += 1
    return months


def longest(start: date, *, commercial: bool) -> date:
    """The last day a term that starts on `start` may have: three years, one where the purpose is commercial."""
    return add_months(start, MAX_MONTHS_COMMERCIAL if commercial else MAX_MONTHS) - timedelta(days=1)


def problems(
    start: date, end: date, *, issued_on: date, commercial: bool, supports: Iterable[tuple[str, date]]
) -> list[Problem]:
    """Why this term may not be offered on `issued_on`; nothing when it may. `supports` are the things that the
    agreement rests on, by name, with their last day: CAG support, framework contracts."""
    found = []
    if start < issued_on:
        found.append(Problem(code="starts-too-early", field="start", message="Start on the day of issue or later"))
    if start > add_months(issued_on, START_WITHIN_MONTHS):
        found.append(Problem(code="starts-too-late", field="start", message="Start within 12 months of issue"))
    if end <= start:
        found.append(Problem(code="ends-before-start", field="end", message="End after the start"))
    if end > longest(start, commercial=commercial):
        limit = "one year, since the purpose is commercial" if commercial else "three years"
        found.append(Problem(code="too-long", field="end", message=f"Shorten the term to {limit} or less"))
    for name, last in supports:
        if end > last:
            message = f"End on {last.isoformat()} at the latest, when {name} ends"
            found.append(Problem(code="outlasts-support", field="end", message=message))
    return found


def reminder_due(ends_on: date, today: date, already: int) -> int | None:
    """The reminder (days before the end) to send today, when the last one sent was `already`; None when there is none.
    Where a clock that was moved skipped several, only the latest is sent."""
    left = (ends_on - today).days
    due = [days for days in REMINDERS if left <= days < already]
    return min(due) if due and left >= 0 else None


def next_reminder(ends_on: date, already: int) -> date:
    """The day on which to look again: that of the next reminder, or of the end."""
    later = [days for days in REMINDERS if days < already]
    return ends_on - timedelta(days=max(later)) if later else ends_on


def reminders_passed(ends_on: date, today: date) -> int:
    """What counts as already reminded when an agreement comes into force: a term of 100 days skips the 180-day one."""
    left = (ends_on - today).days
    return min((days for days in REMINDERS if days >= left), default=REMINDERS[0] + 1)
