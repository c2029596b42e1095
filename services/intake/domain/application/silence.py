"""What follows from silence on the applicant's side (T36; domain 1.4.3, 1.4.4)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from services.contracts.intake import application as say
from services.contracts.message import Call, Event, happened

from .state import Application, State

# Days after which to warn, and the day of the lapse. While review waits for the applicant, review keeps the time.
SILENCE: Mapping[State, tuple[tuple[int, ...], int]] = {
    State.DRAFT: ((30, 60, 90), 180),
    State.VALIDATION_QUERY: ((30, 53), 60),
}


def silence_due(application: Application) -> datetime | None:
    """When the next warning, or the lapse, is due; None in states that do not lapse."""
    if application.state not in SILENCE or application.touched_at is None:
        return None
    warn_at, limit = SILENCE[application.state]
    days = warn_at[application.warned] if application.warned < len(warn_at) else limit
    return application.touched_at + timedelta(days=days)


def silence(application: Application, call: Call) -> list[Event]:
    """The warnings that are due and, after at least two of them, the lapse."""
    if application.state not in SILENCE or application.touched_at is None:
        return []
    warn_at, limit = SILENCE[application.state]
    silent = (call.at - application.touched_at).days
    due = sum(1 for days in warn_at if silent >= days) - application.warned
    ends = (application.touched_at + timedelta(days=limit)).date()
    warned = {"reference": application.reference, "lapses_on": ends, "silent_days": silent}
    events: list[Event] = [happened(say.LapseWarned, call, application.id, **warned) for _ in range(due)]
    if silent >= limit:
        left = {"reference": application.reference, "state_left": application.state.value, "silent_days": silent}
        events.append(happened(say.ApplicationLapsed, call, application.id, **left))
    return events
