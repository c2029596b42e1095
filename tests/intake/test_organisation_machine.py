"""Anybody tries anything with an organisation, for years: only what the table allows happens, and evidence counts only
once somebody else has seen it (a hypothesis machine)."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.contracts.intake import organisations as say
from services.contracts.message import Role
from services.intake.domain import organisation as domain
from services.intake.domain.organisation import Organisation
from services.intake.domain.people.day import day_of
from tests.machines import FEW, attempt
from tests.support import NOON, UUID, actor, call

ID = UUID(int=501)
OWN = actor(*Role, id=UUID(int=9), organisation_id=ID)  # may do everything, but works there
OWN_OFFICER = actor(Role.CASE_OFFICER, id=UUID(int=8), organisation_id=ID)
PEOPLE = (*(actor(role, id=UUID(int=20 + n)) for n, role in enumerate(Role)), OWN, OWN_OFFICER)
DAYS = st.none() | st.dates(date(2025, 1, 1), date(2030, 12, 31))
SHAPED = {"ico_number": ("ZA123456", "ZA1", ""), "dspt_year": ("2025-26", "2026-27", "25/26")}


class OrganisationMachine(RuleBasedStateMachine):
    """One organisation, whoever tries to say what its evidence is, and time."""

    table, gives = None, frozenset({say.RegisterOrganisation, say.UpdateOrganisationEvidence})

    @initialize()
    def begin(self) -> None:
        self.at, self.seen = NOON, False
        self.one = Organisation(id=ID, name="Northbridge", kind=say.OrganisationType.NHS_TRUST)

    @rule(who=st.sampled_from(PEOPLE), number=st.sampled_from(("ZA123456", "no number")))
    def anybody_registers_one(self, who: Any, number: str) -> None:
        command = say.RegisterOrganisation(name="Eastmere", kind=say.OrganisationType.NHS_TRUST, ico_number=number)
        allowed = say.RegisterOrganisation in domain.may(who)
        events = attempt(lambda: domain.register(command, ID, call(who, self.at))[1], allowed)
        assert events is None or number == "ZA123456"

    @rule(who=st.sampled_from(PEOPLE), days=st.tuples(DAYS, DAYS), status=st.sampled_from(say.Dspt), data=st.data())
    def anybody_says_what_its_evidence_is(self, who: Any, days: Any, status: say.Dspt, data: Any) -> None:
        told: dict[str, Any] = {name: data.draw(st.sampled_from(some)) for name, some in SHAPED.items()}
        told |= {"ico_expiry": days[0], "iso27001_expiry": days[1], "dspt_status": status, "iso27001_certificate": "C"}
        command = say.UpdateOrganisationEvidence(organisation_id=ID, **told)
        own = who.organisation_id == ID and Role.ADMINISTRATOR not in who.roles
        allowed = say.UpdateOrganisationEvidence in domain.may(who) and not own
        if attempt(partial(domain.update, command, self.one, call(who, self.at)), allowed) is not None:
            self.one, self.seen = domain.changed(command, self.one), True

    @rule(days=st.sampled_from((1, 7, 30, 400)))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)
        today = day_of(self.at)
        for event in domain.time_passed(self.one, call(at=self.at), today):
            self.one = domain.evolve(event, self.one)
        assert domain.time_passed(self.one, call(at=self.at), today) == [], "each reminder is sent once"
        following = domain.next_reminder(self.one)
        assert following is None or following > today, "what comes next has not come"

    @invariant()
    def evidence_counts_only_once_somebody_has_seen_it(self) -> None:
        if hasattr(self, "one"):
            lacks = domain.problems(self.one, day_of(self.at))
            assert self.one.checked == self.seen == ("unchecked" not in lacks)
            ends = domain.security_until(self.one)
            assert ("security-missing" in lacks) == (ends is None)


TestOrganisationMachine = OrganisationMachine.TestCase
TestOrganisationMachine.settings = FEW
