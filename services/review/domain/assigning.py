"""Who reviews, and what interest they have: declared by each before the papers open, or shown by the record."""

from datetime import timedelta
from uuid import UUID

from services.contracts.message import Call, Event, Refused, happened
from services.contracts.review import (
    AcceptInterest,
    AssignReviewers,
    CaseState,
    ConflictDeclared,
    Declaration,
    DeclareInterest,
    Interest,
    InterestAccepted,
    InterestOutcome,
    RecordInterests,
    Reviewer,
    ReviewersAssigned,
)

from .case import Case
from .completeness import complete, reopened
from .door import Known, decide
from .history import fold
from .policy import required_reviews, today
from .separation import SAME_ORGANISATION, automatic_conflict, refuse_review


@decide.register
def assign(command: AssignReviewers, case: Case, call: Call, known: Known) -> list[Event]:
    if not command.reviewers:
        raise Refused("name at least one reviewer", code="no-reviewers")
    ids = [reviewer.person_id for reviewer in command.reviewers]
    if len(set(ids)) != len(ids) or any(case.assignment(person) is not None for person in ids):
        raise Refused("a reviewer is already assigned", code="already-assigned")
    for reviewer in command.reviewers:
        refuse_review(case, reviewer.person_id)
    due_on = command.due_on or today(call.at) + timedelta(days=known.days(case, call).review)
    if due_on < today(call.at):
        raise Refused("reviews cannot be due in the past", code="in-the-past")
    wanted = required_reviews(case.level, case.committee, case.disciplines)
    people = tuple(_with_duty(reviewer, wanted[reviewer.discipline] > 0) for reviewer in command.reviewers)
    assigned = happened(ReviewersAssigned, call, case.id, reference=case.reference, reviewers=people, due_on=due_on)
    return [assigned, *_shown_by_the_record(people, case, call)]


@decide.register
def declare(command: DeclareInterest, case: Case, call: Call, known: Known) -> list[Event]:
    said = Declaration(person_id=call.actor.id, kind=command.kind, outcome=command.outcome, detail=command.detail)
    return _declared([said], case, call)


@decide.register
def minute(command: RecordInterests, case: Case, call: Call, known: Known) -> list[Event]:
    members = {*case.quorum.counted, *case.quorum.excluded} if case.quorum is not None else set()
    if not {said.person_id for said in command.declarations} <= members:
        raise Refused("only members of the meeting declare in the meeting", code="not-a-member")
    return _declared(list(command.declarations), case, call)


@decide.register
def accept(command: AcceptInterest, case: Case, call: Call, known: Known) -> list[Event]:
    stance = case.stance(command.person_id)
    if stance is None or not stance.conflicted or stance.accepted:
        raise Refused("this person has no conflict that could be accepted", code="no-conflict")
    if command.person_id == call.actor.id:
        raise Refused("the chair does not accept an interest of their own", code="own-interest")
    if stance.rule != SAME_ORGANISATION:
        raise Refused("only employment by a party may be accepted as not material", code="not-acceptable")
    return [happened(InterestAccepted, call, case.id, person_id=command.person_id, reason=command.reason)]


def _with_duty(reviewer: Reviewer, asked_for: bool) -> Reviewer:
    mandatory = asked_for if reviewer.mandatory is None else reviewer.mandatory
    return Reviewer(
        person_id=reviewer.person_id,
        name=reviewer.name,
        discipline=reviewer.discipline,
        organisation_id=reviewer.organisation_id,
        mandatory=mandatory,
    )


def _shown_by_the_record(people: tuple[Reviewer, ...], case: Case, call: Call) -> list[Event]:
    found = [(p.person_id, automatic_conflict(case, p.person_id, p.organisation_id)) for p in people]
    return [_automatic(person_id, rule, case, call) for person_id, rule in found if rule]


def _automatic(person_id: UUID, rule: str, case: Case, call: Call) -> Event:
    return happened(
        ConflictDeclared,
        call,
        case.id,
        reference=case.reference,
        person_id=person_id,
        kind=Interest.PROFESSIONAL,
        outcome=InterestOutcome.WITHDRAW,
        conflicted=True,
        automatic=True,
        rule=rule,
    )


def _declared(said: list[Declaration], case: Case, call: Call) -> list[Event]:
    events: list[Event] = [_conflict(one, case, call) for one in said]
    after = fold(events, case)
    if case.state not in (CaseState.UNDER_REVIEW, CaseState.EXTERNAL_WAIT) and complete(case) and not complete(after):
        # A conflict found late voids the review: what it made complete is not complete any more (domain 9.4).
        events.append(reopened(after, call, "a conflict was found after the reviews: one review is void"))
    return events


def _conflict(said: Declaration, case: Case, call: Call) -> Event:
    if said.kind == Interest.NONE and said.outcome != InterestOutcome.NONE:
        raise Refused("without an interest nothing follows from it", code="contradiction")
    if said.kind != Interest.NONE and (said.outcome == InterestOutcome.NONE or not said.detail.strip()):
        raise Refused("say what the interest is and what follows from it", code="detail-needed")
    shown = case.stance(said.person_id)
    automatic = shown is not None and shown.automatic
    return happened(
        ConflictDeclared,
        call,
        case.id,
        reference=case.reference,
        person_id=said.person_id,
        kind=said.kind,
        outcome=said.outcome,
        conflicted=automatic or said.outcome == InterestOutcome.WITHDRAW,
        automatic=automatic,
        rule=shown.rule if shown is not None else "",
        detail=said.detail,
    )
