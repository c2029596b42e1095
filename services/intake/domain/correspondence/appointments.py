"""What goes into the calendar of whoever is told of an appointment (RFC 5545). Mail says neither where nor over what:
for that the request is opened, whose page has the whole entry under the same identifier."""

from services.contracts.intake.application import AppointmentArranged, AppointmentCancelled
from services.contracts.intake.calendar import entry
from services.contracts.message import Event


def calendar(event: Event) -> str:
    """The file that goes with the mail about an event; empty for any other. Called off, it takes itself out again."""
    if not isinstance(event, (AppointmentArranged, AppointmentCancelled)):
        return ""
    return entry(
        event.appointment_id,
        event.reference,
        event.starts_at,
        minutes=event.minutes if isinstance(event, AppointmentArranged) else None,
        cancelled=isinstance(event, AppointmentCancelled),
        stamp=event.at,
        description="Open the request in Haven to read where, and what it is about.",
    ).decode()
