"""Comments on questions. They change neither the application nor its version: nobody's edit conflicts with one."""

from sqlalchemy.orm import Session

from services.chassis import mail
from services.contracts.intake import application as say
from services.contracts.message import Call, Done

from ..domain import application as domain
from ..domain.application import Facts
from ..models import comments as models
from ..models import forms
from . import application as applications


def add(session: Session, command: say.AddComment, call: Call) -> Done:
    """One more comment, in a new thread or in one that is there; a settled one is open again by it."""
    row, application = applications.known(session, command.application_id, call.actor)
    thread = models.thread(session, row.id, command.thread_id)
    form = forms.read(session, application.form_version)
    facts = Facts(call=call, form=form, thread=models.thread_of(thread), threads=models.count(session, row.id))
    (event,) = domain.handle(command, application, facts)
    if not isinstance(event, say.CommentAdded | say.CommentExchanged):
        raise TypeError("a comment is told by one of two events")
    if thread is None:
        audience = say.Audience.TEAM if isinstance(event, say.CommentAdded) else say.Audience.OFFICER
        thread = models.ThreadRow(id=event.thread_id, application_id=row.id, field=event.field,
                                  audience=audience.value, begun_at=call.at)  # fmt: skip
        session.add(thread)
    thread.resolved_at, thread.resolved_by = None, None
    said = {"thread_id": thread.id, "application_id": row.id, "at": call.at, "by": call.actor.id}
    session.add(models.CommentRow(id=command.id, text=command.text.strip(), **said))
    session.flush()
    mail.post(session, event)
    return Done(subject=row.id, reference=application.reference, version=row.version, state=application.state.value)


def resolve(session: Session, command: say.ResolveThread, call: Call) -> Done:
    """A thread is settled, or open again."""
    row, application = applications.known(session, command.application_id, call.actor)
    thread = models.thread(session, row.id, command.thread_id)
    events = domain.handle(command, application, Facts(call=call, thread=models.thread_of(thread)))
    if thread is not None:
        thread.resolved_at = call.at if command.resolved else None
        thread.resolved_by = call.actor.id if command.resolved else None
    session.flush()
    for event in events:
        mail.post(session, event)
    return Done(subject=row.id, reference=application.reference, version=row.version, state=application.state.value)
