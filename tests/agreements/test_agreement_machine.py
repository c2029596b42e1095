"""Anybody tries anything with an agreement: only what the table allows happens, and an agreement is in force only with
every signature (a hypothesis machine)."""

from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.agreements.domain import commands, evolution, permissions, timers
from services.agreements.domain.agreement import Agreement, State
from services.contracts import agreements as a
from services.contracts.message import Actor, Role
from services.contracts.request import Profile
from tests.agreements import given
from tests.agreements.given import APPLICATION, CONTRACTS, NOON, NORTHBRIDGE, SOCIETY
from tests.machines import REPEATABLE, attempt

EVERYTHING = given.person(3002, "Everything", *Role)
LEAD_OF_ALL = given.person(given.LEAD.id.int, "The lead, with every role", *Role)
PEOPLE = (
    given.LEAD, given.MEMBER, given.UNIVERSITY, given.CHARITY, given.OFFICER, given.SIGNER, given.GUARDIAN, given.SIRO,
    given.IG_LEAD, given.MONEY, given.STRANGER, EVERYTHING, LEAD_OF_ALL,
)  # fmt: skip
ENDS = {State.EXPIRED, State.TERMINATED}
TURNS: dict[type, tuple[Actor, ...]] = {
    a.IssueAgreement: (given.OFFICER,), a.ReadAgreementText: (given.SIGNER, given.UNIVERSITY, given.CHARITY),
    a.SignAgreement: (given.SIGNER, given.UNIVERSITY, given.CHARITY), a.GivePurchaseOrder: (given.LEAD,),
    a.SignServiceAgreement: (given.UNIVERSITY,), a.SignReleaseLetter: (given.IG_LEAD, given.GUARDIAN),
    a.SuspendAgreement: (given.SIRO,), a.ProposeReinstatement: (given.GUARDIAN,),
    a.ApproveReinstatement: (given.SIRO,), a.TerminateAgreement: (given.SIRO,), a.MarkInvoicePaid: (given.MONEY,),
}  # fmt: skip


def tries(agreement: Agreement, invoice: str) -> list[Any]:
    """Every command about an agreement, as whoever reads its page would give it."""
    about: dict[str, Any] = {"application_id": APPLICATION}
    reason = "A breach was reported on Monday."
    return [
        given.issue(), given.READ, given.ORDER, given.SERVICE,
        *(given.sign(agreement, party) for party in ("custodian", NORTHBRIDGE, SOCIETY)),
        *(given.letter(office) for office in a.LetterOffice),
        a.NameSignatory(**about, organisation_id=SOCIETY, person_id=given.CHARITY.id, name="C", authority="Council"),
        a.SuspendAgreement(**about, reason=reason), a.ProposeReinstatement(**about, root_cause=reason, actions=reason),
        a.ApproveReinstatement(**about), a.TerminateAgreement(**about, reason=reason),
        a.MarkInvoicePaid(**about, number=invoice, paid_on=NOON.date()),
    ]  # fmt: skip


GIVES = frozenset(map(type, tries(given.generated(given.request()), "none")))


class AgreementMachine(RuleBasedStateMachine):
    """An agreement from its making, and people who try things."""

    table, gives = permissions.MAY, GIVES

    @initialize(profile=st.sampled_from(Profile))
    def begin(self, profile: Profile) -> None:
        self.agreement, self.at = given.with_user(given.generated(given.request(profile=profile))), NOON

    def after(self, events: Any) -> None:
        for event in events:
            before, self.agreement = self.agreement, evolution.after(event, self.agreement)
            assert self.agreement.version >= before.version
            assert before.state not in ENDS or self.agreement.state == before.state, "an end is an end"

    def give(self, who: Actor, command: Any) -> None:
        found = permissions.allowed(self.agreement.state, permissions.parts(self.agreement, who))
        allowed = type(command) in found and permissions.may_know(self.agreement, who)
        call = given.call(who, self.at)
        self.after(attempt(partial(commands.handle, command, self.agreement, call, CONTRACTS), allowed) or ())

    @rule(which=st.integers(0, 50), who=st.sampled_from(PEOPLE))
    def anybody_tries(self, which: int, who: Actor) -> None:
        invoice = self.agreement.invoices[0].number if self.agreement.invoices else "none"
        found = tries(self.agreement, invoice)
        self.give(who, found[which % len(found)])

    @rule(ends=st.integers(0, 40))
    def whoever_has_a_turn_takes_it(self, ends: int) -> None:
        """The usual way on, so that histories get as far as an agreement in force and its end."""
        for command in tries(self.agreement, "none"):
            if isinstance(command, a.SuspendAgreement | a.TerminateAgreement) and ends:
                continue
            for who in TURNS.get(type(command), ()):
                self.give(who, command)

    @rule(days=st.sampled_from((1, 30, 59, 800)), seldom=st.integers(0, 3))
    def time_passes(self, days: int, seldom: int) -> None:
        self.at += timedelta(days=days if not seldom else 1)
        for _ in range(20):
            said = timers.pass_time(self.agreement, given.call(at=self.at))
            if not said:
                return
            self.after(said)
        raise AssertionError("the timer never has done")

    @invariant()
    def it_is_in_force_only_with_every_signature(self) -> None:
        if not hasattr(self, "agreement"):
            return
        if self.agreement.state in (State.EFFECTIVE, State.SUSPENDED):
            assert not self.agreement.waiting_for()
            signers = [slot.person_id for slot in self.agreement.slots]
            assert given.LEAD.id not in signers
        if timers.permits(self.agreement, self.at).permitted:
            assert self.agreement.state is State.EFFECTIVE
            assert self.agreement.ends_at is not None
            assert self.at < self.agreement.ends_at
        if self.agreement.letter.issued:
            assert len({one.person_id for one in self.agreement.letter.signatures}) >= 2


TestAgreementMachine = AgreementMachine.TestCase
TestAgreementMachine.settings = settings(REPEATABLE, max_examples=20)
