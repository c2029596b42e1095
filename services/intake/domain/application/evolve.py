"""What is true after each event: intake's own, and those of review that open, end or carry on an application.

An event of another service may arrive before ours: it changes what it can and never fails.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import singledispatch
from typing import Any

from services.contracts import review
from services.contracts.intake import application as say
from services.contracts.message import Event

from .checks import DocumentCheck
from .state import Application, Check, Override, State, Submission

UNDECIDED = frozenset({State.ACCEPTED, State.REVISION})
UNWARNED: Mapping[str, Any] = {"warned": 0, "letters": 0, "warned_at": None}


@singledispatch
def evolve(event: Event, application: Application) -> Application:
    """The application after `event`; unchanged by an event that says nothing about it."""
    return application


@evolve.register
def _started(event: say.ApplicationStarted, application: Application) -> Application:
    return replace(
        application,
        state=State.DRAFT,
        reference=event.reference,
        profile=event.profile,
        title=event.title,
        request_type=event.request_type,
        approval=event.approval,
        lead_id=event.lead_id,
        lead_name=event.lead_name,
        enquiry_id=event.enquiry_id,
        provisional_id=event.provisional_id,
        concerns=event.concerns,
        copied_from=event.copied_from,
        kind=event.kind,
        form_version=event.form_version,
        look_again=tuple(dict.fromkeys((*event.look_again, *event.carried))),
        carried=event.carried,
        touched_at=event.at,
    )


def touched(event: Event, application: Application) -> Application:
    """The applicant's side has done something: silence begins anew."""
    return replace(application, touched_at=event.at, **UNWARNED)


def _edited(event: Event, application: Application) -> Application:
    """Support was declared for the draft as it was."""
    return replace(touched(event, application), supported_by=())


@evolve.register
def _saved(event: say.DraftSaved, application: Application) -> Application:
    return replace(
        _edited(event, application),
        title=event.title or application.title,
        approval=event.approval or application.approval,
        request_type=event.request_type or application.request_type,
        team=event.team_ids,
        involved=event.involved_ids,
        look_again=left(application, event.looked_at),
    )


def left(application: Application, keys: tuple[str, ...]) -> tuple[str, ...]:
    """What is still to be looked at again."""
    return tuple(key for key in application.look_again if key not in keys)


@evolve.register
def _attached(event: say.DocumentAttached, application: Application) -> Application:
    return replace(_edited(event, application), documents=(*application.documents, event.document))


@evolve.register
def _removed(event: say.DocumentRemoved, application: Application) -> Application:
    kept = tuple(document for document in application.documents if document.document_id != event.document_id)
    return replace(_edited(event, application), documents=kept)


@evolve.register
def _submitted(event: say.ApplicationSubmitted, application: Application) -> Application:
    """Before acceptance a new version is checked and routed afresh; during review it goes back to the reviewers."""
    frozen = Submission(version=event.request.version, sha256=event.request.sha256, at=event.at, by=event.by)
    state = State.ACCEPTED if application.state is State.REVISION else State.SUBMITTED
    return replace(
        touched(event, application),
        state=state,
        submissions=(*application.submissions, frozen),
        documents=event.documents or application.documents,
        checks=(),
        queries=(),
        route=event.route,
        override=None,
        confirmed=application.confirmed if state is State.ACCEPTED else None,
        ineligible=(),
        ineligible_by=None,
        revising="",
    )


@evolve.register
def _assigned(event: say.CaseOfficerAssigned, application: Application) -> Application:
    return replace(application, officer_id=event.officer_id, officer_name=event.officer_name)


@evolve.register
def _checked(event: say.CheckRecorded, application: Application) -> Application:
    found = Check(item=event.item, passed=event.passed, note=event.note, by=event.by)
    others = tuple(check for check in application.checks if check.item != event.item)
    looked_at = _verified_with_the_whole(event, application)
    return replace(acted(event, application), checks=(*others, found), document_checks=looked_at)


def _verified_with_the_whole(event: say.CheckRecorded, application: Application) -> tuple[DocumentCheck, ...]:
    """When the evidence as a whole is in order, so is each document that nobody had looked at by itself."""
    if event.item is not say.CheckItem.EVIDENCE or not event.passed:
        return application.document_checks
    known = {one.document_id for one in application.document_checks}
    new = (one.document_id for one in application.documents if one.document_id not in known)
    made = (DocumentCheck(document_id=one, verified=True, by=event.by, at=event.at) for one in new)
    return (*application.document_checks, *made)


def acted(event: Event, application: Application) -> Application:
    """Remember who validated it."""
    return replace(application, validators=tuple(dict.fromkeys((*application.validators, event.by))))


@evolve.register
def _returned(event: say.ApplicationReturned, application: Application) -> Application:
    waiting = replace(acted(event, application), touched_at=event.at, **UNWARNED)
    return replace(waiting, state=State.VALIDATION_QUERY, queries=event.queries, rounds=event.round)


@evolve.register
def _answered(event: say.QueryAnswered, application: Application) -> Application:
    queries = tuple(
        replace(query, response=event.response, answered=True) if query.query_id == event.query_id else query
        for query in application.queries
    )
    return replace(touched(event, application), queries=queries)


@evolve.register
def _arranged(event: say.AppointmentArranged, application: Application) -> Application:
    made = say.Appointment(
        appointment_id=event.appointment_id,
        starts_at=event.starts_at,
        minutes=event.minutes,
        place=event.place,
        purpose=event.purpose,
        arranged_by=event.by,
    )
    return replace(application, appointments=(*application.appointments, made))


@evolve.register
def _called_off(event: say.AppointmentCancelled, application: Application) -> Application:
    appointments = tuple(
        replace(one, cancelled=True, reason=event.reason) if one.appointment_id == event.appointment_id else one
        for one in application.appointments
    )
    return replace(application, appointments=appointments)


@evolve.register
def _override_proposed(event: say.RouteOverrideProposed, application: Application) -> Application:
    proposed = Override(level=event.level, reason=event.reason, by=event.by)
    return replace(acted(event, application), override=proposed, confirmed=None)


@evolve.register
def _route_confirmed(event: say.RouteConfirmed, application: Application) -> Application:
    reason = event.reason if event.downgraded else ""
    confirmed = replace(application, confirmed=event.route, override=None)
    return replace(acted(event, confirmed), downgraded=event.downgraded, downgrade_reason=reason)


@evolve.register
def _accepted(event: say.ApplicationAccepted, application: Application) -> Application:
    return replace(application, state=State.ACCEPTED, validators=event.validated_by)


@evolve.register
def _ineligible_proposed(event: say.IneligibilityProposed, application: Application) -> Application:
    return replace(acted(event, application), ineligible=event.reasons, ineligible_by=event.by)


@evolve.register
def _ineligible(event: say.ApplicationIneligible, application: Application) -> Application:
    return replace(acted(event, application), state=State.INELIGIBLE)


@evolve.register
def _withdrawn(event: say.ApplicationWithdrawn, application: Application) -> Application:
    return replace(application, state=State.WITHDRAWN, state_left=application.state, revising="")


@evolve.register
def _warned(event: say.LapseWarned, application: Application) -> Application:
    warned, letters = application.warned + event.warnings, application.letters + 1
    return replace(application, warned=warned, letters=letters, warned_at=event.at)


@evolve.register
def _lapsed(event: say.ApplicationLapsed, application: Application) -> Application:
    return replace(application, state=State.LAPSED, state_left=application.state, lapsed_at=event.at)


@evolve.register
def _reopened(event: say.ApplicationReopened, application: Application) -> Application:
    open_again = replace(touched(event, application), state=State(event.state), lapsed_at=None)
    return replace(open_again, reopened=True)


# What review says


@evolve.register
def _declared(event: review.ConflictDeclared, application: Application) -> Application:
    """Who may read what is under review, and who may not because of an interest (9.4)."""
    readers, kept_out = set(application.declared) - {event.person_id}, set(application.conflicted) - {event.person_id}
    (kept_out if event.conflicted else readers).add(event.person_id)
    return replace(application, declared=tuple(sorted(readers)), conflicted=tuple(sorted(kept_out)))


@evolve.register
def _accepted_interest(event: review.InterestAccepted, application: Application) -> Application:
    kept_out = tuple(one for one in application.conflicted if one != event.person_id)
    return replace(application, declared=tuple(sorted({*application.declared, event.person_id})), conflicted=kept_out)


def _open_for(application: Application, reason: str) -> Application:
    if application.state not in UNDECIDED:
        return application
    return replace(application, state=State.REVISION, revising=reason)


def _ended(application: Application, state: State) -> Application:
    ended = application.state in (State.WITHDRAWN, State.LAPSED)
    return application if ended else replace(application, state=state, revising="")


@evolve.register
def _feedback(event: review.FeedbackRequested, application: Application) -> Application:
    return _open_for(application, "feedback")


@evolve.register
def _deferred(event: review.ApplicationDeferred, application: Application) -> Application:
    return _open_for(application, "deferral")


@evolve.register(review.CaseReopened)
@evolve.register(review.CaseScheduled)
@evolve.register(review.DecisionPrepared)
def _carried_on(event: Event, application: Application) -> Application:
    reviewed = (*UNDECIDED, State.REJECTED, State.INELIGIBLE)
    return _ended(application, State.ACCEPTED) if application.state in reviewed else application


@evolve.register
def _approved(event: review.ApplicationApproved, application: Application) -> Application:
    return _ended(application, State.APPROVED)


@evolve.register
def _provisional(event: review.ApplicationApprovedProvisionally, application: Application) -> Application:
    return _ended(replace(application, outcome_concerns=event.concerns), State.APPROVED_PROVISIONAL)


@evolve.register
def _rejected(event: review.ApplicationRejected, application: Application) -> Application:
    return _ended(application, State.REJECTED)


@evolve.register
def _closed(event: review.CaseClosed, application: Application) -> Application:
    if event.reason != "lapsed" or application.state not in UNDECIDED:
        return application
    return replace(application, state=State.LAPSED, state_left=application.state, lapsed_at=event.at)
