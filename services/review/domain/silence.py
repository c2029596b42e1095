"""An applicant who stays silent is warned twice; then the case lapses (T36)."""

from datetime import date, timedelta

from services.contracts.message import Call, Event, happened
from services.contracts.review import CaseClosed, CaseLapsing

from .case import Case
from .policy import WARNINGS


def next_look(case: Case) -> date | None:
    """The day on which something is due because nobody answered; None when nobody is waited for."""
    if case.lapses_on is None or case.request is None:
        return None
    if case.warnings < len(WARNINGS):
        return case.lapses_on - timedelta(days=WARNINGS[case.warnings])
    return case.lapses_on + timedelta(days=1)


def silent(case: Case, day: date, call: Call) -> list[Event]:
    """What the silence leads to on `day`: the next warning, or the end. Never the end before the last warning."""
    due = next_look(case)
    if due is None or case.lapses_on is None or day < due:
        return []
    facts = {"reference": case.reference}
    if case.warnings < len(WARNINGS):
        warning = case.warnings + 1
        return [happened(CaseLapsing, call, case.id, **facts, lapses_on=case.lapses_on, warning=warning)]
    return [happened(CaseClosed, call, case.id, **facts, reason="lapsed")]
