"""Use cases: load, let the domain decide, save, post."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis import documents, mail, settled
from services.contracts import intake
from services.contracts.message import Call, Command, Done, Event, NotFound, new_id
from services.contracts.review import (
    ApplicationApproved,
    ApplicationApprovedProvisionally,
    ApplicationDeferred,
    ApplicationRejected,
    DelegateOffice,
    PublishMinutes,
    RecordAdvice,
    RecordAttendance,
    ScheduleCase,
    ScheduleMeeting,
    WriteMinutes,
)

from . import domain, models
from .documents import pdf
from .domain import delegation, meeting, silence
from .domain.case import Case
from .domain.door import Known, parts
from .domain.may import Part
from .domain.policy import today

OfMeeting = RecordAttendance | WriteMinutes | PublishMinutes
LETTERS = (ApplicationApproved, ApplicationApprovedProvisionally, ApplicationDeferred, ApplicationRejected)


def handle(session: Session, command: Command, call: Call) -> Done:
    """A command about one case. NotFound for whoever has no part in it, as if there were none."""
    case = models.load(session, command.application_id)  # type: ignore[attr-defined]
    known = Known(
        meeting=_meeting(session, command, case),
        delegations=models.delegations(session, call.actor.id, today(call.at)),
        settings=settled.read(session, models.SettingRow),
    )
    if parts(case, call, known) == {Part.NONE}:
        raise NotFound("there is no such case")
    return _carry_out(session, case, domain.handle(command, case, call, known))


def hear(session: Session, event: Event, call: Call) -> None:
    """What an event of intake leads to."""
    case = models.load(session, event.subject)
    _carry_out(session, case, domain.hear(event, case, call, settled.read(session, models.SettingRow)))


def set_value(session: Session, event: intake.SettingChanged) -> None:
    """What two administrators have settled, kept for the decisions to come."""
    settled.keep(session, models.SettingRow, event)


def meet(session: Session, command: ScheduleMeeting | OfMeeting, call: Call) -> Done:
    """A command about a meeting; a new one gets its id here."""
    wanted = new_id() if isinstance(command, ScheduleMeeting) else command.meeting_id
    found = models.load_meeting(session, wanted, lock=True)
    if found is None and not isinstance(command, ScheduleMeeting):
        raise NotFound("there is no such meeting")
    found = found or meeting.Meeting(id=wanted)
    for event in meeting.handle(command, found, call):
        found = meeting.evolve(event, found)
        mail.post(session, event)
    models.save_meeting(session, found)
    return Done(subject=found.id, version=found.version, state=found.state or "")


def delegate(session: Session, command: DelegateOffice, call: Call) -> Done:
    """An office-holder names a delegate."""
    event = delegation.delegate(command, new_id(), call)
    models.save_delegation(session, delegation.delegated(event))
    mail.post(session, event)
    return Done(subject=event.subject, version=1)


def look_for_silence(session: Session, call: Call) -> None:
    """Warn applicants who do not answer, and close what has been silent for too long (T36)."""
    for case_id in models.silent_on(session, today(call.at)):
        case = models.load(session, case_id)
        _carry_out(session, case, silence.silent(case, today(call.at), call))


def _meeting(session: Session, command: Command, case: Case) -> meeting.Meeting | None:
    wanted: UUID | None = None
    if isinstance(command, ScheduleCase):
        wanted = command.meeting_id
    elif isinstance(command, RecordAdvice):
        wanted = case.meeting_id
    return models.load_meeting(session, wanted)


def _carry_out(session: Session, case: Case, events: list[Event]) -> Done:
    for decided in events:
        event = _with_letter(decided, case)
        case = domain.evolve(event, case)
        mail.post(session, event)
    if events:
        models.save(session, case)
    return Done(subject=case.id, reference=case.reference, version=case.version, state=case.state)


def _with_letter(event: Event, case: Case) -> Event:
    """A decision carries its letter: typeset and kept before anybody hears of it."""
    if not isinstance(event, LETTERS):
        return event
    made = pdf(event.letter, case.reference, case.papers.lead.name, today(event.at))
    return replace(event, decision_letter_sha256=documents.put(made, "application/pdf"))
