"""A draft and the versions of the form: going on with the one in force, looking again at what changed."""

from dataclasses import replace

from services.contracts.intake import application as say
from services.contracts.message import Event, Malformed, Problem, Refused, happened

from ..bank import again
from .door import Facts, decide
from .evolve import evolve, left, touched
from .state import Application


@decide.register
def _take_up(command: say.TakeUpForm, application: Application, facts: Facts) -> list[Event]:
    """What was to be looked at before stays so; with it, the answers to what has come to mean something else."""
    if facts.newest.number == application.form_version:
        raise Refused("This draft is written with the form in force already", code="newest")
    changed = again(facts.form, facts.newest, facts.known.answers)
    keys = tuple(key for key in facts.newest.fields if key in {*application.look_again, *changed})
    told = {"form_version": facts.newest.number, "look_again": keys}
    return [happened(say.FormTakenUp, facts.call, application.id, **told)]


@decide.register
def _confirm(command: say.ConfirmAnswers, application: Application, facts: Facts) -> list[Event]:
    strange = tuple(
        Problem(code="V-FIELD", message="This answer need not be looked at again", field=key[:60])
        for key in command.keys
        if key not in application.look_again
    )
    if strange or not command.keys:
        raise Malformed("Choose from the answers that are to be looked at again", problems=strange)
    return [happened(say.AnswersConfirmed, facts.call, application.id, keys=tuple(dict.fromkeys(command.keys)))]


@evolve.register
def _taken_up(event: say.FormTakenUp, application: Application) -> Application:
    taken = touched(event, application)
    return replace(taken, form_version=event.form_version, look_again=event.look_again)


@evolve.register
def _confirmed(event: say.AnswersConfirmed, application: Application) -> Application:
    return replace(touched(event, application), look_again=left(application, event.keys))
