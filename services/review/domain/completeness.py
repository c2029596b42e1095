"""Whether every review that must be there is there, and what happens at the moment that it is."""

from collections import Counter
from typing import Any

from services.contracts.message import Call, Event, happened
from services.contracts.review import CaseReopened, CaseState, ReviewCompleted

from .case import Case, Facts
from .policy import required_reviews


def missing_reviews(case: Case) -> tuple[str, ...]:
    """What is still awaited (G-REVIEWERS, G-QUORUM-REVIEWS): disciplines not covered, mandatory reviewers silent."""
    done = Counter(_discipline(case, r.person_id, r.discipline) for r in case.current_reviews())
    wanted = required_reviews(case.level, case.committee, case.disciplines)
    lacking = [f"{name} ({done[name]} of {count})" for name, count in wanted.items() if done[name] < count]
    silent = [
        f"{a.discipline}: {a.name}"
        for a in case.assignments
        if a.mandatory and not a.waived and not case.conflicted(a.person_id) and not case.has_reviewed(a.person_id)
    ]
    return tuple(lacking + silent)


def complete(case: Case) -> bool:
    """True when no mandatory review is missing (S0-28)."""
    return not missing_reviews(case)


def late_reviews(case: Case) -> tuple[str, ...]:
    """Reviews that are not mandatory, neither in nor waived: they hold up what follows, not the completion."""
    return tuple(
        a.name
        for a in case.assignments
        if not a.mandatory and not a.waived and not case.conflicted(a.person_id) and not case.has_reviewed(a.person_id)
    )


def completion(case: Case, call: Call) -> list[Event]:
    """ReviewCompleted, exactly when the case under review has become complete (T12); else nothing."""
    if case.state != CaseState.UNDER_REVIEW or not complete(case):
        return []
    reviews = case.current_reviews()
    counts: Facts = {"reviews": len(reviews), "comments": sum(len(r.comments) for r in reviews)}
    return [happened(ReviewCompleted, call, case.id, reference=case.reference, **counts)]


def reopened(case: Case, call: Call, reason: str, **more: Any) -> CaseReopened:
    """The case comes under review again, on its present route."""
    return happened(
        CaseReopened,
        call,
        case.id,
        reference=case.reference,
        reason=reason,
        level=case.level,
        committee=case.committee,
        disciplines=case.disciplines,
        offices=case.offices,
        rules=case.rules,
        **more,
    )


def _discipline(case: Case, person_id: Any, recorded: str) -> str:
    assignment = case.assignment(person_id)
    return assignment.discipline if assignment is not None else recorded
