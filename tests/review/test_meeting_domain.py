"""Meetings: planned with a chair, held with attendance, and a quorum that leaves out whoever may not advise."""

from dataclasses import replace
from datetime import date

import pytest

from services.contracts import review as r
from services.contracts.message import Conflict, NotPermitted, Refused, Role
from services.contracts.request import Assurance
from services.contracts.settings import DEFAULTS
from services.review.domain import meeting, policy
from tests.review.given import (
    AFTER_MEETING,
    CHAIR,
    COLLEAGUE,
    MEETING,
    MEETING_DAY,
    MEMBERS,
    NORTHBRIDGE,
    OFFICER,
    SAID,
    SECRETARY,
    STRANGER,
    call,
    later,
    line,
    person,
)

LAY_MEMBER, CLINICIAN = MEMBERS[1], MEMBERS[3]
DEPUTY = r.CommitteeMember(person_id=person(37).id, name="Member 37", category=r.Category.DEPUTY)


def plan(members=MEMBERS, held_on=MEETING_DAY):
    return r.ScheduleMeeting(held_on=held_on, place="Boardroom", members=members)


def count(one, present, settings=DEFAULTS):
    """The quorum of these people on the day of the meeting."""
    rule = policy.quorum_rule(settings, one.case.profile, one.meeting.held_on)
    return meeting.quorum(one.meeting, one.case, present, rule)


def members_but(*left_out, plus=()):
    return tuple(m for m in MEMBERS if m not in left_out) + tuple(plus)


def test_a_meeting_is_an_object_with_a_date_members_and_attendance():
    one = line().planned()
    assert (one.meeting.held_on, one.meeting.state) == (MEETING_DAY, r.MeetingState.PLANNED)
    one.at = AFTER_MEETING
    one.meet(SECRETARY, r.RecordAttendance(meeting_id=MEETING, present=(LAY_MEMBER.person_id,)))
    assert (one.meeting.state, one.meeting.present) == (r.MeetingState.HELD, (LAY_MEMBER.person_id,))


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (plan(held_on=date(2026, 6, 30)), "in-the-past"),
        (plan(members=MEMBERS + MEMBERS[:1]), "named-twice"),
        (plan(members=members_but(MEMBERS[0])), "no-chair"),
    ],
)
def test_a_meeting_that_makes_no_sense_is_refused(command, code):
    with pytest.raises(Refused) as refused:
        line().meet(SECRETARY, command)
    assert refused.value.code == code


def test_attendance_is_not_recorded_before_the_day():
    with pytest.raises(Refused) as refused:
        line().planned().meet(SECRETARY, r.RecordAttendance(meeting_id=MEETING, present=()))
    assert refused.value.code == "not-held-yet"


def test_only_members_attend():
    one = line().planned()
    one.at = AFTER_MEETING
    with pytest.raises(Refused) as refused:
        one.meet(SECRETARY, r.RecordAttendance(meeting_id=MEETING, present=(STRANGER.id,)))
    assert refused.value.code == "not-a-member"


@pytest.mark.parametrize("state", [None, *r.MeetingState])
@pytest.mark.parametrize("role", Role)
def test_whatever_the_table_of_meetings_does_not_allow_is_refused(state, role):
    commands = {
        r.ScheduleMeeting: plan(),
        r.RecordAttendance: r.RecordAttendance(meeting_id=MEETING, present=()),
        r.WriteMinutes: r.WriteMinutes(meeting_id=MEETING, text="We met."),
        r.PublishMinutes: r.PublishMinutes(meeting_id=MEETING),
    }
    for kind in set(commands) - meeting.MAY.get((state, role), frozenset()):
        found = replace(meeting.Meeting(id=MEETING), state=state)
        with pytest.raises(NotPermitted):
            meeting.handle(commands[kind], found, call(person(99, role)))


def test_minutes_are_a_draft_until_somebody_else_approves_the_version_that_they_read():
    one = line().planned()
    one.at = AFTER_MEETING
    one.meet(SECRETARY, r.RecordAttendance(meeting_id=MEETING, present=()))
    assert r.PublishMinutes not in meeting.able(one.meeting, CHAIR), "there is nothing to publish"
    with pytest.raises(Refused) as nothing:
        one.meet(CHAIR, r.PublishMinutes(meeting_id=MEETING))
    one.meet(CHAIR, r.WriteMinutes(meeting_id=MEETING, text="We met."))
    with pytest.raises(Refused) as own:
        one.meet(CHAIR, r.PublishMinutes(meeting_id=MEETING))
    assert (nothing.value.code, own.value.code) == ("no-minutes", "own-minutes")
    read = one.meeting.version
    one.meet(SECRETARY, r.WriteMinutes(meeting_id=MEETING, text="We met at ten."))
    assert not one.meeting.published
    with pytest.raises(Conflict):
        one.meet(CHAIR, r.PublishMinutes(meeting_id=MEETING, expected_version=read))
    assert r.PublishMinutes in meeting.able(one.meeting, CHAIR)
    one.meet(CHAIR, r.PublishMinutes(meeting_id=MEETING, expected_version=one.meeting.version))
    assert (one.meeting.published, one.meeting.published_on) == ("We met at ten.", AFTER_MEETING.date())
    one.meet(SECRETARY, r.WriteMinutes(meeting_id=MEETING, text="We met at eleven."))
    assert one.meeting.published == "We met at ten.", "what is public stays until the next is approved"


def test_the_usual_members_make_a_quorum_and_the_observer_is_not_counted():
    one = line().opened().planned()
    found = count(one, [m.person_id for m in MEMBERS])
    assert found.met
    assert found.excluded == (MEMBERS[-1].person_id,)


@pytest.mark.parametrize(
    ("members", "lacks"),
    [
        (members_but(MEMBERS[5]), "5 members besides the chair; there are 4"),
        (members_but(LAY_MEMBER, plus=[replace(MEMBERS[5], person_id=person(38).id)]), "2 lay member(s); there are 1"),
        (members_but(CLINICIAN, plus=[replace(MEMBERS[5], person_id=person(38).id)]), "1 clinical"),
        (members_but(MEMBERS[4], plus=[replace(MEMBERS[5], person_id=person(38).id)]), "1 ig"),
        (tuple(replace(m, independent=m.category == r.Category.LAY) for m in MEMBERS), "majority of independent"),
    ],
)
def test_the_quorum_says_what_it_lacks(members, lacks):
    one = line().opened().planned(members)
    found = count(one, [m.person_id for m in members])
    assert not found.met
    assert lacks in "; ".join(found.missing)


def test_without_chair_or_deputy_there_is_no_quorum_and_the_deputy_stands_in():
    members = (*MEMBERS, DEPUTY)
    one = line().opened().planned(members)
    there = [m.person_id for m in members_but(MEMBERS[0])]
    assert count(one, there).missing == ("a chair or deputy chair",)
    assert count(one, [*there, DEPUTY.person_id]).met


def test_a_conflict_declared_in_the_meeting_recomputes_the_quorum_and_stops_the_advice():
    one = line().opened().reviewed().scheduled()
    one.at = AFTER_MEETING
    everybody = tuple(m.person_id for m in MEMBERS)
    one.meet(SECRETARY, r.RecordAttendance(meeting_id=MEETING, present=everybody))
    declared = {said.person_id: said for said in SAID}
    declared[LAY_MEMBER.person_id] = r.Declaration(
        person_id=LAY_MEMBER.person_id,
        kind=r.Interest.PERSONAL,
        outcome=r.InterestOutcome.WITHDRAW,
        detail="My sister leads the study",
    )
    one.ask(SECRETARY, r.RecordInterests, declarations=tuple(declared.values()))
    with pytest.raises(Refused) as refused:
        one.advised()
    assert refused.value.code == "no-quorum"
    assert "2 lay member(s); there are 1" in str(refused.value.problems)


def test_a_member_who_takes_part_but_does_not_decide_is_not_counted():
    one = line().opened().reviewed().scheduled()
    said = replace(SAID[1], kind=r.Interest.INDIRECT, outcome=r.InterestOutcome.NOT_DECIDE, detail="Once a trustee")
    one.ask(SECRETARY, r.RecordInterests, declarations=(said,))
    assert LAY_MEMBER.person_id not in count(one, [LAY_MEMBER.person_id]).counted


def test_members_who_are_known_to_be_conflicted_are_left_out_of_the_plan():
    members = tuple(replace(m, organisation_id=NORTHBRIDGE if m == CLINICIAN else None) for m in MEMBERS)
    with pytest.raises(Refused) as refused:
        line().opened().reviewed().planned(members).scheduled()
    assert refused.value.code == "no-quorum"


def test_papers_close_two_days_before_the_meeting():
    one = line().opened().reviewed().planned()
    one.at = later(7)
    with pytest.raises(Refused) as refused:
        one.scheduled()
    assert refused.value.code == "papers-closed"


def test_a_case_moves_to_another_meeting_before_it_is_advised_on():
    one = line().opened().reviewed().scheduled()
    one.meeting = replace(one.meeting, id=person(3000).id, held_on=date(2026, 7, 16))
    one.ask(SECRETARY, r.ScheduleCase, meeting_id=one.meeting.id)
    assert one.case.held_on == date(2026, 7, 16)


def test_no_advice_before_the_meeting_was_held():
    with pytest.raises(Refused) as refused:
        line().opened().reviewed().scheduled().advised()
    assert refused.value.code == "no-attendance"


def test_everybody_present_declares_before_advising():
    one = line().opened().reviewed().scheduled()
    one.at = AFTER_MEETING
    one.meet(SECRETARY, r.RecordAttendance(meeting_id=MEETING, present=tuple(m.person_id for m in MEMBERS)))
    with pytest.raises(Refused) as refused:
        one.advised()
    assert refused.value.code == "declaration-needed"


def test_only_members_of_the_meeting_declare_in_it():
    one = line().opened().reviewed().scheduled()
    said = r.Declaration(person_id=STRANGER.id, kind=r.Interest.NONE, outcome=r.InterestOutcome.NONE)
    with pytest.raises(Refused) as refused:
        one.ask(SECRETARY, r.RecordInterests, declarations=(said,))
    assert refused.value.code == "not-a-member"


@pytest.mark.parametrize("who", [OFFICER, COLLEAGUE, STRANGER])
def test_advice_is_recorded_by_chair_or_secretariat_only(who):
    one = line().opened().reviewed().scheduled().held()
    with pytest.raises(NotPermitted):
        one.ask(who, r.RecordAdvice, outcome=r.Advice.SUPPORT, summary="Fine")


def test_the_chair_may_record_the_advice():
    one = line().opened(level=Assurance.L4).reviewed().scheduled().held()
    one.ask(CHAIR, r.RecordAdvice, outcome=r.Advice.SUPPORT, summary="Fine", dissent="One member would have waited")
    assert one.case.advice.dissent.startswith("One member")


def test_support_with_conditions_names_them_and_other_advice_has_none():
    condition = r.ConditionWanted(kind=r.ConditionKind.SPECIAL, text="Suppress counts below 10")
    for outcome, conditions in ((r.Advice.SUPPORT_WITH_CONDITIONS, ()), (r.Advice.SUPPORT, (condition,))):
        with pytest.raises(Refused) as refused:
            line().opened().reviewed().scheduled().held().advised(outcome, *conditions)
        assert refused.value.code == "conditions-needed"
