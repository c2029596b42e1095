"""What the committee says of precedents, the requests that they decide, and its look back at some of those."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from services.chassis import mail
from services.contracts import review
from services.contracts.intake import precedents as say
from services.contracts.message import Call, Done, Event, NotFound

from ..domain import adoption as domain
from ..domain import lookback
from ..domain.application import Application
from ..models import adoption as models
from ..models import application as applications
from ..models import lookback as uses
from . import secrets

Decision = review.ApplicationApproved | review.ApplicationApprovedProvisionally | review.ApplicationRejected


def adopt(session: Session, command: say.AdoptPrecedent, call: Call) -> Done:
    """In force."""
    made, event = domain.adopt(command, _known(session, command), call)
    return _keep(session, made, event)


def suspend(session: Session, command: say.SuspendPrecedent, call: Call) -> Done:
    """In force no more."""
    made, event = domain.suspend(command, _known(session, command), call)
    return _keep(session, made, event)


def _known(session: Session, command: say.AdoptPrecedent | say.SuspendPrecedent) -> domain.Adoption:
    if command.precedent not in domain.BY_ID:
        raise NotFound("There is no such precedent")
    return models.load(session, command.profile, command.precedent)


def _keep(session: Session, made: domain.Adoption, event: Event) -> Done:
    mail.post(session, event)
    version = models.save(session, made)
    return Done(subject=made.subject, reference=made.precedent, version=version, state=made.word.value)


def used(session: Session, application: Application, at: datetime) -> None:
    """A request was accepted on the route of these: each counts it, and some are drawn to be looked at again."""
    for name in sorted(application.confirmed.precedents if application.confirmed else ()):
        adoption = models.load(session, application.profile, name)
        models.save(session, replace(adoption, uses=adoption.uses + 1))
        if uses.load(session, application.id, name) is None:
            uses.save(session, lookback.use(application, adoption, secrets.draw_key(), at))


def decided(session: Session, event: Decision) -> None:
    """What a precedent had decided the route of was decided: from now on it can be looked back at."""
    took_part = (*event.decided_by, *getattr(event, "reviewed_by", ()))
    uses.save_all(session, [lookback.decided(one, event.at, took_part) for one in uses.of(session, event.subject)])


def look_back(session: Session, command: say.RecordLookBack, call: Call) -> Done:
    """What the committee found. NotFound for what was not drawn, so that nobody learns of the draw by asking."""
    one = uses.load(session, command.application_id, command.precedent)
    application = applications.read(session, command.application_id)
    if one is None or application is None or not one.sampled:
        raise NotFound("There is no such request to look back at")
    adoption = models.load(session, one.profile, one.precedent)
    made, after, events = lookback.record(command, one, application, adoption, call)
    if after != adoption:
        models.save(session, after)
    for event in events:
        mail.post(session, event)
    version = uses.save(session, made)
    return Done(subject=application.id, reference=made.reference, version=version, state=made.state.value)
