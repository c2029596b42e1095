"""Anybody tries anything with an enquiry, for months: only what the table allows happens (a hypothesis machine)."""

from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.contracts.intake import enquiry as say
from services.contracts.message import SYSTEM, Actor, NotPermitted, Role
from services.intake.domain import enquiry as domain
from services.intake.domain.enquiry import MAY, Enquiry, State
from tests.intake.test_enquiry_domain import (
    ADVISER,
    ENQUIRER,
    ENQUIRY,
    EXAMPLES,
    INVITED,
    KNOWN,
    NOW,
    OFFICER,
    STRANGER,
    at,
)
from tests.machines import REPEATABLE, attempt, tried

ALL_ROLES = Actor(id=ENQUIRER.id, roles=frozenset(Role))  # the enquirer, whose account may do everything elsewhere
PEOPLE = (ENQUIRER, OFFICER, ADVISER, STRANGER, ALL_ROLES)
ENDS = {state for state in State if not any(held == state and MAY[held, part] for held, part in MAY)}
ENDING = {say.CloseEnquiry, say.RedirectEnquiry, say.WithdrawEnquiry, say.CloseAssessment}


class EnquiryMachine(RuleBasedStateMachine):
    """One enquiry, its people, and time."""

    table, gives = MAY, frozenset(EXAMPLES)

    @initialize()
    def begin(self) -> None:
        self.enquiry, self.at = Enquiry(id=ENQUIRY, reference="ENQ-2026-00017"), NOW

    def after(self, events: Any) -> None:
        before = self.enquiry
        for event in events:
            self.enquiry = domain.evolve(event, self.enquiry)
        assert not events or before.state not in ENDS, "an end is an end"

    @rule(command=st.sampled_from(list(EXAMPLES.values())), who=st.sampled_from(PEOPLE), ends=st.integers(0, 9))
    def anybody_tries(self, command: Any, who: Actor, ends: int) -> None:
        allowed = type(command) in domain.may(self.enquiry, who)
        if allowed and ends and type(command) in ENDING:
            return
        events = attempt(partial(domain.handle, command, self.enquiry, at(who, self.at), KNOWN), allowed)
        self.after(events or ())

    @rule(which=st.integers(0, 50), who=st.sampled_from(PEOPLE[:3]), ends=st.integers(0, 9))
    def somebody_does_what_they_may(self, which: int, who: Actor, ends: int) -> None:
        """What the table allows is never refused as not permitted, but by a guard that has its own code. It seldom ends
        anything, so that histories get as far as an invitation."""
        open_now = sorted(domain.may(self.enquiry, who) - (ENDING if ends else set()), key=lambda cls: cls.__name__)
        if open_now:
            command = EXAMPLES[open_now[which % len(open_now)]]
            events, refused = tried(partial(domain.handle, command, self.enquiry, at(who, self.at), KNOWN))
            assert not isinstance(refused, NotPermitted), f"{type(command).__name__} is in the table"
            assert refused is None or refused.code not in ("refused", "not-permitted")
            self.after(events)

    @rule()
    def the_usual_way_on(self) -> None:
        """To the invitation, as far as it can be gone from here."""
        for who, command in INVITED:
            self.anybody_tries(command, who, 1)

    @rule(days=st.integers(1, 120))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)
        for _ in range(4):  # two warnings, the end, and then silence
            said = domain.time_passed(self.enquiry, at(SYSTEM, self.at))
            self.after(said)
        assert said == [], "the timer has an end"

    @invariant()
    def it_is_in_a_state_that_its_facts_explain(self) -> None:
        if not hasattr(self, "enquiry"):
            return
        one = self.enquiry
        assert (one.contact_id is None) == (one.state is State.ABSENT)
        assert bool(one.open_questions) == (one.state is State.INFO_REQUESTED) or one.state in ENDS | {State.LAPSED}
        if one.state is State.INVITED:
            assert domain.before_invitation(one) == ()
        if one.state is State.LAPSED:
            assert one.lapsed_from is not None


TestEnquiryMachine = EnquiryMachine.TestCase
TestEnquiryMachine.settings = REPEATABLE
