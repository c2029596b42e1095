"""A date, in the sense of certificates and registrations, is a day in London."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def day_of(at: datetime) -> date:
    """The day in London at an instant."""
    return at.astimezone(LONDON).date()


def noon_of(day: date) -> datetime:
    """An instant of a day of which no more is known: within its hours of work, whatever the season."""
    return datetime.combine(day, time(12), LONDON).astimezone(UTC)
