"""Days in Europe/London and the instants at which they end."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london(at: datetime) -> date:
    """The day it is in London at this instant."""
    return at.astimezone(LONDON).date()


def day_after(day: date) -> datetime:
    """The first instant, in UTC, at which `day` is over in London."""
    return datetime.combine(day + timedelta(days=1), time(), LONDON).astimezone(UTC)


def weekdays_after(day: date, count: int) -> date:
    """The day `count` weekdays later. For the order of a task list only: promises are timed by audit, which knows the
    bank holidays."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
