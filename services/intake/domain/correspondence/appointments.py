"""What goes into the calendar of whoever is told of an appointment (RFC 5545). Mail says neither where nor over what:
for that the request is opened, whose page has the whole entry under the same identifier."""

from datetime import timedelta

from icalendar import Calendar
from icalendar import Event as Entry

from services.contracts.intake.application import AppointmentArranged, AppointmentCancelled
from services.contracts.message import Event

PRODUCT = "-//Haven//Appointments//EN"


def calendar(event: Event) -> str:
    """The file that goes with the mail about an event; empty for any other. Called off, it takes itself out again."""
    if not isinstance(event, (AppointmentArranged, AppointmentCancelled)):
        return ""
    off = isinstance(event, AppointmentCancelled)
    entry = Entry()
    entry.add("uid", f"{event.appointment_id}@haven")
    entry.add("dtstamp", event.at)
    entry.add("dtstart", event.starts_at)
    if isinstance(event, AppointmentArranged):
        entry.add("dtend", event.starts_at + timedelta(minutes=event.minutes))
    entry.add("summary", f"{event.reference}: appointment")
    entry.add("description", "Open the request in Haven to read where, and what it is about.")
    entry.add("sequence", int(off))
    entry.add("status", "CANCELLED" if off else "CONFIRMED")
    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("method", "CANCEL" if off else "PUBLISH")
    file.add_component(entry)
    return str(file.to_ical().decode())
