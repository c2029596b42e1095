from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest

from services.audit.calendar_data import load
from services.audit.domain.clocks import Happening, replay
from services.audit.domain.performance import (
    Attainment,
    Load,
    Stage,
    Times,
    Volumes,
    attainment,
    stages,
    times,
    volumes,
)

HOLIDAYS = load().days


def on(day, hour=9):
    """A moment in June 2026, a month without bank holidays that begins on a Monday."""
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def history(subject, *events):
    return [Happening(kind, subject, at, facts[0] if facts else {}) for kind, at, *facts in events]


def answered(subject, *, after, end="ApplicationIneligible"):
    """A request submitted on 1 June and ended some days later."""
    return history(subject, ("ApplicationSubmitted", on(1)), (end, on(1) + timedelta(after)))


def sl1(*histories):
    return attainment(replay(chain(*histories)), on(30), HOLIDAYS)["SL1"]


def test_attainment_is_the_part_of_the_stopped_that_was_in_time():
    figures = sl1(answered("a", after=3), answered("b", after=4), answered("c", after=7))
    assert (figures.stopped, figures.within, figures.share) == (3, 2, 2 / 3)


def test_the_open_and_the_late_among_them_are_told_apart_from_the_stopped():
    early, late = history("a", ("ApplicationSubmitted", on(1))), history("b", ("ApplicationSubmitted", on(29)))
    assert sl1(early, late) == Attainment(stopped=0, within=0, excluded=0, open=2, open_and_breached=1)
    assert sl1(early).share is None


@pytest.mark.parametrize("end", ["ApplicationWithdrawn", "ApplicationLapsed"])
def test_a_request_abandoned_in_time_is_no_success_and_one_abandoned_late_is_a_failure(end):
    assert sl1(answered("a", after=2, end=end)) == Attainment(excluded=1)
    assert sl1(answered("a", after=9, end=end)) == Attainment(stopped=1, within=0)


def test_a_void_clock_is_excluded_however_late():
    events = history("a", ("AgreementInForce", on(1)), ("AgreementSuspended", on(29)))
    assert attainment(replay(events), on(30), HOLIDAYS) == {"SL6": Attainment(excluded=1)}


def test_a_target_without_clocks_has_no_figure():
    assert attainment([], on(1), HOLIDAYS) == {}


def decided(subject, days, *, paused=0):
    start = on(1)
    asked = [("FeedbackRequested", start), ("FeedbackAnswered", start + timedelta(paused))] if paused else []
    return history(subject, ("ApplicationAccepted", start, {"level": "L3"}), *asked,
                   ("ApplicationRejected", start + timedelta(days)))


def test_times_are_given_with_and_without_the_pauses():
    clocks = replay(chain.from_iterable(decided(str(days), days, paused=1) for days in (1, 2, 3, 4, 10)))
    assert times(clocks, HOLIDAYS, with_pauses=True) == Times(5, 3, 3.6, 8)
    assert times(clocks, HOLIDAYS, with_pauses=False) == Times(5, 2, 2.6, 7)


def test_nine_of_ten_took_no_longer_than_the_ninetieth_percentile():
    clocks = replay(chain.from_iterable(decided(str(days), days) for days in (0, 1, 2, 3, 4, 7, 8, 9, 10, 21)))
    assert times(clocks, HOLIDAYS, with_pauses=False).p90 == 8


def test_the_times_of_fewer_than_five_are_withheld():
    clocks = replay(chain.from_iterable(decided(str(days), days) for days in (1, 2, 3, 4)))
    assert times(clocks, HOLIDAYS, with_pauses=False) == Times(4, None, None, None)


def test_times_are_of_what_was_answered():
    events = [*history("a", ("ApplicationSubmitted", on(1))), *answered("b", after=1, end="ApplicationWithdrawn"),
              *history("c", ("AgreementInForce", on(1)), ("AgreementSuspended", on(2)))]
    assert times(replay(events), HOLIDAYS, with_pauses=False).count == 0


def test_volumes_are_counted_by_month_of_london_and_no_month_is_left_out():
    events = [
        *history("a", ("ApplicationSubmitted", datetime(2026, 10, 31, 23, 30, tzinfo=UTC), {"version": 1}),
                 ("ApplicationReturned", datetime(2026, 11, 2, tzinfo=UTC)),
                 ("ApplicationSubmitted", datetime(2026, 11, 3, tzinfo=UTC), {"version": 2}),
                 ("ApplicationAccepted", datetime(2026, 11, 30, tzinfo=UTC)),
                 ("ApplicationDeferred", datetime(2026, 12, 1, tzinfo=UTC)),
                 ("ApplicationApproved", datetime(2027, 1, 31, tzinfo=UTC)),
                 ("ReleaseApproved", datetime(2027, 1, 31, tzinfo=UTC), {"final": False}),
                 ("ReleaseApproved", datetime(2027, 1, 31, tzinfo=UTC), {"final": True})),
        *history("b", ("ApplicationSubmitted", datetime(2026, 9, 30, 23, 30, tzinfo=UTC)),
                 ("ApplicationWithdrawn", datetime(2026, 11, 1, tzinfo=UTC))),
        *history("c", ("ApplicationLapsed", datetime(2026, 11, 1, tzinfo=UTC))),
    ]
    assert volumes(events) == {
        "2026-10": Volumes(submitted=2),
        "2026-11": Volumes(accepted=1, withdrawn=1, lapsed=1),
        "2026-12": Volumes(),
        "2027-01": Volumes(decided=1, released=1),
    }


@pytest.mark.parametrize("decision", ["ApplicationApproved", "ApplicationApprovedProvisionally", "ApplicationRejected"])
def test_every_kind_of_decision_is_one(decision):
    assert volumes(history("a", (decision, on(1)))) == {"2026-06": Volumes(decided=1)}


def test_where_nothing_happened_there_are_no_months():
    assert volumes([]) == {}


SUBMITTED = ("ApplicationSubmitted", on(2), {"version": 1})
ACCEPTED = ("ApplicationAccepted", on(3))
APPROVED = ("ApplicationApproved", on(4))


@pytest.mark.parametrize(("events", "stage"), [
    ([("EnquiryReceived", on(1))], Stage.ENQUIRY),
    ([("EnquiryReceived", on(1)), ("EnquiryAnswered", on(2), {"outcome": "assessment"})], Stage.ENQUIRY),
    ([("EnquiryReceived", on(1)), ("EnquiryAnswered", on(2), {"outcome": "redirected"})], None),
    ([("EnquiryAnswered", on(2), {"outcome": "assessment"}), ("AssessmentCompleted", on(3))], None),
    ([("ApplicationStarted", on(1))], Stage.APPLICATION),
    ([SUBMITTED, ("ApplicationReturned", on(3))], Stage.APPLICATION),
    ([SUBMITTED, ("ApplicationIneligible", on(3))], None),
    ([SUBMITTED, ACCEPTED, ("CaseScheduled", on(4)), ("ApplicationDeferred", on(5))], Stage.APPROVAL),
    ([SUBMITTED, ACCEPTED, ("ApplicationSubmitted", on(5), {"version": 2})], Stage.APPROVAL),
    ([SUBMITTED, ACCEPTED, ("ApplicationApprovedProvisionally", on(4))], Stage.APPROVAL),
    ([SUBMITTED, ACCEPTED, ("ApplicationRejected", on(4))], None),
    ([SUBMITTED, ACCEPTED, ("ApplicationRejected", on(4)), ("AppealUpheld", on(5))], Stage.APPROVAL),
    ([SUBMITTED, ACCEPTED, ("ApplicationWithdrawn", on(4))], None),
    ([APPROVED, ("AgreementInForce", on(5)), ("ProjectActive", on(6)), ("AgreementSuspended", on(7))], Stage.ACCESS),
    ([APPROVED, ("AgreementExpired", on(5)), ("CertificateAccepted", on(6))], Stage.DELETION),
    ([APPROVED, ("DeletionOrdered", on(5))], Stage.DELETION),
    ([APPROVED, ("DeletionOrdered", on(5)), ("ProjectClosed", on(6))], None),
])
def test_a_request_is_in_the_stage_its_events_brought_it_to(events, stage):
    found = stages(list(reversed(history("a", *events))))
    assert {each: load.count for each, load in found.items()} == {each: int(each is stage) for each in Stage}


def test_the_shares_are_of_the_three_published_stages():
    found = stages([
        *history("a", SUBMITTED), *history("b", SUBMITTED), *history("c", SUBMITTED, ACCEPTED), *history("d", APPROVED),
        *history("e", ("EnquiryReceived", on(1))), *history("f", ("DeletionOrdered", on(1))),
    ])
    assert found == {
        Stage.ENQUIRY: Load(1, None), Stage.APPLICATION: Load(2, 0.5), Stage.APPROVAL: Load(1, 0.25),
        Stage.ACCESS: Load(1, 0.25), Stage.DELETION: Load(1, None),
    }


def test_with_nothing_in_the_three_stages_there_are_no_shares():
    assert set(stages([]).values()) == {Load(0, None)}
