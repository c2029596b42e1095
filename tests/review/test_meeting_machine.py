"""Anybody tries anything with a meeting: only what the table allows happens (a hypothesis machine)."""

from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.contracts import review as r
from services.contracts.message import Actor, Role
from services.review.domain import meeting
from tests.machines import FEW, attempt
from tests.review.given import CHAIR, MEETING, MEETING_DAY, MEMBERS, NOON, OFFICER, SECRETARY, STRANGER, call, person

PEOPLE = (SECRETARY, CHAIR, OFFICER, STRANGER, person(60, *Role))
SOME = st.lists(st.sampled_from((*(one.person_id for one in MEMBERS), STRANGER.id)), max_size=9)


class MeetingMachine(RuleBasedStateMachine):
    """One meeting, and people who plan it and say who came."""

    table, gives = meeting.MAY, frozenset({
        r.ScheduleMeeting, r.RecordAttendance, r.WriteMinutes, r.PublishMinutes,
    })  # fmt: skip

    @initialize()
    def begin(self) -> None:
        self.one, self.at = meeting.Meeting(id=MEETING), NOON

    def give(self, who: Actor, command: Any) -> None:
        before = self.one
        allowed = type(command) in meeting.allowed(before.state, who)
        for event in attempt(partial(meeting.handle, command, before, call(who, self.at)), allowed) or ():
            self.one = meeting.evolve(event, self.one)
            assert self.one.version == before.version + 1
            if before.state is r.MeetingState.HELD:
                assert (self.one.state, self.one.present) == (before.state, before.present), "what was held was held"
            if self.one.published != before.published:
                assert (self.one.published, before.minutes_by == who.id) == (before.minutes, False)

    @rule(who=st.sampled_from(PEOPLE), late=st.integers(-9, 30), left_out=st.integers(0, 12), twice=st.booleans())
    def anybody_plans_it(self, who: Actor, late: int, left_out: int, twice: bool) -> None:
        members = (*MEMBERS[:left_out], *MEMBERS[left_out + 1 :], *MEMBERS[:twice])
        day = MEETING_DAY + timedelta(days=late)
        self.give(who, r.ScheduleMeeting(held_on=day, place="Boardroom", members=members))

    @rule(who=st.sampled_from(PEOPLE), present=SOME)
    def anybody_says_who_came(self, who: Actor, present: list[Any]) -> None:
        self.give(who, r.RecordAttendance(meeting_id=MEETING, present=tuple(present)))

    @rule(who=st.sampled_from(PEOPLE), text=st.sampled_from(("We met.", "We met at ten.")))
    def anybody_writes_its_minutes(self, who: Actor, text: str) -> None:
        self.give(who, r.WriteMinutes(meeting_id=MEETING, text=text))

    @rule(who=st.sampled_from(PEOPLE), behind=st.integers(0, 1))
    def anybody_publishes_them(self, who: Actor, behind: int) -> None:
        self.give(who, r.PublishMinutes(meeting_id=MEETING, expected_version=self.one.version - behind))

    @rule(who=st.sampled_from((SECRETARY, CHAIR)), present=SOME)
    def its_day_comes(self, who: Actor, present: list[Any]) -> None:
        """The usual way on."""
        if self.one.state is None:
            self.anybody_plans_it(who, 0, len(MEMBERS), False)
        else:
            self.at += max(timedelta(), self.one.held_on - self.at.date())
            self.anybody_says_who_came(who, present)

    @rule(days=st.integers(1, 9))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)

    @invariant()
    def it_has_a_chair_and_only_its_members_came_on_its_day(self) -> None:
        if hasattr(self, "one") and self.one.state is not None:
            ids = [member.person_id for member in self.one.members]
            assert len(set(ids)) == len(ids)
            assert any(member.category in meeting.LEADS for member in self.one.members)
            assert set(self.one.present) <= set(ids)
            assert self.one.state is r.MeetingState.PLANNED or self.at.date() >= self.one.held_on


TestMeetingMachine = MeetingMachine.TestCase
TestMeetingMachine.settings = settings(FEW, max_examples=80)
