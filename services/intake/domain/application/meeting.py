"""Appointments of case officer and applicant over what is left to do (S1-14)."""

from uuid import uuid5

from services.contracts.intake import application as say
from services.contracts.message import Event, NotFound, Refused, happened

from .door import Facts, decide
from .state import Application


@decide.register
def _arrange(command: say.ArrangeAppointment, application: Application, facts: Facts) -> list[Event]:
    if command.starts_at <= facts.call.at:
        raise Refused("Choose a time that is still to come", code="past")
    place, purpose = command.place.strip(), command.purpose.strip()
    if not place or not purpose:
        raise Refused("Say where you meet, and over what", code="empty")
    told = {
        "reference": application.reference,
        "appointment_id": uuid5(command.id, "appointment"),
        "starts_at": command.starts_at,
        "minutes": command.minutes,
        "place": place,
        "purpose": purpose,
    }
    return [happened(say.AppointmentArranged, facts.call, application.id, **told)]


@decide.register
def _cancel(command: say.CancelAppointment, application: Application, facts: Facts) -> list[Event]:
    found = next((one for one in application.appointments if one.appointment_id == command.appointment_id), None)
    if found is None:
        raise NotFound("There is no such appointment on this application")
    if found.cancelled or found.starts_at <= facts.call.at:
        raise Refused("This appointment is over or was called off before", code="past")
    if not command.reason.strip():
        raise Refused("Say why", code="empty")
    told = {"reference": application.reference, "appointment_id": found.appointment_id, "starts_at": found.starts_at}
    return [happened(say.AppointmentCancelled, facts.call, application.id, reason=command.reason.strip(), **told)]
