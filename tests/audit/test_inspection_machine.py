"""Anybody tries anything with a data sharing audit: only what the table allows happens, and no audit ends with a
finding that nobody settled (a hypothesis machine)."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.audit.calendar_data import load
from services.audit.domain import audits
from services.audit.domain.audits import Audit, Surroundings
from services.contracts import audit as a
from services.contracts.audit import AuditState
from services.contracts.message import Actor, NotFound, Role
from tests.audit.given import AFTER, AUDITOR, GUARDIAN, ID, LEAD, MEMBER, NORTH_SIGNS, OFFICER, STRANGER, a_call
from tests.audit.test_audit_machine import closing
from tests.machines import REPEATABLE, attempt, tried
from tests.support import actor

BIASED = actor(Role.AUDITOR, id=OFFICER.id)  # audits elsewhere, and handled this case
EVERYTHING = tuple(actor(*Role, id=one.id) for one in (LEAD, NORTH_SIGNS, MEMBER, STRANGER))
PEOPLE = (AUDITOR, AUDITOR, LEAD, MEMBER, NORTH_SIGNS, OFFICER, GUARDIAN, BIASED, STRANGER, *EVERYTHING)
PLAN = {"kind": a.AuditKind.FULL, "scope": ()}
SHA = ("0" * 64,)


class InspectionMachine(RuleBasedStateMachine):
    """One audit of one project, everybody around it, and time."""

    table, gives = audits.MAY, frozenset({rule[0] for rule in audits.RULES})

    @initialize(involved=st.sampled_from((None, None, AFTER, AFTER - timedelta(days=900))), in_force=st.booleans())
    def begin(self, involved: Any, in_force: bool) -> None:
        self.one, self.at = Audit(id=UUID(int=900)), AFTER
        project = replace(closing(), in_force=in_force or involved is None)
        self.around = Surroundings(closing=project, holidays=load().days, last_involved=involved)
        self.anybody_plans_it(AUDITOR, in_force, 0)

    def give(self, who: Actor, command: Any) -> None:
        allowed = type(command).__name__ in audits.may(self.one, self.around, who, self.at)
        act = partial(audits.decide, command, self.one, a_call(who, self.at), self.around)
        if audits.part_of(self.around.closing, who) is audits.Part.NONE:
            assert isinstance(tried(act)[1], NotFound), "for whoever has no part in it there is nothing"
        before = self.one
        for event in attempt(act, allowed) or ():
            self.one = audits.evolve(event, self.one)
            assert before.state is not AuditState.CLOSED, "an end is an end"

    @rule(who=st.sampled_from(PEOPLE), for_cause=st.booleans(), days=st.sampled_from((0, 20, 40)))
    def anybody_plans_it(self, who: Actor, for_cause: bool, days: int) -> None:
        on = self.at.date() + timedelta(days=days)
        self.give(who, a.PlanAudit(application_id=ID, starts_on=on, for_cause=for_cause, reason="why", **PLAN))

    @rule(who=st.sampled_from(PEOPLE), classified=st.sampled_from(a.FindingClass))
    def anybody_records_a_finding(self, who: Actor, classified: a.FindingClass) -> None:
        told = {"area": a.ScopeArea.USE, "clause": "2", "description": "words", "classified": classified}
        self.give(who, a.RecordFinding(application_id=ID, audit_id=self.one.id, **told))

    @rule(who=st.sampled_from(PEOPLE), which=st.integers(0, 9), evidence=st.booleans())
    def anybody_answers_one(self, who: Actor, which: int, evidence: bool) -> None:
        told = {"action": "as agreed", "owner": "Ann", "evidence_sha256": SHA if evidence else ()}
        self.give(who, a.AnswerFinding(application_id=ID, audit_id=self.one.id, finding_id=self.finding(which), **told))

    @rule(who=st.sampled_from(PEOPLE), which=st.integers(0, 9), outcome=st.sampled_from(a.FindingOutcome))
    def anybody_settles_one(self, who: Actor, which: int, outcome: a.FindingOutcome) -> None:
        told = {"finding_id": self.finding(which), "outcome": outcome, "note": "tested"}
        self.give(who, a.CloseFinding(application_id=ID, audit_id=self.one.id, **told))

    @rule(settles=st.booleans())
    def both_sides_do_their_part(self, settles: bool) -> None:
        """The usual way on, so that histories get as far as a closed audit."""
        for number in range(len(self.one.findings) if settles else 0):
            self.anybody_answers_one(LEAD, number, evidence=True)
            self.anybody_settles_one(AUDITOR, number, a.FindingOutcome.CLOSED)

    @rule(who=st.sampled_from((AUDITOR, *PEOPLE)), seldom=st.integers(0, 2))
    def anybody_ends_it(self, who: Actor, seldom: int) -> None:
        if not seldom:
            self.give(who, a.CloseAudit(application_id=ID, audit_id=self.one.id, overall="kept", risk=a.Risk.LOW))

    @rule(days=st.sampled_from((1, 30, 800)))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)

    def finding(self, which: int) -> UUID:
        """One that is there, if any is."""
        found = self.one.findings
        return found[which % len(found)].recorded.finding_id if found else UUID(int=5)

    @invariant()
    def it_ends_with_every_finding_settled_and_nonconformities_on_evidence(self) -> None:
        if not hasattr(self, "one"):
            return
        assert self.one.state is not AuditState.CLOSED or not any(
            one.state in audits.UNSETTLED for one in self.one.findings
        )
        assert [one.recorded.number for one in self.one.findings] == list(range(1, len(self.one.findings) + 1))
        for one in self.one.findings:
            if one.recorded.classified in audits.NONCONFORMITIES and one.state is a.FindingState.CLOSED:
                assert one.evidence_sha256
        assert self.one.auditor_id in (None, AUDITOR.id, STRANGER.id), "nobody who had another part in the case"


TestInspectionMachine = InspectionMachine.TestCase
TestInspectionMachine.settings = settings(REPEATABLE, max_examples=100)
