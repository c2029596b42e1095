from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.calendar_data import load
from services.audit.domain.calendar import Unit, due, elapsed, is_working_day, local_date, normalise

HOLIDAYS = load().days
LONDON = ZoneInfo("Europe/London")
FIRST, SECOND = (date(2026, 4, 9), date(2026, 4, 20)), (date(2026, 4, 15), date(2026, 4, 24))
START, OBSERVED = date(2026, 4, 1), date(2026, 4, 30)

days = st.dates(date(2024, 1, 1), date(2030, 6, 1))
pauses = st.lists(st.tuples(days, st.integers(0, 60)).map(lambda p: (p[0], p[0] + timedelta(p[1]))), max_size=4)


@pytest.mark.parametrize(("received", "target", "expected"), [
    (date(2026, 3, 31), 4, date(2026, 4, 8)),
    (date(2026, 4, 2), 4, date(2026, 4, 10)),
    (date(2026, 12, 23), 4, date(2026, 12, 31)),
    (date(2026, 12, 24), 5, date(2027, 1, 5)),
    (date(2026, 5, 22), 15, date(2026, 6, 15)),
    (date(2026, 8, 28), 14, date(2026, 9, 18)),
    (date(2027, 12, 24), 4, date(2028, 1, 4)),
    (date(2026, 6, 13), 4, date(2026, 6, 19)),
    (date(2026, 4, 1), 14, date(2026, 4, 23)),
    (date(2026, 4, 1), 30, date(2026, 5, 18)),
    (date(2026, 4, 1), 60, date(2026, 6, 30)),
])
def test_due_dates_are_those_of_the_reference(received, target, expected):
    start = normalise(datetime.combine(received, time(12), LONDON), HOLIDAYS)
    assert due(start, target, HOLIDAYS) == expected


@pytest.mark.parametrize(("spans", "gone_by", "fifteen"), [
    ([], 19, date(2026, 4, 24)), ([FIRST], 12, date(2026, 5, 6)), ([FIRST, SECOND], 8, date(2026, 5, 12)),
])
def test_pauses_are_those_of_the_reference(spans, gone_by, fifteen):
    assert elapsed(START, OBSERVED, HOLIDAYS, spans) == gone_by
    assert due(START, 15, HOLIDAYS, spans) == fifteen


def test_the_day_of_the_pause_counts_and_the_day_of_resuming_does_not():
    monday, wednesday = date(2026, 6, 1), date(2026, 6, 3)
    assert elapsed(date(2026, 5, 29), monday, HOLIDAYS, [(monday, wednesday)]) == 1
    assert elapsed(date(2026, 5, 29), wednesday, HOLIDAYS, [(monday, wednesday)]) == 1
    assert elapsed(date(2026, 5, 29), date(2026, 6, 4), HOLIDAYS, [(monday, wednesday)]) == 2


@pytest.mark.parametrize(("at", "expected"), [
    (datetime(2026, 6, 12, 17, 0, tzinfo=LONDON), date(2026, 6, 12)),
    (datetime(2026, 6, 12, 17, 0, 0, 1, tzinfo=LONDON), date(2026, 6, 15)),
    (datetime(2026, 6, 11, 17, 1, tzinfo=LONDON), date(2026, 6, 12)),
    (datetime(2026, 6, 13, 9, 0, tzinfo=LONDON), date(2026, 6, 15)),
    (datetime(2026, 4, 2, 18, 0, tzinfo=LONDON), date(2026, 4, 7)),
    (datetime(2026, 12, 24, 18, 0, tzinfo=LONDON), date(2026, 12, 29)),
    # Summer: 16:00 UTC is 17:00 in London.
    (datetime(2026, 6, 10, 16, 0, tzinfo=UTC), date(2026, 6, 10)),
    (datetime(2026, 6, 10, 16, 1, tzinfo=UTC), date(2026, 6, 11)),
    # Winter: the same hours.
    (datetime(2026, 1, 14, 17, 0, tzinfo=UTC), date(2026, 1, 14)),
    (datetime(2026, 1, 14, 17, 1, tzinfo=UTC), date(2026, 1, 15)),
    # The Fridays before and the Mondays after the clocks change, on 29 March and 25 October 2026.
    (datetime(2026, 3, 27, 16, 30, tzinfo=UTC), date(2026, 3, 27)),
    (datetime(2026, 3, 30, 16, 30, tzinfo=UTC), date(2026, 3, 31)),
    (datetime(2026, 10, 23, 16, 30, tzinfo=UTC), date(2026, 10, 26)),
    (datetime(2026, 10, 26, 16, 30, tzinfo=UTC), date(2026, 10, 26)),
    # In summer the day begins in London an hour before it does in UTC.
    (datetime(2026, 6, 9, 23, 30, tzinfo=UTC), date(2026, 6, 10)),
    (datetime(2026, 6, 11, 23, 30, tzinfo=UTC), date(2026, 6, 12)),
    # The hour that happens twice, and the one that does not happen, are on a Sunday.
    (datetime(2026, 10, 25, 1, 30, fold=1, tzinfo=LONDON), date(2026, 10, 26)),
    (datetime(2026, 3, 29, 1, 30, tzinfo=LONDON), date(2026, 3, 30)),
])
def test_what_happens_late_or_on_a_day_off_counts_from_the_next_working_day(at, expected):
    assert normalise(at, HOLIDAYS) == expected


def test_the_cutoff_can_be_changed():
    at = datetime(2026, 6, 10, 16, 30, tzinfo=LONDON)
    assert normalise(at, HOLIDAYS, time(16)) == date(2026, 6, 11)
    assert normalise(at, HOLIDAYS, time(23, 59)) == date(2026, 6, 10)


def test_the_date_in_london_ignores_the_cutoff():
    assert local_date(datetime(2026, 6, 10, 22, 59, tzinfo=UTC)) == date(2026, 6, 10)
    assert local_date(datetime(2026, 6, 10, 23, 0, tzinfo=UTC)) == date(2026, 6, 11)


@pytest.mark.parametrize("dated", [local_date, lambda at: normalise(at, HOLIDAYS)])
def test_a_moment_without_a_zone_is_refused(dated):
    with pytest.raises(ValueError, match="zone"):
        dated(datetime(2026, 6, 10, 12))


def test_a_negative_target_is_refused():
    with pytest.raises(ValueError, match="0 days or more"):
        due(START, -1, HOLIDAYS)


def test_a_holiday_proclaimed_late_moves_what_is_due():
    assert due(START, 4, HOLIDAYS | {date(2026, 4, 8)}) == due(START, 5, HOLIDAYS)


def test_calendar_days_count_weekends_and_holidays_but_not_pauses():
    assert due(START, 14, HOLIDAYS, unit=Unit.CALENDAR_DAY) == date(2026, 4, 15)
    assert elapsed(START, OBSERVED, HOLIDAYS, [FIRST], Unit.CALENDAR_DAY) == 29 - 11


def test_the_listed_years_follow_on_each_other_with_eight_holidays_each_on_weekdays():
    assert sorted({day.year for day in HOLIDAYS}) == list(range(2024, 2031))
    assert len(HOLIDAYS) == 8 * 7
    assert all(day.weekday() < 5 for day in HOLIDAYS)


def test_the_list_has_a_version_and_knows_which_years_it_covers():
    listed = load()
    assert listed.version
    assert listed.covers(date(2030, 12, 31))
    assert not listed.covers(date(2031, 1, 1))


@pytest.mark.parametrize("years", ['{"2026": ["2025-01-01"]}', '{"2026": ["2026-01-01", "2026-01-01"]}'])
def test_a_list_with_a_misplaced_or_repeated_date_is_refused(tmp_path, years):
    file = tmp_path / "holidays.json"
    file.write_text(f'{{"version": "x", "years": {years}}}')
    with pytest.raises(ValueError, match="misplaced or repeated"):
        load(file)


@given(days, st.integers(0, 60), pauses)
def test_on_the_due_date_as_many_days_have_gone_by_and_on_the_day_before_fewer(start, target, spans):
    day = due(start, target, HOLIDAYS, spans)
    assert elapsed(start, day, HOLIDAYS, spans) == target
    if target:
        assert elapsed(start, day - timedelta(1), HOLIDAYS, spans) == target - 1
        assert is_working_day(day, HOLIDAYS)


@given(days, st.integers(-30, 120), pauses)
def test_what_has_gone_by_is_never_negative_nor_more_than_the_days_there_were(start, length, spans):
    until = start + timedelta(length)
    gone_by = elapsed(start, until, HOLIDAYS, spans)
    assert 0 <= gone_by <= elapsed(start, until, HOLIDAYS) <= max(0, length)


@given(days, st.integers(0, 90), pauses, pauses)
def test_a_pause_never_adds_to_what_has_gone_by_and_never_brings_the_due_date_forward(start, length, spans, more):
    until = start + timedelta(length)
    assert elapsed(start, until, HOLIDAYS, spans + more) <= elapsed(start, until, HOLIDAYS, spans)
    assert due(start, 10, HOLIDAYS, spans + more) >= due(start, 10, HOLIDAYS, spans)


@given(days, st.integers(0, 90), pauses)
def test_a_pause_told_twice_is_one_pause(start, length, spans):
    until = start + timedelta(length)
    assert elapsed(start, until, HOLIDAYS, spans + spans) == elapsed(start, until, HOLIDAYS, spans)


@given(days, st.integers(0, 60), st.integers(0, 60), pauses)
def test_what_has_gone_by_adds_up(start, first, second, spans):
    middle = start + timedelta(first)
    end = middle + timedelta(second)
    parts = elapsed(start, middle, HOLIDAYS, spans) + elapsed(middle, end, HOLIDAYS, spans)
    assert elapsed(start, end, HOLIDAYS, spans) == parts


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 6, 1), timezones=st.just(UTC)), st.integers(0, 10**6))
def test_what_happens_later_never_counts_as_received_earlier(at, seconds):
    received = normalise(at, HOLIDAYS)
    assert is_working_day(received, HOLIDAYS)
    assert local_date(at) <= received <= normalise(at + timedelta(seconds=seconds), HOLIDAYS)
