"""Anybody tries anything with a framework contract, for years: only what the table allows happens (a hypothesis
machine)."""

from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.agreements.domain import framework as domain
from services.agreements.domain import terms
from services.contracts import agreements as a
from services.contracts.message import Actor, Role
from tests.agreements import given
from tests.agreements.given import NOON, NORTHBRIDGE
from tests.machines import FEW, attempt

PEOPLE = (given.OFFICER, given.IG_LEAD, given.SIRO, given.LEAD, given.STRANGER, given.person(3002, "All", *Role))


class FrameworkMachine(RuleBasedStateMachine):
    """The contract of one organisation, its keepers, and time."""

    table, gives = domain.MAY, frozenset({a.RecordFrameworkContract, a.TerminateFrameworkContract})

    @initialize()
    def begin(self) -> None:
        self.one, self.at = domain.Framework(id=NORTHBRIDGE), NOON

    def give(self, who: Actor, command: Any) -> None:
        allowed = any(type(command) in domain.MAY.get((self.one.state, role), ()) for role in who.roles)
        asked = partial(domain.handle, command, self.one, given.call(who, self.at), "FWC-1")
        for event in attempt(asked, allowed) or ():
            self.one = domain.after(event, self.one)

    @rule(who=st.sampled_from(PEOPLE), signed=st.integers(-400, 5), lasts=st.integers(-5, 900),
          external=st.sampled_from(("", "CON-326178-V9S5X v2.01", "CON-1")))  # fmt: skip
    def anybody_records_it(self, who: Actor, signed: int, lasts: int, external: str) -> None:
        day = terms.london(self.at) + timedelta(days=signed)
        told = {"signed_on": day, "expires_on": day + timedelta(days=lasts), "external_reference": external}
        named = {"organisation_id": NORTHBRIDGE, "name": "Northbridge", "version": "2.01"}
        self.give(who, a.RecordFrameworkContract(**named, **told))

    @rule(who=st.sampled_from(PEOPLE))
    def anybody_ends_it(self, who: Actor) -> None:
        self.give(who, a.TerminateFrameworkContract(organisation_id=NORTHBRIDGE, reason="It was breached"))

    @rule(days=st.sampled_from((1, 30, 500)))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)
        for event in domain.expire(self.one, given.call(at=self.at)):
            self.one = domain.after(event, self.one)
        assert domain.expire(self.one, given.call(at=self.at)) == [], "it ends once"

    @invariant()
    def it_counts_only_while_it_runs(self) -> None:
        if hasattr(self, "one"):
            today = terms.london(self.at)
            running = self.one.state is a.FrameworkState.EFFECTIVE
            assert running == self.one.valid_on(today)
            if self.one.signed_on is not None:
                assert self.one.signed_on <= today


TestFrameworkMachine = FrameworkMachine.TestCase
TestFrameworkMachine.settings = FEW
