"""Writing a request together: who is where now."""

from sqlalchemy.orm import Session

from services.contracts.intake import application as say
from services.contracts.message import Call, Done

from ..domain import application as domain
from ..domain.application import Facts
from ..models import presence, sections
from . import application as applications


def open_section(session: Session, command: say.OpenSection, call: Call) -> Done:
    """Somebody writes in a section now: a row with an end, and no event."""
    row, application = applications.known(session, command.application_id, call.actor)
    domain.handle(command, application, Facts(call=call))
    presence.note(session, row.id, call.actor.id, command.letter, call.at)
    version = sections.versions(session, row).get(command.letter, 0)
    return Done(subject=row.id, reference=application.reference, version=version, state=application.state.value)
