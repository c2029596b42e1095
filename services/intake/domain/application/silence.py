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


# However late Haven is to notice, nobody loses a draft without two letters, the last of them a week before.
LETTERS, NOTICE = 2, timedelta(days=7)


def silence_due(application: Application) -> datetime | None:
    """When the next warning, or the lapse, is due; None in states that do not lapse."""
    if application.state not in SILENCE or application.touched_at is None:
        return None
    warn_at, limit = SILENCE[application.state]
    if application.warned < len(warn_at):
        return application.touched_at + timedelta(days=warn_at[application.warned])
    end = application.touched_at + timedelta(days=limit)
    return max(end, application.warned_at + NOTICE) if application.warned_at else end


def silence(application: Application, call: Call) -> list[Event]:
    """One warning, for all of them that are due by now, or the lapse (guard of T36: two warnings were sent)."""
    due = silence_due(application)
    if due is None or application.touched_at is None or call.at < due:
        return []
    warn_at, limit = SILENCE[application.state]
    silent = (call.at - application.touched_at).days
    told = {"reference": application.reference, "silent_days": silent}
    passed = sum(silent >= days for days in warn_at)
    if passed > application.warned or application.letters < LETTERS:
        ends = max(application.touched_at + timedelta(days=limit), call.at + NOTICE).date()
        due_now = passed - application.warned
        return [happened(say.LapseWarned, call, application.id, **told, lapses_on=ends, warnings=due_now)]
    return [happened(say.ApplicationLapsed, call, application.id, **told, state_left=application.state.value)]
