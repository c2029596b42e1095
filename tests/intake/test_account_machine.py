"""Anybody tries anything with somebody's account: only what the table allows happens, and nobody gets a role, or loses
a second factor, by one person's word (a hypothesis machine)."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.contracts.intake import people as say
from services.contracts.message import SYSTEM, Actor, Call, Role
from services.intake.domain import people as domain
from services.intake.domain.people import Account, State
from services.intake.domain.people.session import NOT_GRANTED
from tests.intake.test_people_domain import ADA, ADMIN, ADMINISTRATOR, CHECKER, EXAMPLES, NOW, OTHER_GRANTER, SELF, who
from tests.machines import REPEATABLE, attempt

TOKEN = replace(who(ADA, *Role), by_token=True)  # a program with the person's own token, whose account may do all
PEOPLE = (SELF, ADMINISTRATOR, OTHER_GRANTER, CHECKER, SYSTEM, TOKEN, who(ADA, *Role), who(ADMIN, *Role))


class AccountMachine(RuleBasedStateMachine):
    """One account, the people around it, and time."""

    table, gives = domain.MAY, frozenset(EXAMPLES)

    @initialize(state=st.sampled_from((State.UNCONFIRMED, State.ACTIVE, State.ACTIVE)))
    def begin(self, state: State) -> None:
        self.account, self.at, self.proposed_by = Account(id=ADA, state=state), NOW, None

    def example(self, cls: type, role: Role) -> Any:
        """The command, about what is there now."""
        command, account = EXAMPLES[cls], self.account
        if cls in (say.ApproveRole, say.DeclineRole) and account.proposals:
            return replace(command, proposal_id=account.proposals[-1].id)
        if cls is say.CheckProfileEvidence and account.documents:
            return replace(command, evidence_id=account.documents[-1].id)
        return replace(command, role=role) if cls in (say.ProposeRole, say.RevokeRole) else command

    @rule(cls=st.sampled_from(list(EXAMPLES)), by=st.sampled_from(PEOPLE), role=st.sampled_from(Role))
    def anybody_tries(self, cls: type, by: Actor, role: Role) -> None:
        self.give(self.example(cls, role), by)

    @rule(by=st.sampled_from(PEOPLE), which=st.integers(0, 50), role=st.sampled_from(Role))
    def somebody_does_what_they_may(self, by: Actor, which: int, role: Role) -> None:
        open_now = sorted(domain.may(self.account, by) - {say.DisableAccount}, key=lambda cls: cls.__name__)
        if open_now:
            self.give(self.example(open_now[which % len(open_now)], role), by)

    @rule(kind=st.sampled_from(say.Evidence), course=st.sampled_from((*domain.training.COURSES, "")))
    def a_certificate_is_added(self, kind: Any, course: str) -> None:
        done = self.at.date() - timedelta(days=3)
        told = {"kind": kind, "sha256": "a" * 64, "filename": "x.pdf", "course_code": course, "completed_on": done}
        self.give(say.AddProfileEvidence(**told), SELF)

    @rule(days=st.sampled_from((0.5, 1.5, 40, 400)))
    def time_passes(self, days: float) -> None:
        self.at += timedelta(days=days)
        call = Call(actor=SYSTEM, at=self.at)
        for event in domain.time_passed(self.account, call, self.at.date()):
            self.account = domain.evolve(event, self.account)
        assert domain.time_passed(self.account, call, self.at.date()) == [], "each reminder is sent once"

    def give(self, command: Any, by: Actor) -> None:
        before = self.account
        allowed = type(command) in domain.may(before, by) and not (by.by_token and type(command) in domain.IN_PERSON)
        call = Call(actor=by, at=self.at)
        for event in attempt(partial(domain.handle, command, before, call, self.at.date()), allowed) or ():
            if isinstance(event, say.RoleGranted):
                assert len({event.proposed_by, event.approved_by, ADA}) == 3
            if isinstance(event, say.TotpRemoved):
                assert before.totp_reset is not None
                assert len({before.totp_reset.by, by.id, ADA}) == 3
            self.account = domain.evolve(event, self.account)

    @invariant()
    def it_holds_only_what_can_be_held(self) -> None:
        if hasattr(self, "account"):
            assert not self.account.roles & NOT_GRANTED
            assert not {one.role for one in self.account.proposals} & NOT_GRANTED
            assert self.account.totp or not self.account.codes_left
            assert all(one.checked_by != ADA for one in self.account.documents)


TestAccountMachine = AccountMachine.TestCase
TestAccountMachine.settings = REPEATABLE
