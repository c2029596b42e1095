"""Dates of an agreement: days in London, instants in UTC (domain 1.4.19, 1.4.21, X-DATE1, X-DATE2)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agreements.domain import terms

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2026, 1, 31), "2026-01-31T23:59:59+00:00"),  # winter: London is UTC
        (date(2026, 7, 31), "2026-07-31T22:59:59+00:00"),  # summer: an hour ahead
        (date(2026, 3, 28), "2026-03-28T23:59:59+00:00"),  # the day before the clocks go forward
        (date(2026, 3, 29), "2026-03-29T22:59:59+00:00"),  # the day they do, at 01:00
        (date(2026, 10, 24), "2026-10-24T22:59:59+00:00"),  # the day before they go back
        (date(2026, 10, 25), "2026-10-25T23:59:59+00:00"),  # the day they do, at 02:00
    ],
)
def test_an_agreement_ends_one_second_before_midnight_in_london_whatever_the_season(day: date, instant: str) -> None:
    assert terms.last_instant(day) == datetime.fromisoformat(instant)
    assert terms.last_instant(day).tzinfo is UTC


def test_a_day_begins_at_midnight_in_london_which_is_the_day_before_in_utc_in_summer() -> None:
    assert terms.first_instant(date(2026, 8, 1)) == datetime(2026, 7, 31, 23, 0, tzinfo=UTC)
    assert terms.first_instant(date(2026, 12, 1)) == datetime(2026, 12, 1, 0, 0, tzinfo=UTC)


@given(DAYS)
def test_the_first_and_last_instants_of_a_day_are_on_that_day_and_a_second_from_the_next(day: date) -> None:
    assert terms.london(terms.first_instant(day)) == terms.london(terms.last_instant(day)) == day
    assert terms.last_instant(day) + timedelta(seconds=1) == terms.first_instant(day + timedelta(days=1))


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2026, 4, 20), date(2029, 4, 19), 36),
        (date(2026, 4, 20), date(2029, 4, 20), 37),
        (date(2026, 1, 1), date(2026, 12, 31), 12),
        (date(2026, 1, 31), date(2026, 2, 27), 1),
        (date(2026, 1, 31), date(2026, 2, 28), 2),
    ],
)
def test_a_begun_month_counts(start: date, end: date, months: int) -> None:
    assert terms.months_in(start, end) == months


@given(DAYS, st.integers(min_value=0, max_value=400))
def test_adding_months_keeps_the_day_or_takes_the_last_of_the_month(day: date, months: int) -> None:
    later = terms.add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_three_years_is_the_longest_term_and_one_where_the_purpose_is_commercial() -> None:
    assert terms.longest(date(2026, 4, 20), commercial=False) == date(2029, 4, 19)
    assert terms.longest(date(2028, 2, 29), commercial=True) == date(2029, 2, 27)


def codes(start: date, end: date, **changes: object) -> set[str]:
    facts = {"issued_on": date(2026, 7, 1), "commercial": False, "supports": (), **changes}
    return {problem.code for problem in terms.problems(start, end, **facts)}  # type: ignore[arg-type]


def test_a_term_may_start_on_the_day_of_issue_and_not_the_day_before() -> None:
    assert codes(date(2026, 7, 1), date(2027, 6, 30)) == set()
    assert codes(date(2026, 6, 30), date(2027, 6, 29)) == {"starts-too-early"}


def test_a_term_starts_within_twelve_months_of_issue() -> None:
    assert codes(date(2027, 7, 1), date(2028, 6, 30)) == set()
    assert codes(date(2027, 7, 2), date(2028, 6, 30)) == {"starts-too-late"}


def test_a_term_is_at_most_three_years_and_one_when_commercial() -> None:
    assert codes(date(2026, 7, 1), date(2029, 6, 30)) == set()
    assert codes(date(2026, 7, 1), date(2029, 7, 1)) == {"too-long"}
    assert codes(date(2026, 7, 1), date(2027, 6, 30), commercial=True) == set()
    assert codes(date(2026, 7, 1), date(2027, 7, 1), commercial=True) == {"too-long"}


def test_a_term_does_not_outlast_what_it_rests_on() -> None:
    supports = (("section 251 support", date(2027, 6, 30)),)
    assert codes(date(2026, 7, 1), date(2027, 6, 30), supports=supports) == set()
    assert codes(date(2026, 7, 1), date(2027, 7, 1), supports=supports) == {"outlasts-support"}


def test_a_term_ends_after_it_starts() -> None:
    assert codes(date(2026, 7, 2), date(2026, 7, 2)) == {"ends-before-start"}


def test_reminders_come_at_180_90_60_30_14_and_7_days_and_each_once() -> None:
    ends_on, already, sent = date(2027, 7, 1), 181, []
    for left in range(200, -1, -1):
        due = terms.reminder_due(ends_on, ends_on - timedelta(days=left), already)
        if due is not None:
            already = due
            sent.append((left, due))
    assert sent == [(180, 180), (90, 90), (60, 60), (30, 30), (14, 14), (7, 7)]


def test_a_clock_that_skips_several_reminders_sends_the_latest_only() -> None:
    assert terms.reminder_due(date(2027, 7, 1), date(2027, 6, 10), 181) == 30


def test_a_short_agreement_is_not_reminded_of_what_has_passed_when_it_begins() -> None:
    already = terms.reminders_passed(date(2026, 10, 9), date(2026, 7, 1))
    assert terms.reminder_due(date(2026, 10, 9), date(2026, 7, 1), already) is None
    assert terms.next_reminder(date(2026, 10, 9), already) == date(2026, 7, 11)


@given(DAYS, st.integers(min_value=0, max_value=1500))
def test_the_next_look_at_an_agreement_is_never_in_the_past_of_its_last_reminder(today: date, left: int) -> None:
    ends_on = today + timedelta(days=left)
    already = terms.reminders_passed(ends_on, today)
    assert today <= terms.next_reminder(ends_on, already) <= ends_on or left == 0
