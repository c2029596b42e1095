"""What administrators say of settings."""

from sqlalchemy.orm import Session

from services.chassis import mail
from services.contracts.intake import settings as say
from services.contracts.message import Call, Done, Event

from ..domain import setting as domain
from ..models import settings as models


def propose(session: Session, command: say.ProposeSetting, call: Call) -> Done:
    """A value that waits for a second administrator."""
    standing, _ = models.load(session, command.setting, lock=True)
    return _keep(session, *domain.propose(command, standing, call))


def decide(session: Session, command: say.ApproveSetting | say.WithdrawSetting, call: Call) -> Done:
    """The second administrator's yes, anybody's no."""
    standing, _ = models.load(session, command.setting, lock=True)
    if isinstance(command, say.ApproveSetting):
        return _keep(session, *domain.approve(command, standing, call))
    return _keep(session, *domain.withdraw(command, standing, call))


def _keep(session: Session, standing: domain.Standing, event: Event) -> Done:
    mail.post(session, event)
    version = models.save(session, standing)
    state = "proposed" if standing.proposal else "settled" if standing.changes else "default"
    return Done(subject=standing.subject, reference=standing.key, version=version, state=state)
