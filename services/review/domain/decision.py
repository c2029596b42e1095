"""The decision by the named office-holders: after the advice, never by those who gave it, for exactly one version."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid5

from services.contracts.message import Call, Event, NotPermitted, Problem, Refused, Role, happened
from services.contracts.request import Approval, Level, Request
from services.contracts.review import (
    Action,
    Advice,
    ApplicationApproved,
    ApplicationApprovedProvisionally,
    ApplicationDeferred,
    ApplicationRejected,
    Condition,
    ConditionWanted,
    DecisionSigned,
    Office,
    Outcome,
    SignDecision,
)

from .case import Case, Facts
from .delegation import HOLDERS
from .door import Known, decide
from .history import evolve
from .letter import letter
from .policy import a_year_on, time_to_access, today
from .separation import ADVISED, REVIEWED, refuse_decision

FOLLOWS = {
    Advice.SUPPORT: Outcome.APPROVED,
    Advice.SUPPORT_WITH_CONDITIONS: Outcome.APPROVED_WITH_CONDITIONS,
    Advice.DEFER: Outcome.DEFERRED,
    Advice.UNABLE_TO_SUPPORT: Outcome.REJECTED,
}
APPROVALS = (Outcome.APPROVED, Outcome.APPROVED_WITH_CONDITIONS)
PERSONAL = (Level.PSEUDONYMISED, Level.DEIDENTIFIED_WITH_DATES, Level.IDENTIFIABLE)


@decide.register
def sign(command: SignDecision, case: Case, call: Call, known: Known) -> list[Event]:
    _hold(command, case, call, known)
    others = tuple(s for s in case.decision.signatures if s.office != command.office)
    refuse_decision(replace(case, decision=replace(case.decision, signatures=others)), call.actor.id)
    if case.committee and (case.advice is None or case.advice.request_sha256 != case.papers.sha256):
        raise Refused("the committee has not advised on this version", code="no-advice")
    conditions = _conditions(command, case)
    departs = _departs(command.outcome, conditions, case)
    _refuse_incomplete(command, case, conditions, departs)
    if command.outcome in APPROVALS:
        _refuse_unlawful(case.papers, today(call.at))
    if any(s.outcome != command.outcome for s in others):
        raise Refused(
            f"the other office signed {others[0].outcome}: the decision needs both to agree; either may sign again",
            code="offices-disagree",
        )
    signed = {s.office for s in others} | {command.office}
    event = happened(
        DecisionSigned,
        call,
        case.id,
        reference=case.reference,
        office=command.office,
        person_id=call.actor.id,
        name=call.actor.name,
        outcome=command.outcome,
        request_sha256=case.papers.sha256,
        reasons=command.reasons,
        conditions=conditions,
        actions=command.actions,
        outstanding=command.outstanding,
        concerns=command.concerns,
        delegate_of=command.delegate_of,
        departs_from_advice=departs,
        waiting=tuple(office for office in case.offices if office not in signed),
    )
    return [event] if event.waiting else [event, _final(evolve(event, case), command.outcome, call, known)]


def holds(office: Office, call: Call, known: Known, delegate_of: UUID | None = None) -> bool:
    """The caller holds `office`, or a delegation for it (of this holder, when one is named) that is good today."""
    delegated = any(
        d.office == office and d.delegate_id == call.actor.id and d.holds(today(call.at))
        for d in known.delegations
        if delegate_of in (None, d.holder_id)
    )
    return delegated or (delegate_of is None and call.actor.has(HOLDERS.get(office, Role.CASE_OFFICER)))


def _hold(command: SignDecision, case: Case, call: Call, known: Known) -> None:
    """The office decides on this route, and the caller holds it or signs for its holder (G-CG, G-SIRO)."""
    if command.office not in case.offices:
        raise Refused(f"{command.office} does not decide on this route", code="not-this-office")
    if command.delegate_of is None and not call.actor.has(HOLDERS.get(command.office, Role.CASE_OFFICER)):
        raise NotPermitted(f"you do not hold the office of {command.office}", code="not-the-holder")
    if command.delegate_of is not None:
        if not holds(command.office, call, known, command.delegate_of):
            raise NotPermitted("no delegation for this office is on record for today", code="no-delegation")
        # Nobody signs through a delegate what they may not sign themselves.
        refuse_decision(replace(case, decision=replace(case.decision, signatures=())), command.delegate_of)


def _conditions(command: SignDecision, case: Case) -> tuple[ConditionWanted, ...]:
    """Those given; else those signed already by the other office; else those that the committee advised."""
    if command.outcome != Outcome.APPROVED_WITH_CONDITIONS or command.conditions:
        return command.conditions
    others = any(s.office != command.office for s in case.decision.signatures)
    if others and case.decision.conditions:
        return case.decision.conditions
    return case.advice.conditions if case.advice is not None else ()


def _departs(outcome: Outcome, conditions: tuple[ConditionWanted, ...], case: Case) -> bool:
    """True when this is not what the committee advised: another outcome, or one of its conditions left out."""
    if case.advice is None:
        return False
    dropped = outcome == Outcome.APPROVED_WITH_CONDITIONS and not set(case.advice.conditions) <= set(conditions)
    return FOLLOWS[case.advice.outcome] != outcome or dropped


def _refuse_incomplete(
    command: SignDecision, case: Case, conditions: tuple[ConditionWanted, ...], departs: bool
) -> None:
    given = any(reason.strip() for reason in command.reasons)
    if departs and not given:
        raise Refused("the decision departs from the advice: give the reasons", code="reasons-needed")
    if command.outcome == Outcome.REJECTED and not given:
        raise Refused("a refusal gives its reasons", code="reasons-needed")
    if command.outcome == Outcome.DEFERRED and not any(action.strip() for action in command.actions):
        raise Refused("a deferral lists what is to be done", code="actions-needed")
    if (command.outcome == Outcome.APPROVED_WITH_CONDITIONS) != bool(conditions):
        raise Refused("conditions go with an approval with conditions, and with nothing else", code="conditions-needed")
    provisional = case.papers.approval == Approval.PROVISIONAL
    if (command.outstanding or command.concerns) and not (provisional and command.outcome in APPROVALS):
        raise Refused("outstanding items and concerns belong to an agreement in principle", code="not-provisional")


def _refuse_unlawful(request: Request, day: date) -> None:
    """G-LEGAL: bases set and consistent, approvals in date; for an agreement in principle they may still be planned."""
    legal, wrong = request.legal, []
    if request.level in PERSONAL:
        wrong += [name for name in ("article6", "article9", "confidentiality") if not getattr(legal, name)]
        if request.level == Level.IDENTIFIABLE and legal.confidentiality == "not_confidential":
            wrong.append("confidentiality")
    supported = legal.confidentiality in ("s251_reg5", "s251_reg2")
    if supported and legal.opt_out != "applied" and not legal.opt_out_evidence:
        wrong.append("opt_out_evidence")
    if supported and request.approval == Approval.FULL:
        wrong += [] if legal.cag_reference else ["cag_reference"]
        wrong += [] if legal.cag_end is None or legal.cag_end >= day else ["cag_end"]
    if wrong:
        problems = tuple(Problem(code="G-LEGAL", field=f"legal.{n}", message="missing or not valid") for n in wrong)
        raise Refused(
            "the legal basis is not complete, consistent and in date", problems=problems, code="no-legal-basis"
        )


def _final(case: Case, outcome: Outcome, call: Call, known: Known) -> Event:
    """The decision that every office has signed, as the line knows it. Provisional requests are never approved."""
    day, decision = today(call.at), case.decision
    decided_by = tuple(s.person_id for s in decision.signatures)
    shared: Facts = {"decided_by": decided_by, "departs_from_advice": decision.departs_from_advice}
    if outcome == Outcome.REJECTED:
        appeal_by = day + timedelta(days=known.days(case, call).appeal)
        facts: Facts = {"reasons": decision.reasons, "appeal_by": appeal_by, "reference": case.reference, **shared}
        return happened(ApplicationRejected, call, case.id, **facts, letter=letter(case, outcome, until=appeal_by))
    shared["reasons"] = decision.reasons
    if outcome == Outcome.DEFERRED:
        respond_by = day + timedelta(days=known.days(case, call).deferral_lapse)
        facts = {"actions": _actions(case), "respond_by": respond_by, "reference": case.reference, **shared}
        return happened(ApplicationDeferred, call, case.id, **facts, letter=letter(case, outcome, until=respond_by))
    if case.papers.approval == Approval.PROVISIONAL:
        outstanding = decision.outstanding + tuple(wanted.text for wanted in decision.conditions)
        full = "a full application with every approval and the funding in place"
        facts = {"outstanding": (*outstanding, full), "concerns": decision.concerns, **shared}
        until = a_year_on(day)
        facts |= {"valid_until": until, "letter": letter(case, outcome, until=until)}
        return happened(ApplicationApprovedProvisionally, call, case.id, request=case.papers, level=case.level, **facts)
    return happened(
        ApplicationApproved,
        call,
        case.id,
        request=case.papers,
        level=case.level,
        conditions=_numbered(case),
        advised_by=_people(case, ADVISED),
        reviewed_by=_people(case, REVIEWED),
        case_officer_id=case.case_officer_id,
        letter=letter(case, outcome, access=time_to_access(known.settings, case.profile, day)),
        offices=tuple(Office(s.office) for s in decision.signatures),
        **shared,
    )


def _people(case: Case, act: str) -> tuple:  # type: ignore[type-arg]
    return tuple(dict.fromkeys(a.person_id for a in case.acts if a.act == act))


def _actions(case: Case) -> tuple[Action, ...]:
    texts = [text for text in case.decision.actions if text.strip()]
    return tuple(
        Action(id=uuid5(case.id, f"action {number} of round {case.round}"), number=number, text=text)
        for number, text in enumerate(texts, 1)
    )


def _numbered(case: Case) -> tuple[Condition, ...]:
    return tuple(
        Condition(
            id=uuid5(case.id, f"condition {number} of round {case.round}"),
            number=number,
            kind=wanted.kind,
            text=wanted.text,
            due_on=wanted.due_on,
        )
        for number, wanted in enumerate(case.decision.conditions, 1)
    )
