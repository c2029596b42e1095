"""What is true after answers to a deferral, appeals, conditions, silence and endings."""

from dataclasses import replace
from uuid import UUID

from services.contracts import review as r
from services.contracts.request import Assurance
from services.contracts.review import CaseState, ConditionState

from ..case import Appeal, Case, Facts
from ..separation import DECIDED
from .registry import acted, after


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
        acts=acted(case, *event.decided_by, act=DECIDED),
    )


@after.register
def resumed(event: r.CaseResumed, case: Case) -> Case:
    return replace(
        case, state=event.state, left=None, respond_by=event.lapses_on, lapses_on=event.lapses_on, warnings=0
    )


def _ended(case: Case, event: r.AppealUpheld | r.AppealDismissed, outcome: str) -> Appeal | None:
    if case.appeal is None:
        return None
    return replace(case.appeal, outcome=outcome, reasons=event.reasons, decided_by=event.by)


def _condition(case: Case, condition_id: UUID, **facts: object) -> Case:
    conditions = tuple(replace(c, **facts) if c.id == condition_id else c for c in case.conditions)  # type: ignore[arg-type]
    return replace(case, conditions=conditions)
