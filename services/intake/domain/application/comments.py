"""Comments on questions: who writes to whom. The words themselves are kept beside the application."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from services.contracts.intake import application as say
from services.contracts.intake.application import WHOLE, Audience
from services.contracts.message import Event, Malformed, NotFound, NotPermitted, Problem, Refused, happened

from .door import Facts, decide
from .evolve import evolve
from .state import OWN_SIDE, Application, Part, parts

AT_MOST = 500  # threads on one request


@dataclass(frozen=True, kw_only=True)
class Thread:
    """What is known of a thread that somebody writes in."""

    id: UUID
    field: str
    audience: Audience
    resolved: bool = False


def audiences(application: Application, found: frozenset[Part]) -> tuple[Audience, ...]:
    """For whom somebody with these parts may write: the case officer hears of nothing before a submission."""
    with_officer = (Audience.OFFICER,) if application.version else ()
    return (Audience.TEAM, *with_officer) if found & set(OWN_SIDE) else with_officer


@decide.register
def _add(command: say.AddComment, application: Application, facts: Facts) -> list[Event]:
    thread = facts.thread
    if command.thread_id is not None:
        thread = _writable(application, facts)
    elif facts.threads >= AT_MOST:
        raise Refused(f"There are {AT_MOST} threads on this request: settle some in one of them", code="too-many")
    audience, field = (thread.audience, thread.field) if thread else (command.audience, command.question)
    if field != WHOLE and field not in facts.form.fields:
        told = Problem(code="V-FIELD", message="There is no such question", field="question")
        raise Malformed("Comment on a question of the form, or on the request as a whole", problems=(told,))
    if audience not in audiences(application, parts(application, facts.call.actor)):
        raise Refused("The case officer reads a request once it was submitted", code="not-submitted")
    if not command.text.strip():
        raise Refused("Write something", code="empty")
    cls = say.CommentAdded if audience is Audience.TEAM else say.CommentExchanged
    told_of = {"reference": application.reference, "field": field}
    thread_id = thread.id if thread else uuid5(command.id, "thread")
    return [happened(cls, facts.call, application.id, thread_id=thread_id, **told_of)]


@decide.register
def _resolve(command: say.ResolveThread, application: Application, facts: Facts) -> list[Event]:
    thread = _writable(application, facts)
    if thread.resolved is command.resolved:
        raise Refused("It stands as you want it", code="unchanged")
    told = {"reference": application.reference, "thread_id": thread.id, "field": thread.field}
    return [happened(say.ThreadResolved, facts.call, application.id, resolved=command.resolved, **told)]


def _writable(application: Application, facts: Facts) -> Thread:
    """The thread, if this person may write in it; else it is as if there were none."""
    found = parts(application, facts.call.actor)
    if facts.thread is None or facts.thread.audience not in audiences(application, found):
        raise NotFound("There is no such thread on this application")
    if not found:
        raise NotPermitted("Only who works on it comments")
    return facts.thread


@evolve.register(say.CommentAdded)
@evolve.register(say.CommentExchanged)
@evolve.register(say.ThreadResolved)
def _said(event: Event, application: Application) -> Application:
    """Beside the application, and never part of a version."""
    return application
