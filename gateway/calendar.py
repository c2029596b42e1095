"""An appointment as a file for people's calendars (S1-14), with the place and the purpose, which mail leaves out."""

from uuid import UUID

from flask import Response, current_app, g

from services.contracts.intake import Appointment, ReadApplication
from services.contracts.intake.calendar import entry

from .errors import Problem
from .identity import Caller

MEDIA_TYPE = "text/calendar"


def appointment(caller: Caller, application_id: UUID, appointment_id: UUID) -> Response:
    """GET …/appointments/<id>.ics: for whoever may read the request. Problem not-found for any other appointment."""
    haven = current_app.extensions["haven"]
    asked = ReadApplication(application_id=application_id)
    told = haven.bus.ask(asked, caller.actor, correlation=g.correlation)
    found = next((one for one in told.appointments if one.appointment_id == appointment_id), None)
    if found is None:
        raise Problem("not-found")
    answer = Response(entry_of(found, told.reference), mimetype=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{told.reference}-appointment.ics"'
    return answer


def entry_of(meeting: Appointment, reference: str) -> bytes:
    """The whole entry, for whoever may read the request."""
    return entry(
        meeting.appointment_id, reference, meeting.starts_at, minutes=meeting.minutes, cancelled=meeting.cancelled,
        stamp=meeting.starts_at, description=meeting.purpose, place=meeting.place,
    )  # fmt: skip
