"""The parts of a case's view, field by field, so that nothing is shown by accident."""

from services.contracts import review as r
from services.contracts.message import Call

from ..domain.case import Case
from ..domain.door import Known
from ..domain.may import OFFICES, Part
from ..domain.policy import today

STAFF = frozenset({Part.OFFICER, Part.SECRETARIAT, Part.CHAIR, Part.IG_LEAD, Part.AUDITOR, *OFFICES})
CONFIDENTIAL = frozenset({Part.SECRETARIAT, Part.CHAIR, Part.AUDITOR, *OFFICES})


def assignments(case: Case, who: set[Part], call: Call) -> tuple[r.AssignmentView, ...]:
    """All of them for staff, a reviewer's own for the reviewer, none for the applicant."""
    return tuple(
        r.AssignmentView(
            person_id=one.person_id,
            name=one.name,
            discipline=one.discipline,
            mandatory=one.mandatory,
            due_on=one.due_on,
            declared=case.stance(one.person_id) is not None,
            conflicted=case.conflicted(one.person_id),
            accepted=_accepted(case, one.person_id),
            recorded=case.has_reviewed(one.person_id),
            waived=bool(one.waived),
        )
        for one in case.assignments
        if who & STAFF or one.person_id == call.actor.id
    )


def interests(
    case: Case, who: set[Part], call: Call, members: tuple[r.CommitteeMember, ...] = ()
) -> tuple[r.InterestView, ...]:
    """What was declared: for staff, and each person's own; `members` of the meeting that the case is or was on."""
    names = {one.person_id: one.name for one in case.decision.signatures}
    names |= {one.person_id: one.name for one in members} | {one.person_id: one.name for one in case.assignments}
    return tuple(
        r.InterestView(
            person_id=one.person_id,
            kind=one.kind,
            outcome=one.outcome,
            conflicted=case.conflicted(one.person_id),
            rule=one.rule,
            detail=one.detail,
            name=names.get(one.person_id, ""),
        )
        for one in case.stances
        if who & STAFF or one.person_id == call.actor.id
    )


def reviews(case: Case, who: set[Part], call: Call) -> tuple[r.ReviewView, ...]:
    """Every review for staff, a reviewer's own for the reviewer; confidential remarks for those they are meant for."""
    names = {one.person_id: one.name for one in case.assignments}
    return tuple(
        r.ReviewView(
            person_id=one.person_id,
            name=names.get(one.person_id, ""),
            discipline=one.discipline,
            request_sha256=one.request_sha256,
            ratings=one.ratings,
            recommendation=one.recommendation,
            comments=one.comments,
            confidential=one.confidential if who & CONFIDENTIAL or one.person_id == call.actor.id else "",
            conditions=one.conditions,
            at=one.at,
        )
        for one in case.reviews
        if who & STAFF or one.person_id == call.actor.id
    )


def parties(case: Case) -> tuple[str, ...]:
    """The names of the lead, the team and the organisations."""
    asked = case.papers
    people = [member.name for member in (asked.lead, *asked.team)]
    organisations = [party.name for party in (*asked.controllers, *asked.processors)]
    return tuple(dict.fromkeys(name for name in (*people, *organisations) if name))


def signs_for(known: Known, call: Call) -> tuple[r.DelegationView, ...]:
    """The office-holders for whom the asker may sign today."""
    day = today(call.at)
    return tuple(
        r.DelegationView(office=one.office, holder_id=one.holder_id)
        for one in known.delegations
        if one.delegate_id == call.actor.id and one.holds(day)
    )


def waits(case: Case) -> tuple[r.WaitView, ...]:
    """The bodies outside; the applicant sees them too, because they pause the clock."""
    return tuple(
        r.WaitView(body=w.body, reference=w.reference, since=w.since, until=w.until, outcome=w.outcome)
        for w in case.waits
    )


def advice(case: Case) -> r.AdviceView | None:
    """The committee's advice."""
    given = case.advice
    if given is None:
        return None
    return r.AdviceView(
        meeting_id=given.meeting_id,
        held_on=given.held_on,
        outcome=given.outcome,
        summary=given.summary,
        conditions=given.conditions,
        dissent=given.dissent,
        risks=given.risks,
        quorum=given.quorum,
        request_sha256=given.request_sha256,
    )


def decision(case: Case) -> r.DecisionView | None:
    """The decision or the signatures so far; of a refusal at validation (T10), its reasons."""
    made = case.decision
    if not made.signatures and not case.ineligible:
        return None
    signed = {signature.office for signature in made.signatures}
    return r.DecisionView(
        outcome=r.Outcome.REJECTED if case.ineligible and made.outcome is None else made.outcome or "",
        signatures=made.signatures,
        waiting=tuple(office for office in case.offices if office not in signed),
        decided_at=made.decided_at,
        reasons=made.reasons or case.ineligible,
        letter=made.letter,
        letter_sha256=made.letter_sha256,
        valid_until=made.valid_until,
        outstanding=made.outstanding,
        concerns=made.concerns,
        departs_from_advice=made.departs_from_advice,
    )


def appeal(case: Case) -> r.AppealView | None:
    """The appeal, if one was lodged."""
    made = case.appeal
    if made is None:
        return None
    return r.AppealView(
        grounds=made.grounds,
        statement=made.statement,
        lodged_at=made.lodged_at,
        decide_by=made.decide_by,
        outcome=made.outcome,
        reasons=made.reasons,
    )


def _accepted(case: Case, person_id: object) -> bool:
    return any(s.person_id == person_id and bool(s.accepted) for s in case.stances)
