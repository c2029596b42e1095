"""How each event of the five services moves the standing of a request.

Order holds only within one service, so each service moves tracks of its own, and the stage is computed from all of
them together: an event that arrives early or late is never an error, and the end is the same.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from services.contracts.agreements import CUSTODIAN
from services.contracts.message import Event
from services.contracts.request import Request

from .standing import Standing, macro_stage

Step = Callable[[Standing, Any], Standing]
SIGNED = frozenset({"issued", "custodian", "purchase-order", "controllers"})


def hear(standing: Standing, source: str, event: Event) -> Standing:
    """The standing after `event` of service `source`; unchanged when the event says nothing about it."""
    step = STEPS.get(f"{source}.{type(event).__name__}")
    return standing if step is None else step(standing, event)


# Steps, by kind


def _intake(code: str) -> Step:
    return lambda standing, event: replace(standing, intake=code, macro_left=_left(standing))


def _left(standing: Standing) -> str:
    return macro_stage(standing) or standing.macro_left


def _review(code: str, note: str = "") -> Step:
    """Review is at `code`; `note` names the fact to show with it. What intake refused may be taken up on appeal."""

    def step(standing: Standing, event: Any) -> Standing:
        intake = "ACCEPTED" if standing.intake == "REJECTED" and code == "UNDER_REVIEW" else standing.intake
        told = str(getattr(event, note, "")) if note else ""
        return replace(standing, review=code, review_note=told, answered=False, intake=intake)

    return step


def _done(*items: str) -> Step:
    return lambda standing, event: replace(standing, done=standing.done | set(items))


def _work(code: str) -> Step:
    return lambda standing, event: replace(standing, work=code)


ENDS = ("", "EXPIRED", "DELETION_CHECK", "CLOSED")


def _ended(code: str) -> Step:
    """Agreements and audit both speak of the end; whoever is later in the line is right."""
    return lambda standing, event: replace(standing, ended=max(standing.ended, code, key=ENDS.index))


def _needs(event: Any, standing: Standing) -> frozenset[str]:
    told = {"cohort": "needs_cohort", "letter": "needs_letter", "purchase-order": "needs_purchase_order",
            "service": "needs_service_agreement"}  # fmt: skip
    return standing.needed | {item for item, name in told.items() if getattr(event, name, False)}


def _users(request: Request) -> frozenset[str]:
    """The people who are to have access; the lead alone when nobody is listed."""
    listed = {member.person_id: member for member in (request.lead, *request.team)}
    users = {str(member.person_id) for member in listed.values() if member.access != "none"}
    return frozenset(users)


# Steps with facts


def _submitted(standing: Standing, event: Any) -> Standing:
    """Before acceptance it is submitted (again); a revision during review leaves the stage to review."""
    code = "ACCEPTED" if standing.intake == "ACCEPTED" else "SUBMITTED"
    return replace(standing, intake=code, submitted=True)


def _reopened(standing: Standing, event: Any) -> Standing:
    """It goes on where it was; a revision is review's stage, and review says which."""
    return replace(standing, intake="ACCEPTED" if event.state == "REVISION" else event.state)


def _accepted(standing: Standing, event: Any) -> Standing:
    return replace(standing, intake="ACCEPTED", submitted=True, wanted=_users(event.request))


def _approved(standing: Standing, event: Any) -> Standing:
    open_before = any(_kind(condition) == "precedent" for condition in event.conditions)
    done = standing.done if open_before else standing.done | {"conditions"}
    return replace(standing, review="APPROVED", review_note="", done=done, wanted=_users(event.request))


def _kind(condition: Any) -> str:
    return str(getattr(condition, "kind", "")).lower()


def _condition_met(standing: Standing, event: Any) -> Standing:
    return _done("conditions")(standing, event) if event.all_precedent_met else standing


def _external_ended(standing: Standing, event: Any) -> Standing:
    if getattr(event, "waiting", ()):
        return replace(standing, review_note=", ".join(event.waiting))
    return _review("UNDER_REVIEW")(standing, event) if standing.review == "EXTERNAL_WAIT" else standing


def _answered(standing: Standing, event: Any) -> Standing:
    return replace(standing, answered=event.complete)


def _case_closed(standing: Standing, event: Any) -> Standing:
    return _intake("LAPSED")(standing, event) if event.reason == "lapsed" else standing


def _generated(standing: Standing, event: Any) -> Standing:
    last = bool(event.signing_order) and event.signing_order[0] != CUSTODIAN
    return replace(standing, opened=True, custodian_last=last, needed=_needs(event, standing))


def _signed_by_custodian(standing: Standing, event: Any) -> Standing:
    return replace(standing, done=standing.done | {"issued", "custodian"}, needed=_needs(event, standing))


def _signed_by_controller(standing: Standing, event: Any) -> Standing:
    return standing if event.waiting_for else _done("controllers")(standing, event)


def _in_force(standing: Standing, event: Any) -> Standing:
    return replace(standing, opened=True, done=standing.done | SIGNED, needed=_needs(event, standing))


def _agreement_lapsed(standing: Standing, event: Any) -> Standing:
    return replace(standing, done=standing.done - SIGNED)


def _suspended(standing: Standing, event: Any) -> Standing:
    return replace(standing, suspended=True)


def _reinstated(standing: Standing, event: Any) -> Standing:
    return replace(standing, suspended=False)


def _opened(standing: Standing, event: Any) -> Standing:
    return replace(standing, opened=True)


def _verified(standing: Standing, event: Any) -> Standing:
    person = str(event.person_id)
    return replace(standing, verified=standing.verified | {person}, refused=standing.refused - {person})


def _refused(standing: Standing, event: Any) -> Standing:
    person = str(event.person_id)
    return replace(standing, refused=standing.refused | {person}, verified=standing.verified - {person})


def _cohort_awaited(standing: Standing, event: Any) -> Standing:
    return replace(standing, opened=True, needed=standing.needed | {"cohort"})


def _cohort_rejected(standing: Standing, event: Any) -> Standing:
    return replace(standing, done=standing.done - {"cohort"})


def _release_approved(standing: Standing, event: Any) -> Standing:
    """The first of two approvers changes nothing (G-2P)."""
    return replace(standing, work="PROVISIONING") if getattr(event, "final", True) else standing


def _certified(standing: Standing, event: Any) -> Standing:
    """What the destruction of the workspace proves by itself is not the certificate that is awaited (T33)."""
    return standing if getattr(event, "custodian", False) else _ended("DELETION_CHECK")(standing, event)


def _queried(standing: Standing, event: Any) -> Standing:
    """A returned certificate: the deletion is not certified, and the deadline keeps running."""
    return standing if standing.ended == "CLOSED" else replace(standing, ended="EXPIRED")


STEPS: Mapping[str, Step] = {
    "intake.ApplicationStarted": lambda standing, event: replace(standing, profile=event.profile, intake="DRAFT"),
    "intake.ApplicationSubmitted": _submitted,
    "intake.ApplicationReturned": _intake("VALIDATION_QUERY"),
    "intake.ApplicationAccepted": _accepted,
    "intake.ApplicationIneligible": _intake("REJECTED"),
    "intake.ApplicationWithdrawn": _intake("WITHDRAWN"),
    "intake.ApplicationLapsed": _intake("LAPSED"),
    "intake.ApplicationReopened": _reopened,
    "review.CaseOpened": _review("UNDER_REVIEW"),
    "review.CaseReopened": _review("UNDER_REVIEW"),
    "review.ExternalWaitStarted": _review("EXTERNAL_WAIT", note="body"),
    "review.ExternalWaitEnded": _external_ended,
    "review.ReviewCompleted": _review("REVIEW_COMPLETED"),
    "review.FeedbackRequested": _review("APPLICANT_FEEDBACK"),
    "review.FeedbackAnswered": _answered,
    "review.CaseScheduled": _review("SCHEDULED", note="held_on"),
    "review.AdviceRecorded": _review("DECISION_SIGNOFF"),
    "review.DecisionPrepared": _review("DECISION_SIGNOFF"),
    "review.ApplicationApproved": _approved,
    "review.ApplicationApprovedProvisionally": _review("APPROVED_PROVISIONAL"),
    "review.ApplicationDeferred": _review("DEFERRED"),
    "review.DeferralAnswered": _answered,
    "review.ApplicationRejected": _review("REJECTED"),
    "review.ConditionMet": _condition_met,
    "review.CaseClosed": _case_closed,
    "agreements.AgreementGenerated": _generated,
    "agreements.AgreementIssued": _done("issued"),
    "agreements.SignedByCustodian": _signed_by_custodian,
    "agreements.PurchaseOrderGiven": _done("purchase-order"),
    "agreements.SignedByController": _signed_by_controller,
    "agreements.ServiceAgreementSigned": _done("service"),
    "agreements.AgreementInForce": _in_force,
    "agreements.AgreementLapsed": _agreement_lapsed,
    "agreements.ReleaseLetterIssued": _done("letter"),
    "agreements.AgreementSuspended": _suspended,
    "agreements.AgreementReinstated": _reinstated,
    "agreements.AgreementExpired": _ended("EXPIRED"),
    "agreements.AgreementTerminated": _ended("EXPIRED"),
    "provisioning.ProjectOpened": _opened,
    "provisioning.DataUserVerified": _verified,
    "provisioning.DataUserRefused": _refused,
    "provisioning.CohortAwaited": _cohort_awaited,
    "provisioning.CohortAccepted": _done("cohort"),
    "provisioning.CohortRejected": _cohort_rejected,
    "provisioning.ProductionStarted": _work("PRODUCTION"),
    "provisioning.ReleaseApproved": _release_approved,
    "provisioning.WorkspaceReady": _work("PROVISIONING"),
    "provisioning.ProjectActive": _work("ACTIVE"),
    "audit.DeletionOrdered": _ended("EXPIRED"),
    "audit.CertificateReceived": _certified,
    "audit.CertificateQueried": _queried,
    "audit.CertificateAccepted": _ended("DELETION_CHECK"),
    "audit.ProjectClosed": _ended("CLOSED"),
}


def fold(events: Iterable[tuple[str, Event]], standing: Standing | None = None) -> Standing:
    """The standing after a history of (source, event)."""
    now = standing or Standing()
    for source, event in events:
        now = hear(now, source, event)
    return now
