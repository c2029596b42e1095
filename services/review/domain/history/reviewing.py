"""What is true after each step of the review."""

from dataclasses import replace

from services.contracts import review as r
from services.contracts.review import CaseState

from ..case import Act, Assignment, Case, Decision, Facts, Review, Stance, Wait
from ..separation import DECIDED, OFFICER, REVIEWED, VALIDATED
from .registry import acted, after


@after.register
def opened(event: r.CaseOpened, case: Case) -> Case:
    acts = [Act(person_id=person, act=VALIDATED) for person in event.validated_by]
    if event.case_officer_id is not None:
        acts.append(Act(person_id=event.case_officer_id, act=OFFICER))
    return Case(
        id=case.id,
        version=case.version,
        state=CaseState.UNDER_REVIEW,
        reference=event.reference,
        request=event.request,
        level=event.level,
        committee=event.committee,
        disciplines=event.disciplines,
        offices=event.offices,
        rules=event.rules,
        case_officer_id=event.case_officer_id,
        opened_at=event.at,
        barred=case.barred,
        acts=case.acts + tuple(acts),
    )


@after.register
def assigned(event: r.ReviewersAssigned, case: Case) -> Case:
    new = tuple(
        Assignment(
            person_id=one.person_id,
            name=one.name,
            discipline=one.discipline,
            organisation_id=one.organisation_id,
            mandatory=bool(one.mandatory),
            due_on=event.due_on,
        )
        for one in event.reviewers
    )
    return replace(case, assignments=case.assignments + new)


@after.register
def declared(event: r.ConflictDeclared, case: Case) -> Case:
    before = case.stance(event.person_id)
    stance = Stance(
        person_id=event.person_id,
        kind=event.kind,
        outcome=event.outcome,
        conflicted=event.conflicted,
        automatic=event.automatic,
        rule=event.rule,
        detail=event.detail,
        # What the chair accepted stays accepted, unless the person now withdraws.
        accepted=before.accepted if before is not None and event.outcome != r.InterestOutcome.WITHDRAW else "",
    )
    others = tuple(s for s in case.stances if s.person_id != event.person_id)
    return replace(case, stances=(*others, stance))


@after.register
def accepted(event: r.InterestAccepted, case: Case) -> Case:
    stances = tuple(replace(s, accepted=event.reason) if s.person_id == event.person_id else s for s in case.stances)
    return replace(case, stances=stances)


@after.register
def recorded(event: r.ReviewRecorded, case: Case) -> Case:
    review = Review(
        person_id=event.person_id,
        discipline=event.discipline,
        request_sha256=event.request_sha256,
        ratings=event.ratings,
        recommendation=event.recommendation,
        comments=event.comments,
        confidential=event.confidential,
        conditions=event.conditions,
        at=event.at,
        round=case.round,
    )
    return replace(case, reviews=(*case.reviews, review), acts=acted(case, event.person_id, act=REVIEWED))


@after.register
def waived(event: r.ReviewWaived, case: Case) -> Case:
    assignments = tuple(
        replace(a, waived=event.reason) if a.person_id == event.person_id else a for a in case.assignments
    )
    return replace(case, assignments=assignments)


@after.register
def completed(event: r.ReviewCompleted, case: Case) -> Case:
    return replace(case, state=CaseState.REVIEW_COMPLETED)


@after.register
def waiting(event: r.ExternalWaitStarted, case: Case) -> Case:
    wait = Wait(body=event.body, reference=event.body_reference, since=event.at)
    return replace(case, state=CaseState.EXTERNAL_WAIT, waits=(*case.waits, wait))


@after.register
def waited(event: r.ExternalWaitEnded, case: Case) -> Case:
    waits = tuple(
        replace(w, until=event.at, outcome=event.outcome) if w.body == event.body and w.until is None else w
        for w in case.waits
    )
    state = CaseState.EXTERNAL_WAIT if event.waiting else CaseState.UNDER_REVIEW
    return replace(case, state=state, waits=waits)


@after.register
def asked(event: r.FeedbackRequested, case: Case) -> Case:
    days: Facts = {"respond_by": event.due_on, "lapses_on": event.lapses_on, "warnings": 0}
    return replace(case, state=CaseState.APPLICANT_FEEDBACK, feedback=event.items, **days)


@after.register
def answered(event: r.FeedbackAnswered, case: Case) -> Case:
    given = {one.item_id: one for one in event.responses}
    items = tuple(
        replace(item, response=given[item.id].response, disputed=given[item.id].disputed) if item.id in given else item
        for item in case.feedback
    )
    days: Facts = {"respond_by": None, "lapses_on": None} if event.complete else {}
    return replace(case, feedback=items, **days)


@after.register
def revised(event: r.CaseRevised, case: Case) -> Case:
    route: Facts = {name: getattr(event, name) for name in ("level", "committee", "disciplines", "offices", "rules")}
    return replace(case, request=event.request, **route)


@after.register
def reopened(event: r.CaseReopened, case: Case) -> Case:
    route: Facts = {name: getattr(event, name) for name in ("level", "committee", "disciplines", "offices", "rules")}
    took_part = {a.person_id for a in case.acts if a.act in (REVIEWED, DECIDED)}
    fresh: Facts = (
        {"assignments": (), "barred": tuple(sorted({*case.barred, *took_part}))} if event.fresh_reviewers else {}
    )
    kept = tuple(replace(a, waived="") for a in case.assignments)
    again = replace(case, assignments=kept, **route)
    return replace(
        again,
        state=CaseState.EXTERNAL_WAIT if case.open_waits() else CaseState.UNDER_REVIEW,
        round=case.round + 1,
        respond_by=None,
        lapses_on=None,
        meeting_id=None,
        held_on=None,
        quorum=None,
        advice=None,
        decision=Decision(),
        ineligible=(),
        **fresh,
    )
