"""Applications: load, decide, save, post. What each decision needs to know is gathered here; the rules are not."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis import mail
from services.contracts.intake import application as say
from services.contracts.message import Actor, Call, Command, Done, Event, NotFound, new_id

from ..domain import application as domain
from ..domain import stage
from ..domain.application import Application, Facts
from ..domain.bank import again
from ..domain.enquiry import State as EnquiryState
from ..domain.people.day import day_of
from ..models import application as models
from ..models import enquiry as enquiries
from ..models import forms, knowledge, presence, references, sections, traits
from ..models import stage as stages
from . import precedents

Answers = dict[str, Any]
LAPSES_PER_RUN = 200


def start(session: Session, command: say.StartApplication, call: Call) -> Done:
    """A new draft with its reference; a full request carries over what its provisional one says (S0-10)."""
    application = Application(id=new_id())
    domain.permit(command, application, call.actor)
    earlier = models.read(session, command.provisional_id)
    carried, newest = _carried(session, command, earlier), forms.in_force(session)
    facts = Facts(
        call=call,
        newest=newest,
        look_again=again(forms.read(session, earlier.form_version), newest, carried) if earlier else (),
        reference=references.next_reference(session, "DAR", day_of(call.at).year),
        invitation=invitation(session, command.enquiry_id),
        provisional=earlier,
    )
    events = domain.handle(command, application, facts)
    answers = {**carried, **_first_answers(command)}
    use_invitation(session, command.enquiry_id, application.id)
    return keep(session, application, None, events, answers, domain.sections.touched({}, answers))


def act(session: Session, command: Any, call: Call) -> Done:
    """Any other command about one application. NotFound for those who may not know of it."""
    row, application = known(session, command.application_id, call.actor)
    domain.permit(command, application, call.actor)
    if isinstance(command, say.SaveDraft):
        return _save(session, command, call, row, application)
    domain.check_version(getattr(command, "expected_version", None), row.version)
    gather = GATHER.get(type(command), _nothing)
    form = forms.read(session, application.form_version)
    facts = replace(gather(session, command, call, application, row), form=form)
    return keep(session, application, row, domain.handle(command, application, facts))


def known(session: Session, application_id: UUID, actor: Actor) -> tuple[models.ApplicationRow, Application]:
    """An application, locked; NotFound for those who may not know of it."""
    found = models.load(session, application_id)
    if found is None or domain.reads(found[1], actor) is None:
        raise NotFound("There is no such application")
    return found


def _save(
    session: Session, command: say.SaveDraft, call: Call, row: models.ApplicationRow, application: Application
) -> Done:
    """Some answers of a draft: only the sections that they are in are compared, and only those are written."""
    before = sections.answers(session, row)
    letters = domain.sections.touched(before, command.answers)
    domain.check_sections(command.expected_version, sections.versions(session, row), letters)
    after = domain.fold_answers(before, command.answers)
    facts = Facts(call=call, draft=knowledge.draft(session, application, after, call.at))
    events = domain.handle(command, application, facts)
    if len(letters) == 1:
        presence.note(session, row.id, call.actor.id, next(iter(letters)), call.at)
    return keep(session, application, row, events, after, letters)


def react(session: Session, event: Event) -> None:
    """What review says about an application of ours: it opens for changes, goes on, or ends."""
    found = models.load(session, event.subject)
    if found is None:
        return
    row, application = found
    after = domain.evolve(event, application)
    if after != application:
        models.save(session, after, row)


def lapse_silent(session: Session, call: Call) -> None:
    """Warn of, and carry out, the lapse of drafts and unanswered queries (T36)."""
    due = models.ApplicationRow.silence_due
    waiting = select(models.ApplicationRow.id).where(due <= call.at).order_by(due).limit(LAPSES_PER_RUN)
    for application_id in session.scalars(waiting).all():
        found = models.load(session, application_id)
        events = domain.silence(found[1], call) if found else []
        if found and events:
            keep(session, found[1], found[0], events)


def remind_of_documents(session: Session, call: Call) -> None:
    """Evidence of requests that runs out soon, or has: for the whole life of a request, its project included."""
    today = day_of(call.at)
    due = models.ApplicationRow.evidence_due
    waiting = select(models.ApplicationRow.id).where(due <= today).order_by(due).limit(LAPSES_PER_RUN)
    for application_id in session.scalars(waiting).all():
        if (found := models.load(session, application_id)) is None:
            continue
        row, application = found
        form = forms.read(session, application.form_version)
        if events := domain.evidence_passed(application, form, call, today):
            keep(session, application, row, events)
        else:
            _look_at(session, row, application)


def _look_at(session: Session, row: models.ApplicationRow, application: Application) -> None:
    """Make what the release before did not keep of a request: the first reminder's day, and what it is found by."""
    row.evidence_due = domain.evidence_due(application)
    last = models.version(session, application.id, application.version)
    if last is not None:
        traits.keep(session, application.id, models.request_of(last))


def keep(
    session: Session,
    application: Application,
    row: models.ApplicationRow | None,
    events: list[Event],
    answers: Answers | None = None,
    letters: Iterable[str] = (),
) -> Done:
    """Store what the events made of the application, and the sections `letters` of its draft; and post them."""
    standing = stages.standing(session, application.id, application.profile)
    for event in events:
        application = domain.evolve(event, application)
        standing = stage.hear(standing, "intake", event)
        if isinstance(event, say.ApplicationSubmitted):
            models.freeze(session, event)
        if isinstance(event, say.ApplicationAccepted) and application.confirmed:
            precedents.used(session, application, event.at)
        mail.post(session, event)
    row = models.save(session, application, row)
    if answers is not None:
        sections.keep(session, row, answers, letters, events[-1].at, events[-1].by)
    stages.follow(session, application, standing, events[-1].at)
    return Done(
        subject=application.id,
        reference=application.reference,
        version=row.version,
        state=application.state.value,
    )


# Starting


def invitation(session: Session, enquiry_id: UUID | None) -> domain.Invitation | None:
    """What an enquiry ended in."""
    row = session.get(enquiries.EnquiryRow, enquiry_id) if enquiry_id else None
    if row is None or enquiry_id is None:
        return None
    enquiry = enquiries.enquiry_of(row)
    unused = enquiry.state is EnquiryState.INVITED and enquiry.application_id is None
    return domain.Invitation(enquiry_id=enquiry_id, contact_id=enquiry.contact_id, profile=enquiry.profile, open=unused)


def use_invitation(session: Session, enquiry_id: UUID | None, application_id: UUID) -> None:
    """One invitation, one application: the enquiry remembers which, and no longer lapses."""
    found = enquiries.load(session, enquiry_id) if enquiry_id else None
    if found is not None and found[1].application_id is None:
        enquiries.save(session, replace(found[1], application_id=application_id), found[0])


def _carried(session: Session, command: say.StartApplication, earlier: Application | None) -> Answers:
    """The answers of the provisional request's last version; else what enquiry and preliminary assessment said."""
    frozen = models.version(session, earlier.id, earlier.version) if earlier else None
    if frozen is not None:
        return domain.carrying.after_provisional(frozen.answers)
    row = session.get(enquiries.EnquiryRow, command.enquiry_id) if command.enquiry_id else None
    return domain.carrying.enquired(enquiries.enquiry_of(row)) if row else {}


def _first_answers(command: say.StartApplication) -> Answers:
    return {
        "title": command.title.strip(),
        "request_type": command.request_type.value,
        "approval": command.approval.value,
        "kind": "new",
    }


# What each decision needs

Gather = Callable[[Session, Any, Call, Application, models.ApplicationRow], Facts]


def _nothing(
    session: Session, command: Command, call: Call, application: Application, row: models.ApplicationRow
) -> Facts:
    return Facts(call=call)


def _submitted(
    session: Session, command: say.SubmitApplication, call: Call, application: Application, row: models.ApplicationRow
) -> Facts:
    last = models.version(session, application.id, application.version)
    answers = sections.answers(session, row)
    declared = (*command.declarations, *((domain.collaborators.SUPPORT,) if application.supported_by else ()))
    draft = knowledge.draft(session, application, answers, call.at, declarations=declared)
    return Facts(call=call, draft=draft, previous=last.answers if last else None)


def _last_version(
    session: Session, command: Command, call: Call, application: Application, row: models.ApplicationRow
) -> Facts:
    last = models.version(session, application.id, application.version)
    if last is None:
        return Facts(call=call)
    documents = domain.evidence.current(models.documents_of(last), application.renewals)
    draft = knowledge.draft(session, application, last.answers, call.at, documents=documents)
    return Facts(call=call, draft=draft, previous=last.answers, request=models.request_of(last))


def _officer(
    session: Session, command: say.AssignCaseOfficer, call: Call, application: Application, row: models.ApplicationRow
) -> Facts:
    officer = knowledge.person(session, str(command.officer_id), day_of(call.at))
    return Facts(call=call, officer=officer)


def _newest(
    session: Session, command: say.TakeUpForm, call: Call, application: Application, row: models.ApplicationRow
) -> Facts:
    draft = knowledge.draft(session, application, sections.answers(session, row), call.at)
    return Facts(call=call, draft=draft, newest=forms.in_force(session))


GATHER: Mapping[type[Command], Gather] = {
    say.TakeUpForm: _newest,
    say.SubmitApplication: _submitted,
    say.AssignCaseOfficer: _officer,
    say.RecordCheck: _last_version,
    say.ConfirmRoute: _last_version,
    say.OverrideRoute: _last_version,
    say.AcceptApplication: _last_version,
    say.ConfirmIneligible: _last_version,
}
