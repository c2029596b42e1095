"""An appointment as a file for people's calendars (S1-14; RFC 5545).

The identifier stays the same, so that opening it again, after it was called off, changes the entry and makes no other.
A calendar may be shared: the entry says which request, when and where, and no names.
"""

from datetime import timedelta
from uuid import UUID

from flask import Response, current_app, g
from icalendar import Calendar, Event

from services.contracts.intake import Appointment, ReadApplication

from .errors import Problem
from .identity import Caller

MEDIA_TYPE = "text/calendar"
PRODUCT = "-//Haven//Appointments//EN"


def appointment(caller: Caller, application_id: UUID, appointment_id: UUID) -> Response:
    """GET …/appointments/<id>.ics: for whoever may read the request. Problem not-found for any other appointment."""
    haven = current_app.extensions["haven"]
    asked = ReadApplication(application_id=application_id)
    told = haven.bus.ask(asked, caller.actor, correlation=g.correlation)
    found = next((one for one in told.appointments if one.appointment_id == appointment_id), None)
    if found is None:
        raise Problem("not-found")
    answer = Response(entry(found, told.reference), mimetype=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{told.reference}-appointment.ics"'
    return answer


def entry(meeting: Appointment, reference: str) -> bytes:
    """One entry; called off, it takes itself out of the calendar."""
    event = Event()
    event.add("uid", f"{meeting.appointment_id}@haven")
    event.add("dtstamp", meeting.starts_at)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.starts_at + timedelta(minutes=meeting.minutes))
    event.add("summary", f"{reference}: appointment")
    event.add("location", meeting.place)
    event.add("description", meeting.purpose)
    event.add("sequence", int(meeting.cancelled))
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if meeting.cancelled else "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()
