"""A date, in the sense of certificates and registrations, is a day in London."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def day_of(at: datetime) -> date:
    """The day in London at an instant."""
    return at.astimezone(LONDON).date()
