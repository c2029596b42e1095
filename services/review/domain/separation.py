"""Who may not, because of who they are or of what they did on this request (domain sections 9.3 and 9.4)."""

from uuid import UUID

from services.contracts.message import Problem, Refused
from services.contracts.request import Request

from .case import Case

VALIDATED, OFFICER, REVIEWED, ADVISED, PREPARED, DECIDED = (
    "validated",
    "case officer",
    "reviewed",
    "advised",
    "prepared the decision",
    "decided",
)
SAME_ORGANISATION = "SoD-02"  # the one rule that the chair may set aside, with a reason


def involved(request: Request) -> frozenset[UUID]:
    """The people of the request itself: lead, team, signatories, whoever submits its cohort, and who else helped."""
    signatories = {p.signatory_id for p in (*request.controllers, *request.processors) if p.signatory_id is not None}
    people = {request.lead.person_id} | {m.person_id for m in request.team} | signatories | set(request.helpers)
    submitter = request.cohort.submitter_id
    return frozenset(people | ({submitter} if submitter is not None else set()))


def organisations(request: Request) -> frozenset[UUID]:
    """Whose staff have an interest: controllers, processors and the lead's employer. A party whose role in the
    request is `custodian` is left out: its staff review every request, and declare for themselves."""
    parties = (*request.controllers, *request.processors)
    custodians = {p.organisation_id for p in parties if p.role == "custodian"}
    employer = {request.lead.organisation_id} if request.lead.organisation_id is not None else set()
    return frozenset(({p.organisation_id for p in parties} | employer) - custodians)


def automatic_conflict(case: Case, person_id: UUID, organisation_id: UUID | None) -> str:
    """The rule by which this person may neither review nor advise, whatever they declare; empty when there is none."""
    if person_id in involved(case.papers):
        return "SoD-01"
    if person_id == case.case_officer_id or case.did(person_id, VALIDATED, OFFICER):
        return "SoD-03"
    if person_id in case.barred:
        return "SoD-16"
    if case.did(person_id, DECIDED):
        return "SoD-04"
    if organisation_id is not None and organisation_id in organisations(case.papers):
        return SAME_ORGANISATION
    return ""


def refuse_review(case: Case, person_id: UUID) -> None:
    """A reviewer may not have advised or decided on the same request (SoD-04), nor have been the first reviewer when
    an appeal was upheld (SoD-16)."""
    _refuse("SoD-04", case.did(person_id, ADVISED, DECIDED), "reviews")
    if person_id in case.barred:
        _refuse("SoD-16", ("took part in the first decision",), "reviews again")


def refuse_decision(case: Case, person_id: UUID) -> None:
    """Whoever decides has neither validated nor prepared it (SoD-03), nor reviewed nor advised (SoD-04), declared no
    conflict, signed no other office, and had no part in a decision that an appeal overturned (SoD-16)."""
    _refuse("SoD-03", case.did(person_id, VALIDATED, OFFICER, PREPARED), "decides")
    if person_id == case.case_officer_id:
        _refuse("SoD-03", (OFFICER,), "decides")
    _refuse("SoD-04", case.did(person_id, REVIEWED, ADVISED), "decides")
    if person_id in case.barred:
        _refuse("SoD-16", ("took part in the first decision",), "decides again")
    if case.conflicted(person_id) or person_id in involved(case.papers):
        _refuse("SoD-01", ("has an interest",), "decides")
    if any(s.person_id == person_id for s in case.decision.signatures):
        _refuse("SoD-04", ("signed for another office",), "decides")


def refuse_preparation(case: Case, person_id: UUID) -> None:
    """Whoever decided in an earlier round does not prepare the next decision (SoD-03)."""
    _refuse("SoD-03", case.did(person_id, DECIDED), "prepares the decision")


def refuse_appeal(case: Case, person_id: UUID) -> None:
    """Appeals are heard by people who had no part at all in the first decision (SoD-16)."""
    _refuse("SoD-16", case.did(person_id, VALIDATED, OFFICER, REVIEWED, ADVISED, PREPARED, DECIDED), "hears the appeal")
    if person_id == case.case_officer_id or person_id in involved(case.papers) or case.conflicted(person_id):
        _refuse("SoD-16", ("has a part in the request",), "hears the appeal")


def _refuse(rule: str, acts: tuple[str, ...], what: str) -> None:
    if acts:
        detail = f"{rule}: whoever {what} may not be somebody who {' and '.join(acts)} on this request"
        raise Refused(detail, code="separation-of-duties", problems=(Problem(code=rule, message=detail),))
