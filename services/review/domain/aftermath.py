"""After the decision: appeals, and the conditions of an approval."""

from dataclasses import replace
from datetime import timedelta

from services.contracts.message import Call, Event, NotFound, Refused, happened
from services.contracts.review import (
    AppealDismissed,
    AppealLodged,
    AppealUpheld,
    CaseReopened,
    Condition,
    ConditionEvidenceSubmitted,
    ConditionKind,
    ConditionMet,
    ConditionReturned,
    ConditionState,
    DecideAppeal,
    LodgeAppeal,
    SubmitConditionEvidence,
    VerifyCondition,
)

from .case import Case, Facts
from .completeness import reopened
from .door import Known, decide
from .history import evolve
from .policy import APPEALED_DISCIPLINES, APPEALED_LEVEL, offices, today
from .separation import refuse_appeal


@decide.register
def lodge(command: LodgeAppeal, case: Case, call: Call, known: Known) -> list[Event]:
    if case.appeal is not None:
        raise Refused("an appeal against this decision was lodged already", code="already-appealed")
    if case.appeal_by is not None and today(call.at) > case.appeal_by:
        raise Refused(f"an appeal was possible until {case.appeal_by:%d %B %Y}", code="appeal-late")
    decide_by = today(call.at) + timedelta(days=known.days(case, call).appeal_decision)
    facts: Facts = {"grounds": command.grounds, "statement": command.statement, "decide_by": decide_by}
    return [happened(AppealLodged, call, case.id, reference=case.reference, **facts)]


@decide.register
def decide_appeal(command: DecideAppeal, case: Case, call: Call, known: Known) -> list[Event]:
    if case.appeal is None or case.appeal.outcome:
        raise Refused("there is no open appeal", code="no-appeal")
    refuse_appeal(case, call.actor.id)
    facts: Facts = {"reference": case.reference, "reasons": command.reasons}
    if not command.upheld:
        return [happened(AppealDismissed, call, case.id, **facts)]
    upheld = happened(AppealUpheld, call, case.id, **facts)
    again = reopened(evolve(upheld, case), call, "the appeal was upheld", fresh_reviewers=True)
    return [upheld, _routed(again, case) if case.ineligible else again]


@decide.register
def give_evidence(command: SubmitConditionEvidence, case: Case, call: Call, known: Known) -> list[Event]:
    condition = _condition(case, command.condition_id)
    if condition.state == ConditionState.VERIFIED:
        raise Refused("this condition is met", code="already-met")
    facts: Facts = {"condition_id": condition.id, "number": condition.number, "statement": command.statement}
    facts |= {"sha256": command.sha256}
    return [happened(ConditionEvidenceSubmitted, call, case.id, reference=case.reference, **facts)]


@decide.register
def verify(command: VerifyCondition, case: Case, call: Call, known: Known) -> list[Event]:
    condition = _condition(case, command.condition_id)
    if condition.state != ConditionState.EVIDENCE_SUBMITTED:
        raise Refused("there is no evidence to verify", code="no-evidence")
    if condition.evidence_by == call.actor.id:
        raise Refused("SoD-18: whoever verifies is not the evidence's author", code="separation-of-duties")
    facts: Facts = {"condition_id": condition.id, "number": condition.number, "note": command.note}
    if not command.accepted:
        if not command.note.strip():
            raise Refused("say what is missing", code="note-needed")
        return [happened(ConditionReturned, call, case.id, reference=case.reference, **facts)]
    precedent = [c for c in case.conditions if c.kind == ConditionKind.PRECEDENT and c.id != condition.id]
    all_met = all(c.state == ConditionState.VERIFIED for c in precedent)
    facts |= {"kind": condition.kind, "all_precedent_met": all_met}
    return [happened(ConditionMet, call, case.id, reference=case.reference, **facts)]


def _routed(again: CaseReopened, case: Case) -> CaseReopened:
    """A request that was refused before it had a route gets one."""
    return replace(
        again,
        level=APPEALED_LEVEL,
        committee=True,
        disciplines=APPEALED_DISCIPLINES,
        offices=offices(case.papers, APPEALED_LEVEL),
    )


def _condition(case: Case, condition_id: object) -> Condition:
    found = next((c for c in case.conditions if c.id == condition_id), None)
    if found is None:
        raise NotFound("this request has no such condition")
    return found
