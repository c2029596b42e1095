"""Reviews: the form of fifteen criteria, waivers of late ones, and waiting for bodies outside."""

from services.contracts.message import Call, Event, NotPermitted, Problem, Refused, happened
from services.contracts.review import (
    Advice,
    Criterion,
    EndExternalWait,
    ExternalWaitEnded,
    ExternalWaitStarted,
    Rating,
    RecordReview,
    ReviewRecorded,
    ReviewWaived,
    WaitForExternalBody,
    WaiveReview,
)

from .case import Case, Facts
from .completeness import completion
from .door import Known, decide
from .history import evolve
from .separation import refuse_review


@decide.register
def record(command: RecordReview, case: Case, call: Call, known: Known) -> list[Event]:
    person = call.actor.id
    if case.stance(person) is None:
        raise NotPermitted("declare your interest in this request first", code="declaration-needed")
    if case.conflicted(person):
        raise NotPermitted("a conflict keeps you from this request", code="conflicted")
    refuse_review(case, person)
    if case.has_reviewed(person):
        raise Refused("your review of this version is recorded", code="already-recorded")
    _whole(command)
    assignment = case.assignment(person)
    event = happened(
        ReviewRecorded,
        call,
        case.id,
        reference=case.reference,
        person_id=person,
        discipline=assignment.discipline if assignment is not None else "",
        request_sha256=case.papers.sha256,
        ratings=dict(command.ratings),
        recommendation=command.recommendation,
        comments=command.comments,
        confidential=command.confidential,
        conditions=command.conditions,
    )
    return [event, *completion(evolve(event, case), call)]


@decide.register
def waive(command: WaiveReview, case: Case, call: Call, known: Known) -> list[Event]:
    assignment = case.assignment(command.person_id)
    if assignment is None or assignment.waived or case.has_reviewed(command.person_id):
        raise Refused("there is no review of this person to wait for", code="nothing-to-waive")
    if assignment.mandatory:
        raise Refused("a mandatory review cannot be waived", code="mandatory")
    return [happened(ReviewWaived, call, case.id, person_id=command.person_id, reason=command.reason)]


@decide.register
def wait(command: WaitForExternalBody, case: Case, call: Call, known: Known) -> list[Event]:
    if any(w.body == command.body for w in case.open_waits()):
        raise Refused(f"the case already waits for {command.body}", code="already-waiting")
    facts: Facts = {"body": command.body, "body_reference": command.reference}
    return [happened(ExternalWaitStarted, call, case.id, reference=case.reference, **facts)]


@decide.register
def go_on(command: EndExternalWait, case: Case, call: Call, known: Known) -> list[Event]:
    waiting = [w.body for w in case.open_waits()]
    if command.body not in waiting:
        raise Refused(f"the case does not wait for {command.body}", code="not-waiting")
    waiting.remove(command.body)
    facts: Facts = {"body": command.body, "outcome": command.outcome, "waiting": tuple(waiting)}
    event = happened(ExternalWaitEnded, call, case.id, reference=case.reference, **facts)
    return [event, *completion(evolve(event, case), call)]


def _whole(command: RecordReview) -> None:
    """Every criterion rated with a known rating; a `does not meet` or a condition is explained."""
    wrong = [
        Problem(code="rating", field=f"ratings.{name}", message="rate this criterion")
        for name in Criterion
        if command.ratings.get(name) not in set(Rating)
    ]
    wrong += [
        Problem(code="criterion", field=f"ratings.{name}", message="there is no such criterion")
        for name in command.ratings
        if name not in set(Criterion)
    ]
    if wrong:
        raise Refused("rate each of the fifteen criteria", problems=tuple(wrong), code="ratings")
    if Rating.FAILS in command.ratings.values() and not (command.comments or command.confidential.strip()):
        raise Refused("say why a criterion is not met", code="comment-needed")
    if command.recommendation == Advice.SUPPORT_WITH_CONDITIONS and not command.conditions:
        raise Refused("suggest at least one condition", code="conditions-needed")
