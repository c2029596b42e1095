"""The committee says anything of a precedent, for years: it is in force only as was said last, and never for longer
than a year (a hypothesis machine)."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.contracts.intake import precedents as say
from services.contracts.message import Role
from services.contracts.request import Profile
from services.intake.domain import adoption as domain
from services.intake.domain import lookback
from services.intake.domain.application import Application
from services.intake.domain.people.day import day_of
from tests.machines import FEW, attempt
from tests.support import NOON, UUID, actor, call

PEOPLE = tuple(actor(role, id=UUID(int=20 + n)) for n, role in enumerate(Role))
LONG = "The team did not give the care"
CHAIR, OTHER = actor(Role.CHAIR, id=UUID(int=90)), actor(Role.CHAIR, id=UUID(int=91))


class AdoptionMachine(RuleBasedStateMachine):
    """One precedent, whoever says something of it, and time."""

    table, gives = None, frozenset({say.AdoptPrecedent, say.SuspendPrecedent, say.RecordLookBack})

    @initialize(precedent=st.sampled_from(("P8", "P10")))
    def begin(self, precedent: str) -> None:
        self.one, self.at = domain.unsaid(Profile.HOSPITAL, precedent), NOON
        self.request = Application(id=UUID(int=1), profile=Profile.HOSPITAL, lead_id=PEOPLE[0].id, officer_id=CHAIR.id)
        self.use = lookback.use(self.request, self.one, b"key", NOON)

    def say(self, act: Any, command: Any, who: Any) -> None:
        today = day_of(self.at)
        allowed = type(command) in domain.may(who, self.one, today)
        kept: list[Any] = []

        def give() -> list[Any]:
            made, event = act(command, self.one, call(who, self.at))
            kept.append(made)
            return [event]

        if attempt(give, allowed) is not None:
            self.one = kept[0]

    @rule(who=st.sampled_from(PEOPLE), before=st.integers(-3, 400), ahead=st.integers(-3, 800))
    def it_is_adopted(self, who: Any, before: int, ahead: int) -> None:
        day = day_of(self.at)
        about = {"profile": self.one.profile, "precedent": self.one.precedent, "minutes": "Item 4"}
        days = {"decided_on": day - timedelta(days=before), "review_on": day + timedelta(days=ahead)}
        self.say(domain.adopt, say.AdoptPrecedent(**about, **days), who)

    @rule(who=st.sampled_from(PEOPLE))
    def it_is_suspended(self, who: Any) -> None:
        about = {"profile": self.one.profile, "precedent": self.one.precedent, "reason": "To be looked at"}
        self.say(domain.suspend, say.SuspendPrecedent(**about), who)

    @rule(chair=st.booleans())
    def the_request_is_decided(self, chair: bool) -> None:
        if self.use.found is None:
            self.use = lookback.decided(self.use, self.at, (OTHER.id,) if chair else ())

    @rule(who=st.sampled_from((*PEOPLE, OTHER, CHAIR)), concern=st.booleans(), reason=st.sampled_from(("", LONG)))
    def it_is_looked_back_at(self, who: Any, concern: bool, reason: str) -> None:
        """Only by a chair without a part in it, once, when it is decided; a concern leaves no precedent in force."""
        found = say.Found.CONCERN if concern else say.Found.UPHELD
        told = {"precedent": self.one.precedent, "found": found, "reason": reason, "minutes": "Item 4"}
        command = say.RecordLookBack(application_id=self.request.id, **told)
        allowed = lookback.may(who, self.use, self.request) and not (concern and not reason)
        kept: list[Any] = []

        def give() -> list[Any]:
            use, adoption, events = lookback.record(command, self.use, self.request, self.one, call(who, self.at))
            kept.extend((use, adoption))
            return events

        if attempt(give, allowed) is not None:
            assert Role.CHAIR in who.roles
            assert who.id != CHAIR.id, "who handled it"
            assert who.id not in self.use.took_part
            self.use, self.one = kept
            assert not (concern and self.one.active(day_of(self.at)))

    @rule(days=st.integers(1, 200))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)

    @invariant()
    def what_is_in_force_was_said_to_be_within_a_year(self) -> None:
        one, day = getattr(self, "one", None), day_of(getattr(self, "at", NOON))
        if one is not None and one.active(day) and one.word is not domain.Word.SHIPPED:
            assert one.decided_on <= day <= one.review_on <= one.decided_on + timedelta(days=366)


TestAdoptionMachine = AdoptionMachine.TestCase
TestAdoptionMachine.settings = FEW
