"""What each event makes true of the case. Never refuses: it has happened."""

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce, singledispatch
from uuid import UUID

from services.contracts import review as r
from services.contracts.message import Event
from services.contracts.request import Assurance
from services.contracts.review import CaseState, ConditionState

from .case import Act, AdviceGiven, Appeal, Assignment, Case, Decision, Facts, Review, Stance, Wait
from .separation import ADVISED, DECIDED, OFFICER, PREPARED, REVIEWED, VALIDATED


def evolve(event: Event, case: Case) -> Case:
    """The case once `event` has happened; its version counts the events."""
    return replace(after(event, case), version=case.version + 1, changed_at=event.at)


def fold(events: Iterable[Event], case: Case) -> Case:
    """The case once all of `events` have happened, in order."""
    return reduce(lambda before, event: evolve(event, before), events, case)


@singledispatch
def after(event: Event, case: Case) -> Case:
    """What `event` changes; registered per event."""
    raise NotImplementedError(type(event).__name__)


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
    return replace(case, reviews=(*case.reviews, review), acts=_acted(case, event.person_id, act=REVIEWED))


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
        **fresh,
    )


@after.register
def scheduled(event: r.CaseScheduled, case: Case) -> Case:
    where: Facts = {"meeting_id": event.meeting_id, "held_on": event.held_on, "quorum": event.quorum}
    return replace(case, state=CaseState.SCHEDULED, respond_by=None, lapses_on=None, **where)


@after.register
def advised(event: r.AdviceRecorded, case: Case) -> Case:
    advice = AdviceGiven(
        meeting_id=event.meeting_id,
        held_on=event.held_on,
        outcome=event.outcome,
        request_sha256=event.request_sha256,
        summary=event.summary,
        quorum=event.quorum,
        conditions=event.conditions,
        dissent=event.dissent,
        risks=event.risks,
    )
    acts = _acted(case, *event.advised_by, act=ADVISED)
    return replace(case, state=CaseState.DECISION_SIGNOFF, advice=advice, quorum=event.quorum, acts=acts)


@after.register
def prepared(event: r.DecisionPrepared, case: Case) -> Case:
    acts = _acted(case, event.by, act=PREPARED)
    return replace(case, state=CaseState.DECISION_SIGNOFF, respond_by=None, lapses_on=None, acts=acts)


@after.register
def signed(event: r.DecisionSigned, case: Case) -> Case:
    signature = r.Signature(
        office=event.office,
        person_id=event.person_id,
        name=event.name,
        outcome=event.outcome,
        at=event.at,
        reasons=event.reasons,
        delegate_of=event.delegate_of,
    )
    others = tuple(s for s in case.decision.signatures if s.office != event.office)
    before = case.decision if others else Decision()
    decision = Decision(
        signatures=(*others, signature),
        reasons=_union(before.reasons, event.reasons),
        conditions=_union(before.conditions, event.conditions),
        actions=_union(before.actions, event.actions),
        outstanding=_union(before.outstanding, event.outstanding),
        concerns=_union(before.concerns, event.concerns),
        departs_from_advice=event.departs_from_advice,
    )
    return replace(case, decision=decision, acts=_acted(case, event.person_id, act=DECIDED))


@after.register
def approved(event: r.ApplicationApproved, case: Case) -> Case:
    decision = _decided(event, case, r.Outcome.APPROVED_WITH_CONDITIONS if event.conditions else r.Outcome.APPROVED)
    return replace(case, state=CaseState.APPROVED, decision=decision, conditions=event.conditions)


@after.register
def agreed_in_principle(event: r.ApplicationApprovedProvisionally, case: Case) -> Case:
    decision = replace(
        _decided(event, case, r.Outcome.APPROVED),
        valid_until=event.valid_until,
        outstanding=event.outstanding,
        concerns=event.concerns,
    )
    return replace(case, state=CaseState.APPROVED_PROVISIONAL, decision=decision)


@after.register
def deferred(event: r.ApplicationDeferred, case: Case) -> Case:
    decision = _decided(event, case, r.Outcome.DEFERRED)
    days: Facts = {"respond_by": event.respond_by, "lapses_on": event.respond_by, "warnings": 0}
    return replace(case, state=CaseState.DEFERRED, decision=decision, actions=event.actions, **days)


@after.register
def rejected(event: r.ApplicationRejected, case: Case) -> Case:
    decision = _decided(event, case, r.Outcome.REJECTED)
    return replace(case, state=CaseState.REJECTED, decision=decision, appeal_by=event.appeal_by, appeal=None)


@after.register
def deferral_answered(event: r.DeferralAnswered, case: Case) -> Case:
    given = {one.number: one.response for one in event.responses}
    actions = tuple(replace(a, response=given.get(a.number, a.response)) for a in case.actions)
    days: Facts = {"respond_by": None, "lapses_on": None} if event.complete else {}
    return replace(case, actions=actions, **days)


@after.register
def lodged(event: r.AppealLodged, case: Case) -> Case:
    appeal = Appeal(
        grounds=event.grounds,
        statement=event.statement,
        lodged_by=event.by,
        lodged_at=event.at,
        decide_by=event.decide_by,
    )
    return replace(case, appeal=appeal)


@after.register
def upheld(event: r.AppealUpheld, case: Case) -> Case:
    return replace(case, appeal=_ended(case, event, "upheld"))


@after.register
def dismissed(event: r.AppealDismissed, case: Case) -> Case:
    return replace(case, appeal=_ended(case, event, "dismissed"))


@after.register
def evidence(event: r.ConditionEvidenceSubmitted, case: Case) -> Case:
    facts: Facts = {"evidence": event.statement, "evidence_sha256": event.sha256, "evidence_by": event.by}
    return _condition(case, event.condition_id, state=ConditionState.EVIDENCE_SUBMITTED, **facts)


@after.register
def returned(event: r.ConditionReturned, case: Case) -> Case:
    return _condition(case, event.condition_id, state=ConditionState.RETURNED, note=event.note)


@after.register
def met(event: r.ConditionMet, case: Case) -> Case:
    facts: Facts = {"verified_by": event.by, "note": event.note}
    return _condition(case, event.condition_id, state=ConditionState.VERIFIED, **facts)


@after.register
def lapsing(event: r.CaseLapsing, case: Case) -> Case:
    return replace(case, warnings=event.warning)


@after.register
def closed(event: r.CaseClosed, case: Case) -> Case:
    if event.reason != "ineligible":
        state = CaseState.LAPSED if event.reason == "lapsed" else CaseState.WITHDRAWN
        return replace(case, state=state, left=case.state, respond_by=None, lapses_on=None)
    return replace(
        case,
        state=CaseState.REJECTED,
        reference=event.reference,
        request=event.request,
        level=Assurance.L0,
        committee=False,
        opened_at=event.at,
        appeal_by=event.appeal_by,
        ineligible=event.reasons,
        acts=_acted(case, *event.decided_by, act=DECIDED),
    )


@after.register
def resumed(event: r.CaseResumed, case: Case) -> Case:
    return replace(
        case, state=event.state, left=None, respond_by=event.lapses_on, lapses_on=event.lapses_on, warnings=0
    )


Final = r.ApplicationApproved | r.ApplicationApprovedProvisionally | r.ApplicationDeferred | r.ApplicationRejected


def _decided(event: Final, case: Case, outcome: r.Outcome) -> Decision:
    return replace(
        case.decision,
        outcome=outcome,
        reasons=event.reasons,
        departs_from_advice=event.departs_from_advice,
        decided_at=event.at,
        letter=event.letter,
        letter_sha256=event.decision_letter_sha256,
    )


def _ended(case: Case, event: r.AppealUpheld | r.AppealDismissed, outcome: str) -> Appeal | None:
    if case.appeal is None:
        return None
    return replace(case.appeal, outcome=outcome, reasons=event.reasons, decided_by=event.by)


def _condition(case: Case, condition_id: UUID, **facts: object) -> Case:
    conditions = tuple(replace(c, **facts) if c.id == condition_id else c for c in case.conditions)  # type: ignore[arg-type]
    return replace(case, conditions=conditions)


def _acted(case: Case, *people: UUID, act: str) -> tuple[Act, ...]:
    new = [Act(person_id=person, act=act, round=case.round) for person in people]
    return case.acts + tuple(a for a in new if a not in case.acts)


def _union(before: tuple, more: tuple) -> tuple:  # type: ignore[type-arg]
    return before + tuple(one for one in more if one not in before)
