"""When to remind of what runs out: 60, 30 and 7 days before, and on the day after the last (domain 1.8, 2.7)."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

WARN_DAYS = (60, 30, 7, 0)
Warned = Mapping[str, int]  # by the name of what runs out, the last reminder that was sent


def reminders(warned: Warned, name: str, last_day: date) -> list[tuple[int, date]]:
    """The reminders not yet sent of one thing, and the day of each; 0 comes the day after the last."""
    left = [step for step in WARN_DAYS if step < warned.get(name, WARN_DAYS[0] + 1)]
    return [(step, last_day - timedelta(days=step) if step else last_day + timedelta(days=1)) for step in left]


def due(warned: Warned, ends: Mapping[str, date], today: date) -> Iterator[tuple[str, date, int]]:
    """What to remind of today: its name, its last day, and the latest of the reminders that are due."""
    for name, last_day in ends.items():
        steps = [step for step, on in reminders(warned, name, last_day) if today >= on]
        if steps:
            yield name, last_day, min(steps)


def next_day(warned: Warned, ends: Mapping[str, date]) -> date | None:
    """The day of the next reminder; None when there is none to come."""
    days = (on for name, last_day in ends.items() for _, on in reminders(warned, name, last_day))
    return min(days, default=None)
