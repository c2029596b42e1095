"""Acceptance scenarios 1, 2, 3 of domain 11.1: a draft that cannot be submitted, rounds of queries and their clocks,
working days. The vectors of 4.4 are tested one by one in tests/audit; here they are reached through the line."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.contracts import audit
from services.contracts.intake import application as say
from services.intake.domain.form import DECLARATIONS
from tests.line import Bus, Road, codes

ALL = tuple(DECLARATIONS)
New = Callable[..., Road]


def clocks(road: Road) -> dict[str, list[Any]]:
    """The clocks of a request by target, oldest first."""
    rows = road.bus.ask(audit.ReadClocks(application_id=road.id), road.who("gwen.pike")).rows
    found: dict[str, list[Any]] = {}
    for row in sorted(rows, key=lambda one: one.started_at):
        found.setdefault(row.target, []).append(row)
    return found


def test_a_draft_without_the_ethics_letter_is_kept_but_not_submitted(road: New) -> None:
    """Scenario 1 (G-EVIDENCE, S0-4, S1-16): refused by name, nothing frozen; then the letter comes and it is."""
    one = road().start().fill(without=("REC_LETTER",))
    met = one.refused(say.SubmitApplication, declarations=ALL)
    assert [problem.field for problem in met.problems] == ["REC_LETTER"]
    assert (one.application().versions, one.label) == ((), "Draft Applications")
    one.attach("REC_LETTER")
    one.submit()
    assert one.label == "DAR Submitted"


def test_the_hash_on_the_receipt_stays_what_it_was(road: New) -> None:
    """Scenario 1 (S1-18): later drafts and versions do not change what version 1 was."""
    one = road().drafted().submit()
    (receipt,) = one.application().versions
    told = one.bus.last(one.id, "ApplicationSubmitted").request
    assert receipt.sha256 == told.sha256
    one.take_on().return_with_query().answer_queries().submit()
    first, second = one.application().versions
    assert (first.sha256, first.submitted_at) == (receipt.sha256, receipt.submitted_at)
    assert second.sha256 != first.sha256
    assert [change.field for change in second.changes] == ["necessity"]
    kept = one.bus.ask(say.ReadVersion(application_id=one.id, version=1), one.who("gwen.pike"))
    assert (kept.sha256, "too few deaths to compare" in kept.answers["necessity"]) == (receipt.sha256, False)


def test_each_round_of_queries_has_its_own_four_days_and_acceptance_starts_the_service_clock(road: New) -> None:
    """Scenario 2 (S1-42, S2-49, S2-50): SL1 met, none while the applicant thinks, SL2 anew, then SL4."""
    one = road().drafted().submit().take_on()
    (first,) = clocks(one)["SL1"]
    assert (first.condition, first.due_on) == (audit.ClockCondition.RUNNING, date(2026, 7, 7))  # Wednesday and four
    one.bus.forward(timedelta(days=2))
    one.return_with_query()
    (first,) = clocks(one)["SL1"]
    assert (first.condition, first.elapsed, first.breached) == (audit.ClockCondition.STOPPED, 2, False)
    one.bus.forward(timedelta(days=20))
    assert set(clocks(one)) == {"SL1"}  # the applicant's time is nobody's breach
    one.answer_queries().submit()
    (second,) = clocks(one)["SL2"]
    assert (second.condition, second.elapsed, second.days) == (audit.ClockCondition.RUNNING, 0, 4)
    assert "SL4" not in clocks(one)
    one.accept()
    after = clocks(one)
    assert after["SL2"][0].condition is audit.ClockCondition.STOPPED
    assert (after["SL4"][0].condition, after["SL4"][0].days) == (audit.ClockCondition.RUNNING, 15)


def test_unlimited_rounds_each_with_its_clock(road: New) -> None:
    """Scenario 2 (S1-20, S1-21): three rounds, three instances of SL2."""
    one = road().drafted().submit().take_on()
    for _ in range(3):
        one.return_with_query().answer_queries().submit()
    assert [len(clocks(one)[target]) for target in ("SL1", "SL2")] == [1, 3]
    assert one.application().rounds == 3


def test_while_feedback_is_awaited_the_service_clock_stands(road: New) -> None:
    """Scenario 2 (S1-43): paused for the applicant's detail, and running again with the answer."""
    one = road().accepted().assign().review().ask_feedback()
    (clock,) = clocks(one)["SL4"]
    assert (clock.condition, clock.pauses[-1].reason) == (audit.ClockCondition.PAUSED, "APPLICANT_DETAIL")
    one.bus.forward(timedelta(days=14))
    assert clocks(one)["SL4"][0].elapsed == clock.elapsed
    one.answer_feedback()
    assert clocks(one)["SL4"][0].condition is audit.ClockCondition.RUNNING


CALENDAR = [
    (datetime(2026, 12, 23, 11, tzinfo=UTC), date(2026, 12, 31)),  # Christmas Day, Boxing Day moved to Monday
    (datetime(2027, 12, 24, 11, tzinfo=UTC), date(2028, 1, 4)),  # Christmas on a Saturday, New Year too
    (datetime(2026, 8, 28, 11, tzinfo=UTC), date(2026, 9, 4)),  # the summer bank holiday
]


@pytest.mark.parametrize(("start", "due"), CALENDAR)
def test_bank_holidays_do_not_count(road: New, line: Bus, start: datetime, due: date) -> None:
    """Scenario 3 (domain 4.4): four working days from a submission over a bank holiday."""
    line.at = start
    one = road().drafted().submit()
    assert clocks(one)["SL1"][0].due_on == due


def test_overlapping_pauses_are_counted_once(road: New) -> None:
    """Scenario 3 (domain 4.2, 4.4): waiting for the applicant and for a body outside at the same time."""
    from services.contracts import review as r

    one = road().accepted().assign()
    one.give(r.WaitForExternalBody, "gwen.pike", body="CAG", reference="26/CAG/0152")
    one.bus.forward(timedelta(days=2))
    assert one.label == "DAR Under Review (external)"
    one.give(r.WaitForExternalBody, "gwen.pike", body="REC", reference="26/LO/0417")
    one.bus.forward(timedelta(days=5))
    one.give(r.EndExternalWait, "gwen.pike", body="CAG", outcome="Supported")
    assert clocks(one)["SL4"][0].condition is audit.ClockCondition.PAUSED  # the other still waits
    one.give(r.EndExternalWait, "gwen.pike", body="REC", outcome="Favourable")
    (clock,) = clocks(one)["SL4"]
    assert (clock.condition, clock.elapsed) == (audit.ClockCondition.RUNNING, 0)
    assert clock.due_on == date(2026, 7, 29)  # 15 working days from Wednesday 1 July, and the five that stood still


def test_a_mixed_answer_names_everything_that_is_wrong_at_once(road: New) -> None:
    """Scenario 1 (S0-16): every problem with its field, so that one visit to the form suffices."""
    one = road(confidentiality="consent", end=None).start().fill()
    met = one.refused(say.SubmitApplication, declarations=())
    assert {"not-ready"} <= codes(met)
    fields = {problem.field for problem in met.problems}
    assert {"end", "consents"} <= fields
