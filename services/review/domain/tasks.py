"""What waits for whom, read from the case: the same table that the person's task list is made of."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.contracts.review import CaseState, ConditionState, Office

from .case import Case
from .feedback import collated
from .may import OFFICES, Part
from .policy import required_reviews

SIGNS = {
    Office.SIRO: Part.SIRO,
    Office.CALDICOTT_GUARDIAN: Part.CALDICOTT_GUARDIAN,
    Office.SECOND_OFFICER: Part.OFFICER,
}


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something to do, for one person or for whoever holds the part; `command` does it."""

    command: str
    what: str
    person_id: UUID | None = None
    part: Part | None = None
    due_on: date | None = None


def tasks(case: Case) -> tuple[Task, ...]:
    """Everything that waits on this case."""
    waiting = IN.get(case.state)
    return () if waiting is None or case.request is None else tuple(waiting(case))


def _reviewing(case: Case) -> Iterator[Task]:
    wanted = required_reviews(case.level, case.committee, case.disciplines)
    able = [a for a in case.assignments if not case.conflicted(a.person_id)]
    lacking = wanted - Counter(a.discipline for a in able)
    if lacking and case.state != CaseState.REVIEW_COMPLETED:
        named = ", ".join(f"{name} ({count})" for name, count in lacking.items())
        yield Task(command="AssignReviewers", what=f"Assign reviewers: {named}", part=Part.SECRETARIAT)
    for one in able:
        if one.waived or case.has_reviewed(one.person_id):
            continue
        declared = case.stance(one.person_id) is not None
        command, what = ("RecordReview", "Review") if declared else ("DeclareInterest", "Declare your interest")
        yield Task(command=command, what=what, person_id=one.person_id, due_on=one.due_on)


def _external(case: Case) -> Iterator[Task]:
    yield from _reviewing(case)
    for wait in case.open_waits():
        yield _officer(case, "EndExternalWait", f"Record what {wait.body} answered")


def _reviewed(case: Case) -> Iterator[Task]:
    yield from _reviewing(case)
    if collated(case):
        yield Task(command="RequestFeedback", what="Send the comment sheet", part=Part.SECRETARIAT)
    else:
        yield _onward(case)


def _feedback(case: Case) -> Iterator[Task]:
    if any(not item.response for item in case.feedback):
        yield _lead(case, "AnswerFeedback", "Answer the reviewers' comments", case.respond_by)
    else:
        yield _onward(case)


def _scheduled(case: Case) -> Iterator[Task]:
    yield Task(command="RecordAdvice", what="Record the advice", part=Part.SECRETARIAT, due_on=case.held_on)
    for person in case.quorum.counted if case.quorum is not None else ():
        if case.stance(person) is None:
            what = "Declare your interest before the meeting"
            yield Task(command="DeclareInterest", what=what, person_id=person, due_on=case.held_on)


def _signoff(case: Case) -> Iterator[Task]:
    signed = {signature.office for signature in case.decision.signatures}
    for office in case.offices:
        if office not in signed:
            yield Task(command="SignDecision", what="Decide", part=SIGNS[office])


def _deferred(case: Case) -> Iterator[Task]:
    if any(not action.response for action in case.actions):
        yield _lead(case, "AnswerDeferral", "Answer the actions asked for", case.respond_by)
    else:
        yield _officer(case, "ReturnToReview", "Send it back to review")


def _appealed(case: Case) -> Iterator[Task]:
    if case.appeal is not None and not case.appeal.outcome:
        for part in (Part.CHAIR, Part.IG_LEAD, *OFFICES):
            yield Task(command="DecideAppeal", what="Decide the appeal", part=part, due_on=case.appeal.decide_by)


def _conditions(case: Case) -> Iterator[Task]:
    for one in case.conditions:
        if one.state in (ConditionState.OPEN, ConditionState.RETURNED):
            yield _lead(case, "SubmitConditionEvidence", f"Show that condition {one.number} is met", one.due_on)
        elif one.state == ConditionState.EVIDENCE_SUBMITTED:
            what = f"Verify the evidence for condition {one.number}"
            yield Task(command="VerifyCondition", what=what, part=Part.OFFICER, due_on=one.due_on)


def _onward(case: Case) -> Task:
    if case.committee:
        return Task(command="ScheduleCase", what="Put it on a meeting's agenda", part=Part.SECRETARIAT)
    return _officer(case, "PassForDecision", "Pass it for decision")


def _officer(case: Case, command: str, what: str) -> Task:
    """For this request's case officer; for any of them when it has none."""
    part = Part.OFFICER if case.case_officer_id is None else None
    return Task(command=command, what=what, person_id=case.case_officer_id, part=part)


def _lead(case: Case, command: str, what: str, due_on: date | None) -> Task:
    return Task(command=command, what=what, person_id=case.papers.lead.person_id, due_on=due_on)


IN: Mapping[CaseState, Callable[[Case], Iterator[Task]]] = {
    CaseState.UNDER_REVIEW: _reviewing,
    CaseState.EXTERNAL_WAIT: _external,
    CaseState.REVIEW_COMPLETED: _reviewed,
    CaseState.APPLICANT_FEEDBACK: _feedback,
    CaseState.SCHEDULED: _scheduled,
    CaseState.DECISION_SIGNOFF: _signoff,
    CaseState.DEFERRED: _deferred,
    CaseState.REJECTED: _appealed,
    CaseState.APPROVED: _conditions,
}
