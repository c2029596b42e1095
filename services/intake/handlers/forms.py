"""Commands to the question bank."""

from sqlalchemy.orm import Session

from services.chassis import mail
from services.contracts.intake import question_bank as say
from services.contracts.message import Call, Done, happened

from .. import models
from ..domain import bank


def propose(session: Session, command: say.ProposeFormChange, call: Call) -> Done:
    """A change that waits for a second person. Malformed, with where, when the form could not be asked with it."""
    change, event = bank.propose(command, models.forms.in_force(session), models.forms.targets(session), call)
    version = models.forms.save(session, change)
    mail.post(session, event)
    return Done(subject=change.id, reference=change.target, version=version, state=change.state.value)


def decide(session: Session, command: say.ApproveFormChange | say.DeclineFormChange, call: Call) -> Done:
    """The second person's yes or no, or the first one's second thought."""
    change = models.forms.change(session, command.change_id, lock=True)
    if isinstance(command, say.ApproveFormChange):
        decided, event = bank.approve(command, change, models.forms.in_force(session), call)
    else:
        decided, event = bank.decline(command, change, call)
    version = models.forms.save(session, decided)
    mail.post(session, event)
    return Done(subject=change.id, reference=change.target, version=version, state=decided.state.value)


def publish(session: Session, command: say.PublishForm, call: Call) -> Done:
    """The next version of the form, of all approved changes."""
    before = models.forms.in_force(session)
    approved = models.forms.changes(session, say.ChangeState.APPROVED.value, lock=True)
    form, taken = bank.publish(command, before, approved, call)
    digest = models.forms.publish(session, form, taken, call.at, call.actor.id)
    for change in taken:
        models.forms.save(session, change)
    told = happened(
        say.FormPublished,
        call,
        bank.SUBJECT,
        number=form.number,
        sha256=digest,
        changes=tuple(one.id for one in taken),
        questions=tuple(key for key, field in form.fields.items() if field.version == form.number),
        look_again=tuple(
            key for key, field in form.fields.items() if field.meaning == form.number and key in before.fields
        ),
    )
    mail.post(session, told)
    return Done(subject=bank.SUBJECT, version=form.number)
