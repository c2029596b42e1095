"""Anybody says anything of a setting, for years: only what two administrators settled ever holds, never from a day that
had gone by, and what held on a day that is over stays so (a hypothesis machine)."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.contracts.intake import settings as say
from services.contracts.message import Role, new_id
from services.contracts.settings import BY_KEY, DEFAULTS
from services.intake.domain import setting as domain
from services.intake.domain.people.day import day_of
from tests.machines import FEW, attempt
from tests.support import NOON, UUID, actor, call

KEYS = ("review.quorum.lay.dars", "review.days.feedback.hospital", "review.quorum.independent.hospital")
ADMINS = tuple(actor(Role.ADMINISTRATOR, id=UUID(int=50 + n)) for n in range(3))
PEOPLE = (*ADMINS, *(actor(role, id=UUID(int=20 + n)) for n, role in enumerate(Role)))


class SettingMachine(RuleBasedStateMachine):
    """One setting, whoever says something of it, and time."""

    table, gives = None, domain.COMMANDS

    @initialize(key=st.sampled_from(KEYS))
    def begin(self, key: str) -> None:
        self.one, self.at = domain.Standing(key=key), NOON
        self.held: dict[Any, str] = {}  # what held on each day that was looked at

    def _say(self, act: Any, command: Any, who: Any) -> Any:
        allowed = type(command) in domain.may(who, self.one)
        kept: list[Any] = []

        def give() -> list[Any]:
            made, event = act(command, self.one, call(who, self.at))
            kept.append((made, event))
            return [event]

        if attempt(give, allowed) is None:
            return None
        self.one = kept[0][0]
        return kept[0][1]

    @rule(who=st.sampled_from(PEOPLE), value=st.sampled_from(("1", "3", "7", "14", "99", "yes", "no", "", "1.5")),
          ahead=st.sampled_from((-2, 0, 0, 1, 30, 900)))  # fmt: skip
    def somebody_proposes(self, who: Any, value: str, ahead: int) -> None:
        day = day_of(self.at) + timedelta(days=ahead)
        about = {"setting": self.one.key, "reason": "It was asked for", "id": new_id()}
        told = self._say(domain.propose, say.ProposeSetting(value=value, holds_from=day, **about), who)
        assert told is None or (ahead in range(732) and told.value != told.before)

    @rule(who=st.sampled_from(PEOPLE), known=st.sampled_from((True, True, True, False)))
    def somebody_approves(self, who: Any, known: bool) -> None:
        waiting = self.one.proposal
        proposal_id = waiting.id if waiting and known else new_id()
        told = self._say(domain.approve, say.ApproveSetting(setting=self.one.key, proposal_id=proposal_id), who)
        if told is not None:
            assert waiting is not None
            assert told.proposed_by == waiting.proposed_by != who.id
            assert told.holds_from >= day_of(self.at) + timedelta(days=self.one.row[0].notice)

    @rule(who=st.sampled_from(PEOPLE))
    def somebody_withdraws(self, who: Any) -> None:
        proposal_id = self.one.proposal.id if self.one.proposal else new_id()
        told = {"setting": self.one.key, "proposal_id": proposal_id, "reason": "Not needed"}
        self._say(domain.withdraw, say.WithdrawSetting(**told), who)

    @rule(number=st.integers(0, 9), ahead=st.sampled_from((0, 1, 30)), between=st.sampled_from((0, 2, 40)))
    def two_administrators_settle_it(self, number: int, ahead: int, between: int) -> None:
        setting = self.one.row[0]
        self.somebody_withdraws(ADMINS[2])
        value = list(setting.choices)[number % 2] if setting.choices else str(setting.least + number)
        self.somebody_proposes(ADMINS[0], value, ahead)
        if between:
            self.time_passes(between)
        self.somebody_approves(ADMINS[1], True)

    @rule(days=st.sampled_from((1, 2, 40)))
    def time_passes(self, days: int) -> None:
        self.held[day_of(self.at)] = self.one.on(day_of(self.at))
        self.at += timedelta(days=days)

    @invariant()
    def what_held_on_a_day_that_is_over_stays_so_and_every_value_is_one(self) -> None:
        if not hasattr(self, "one"):
            return
        setting, profile = BY_KEY[self.one.key]
        day = day_of(self.at)
        assert {on: self.one.on(on) for on in self.held} == self.held
        assert setting.read(self.one.on(day)) == self.one.on(day)
        if not self.one.changes:
            assert self.one.on(day) == DEFAULTS.text(setting, day, profile)


TestSettingMachine = SettingMachine.TestCase
TestSettingMachine.settings = FEW
