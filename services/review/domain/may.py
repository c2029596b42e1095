"""Who may ask for what, and when: a table that could be shown to the committee.

A person's part in one request is read from the request and the case, not only from the account: whoever is on the
team of a request, signs for a party of it or submits its cohort has no other part in it, whatever their account may do
elsewhere (SoD-01).
"""

from collections.abc import Mapping
from enum import StrEnum

from services.contracts import review as r
from services.contracts.message import Actor, Command, Role
from services.contracts.review import CaseState as S

from .case import Case
from .separation import involved


class Part(StrEnum):
    """A person's part in one request."""

    APPLICANT = "applicant"
    TEAM = "team"
    REVIEWER = "assigned reviewer"
    MEMBER = "committee member"
    OFFICER = "case officer"
    IG_LEAD = "IG lead"
    SECRETARIAT = "secretariat"
    CHAIR = "chair"
    CALDICOTT_GUARDIAN = "Caldicott Guardian"
    SIRO = "SIRO"
    DELEGATE = "delegate of an office-holder"
    AUDITOR = "auditor"
    NONE = "no part"


ACCOUNT: Mapping[Role, Part] = {
    Role.CASE_OFFICER: Part.OFFICER,
    Role.IG_LEAD: Part.IG_LEAD,
    Role.SECRETARIAT: Part.SECRETARIAT,
    Role.CHAIR: Part.CHAIR,
    Role.CALDICOTT_GUARDIAN: Part.CALDICOTT_GUARDIAN,
    Role.SIRO: Part.SIRO,
    Role.AUDITOR: Part.AUDITOR,
}
OFFICES = (Part.CALDICOTT_GUARDIAN, Part.SIRO)
REVIEWING = (S.UNDER_REVIEW, S.EXTERNAL_WAIT)
BEFORE_SIGNOFF = (*REVIEWING, S.REVIEW_COMPLETED, S.APPLICANT_FEEDBACK, S.SCHEDULED)

RULES: tuple[tuple[type[Command], tuple[S, ...], tuple[Part, ...]], ...] = (
    (r.AssignReviewers, REVIEWING, (Part.SECRETARIAT, Part.CHAIR, Part.OFFICER)),
    (r.DeclareInterest, (*BEFORE_SIGNOFF, S.DECISION_SIGNOFF), (Part.REVIEWER, Part.MEMBER, Part.CHAIR, *OFFICES)),
    (r.RecordInterests, (S.SCHEDULED,), (Part.SECRETARIAT, Part.CHAIR)),
    (r.AcceptInterest, BEFORE_SIGNOFF, (Part.CHAIR,)),
    (r.RecordReview, (*REVIEWING, S.REVIEW_COMPLETED), (Part.REVIEWER,)),
    (r.WaiveReview, (*REVIEWING, S.REVIEW_COMPLETED), (Part.CHAIR,)),
    (r.WaitForExternalBody, REVIEWING, (Part.OFFICER,)),
    (r.EndExternalWait, (S.EXTERNAL_WAIT,), (Part.OFFICER,)),
    (r.RequestFeedback, (S.REVIEW_COMPLETED,), (Part.SECRETARIAT,)),
    (r.AnswerFeedback, (S.APPLICANT_FEEDBACK,), (Part.APPLICANT, Part.TEAM)),
    (r.ReturnToReview, (S.APPLICANT_FEEDBACK, S.DEFERRED), (Part.OFFICER,)),
    (r.ScheduleCase, (S.REVIEW_COMPLETED, S.APPLICANT_FEEDBACK, S.SCHEDULED), (Part.SECRETARIAT,)),
    (r.RecordAdvice, (S.SCHEDULED,), (Part.SECRETARIAT, Part.CHAIR)),
    (r.PassForDecision, (S.REVIEW_COMPLETED, S.APPLICANT_FEEDBACK), (Part.OFFICER,)),
    (r.SignDecision, (S.DECISION_SIGNOFF,), (*OFFICES, Part.OFFICER, Part.DELEGATE)),
    (r.AnswerDeferral, (S.DEFERRED,), (Part.APPLICANT, Part.TEAM)),
    (r.LodgeAppeal, (S.REJECTED,), (Part.APPLICANT,)),
    (r.DecideAppeal, (S.REJECTED,), (Part.CHAIR, Part.IG_LEAD, *OFFICES)),
    (r.SubmitConditionEvidence, (S.APPROVED,), (Part.APPLICANT,)),
    (r.VerifyCondition, (S.APPROVED,), (Part.OFFICER, Part.IG_LEAD, Part.CALDICOTT_GUARDIAN)),
)

MAY: Mapping[tuple[S, Part], frozenset[type[Command]]] = {
    (state, part): frozenset(command for command, states, parts in RULES if state in states and part in parts)
    for state in S
    for part in Part
}


def parts(case: Case, actor: Actor, *, delegate: bool = False) -> set[Part]:
    """This person's parts in this request. `delegate` is true for somebody whom an office-holder let sign today."""
    if case.request is None:
        return {Part.NONE}
    if actor.id == case.request.lead.person_id:
        return {Part.APPLICANT}
    if actor.id in {member.person_id for member in case.request.team}:
        return {Part.TEAM}
    if actor.id in involved(case.request):
        return {Part.NONE}
    found = {part for role, part in ACCOUNT.items() if actor.has(role)}
    if case.assignment(actor.id) is not None:
        found.add(Part.REVIEWER)
    if case.quorum is not None and actor.id in (*case.quorum.counted, *case.quorum.excluded):
        found.add(Part.MEMBER)
    if delegate:
        found.add(Part.DELEGATE)
    return found or {Part.NONE}


def allowed(state: S, found: set[Part]) -> frozenset[type[Command]]:
    """The commands that somebody with these parts may give in this state."""
    return frozenset(command for part in found for command in MAY[state, part])
