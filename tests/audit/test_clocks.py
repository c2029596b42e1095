import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit import promises
from services.audit.calendar_data import load
from services.audit.domain.calendar import Unit
from services.audit.domain.clock import state_of
from services.audit.domain.clocks import Happening, advance, replay
from services.audit.domain.facts import happening_of
from services.audit.domain.targets import HOLDS, LEVELS, PUBLISHED, TARGETS, Reason, Target, in_force
from services.contracts.intake import Came, Channel, EnquiryInformationGiven, EnquiryReceived, Readiness
from services.contracts.request import Profile

HOLIDAYS = load().days
REQUEST = "DARS-1"


def on(day, hour=9, month=6):
    """A moment in June 2026, a month without bank holidays that begins on a Monday."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def told(*events):
    """Happenings from (type, moment) or (type, moment, facts)."""
    return [Happening(kind, REQUEST, at, facts[0] if facts else {}) for kind, at, *facts in events]


def clocks_after(*events):
    return replay(told(*events))


def the(target, clocks):
    [clock] = [each for each in clocks if each.target == target]
    return clock


def seen(target, clocks, now):
    return state_of(the(target, clocks), now, HOLIDAYS)


SUBMITTED = ("ApplicationSubmitted", on(1), {"version": 1})


def accepted(level, at=None, **facts):
    return ("ApplicationAccepted", at or on(1, 10), {"level": level, **facts})


# What is promised

@pytest.mark.parametrize(("target", "days"), [
    ("ENQ", 4), ("SL1", 4), ("SL2", 4), ("SL3", 5), ("SL4", 15), ("SL5", 30), ("SL6", 14), ("SL7", 14), ("SL8", 60),
])
def test_the_targets_are_the_published_ones_in_working_days(target, days):
    promised = in_force(target, date(2026, 6, 1))
    assert (promised.days, promised.unit) == (days, Unit.WORKING_DAY)


@pytest.mark.parametrize(("level", "targets"), [
    ("L0", {"SL3", "SL7"}), ("L1", {"SL3", "SL7"}), ("L2", {"SL4"}), ("L3", {"SL4"}), ("L4", {"SL5", "SL8"}),
])
def test_the_level_of_a_request_decides_its_targets(level, targets):
    assert {clock.target for clock in clocks_after(accepted(level))} == targets


def test_only_the_applicant_and_an_external_body_can_pause_a_clock():
    assert {reason.value for reason in Reason} == {"APPLICANT_DETAIL", "EXTERNAL_BODY"}
    assert {hold.reason for hold in HOLDS.values()} == set(Reason)


def test_every_target_is_for_a_level_or_for_all_and_every_level_has_a_decision_target():
    assert {level for target in TARGETS for level in target.levels} == LEVELS


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.id)
def test_every_target_starts_and_stops_on_the_events_its_row_names(target):
    before = clocks_after(SUBMITTED, ("ApplicationReturned", on(2))) if target.id == "SL2" else ()
    facts = {"version": 2, "level": max(target.levels, default="L3"), "final": True}
    clocks = advance(before, *told((target.starts_on, on(3), facts)))
    assert the(target.id, clocks).started_at == on(3)
    for stop in target.stops_on:
        after = advance(clocks, *told((stop, on(4), facts)))
        assert the(target.id, after).stop_reason == stop


def test_a_promise_changed_later_holds_for_clocks_that_start_later():
    changed = replace(in_force("SL1", date(2026, 6, 1)), days=2, unit=Unit.CALENDAR_DAY, valid_from=date(2026, 6, 3))
    targets = (*TARGETS, changed)
    before = advance((), Happening("ApplicationSubmitted", "a", on(2)), targets)
    [old, new] = advance(before, Happening("ApplicationSubmitted", "b", on(5)), targets)
    assert (old.target_days, new.target_days) == (4, 2)
    assert state_of(new, on(5), HOLIDAYS).due_on == date(2026, 6, 7)


ROWS = json.loads(PUBLISHED.read_text())
NEW = {"id": "SL1", "days": 2, "unit": "calendar day", "valid_from": "2026-06-03"}


def test_a_promise_changed_by_a_row_of_the_file_holds_for_clocks_that_start_from_its_day_on(tmp_path):
    file = tmp_path / "levels.json"
    file.write_text(json.dumps([*ROWS, NEW]))
    targets = promises.load(file)
    told_before, told_after = ([Happening("ApplicationSubmitted", "a", at)] for at in (on(2, 22), on(3)))
    [old], [new] = replay(told_before, targets), replay(told_after, targets)
    assert ((old.target_days, old.unit), (new.target_days, new.unit)) == (
        (4, Unit.WORKING_DAY), (2, Unit.CALENDAR_DAY)
    )
    [kept] = replay([*told_before, Happening("ApplicationReturned", "a", on(9))], targets)
    assert kept.target_days == 4  # it stops under the promise it started under
    assert in_force("SL1", date(2026, 6, 2), targets).days == 4  # the history stays


def test_no_file_promises_what_settings_letters_and_mail_do_not_know(monkeypatch):
    """One source of what is promised (S2-46): audit does not start with another."""
    monkeypatch.setenv("HAVEN_SERVICE_LEVELS", "levels.json")
    promises.current.cache_clear()
    with pytest.raises(ValueError, match="/staff/settings"):
        promises.current()
    monkeypatch.delenv("HAVEN_SERVICE_LEVELS")
    assert in_force("SL1", date(2026, 6, 3), promises.current()).days == 4


@pytest.mark.parametrize("rows", [
    [*ROWS, NEW, NEW], ROWS[1:], [*ROWS, NEW | {"id": "SL9"}], [*ROWS, NEW | {"days": 0}],
    [*ROWS, NEW | {"days": "2"}], [*ROWS, NEW | {"unit": "hour"}], [*ROWS, NEW | {"valid_from": "soon"}],
    [*ROWS, NEW | {"day": 2}], {"SL1": 4},
])
def test_a_file_that_promises_nothing_sensible_is_refused_by_its_name(tmp_path, rows):
    file = tmp_path / "levels.json"
    file.write_text(json.dumps(rows))
    with pytest.raises(ValueError, match=r"levels\.json"):
        promises.load(file)


def test_the_published_targets_carry_the_day_the_source_aimed_for():
    assert {target.aim_by for target in TARGETS if target.id != "ENQ"} == {date(2014, 11, 30)}


def test_nothing_was_promised_before_the_first_row_of_a_target():
    assert advance((), Happening("EnquiryReceived", "a", datetime(2014, 10, 31, tzinfo=UTC))) == ()


# Triage: SL1, SL2

@pytest.mark.parametrize("response", ["ApplicationReturned", "ApplicationAccepted", "ApplicationIneligible"])
def test_the_first_response_stops_sl1(response):
    clock = the("SL1", clocks_after(SUBMITTED, (response, on(4), {"level": "L3"})))
    assert (clock.stopped_at, clock.stop_reason) == (on(4), response)
    assert state_of(clock, on(30), HOLIDAYS).elapsed == 3


def test_each_resubmission_after_a_return_is_a_new_sl2():
    clocks = clocks_after(
        SUBMITTED, ("ApplicationReturned", on(3)),
        ("ApplicationSubmitted", on(10), {"version": 2}), ("ApplicationReturned", on(12)),
        ("ApplicationSubmitted", on(17), {"version": 3}), accepted("L3", on(22)),
    )
    rounds = [clock for clock in clocks if clock.target == "SL2"]
    assert [(clock.started_at, clock.stopped_at) for clock in rounds] == [(on(10), on(12)), (on(17), on(22))]
    assert the("SL1", clocks).stopped_at == on(3)


def test_time_with_the_applicant_between_rounds_of_triage_is_in_no_clock():
    clocks = clocks_after(SUBMITTED, ("ApplicationReturned", on(3)))
    assert not any(clock.open for clock in clocks)


@pytest.mark.parametrize("kind", sorted(HOLDS))
def test_nothing_pauses_triage(kind):
    assert the("SL1", clocks_after(SUBMITTED, (kind, on(2)))).pauses == ()


def test_a_version_nobody_asked_for_starts_no_clock():
    clocks = clocks_after(SUBMITTED, accepted("L3", on(2)), ("ApplicationSubmitted", on(10), {"version": 2}))
    assert {clock.target for clock in clocks} == {"SL1", "SL4"}
    again = clocks_after(SUBMITTED, ("ApplicationReturned", on(3)), ("ApplicationSubmitted", on(4), {"version": 1}))
    assert {clock.target for clock in again} == {"SL1"}


def test_a_request_reopened_after_it_lapsed_is_answered_as_a_new_one():
    clocks = clocks_after(SUBMITTED, ("ApplicationLapsed", on(3)), ("ApplicationSubmitted", on(10), {"version": 2}))
    assert [(clock.target, clock.open) for clock in clocks] == [("SL1", False), ("SL1", True)]


def test_what_arrives_on_a_saturday_is_due_as_if_it_came_on_monday():
    state = seen("SL1", clocks_after(("ApplicationSubmitted", on(13), {"version": 1})), on(15))
    assert (state.due_on, state.elapsed, state.days_left) == (date(2026, 6, 19), 0, 4)


# Decision: SL3, SL4, SL5

@pytest.mark.parametrize("decision", ["ApplicationApproved", "ApplicationApprovedProvisionally", "ApplicationRejected"])
def test_any_decision_stops_the_service_clock(decision):
    assert the("SL4", clocks_after(accepted("L3"), (decision, on(22)))).stop_reason == decision


@pytest.mark.parametrize("kind", ["CaseScheduled", "ReviewersAssigned", "AdviceRecorded"])
def test_the_work_of_the_custodian_never_pauses(kind):
    before = clocks_after(accepted("L3"))
    assert advance(before, *told((kind, on(3)))) == before


def test_a_question_to_the_applicant_pauses_until_it_is_answered():
    clocks = clocks_after(accepted("L3"), ("FeedbackRequested", on(3)))
    paused = seen("SL4", clocks, on(10))
    assert (paused.elapsed, paused.paused_since, paused.waiting_for) == (2, on(3), "applicant")
    running = seen("SL4", advance(clocks, *told(("FeedbackAnswered", on(10)))), on(12))
    assert (running.elapsed, running.paused_since, running.waiting_for) == (4, None, None)
    assert running.due_on == date(2026, 6, 29)


def test_a_pause_keeps_who_paused_why_from_when_and_to_when():
    officer, applicant = uuid4(), uuid4()
    asked = Happening("FeedbackRequested", REQUEST, on(3), {}, officer)
    answered = Happening("FeedbackAnswered", REQUEST, on(10), {}, applicant)
    [pause] = the("SL4", replay([*told(accepted("L3")), asked, answered])).pauses
    assert (pause.reason, pause.by, pause.since, pause.until) == (Reason.APPLICANT_DETAIL, officer, on(3), on(10))


def test_overlapping_waits_for_two_bodies_and_the_applicant_count_once():
    events = [
        accepted("L4"), ("ExternalWaitStarted", on(2), {"external_body": "CAG"}),
        ("ExternalWaitStarted", on(3), {"external_body": "ONS"}), ("FeedbackRequested", on(4)),
        ("ExternalWaitEnded", on(8), {"external_body": "CAG"}), ("FeedbackAnswered", on(9)),
    ]
    both = seen("SL5", clocks_after(*events[:3]), on(5))
    assert (both.paused_since, both.waiting_for) == (on(2), "CAG, ONS")
    state = seen("SL5", clocks_after(*events), on(11))
    assert (state.elapsed, state.paused_since, state.waiting_for) == (1, on(3), "ONS")
    ended = seen("SL5", clocks_after(*events, ("ExternalWaitEnded", on(11), {"external_body": "ONS"})), on(12))
    assert ended.elapsed == 2


def test_an_end_that_names_no_body_ends_the_wait_for_all():
    clocks = clocks_after(
        accepted("L4"), ("ExternalWaitStarted", on(2), {"external_body": "CAG"}),
        ("ExternalWaitStarted", on(3), {"external_body": "ONS"}), ("ExternalWaitEnded", on(8)),
    )
    assert seen("SL5", clocks, on(9)).waiting_for is None


def test_an_answer_to_feedback_does_not_end_a_deferral():
    clocks = clocks_after(accepted("L3"), ("FeedbackRequested", on(2)), ("ApplicationDeferred", on(3)),
                          ("FeedbackAnswered", on(4)))
    assert seen("SL4", clocks, on(9)).paused_since == on(3)
    answered = advance(clocks, *told(("DeferralAnswered", on(8))))
    assert seen("SL4", answered, on(9)).elapsed == 2


def test_the_same_question_told_twice_is_one_pause():
    clocks = clocks_after(accepted("L3"), ("FeedbackRequested", on(2)), ("FeedbackRequested", on(4)))
    assert len(the("SL4", clocks).pauses) == 1


def test_the_pauses_of_the_reference_give_its_figures():
    april = [
        accepted("L3", on(1, month=4)), ("FeedbackRequested", on(9, month=4)), ("FeedbackAnswered", on(20, month=4)),
        ("ExternalWaitStarted", on(15, month=4)), ("ExternalWaitEnded", on(24, month=4)),
    ]
    states = [seen("SL4", clocks_after(*april[:told_of]), on(30, month=4)) for told_of in (1, 3, 5)]
    assert [(state.elapsed, state.due_on) for state in states] == [
        (19, date(2026, 4, 24)), (12, date(2026, 5, 6)), (8, date(2026, 5, 12))]


def test_a_decision_during_a_pause_ends_the_pause_too():
    clock = the("SL4", clocks_after(accepted("L3"), ("ApplicationDeferred", on(3)), ("ApplicationRejected", on(10))))
    assert clock.pauses[0].until == on(10)
    state = state_of(clock, on(30), HOLIDAYS)
    assert (state.elapsed, state.paused_since) == (2, None)


# Another level

def test_another_level_keeps_the_elapsed_days_and_changes_the_target():
    clocks = clocks_after(accepted("L2"), ("FeedbackRequested", on(3)), ("FeedbackAnswered", on(5), {"level": "L4"}))
    assert {clock.target for clock in clocks} == {"SL5", "SL8"}
    for target in ("SL5", "SL8"):
        assert the(target, clocks).started_at == on(1, 10)
        assert seen(target, clocks, on(8)).elapsed == 3
    assert the("SL5", clocks).target_days == 30


def test_the_total_of_a_simple_request_found_to_be_complex_is_that_of_a_complex_one_from_the_same_start():
    clocks = clocks_after(accepted("L1", kind="extension"), accepted("L4", on(3)), ("ApplicationApproved", on(8)))
    assert {(clock.target, clock.started_at, clock.open) for clock in clocks} == {
        ("SL5", on(1, 10), False), ("SL8", on(1, 10), True)}


def test_a_total_that_the_new_level_has_not_is_void_and_counted_once_if_it_comes_back():
    clocks = clocks_after(accepted("L1"), accepted("L3", on(2)), accepted("L1", on(3)))
    totals = [clock for clock in clocks if clock.target == "SL7"]
    assert [clock.stop_reason for clock in totals] == ["RECLASSIFIED", None]
    assert totals[1].started_at == on(1, 10)
    assert the("SL3", clocks).open


def test_the_same_level_again_changes_nothing():
    before = clocks_after(accepted("L1"))
    assert advance(before, *told(accepted("L1", on(3)))) == before


@pytest.mark.parametrize("facts", [{}, {"level": "L5"}, {"level": "identifiable"}])
def test_an_acceptance_to_no_known_level_is_refused(facts):
    with pytest.raises(ValueError, match="assurance level"):
        replay(told(("ApplicationAccepted", on(1), facts)))


# Release: SL6; totals: SL7, SL8

RELEASED = ("ReleaseApproved", on(24), {"final": True})


def test_the_release_clock_runs_from_the_agreement_in_force_to_the_final_approval():
    events = [("AgreementInForce", on(8)), ("ReleaseApproved", on(10), {"final": False}), ("ReleaseApproved", on(11))]
    assert the("SL6", clocks_after(*events)).open
    assert seen("SL6", clocks_after(*events, RELEASED), on(30)).elapsed == 12


def test_waiting_for_a_cohort_pauses_the_release_clock():
    events = [("AgreementInForce", on(8)), ("CohortAwaited", on(9)), ("CohortAccepted", on(16)), RELEASED]
    assert seen("SL6", clocks_after(*events), on(30)).elapsed == 7


def test_waiting_for_a_cohort_does_not_pause_the_decision_on_a_request():
    assert the("SL4", clocks_after(accepted("L3"), ("CohortAwaited", on(3)))).pauses == ()


def test_a_suspension_makes_the_release_clock_void_and_is_no_pause():
    clocks = clocks_after(accepted("L4"), ("ApplicationApproved", on(3)), ("AgreementInForce", on(8)),
                          ("AgreementSuspended", on(10)), RELEASED)
    assert {(the(target, clocks).stop_reason, the(target, clocks).pauses) for target in ("SL6", "SL8")} == {
        ("SUSPENDED", ())}
    assert the("SL5", clocks).stop_reason == "ApplicationApproved"


def test_a_suspension_leaves_the_decision_on_a_request_running():
    assert the("SL4", clocks_after(accepted("L3"), ("AgreementSuspended", on(3)))).open


def test_an_agreement_told_twice_to_be_in_force_starts_one_clock():
    assert len(clocks_after(("AgreementInForce", on(8)), ("AgreementInForce", on(9)))) == 1


def test_waiting_for_a_cohort_pauses_the_total_too():
    clocks = clocks_after(accepted("L4"), ("ApplicationApproved", on(3)), ("CohortAwaited", on(9)))
    assert seen("SL8", clocks, on(16)).paused_since == on(9)


def test_a_request_accepted_again_while_it_awaits_its_data_has_still_one_total():
    clocks = clocks_after(accepted("L4"), ("ApplicationApproved", on(3)), accepted("L1", on(8)))
    assert [clock.target for clock in clocks if clock.open] == ["SL8", "SL3"]


def test_an_agreement_in_force_again_after_a_suspension_starts_a_new_release_clock():
    clocks = clocks_after(("AgreementInForce", on(8)), ("AgreementSuspended", on(10)), ("AgreementInForce", on(15)))
    assert [clock.started_at for clock in clocks if clock.open] == [on(15)]


@pytest.mark.parametrize(("level", "total"), [("L1", "SL7"), ("L4", "SL8")])
def test_the_total_of_a_new_request_runs_past_the_approval_to_the_release(level, total):
    approved = [accepted(level), ("ApplicationApproved", on(3)), ("AgreementInForce", on(8))]
    assert the(total, clocks_after(*approved)).open
    assert the(total, clocks_after(*approved, RELEASED)).stopped_at == on(24)


@pytest.mark.parametrize("level", ["L1", "L4"])
@pytest.mark.parametrize("decision", ["ApplicationRejected", "ApplicationApprovedProvisionally"])
def test_a_refusal_or_an_approval_in_principle_ends_the_total(level, decision):
    assert not any(clock.open for clock in clocks_after(accepted(level), (decision, on(3))))


@pytest.mark.parametrize(("level", "kind"), [("L1", "extension"), ("L0", "amendment")])
def test_a_request_that_releases_no_data_ends_with_its_decision(level, kind):
    clocks = clocks_after(accepted(level, kind=kind), ("ApplicationApproved", on(4)),
                          ("AgreementInForce", on(8), {"kind": kind, "level": level}))
    assert {(clock.target, clock.stopped_at) for clock in clocks} == {("SL3", on(4)), ("SL7", on(4))}


def test_an_upheld_appeal_starts_new_clocks_and_leaves_the_old_ones():
    refused = clocks_after(accepted("L4"), ("ApplicationRejected", on(3)))
    clocks = advance(refused, *told(("AppealUpheld", on(10))))
    assert clocks[:2] == refused
    assert [(clock.target, clock.started_at, clock.open) for clock in clocks[2:]] == [
        ("SL5", on(10), True), ("SL8", on(10), True)]
    rerouted = advance(refused, *told(("AppealUpheld", on(10), {"level": "L3"})))
    assert [clock.target for clock in rerouted[2:] if clock.open] == ["SL4"]


def test_an_appeal_upheld_twice_starts_its_clocks_once():
    clocks = clocks_after(accepted("L4"), ("ApplicationRejected", on(3)), ("AppealUpheld", on(10)),
                          ("AppealUpheld", on(11)))
    assert [clock.started_at for clock in clocks if clock.open] == [on(10), on(10)]


def test_a_second_appeal_starts_again_only_what_was_refused_last():
    clocks = clocks_after(accepted("L3"), ("ApplicationRejected", on(3)), ("AppealUpheld", on(10)),
                          ("ApplicationRejected", on(12)), ("AppealUpheld", on(22)))
    assert [clock.started_at for clock in clocks] == [on(1, 10), on(10), on(22)]


# Enquiry

def test_an_enquiry_is_answered_within_four_days_without_those_of_the_enquirer():
    events = [("EnquiryReceived", on(1)), ("EnquiryInformationRequested", on(2)), ("EnquiryInformationGiven", on(9))]
    assert seen("ENQ", clocks_after(*events[:2]), on(8)).waiting_for == "applicant"
    assert seen("ENQ", clocks_after(*events, ("EnquiryAnswered", on(11))), on(30)).elapsed == 3


def test_an_enquiry_that_staff_registered_counts_from_the_day_it_reached_them():
    registered = ("EnquiryReceived", on(4), {"received_on": "2026-06-01"})
    clock = the("ENQ", clocks_after(registered, ("EnquiryAnswered", on(8))))
    assert (clock.started_at, seen("ENQ", (clock,), on(30)).elapsed) == (on(1, 11), 5)
    today = ("EnquiryReceived", on(4, 8), {"received_on": "2026-06-04"})
    assert the("ENQ", clocks_after(today)).started_at == on(4, 8), "never after it was registered"
    event = EnquiryReceived(
        subject=uuid4(), at=on(4), by=uuid4(), reference="ENQ-1", profile=Profile.DARS, contact_id=uuid4(),
        data_wanted="", purpose_summary="", organisations=(), readiness=Readiness.READY, received_on=date(2026, 6, 1),
    )  # fmt: skip
    assert happening_of(event).facts == {"received_on": "2026-06-01"}


def test_answers_that_staff_registered_let_the_clock_run_from_the_day_they_came():
    asked = (("EnquiryReceived", on(1)), ("EnquiryInformationRequested", on(2, 15)))
    for came, until in (("2026-06-04", on(4, 11)), ("2026-06-02", on(2, 15)), (None, on(9))):
        given = ("EnquiryInformationGiven", on(9), {"received_on": came} if came else {})
        [pause] = the("ENQ", clocks_after(*asked, given)).pauses
        assert pause.until == until, "never before it was paused"
    way = Came(channel=Channel.EMAIL, received_on=date(2026, 6, 4))
    event = EnquiryInformationGiven(subject=uuid4(), at=on(9), by=uuid4(), reference="ENQ-1", answers=(), came=way)
    assert happening_of(event).facts == {"received_on": "2026-06-04"}
    assert happening_of(replace(event, came=None)).facts == {}


def test_an_enquiry_told_twice_is_one():
    assert len(clocks_after(("EnquiryReceived", on(1)), ("EnquiryReceived", on(2)))) == 1


# Stopping, showing, telling

@pytest.mark.parametrize("end", ["ApplicationWithdrawn", "ApplicationLapsed"])
def test_a_request_withdrawn_or_lapsed_stops_every_clock_it_has(end):
    clocks = clocks_after(accepted("L4"), ("AgreementInForce", on(2)), (end, on(3)))
    assert {clock.stop_reason for clock in clocks} == {end}
    assert len(clocks) == 3


def test_a_stopped_clock_never_changes():
    stopped = clocks_after(SUBMITTED, accepted("L4", on(2)), ("ApplicationApproved", on(3)),
                           ("AgreementInForce", on(8)), RELEASED)
    everything = told(*((kind, on(30), {"level": "L3", "final": True}) for kind in
                        [*HOLDS, "ApplicationReturned", "ApplicationRejected", "ReleaseApproved", "ApplicationLapsed",
                         "AgreementSuspended", "AppealUpheld", "ApplicationWithdrawn"]))
    after = stopped
    for happening in everything:
        after = advance(after, happening)
    assert after == stopped


def test_a_clock_is_breached_after_its_last_day_not_on_it():
    clocks = clocks_after(SUBMITTED)
    last, late = seen("SL1", clocks, on(5, 15)), seen("SL1", clocks, on(5, 17))
    assert (last.elapsed, last.days_left, last.breached) == (4, 0, False)
    assert (late.elapsed, late.days_left, late.breached) == (5, -1, True)


def test_a_response_during_a_pause_that_began_on_the_last_day_is_in_time():
    clocks = clocks_after(accepted("L1"), ("FeedbackRequested", on(8)), ("ApplicationRejected", on(18)))
    assert not seen("SL3", clocks, on(30)).breached


def test_what_one_request_does_leaves_the_clocks_of_another():
    mine = clocks_after(SUBMITTED)
    both = advance(mine, Happening("ApplicationSubmitted", "DARS-2", on(2)))
    after = advance(both, Happening("ApplicationWithdrawn", "DARS-2", on(3)))
    assert the("SL1", [clock for clock in after if clock.subject == REQUEST]) == mine[0]


def test_the_clock_can_be_told_of_another_closing_time():
    [clock] = clocks_after(SUBMITTED)
    assert state_of(clock, on(5, 17), HOLIDAYS, cutoff=datetime.max.time()).elapsed == 4


def test_a_target_without_a_stop_of_its_own_for_no_data_keeps_the_one_it_has():
    ends = ("EnquiryAnswered",)
    since = date(2014, 11, 1)
    targets = (Target(id="ENQ", title="x", starts_on="EnquiryReceived", stops_on=ends, days=1, valid_from=since),)
    [clock] = advance((), Happening("EnquiryReceived", "a", on(1), {"kind": "extension"}), targets)
    assert clock.stops_on == ("EnquiryAnswered",)


KINDS = sorted({
    *HOLDS, *(hold.ends_on for hold in HOLDS.values()), *(stop for target in TARGETS for stop in target.stops_on),
    *(target.starts_on for target in TARGETS), "ApplicationWithdrawn", "AgreementSuspended", "AppealUpheld",
})
histories = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from(["a", "b"]), st.sampled_from(sorted(LEVELS)),
              st.integers(1, 3), st.booleans()), max_size=25,
).map(lambda drawn: [
    Happening(kind, subject, on(1) + timedelta(hours=17 * place),
              {"version": version, "final": final, **({"level": level} if kind == "ApplicationAccepted" else {})})
    for place, (kind, subject, level, version, final) in enumerate(drawn)
])


@given(histories, st.randoms(use_true_random=False))
def test_a_recomputation_gives_the_same_clocks_in_whatever_order_the_events_are_told(history, chance):
    clocks = ()
    for happening in history:
        clocks = advance(clocks, happening)
    shuffled = list(history)
    chance.shuffle(shuffled)
    assert replay(shuffled) == clocks


@given(histories)
def test_no_request_ever_has_two_open_clocks_for_one_promise(history):
    family = {"SL2": "SL1", "SL4": "SL3", "SL5": "SL3", "SL8": "SL7"}
    running = [(clock.subject, family.get(clock.target, clock.target)) for clock in replay(history) if clock.open]
    assert len(running) == len(set(running))


@given(histories, st.integers(0, 200))
def test_time_only_adds_and_a_breach_is_more_days_than_promised(history, hours):
    now = on(30)
    for clock in replay(history):
        early, late = (state_of(clock, at, HOLIDAYS) for at in (now, now + timedelta(hours=hours)))
        assert 0 <= early.elapsed <= late.elapsed
        assert late.breached == (late.days_left < 0) == (late.elapsed > clock.target_days)
        assert clock.open or early == late
