"""What the committee says of precedents."""

from sqlalchemy.orm import Session

from services.chassis import mail
from services.contracts.intake import precedents as say
from services.contracts.message import Call, Done, Event, NotFound

from ..domain import adoption as domain
from ..models import adoption as models


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
