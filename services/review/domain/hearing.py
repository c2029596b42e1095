"""What intake's events lead to. A listener never refuses: what does not concern the case leads to nothing."""

from datetime import timedelta
from functools import singledispatch

from services.contracts.intake.application import (
    ApplicationAccepted,
    ApplicationIneligible,
    ApplicationLapsed,
    ApplicationReopened,
    ApplicationSubmitted,
    ApplicationWithdrawn,
)
from services.contracts.message import Call, Event, happened
from services.contracts.request import Assurance
from services.contracts.review import CaseClosed, CaseOpened, CaseResumed, CaseRevised, CaseState
from services.contracts.settings import Settings

from .case import CLOSED, LIVE, Case, Facts
from .completeness import completion, reopened
from .history import evolve
from .policy import days, offices, today

ORDER = tuple(Assurance)


@singledispatch
def hear(event: Event, case: Case, call: Call, settings: Settings) -> list[Event]:
    """The events of review that follow; registered per event of intake."""
    raise NotImplementedError(type(event).__name__)


@hear.register
def accepted(event: ApplicationAccepted, case: Case, call: Call, settings: Settings) -> list[Event]:
    if case.state not in CLOSED | {CaseState.ABSENT}:
        return []
    opened = happened(
        CaseOpened,
        call,
        event.subject,
        reference=event.reference,
        level=event.level,
        committee=event.committee,
        disciplines=event.disciplines,
        offices=offices(event.request, event.level, event.offices),
        case_officer_id=event.case_officer_id,
        request=event.request,
        rules=event.rules,
        validated_by=event.validated_by,
    )
    # An administrative change (L0) asks for no review at all: it is complete at once.
    return [opened, *completion(evolve(opened, case), call)]


@hear.register
def submitted(event: ApplicationSubmitted, case: Case, call: Call, settings: Settings) -> list[Event]:
    if case.state not in LIVE or event.request.version <= case.papers.version:
        return []
    route, raised = event.route, False
    level, committee, disciplines, rules = case.level, case.committee, case.disciplines, case.rules
    asked: tuple[str, ...] = tuple(case.offices)
    if route is not None:
        raised = ORDER.index(route.level) > ORDER.index(level) or (route.committee and not committee)
        level = max(level, route.level, key=ORDER.index)
        committee = committee or route.committee
        disciplines = disciplines + tuple(d for d in route.disciplines if d not in disciplines)
        rules = tuple(dict.fromkeys((*rules, *route.rules)))
        asked = (*asked, *route.offices)
    revised = happened(
        CaseRevised,
        call,
        event.subject,
        reference=event.reference,
        request=event.request,
        changed=tuple(change.field for change in event.changes),
        material=event.material or raised,
        level=level,
        committee=committee,
        disciplines=disciplines,
        offices=offices(event.request, level, asked),
        rules=rules,
    )
    after = evolve(revised, case)
    if case.state == CaseState.DEFERRED:
        return [revised]  # the case officer sends it back once every action is answered (T21)
    if revised.material or case.state == CaseState.DECISION_SIGNOFF:
        # Advice and reviews speak of another version: they are asked for again (T15).
        return [revised, reopened(after, call, "a new version with material changes", raised=raised)]
    return [revised]


@hear.register
def withdrawn(event: ApplicationWithdrawn, case: Case, call: Call, settings: Settings) -> list[Event]:
    return _close(case, call, "withdrawn")


@hear.register
def lapsed(event: ApplicationLapsed, case: Case, call: Call, settings: Settings) -> list[Event]:
    return _close(case, call, "lapsed")


@hear.register
def taken_up(event: ApplicationReopened, case: Case, call: Call, settings: Settings) -> list[Event]:
    if case.state != CaseState.LAPSED or case.left is None:
        return []
    silent = case.left in (CaseState.APPLICANT_FEEDBACK, CaseState.DEFERRED)
    day = today(call.at)
    lapse = timedelta(days=days(settings, case.profile, day).feedback_lapse)
    lapses_on = day + lapse if silent else None
    facts: Facts = {"reference": case.reference, "state": case.left, "lapses_on": lapses_on}
    return [happened(CaseResumed, call, case.id, **facts)]


@hear.register
def ineligible(event: ApplicationIneligible, case: Case, call: Call, settings: Settings) -> list[Event]:
    if case.state != CaseState.ABSENT or event.request is None:
        return []
    deciders = tuple(dict.fromkeys((event.proposed_by, event.by)))
    day = today(event.at)
    appeal_by = day + timedelta(days=days(settings, event.request.profile, day).appeal)
    facts: Facts = {"request": event.request, "reasons": event.reasons, "decided_by": deciders, "appeal_by": appeal_by}
    return [happened(CaseClosed, call, event.subject, reference=event.reference, reason="ineligible", **facts)]


def _close(case: Case, call: Call, reason: str) -> list[Event]:
    if case.state not in LIVE:
        return []
    return [happened(CaseClosed, call, case.id, reference=case.reference, reason=reason)]
