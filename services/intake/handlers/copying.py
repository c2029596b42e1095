"""Requests that begin with the answers of an earlier one. The earlier one is only read."""

from typing import Any

from sqlalchemy.orm import Session

from services.contracts.intake import application as say
from services.contracts.message import Call, Command, Done, new_id

from ..domain import application as domain
from ..domain.application import Application, Facts, carrying
from ..domain.bank import again
from ..models import application as models
from ..models import forms, knowledge, references, sections
from . import application as applications


def copy(session: Session, command: say.CopyApplication, call: Call) -> Done:
    """A draft with what carries over from an earlier request of the caller."""
    row, earlier = applications.known(session, command.application_id, call.actor)
    invitation = applications.invitation(session, command.enquiry_id)
    before = said(session, row, earlier)

    def begun(event: say.ApplicationStarted) -> dict[str, Any]:
        return {**carrying.copied(before), "title": event.title, "kind": "new"}

    done = _begin(session, command, call, earlier, Facts(call=call, invitation=invitation), before, begun)
    applications.use_invitation(session, command.enquiry_id, done.subject)
    return done


def renew(session: Session, command: say.RenewApplication, call: Call) -> Done:
    """A draft of the renewal or extension of an approved request."""
    row, earlier = applications.known(session, command.application_id, call.actor)
    before = said(session, row, earlier)
    return _begin(
        session, command, call, earlier, Facts(call=call), before,
        lambda _event: carrying.renewed(before, command.kind, earlier.reference),
    )  # fmt: skip


def said(session: Session, row: models.ApplicationRow, application: Application) -> dict[str, Any]:
    """What a request says: its last version or, before the first, its draft."""
    last = models.version(session, application.id, application.version)
    return last.answers if last else sections.answers(session, row)


def _begin(
    session: Session,
    command: Command,
    call: Call,
    earlier: Application,
    facts: Facts,
    before: dict[str, Any],
    begun: Any,
) -> Done:
    domain.permit(command, earlier, call.actor)
    reference = references.next_reference(session, "DAR", knowledge.today(call.at).year)
    new = Application(id=new_id())
    newest = forms.in_force(session)
    given = {**vars(facts), "new_id": new.id, "reference": reference, "newest": newest}
    carried = again(forms.read(session, earlier.form_version), newest, before)
    (event,) = events = domain.handle(command, earlier, Facts(**{**given, "look_again": carried}))
    answers = begun(event)
    return applications.keep(session, new, None, events, answers, domain.sections.touched({}, answers))
