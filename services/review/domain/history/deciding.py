"""What is true after scheduling, advice and decision."""

from dataclasses import replace

from services.contracts import review as r
from services.contracts.review import CaseState

from ..case import AdviceGiven, Case, Decision, Facts
from ..separation import ADVISED, DECIDED, PREPARED
from .registry import acted, after


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
    acts = acted(case, *event.advised_by, act=ADVISED)
    return replace(case, state=CaseState.DECISION_SIGNOFF, advice=advice, quorum=event.quorum, acts=acts)


@after.register
def prepared(event: r.DecisionPrepared, case: Case) -> Case:
    acts = acted(case, event.by, act=PREPARED)
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
    return replace(case, decision=decision, acts=acted(case, event.person_id, act=DECIDED))


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


def _union(before: tuple, more: tuple) -> tuple:  # type: ignore[type-arg]
    return before + tuple(one for one in more if one not in before)
