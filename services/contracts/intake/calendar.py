"""An appointment as an entry of people's calendars (S1-14; RFC 5545).

The mail about an appointment and the page of its request give the same entry under the same identifier, so that opening
either again, also after it was called off, changes the entry and makes no other.
"""

from datetime import datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event

PRODUCT = "-//Haven//Appointments//EN"


def entry(
    appointment_id: UUID, reference: str, starts_at: datetime, *, minutes: int | None, cancelled: bool, stamp: datetime,
    description: str, place: str = "",
) -> bytes:  # fmt: skip
    """One entry, in UTF-8; called off, it takes itself out of the calendar. A calendar may be shared: it says which
    request, and no names. `stamp`: when this was said; `minutes`: None where only the beginning is known."""
    event = Event()
    event.add("uid", f"{appointment_id}@haven")
    event.add("dtstamp", stamp)
    event.add("dtstart", starts_at)
    if minutes is not None:
        event.add("dtend", starts_at + timedelta(minutes=minutes))
    event.add("summary", f"{reference}: appointment")
    if place:
        event.add("location", place)
    event.add("description", description)
    event.add("sequence", int(cancelled))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()
