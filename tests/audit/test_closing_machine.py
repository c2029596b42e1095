"""Anybody tries anything with the end of a project: only what the table allows happens, and it is closed only when each
organisation's certificate was accepted by somebody who had no other part in it (a hypothesis machine)."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.audit.domain import deletion, ending
from services.contracts import audit as a
from services.contracts import provisioning
from services.contracts.audit import Backups, BackupStatement, ClosingState, HolderState
from services.contracts.message import SYSTEM, Actor, NotFound, Role
from tests.audit.given import (
    AFTER,
    AUDITOR,
    CHECKER,
    GUARDIAN,
    ID,
    LEAD,
    MEMBER,
    NORTH,
    NORTH_SIGNS,
    OFFICER,
    PLACES,
    SOUTH,
    SOUTH_SIGNS,
    STRANGER,
    a_call,
    certificate,
)
from tests.audit.test_audit_machine import closing
from tests.machines import REPEATABLE, attempt, tried
from tests.support import actor

BIASED = actor(Role.IG_LEAD, id=OFFICER.id)  # checks elsewhere, and handled this case
EVERYTHING = tuple(actor(*Role, id=one.id) for one in (LEAD, NORTH_SIGNS, MEMBER, STRANGER))
PEOPLE = (LEAD, MEMBER, NORTH_SIGNS, SOUTH_SIGNS, CHECKER, AUDITOR, BIASED, GUARDIAN, STRANGER, *EVERYTHING)
PLACE = st.sampled_from((*PLACES, STRANGER.id))


class ClosingMachine(RuleBasedStateMachine):
    """The end of one project of two organisations, everybody around it, and time."""

    table, gives = deletion.MAY, frozenset({a.SubmitCertificate, a.QueryCertificate, a.AcceptCertificate})

    @initialize(workspace=st.booleans())
    def begin(self, workspace: bool) -> None:
        self.one, self.at = replace(closing(), workspace=workspace, decided_by=(GUARDIAN.id,)), AFTER
        self.closed = 0

    def after(self, events: Any) -> None:
        before = self.one
        for event in events:
            self.one = ending.evolve(event, self.one)
            self.closed += isinstance(event, a.ProjectClosed)
        assert not events or before.state is not ClosingState.CLOSED, "an end is an end"

    def give(self, who: Actor, command: Any, place: Any) -> None:
        holder = self.one.holder(place)
        allowed = holder is not None and type(command).__name__ in deletion.may(self.one, holder, who)
        act = partial(deletion.decide, command, self.one, a_call(who, self.at))
        if deletion.part_of(self.one, who, place) is deletion.Part.NONE:
            assert isinstance(tried(act)[1], NotFound), "for whoever has no part in it there is nothing"
        self.after(attempt(act, allowed) or ())

    def certifies(self, who: Actor, place: Any, statement: BackupStatement, whole: bool) -> None:
        on = self.at.date() + timedelta(days=20) if statement is BackupStatement.AGES_OUT else None
        told = certificate(place, completed_at=self.at, backups=Backups(statement=statement, on=on))
        told = told if whole else replace(told, locations=())
        self.give(who, a.SubmitCertificate(application_id=ID, certificate=told), place)

    @rule(who=st.sampled_from(PEOPLE), place=PLACE, statement=st.sampled_from(BackupStatement), whole=st.booleans())
    def anybody_certifies(self, who: Actor, place: Any, statement: BackupStatement, whole: bool) -> None:
        self.certifies(who, place, statement, whole)

    @rule(who=st.sampled_from(PEOPLE), place=PLACE)
    def anybody_asks_back(self, who: Actor, place: Any) -> None:
        command = a.QueryCertificate(application_id=ID, organisation_id=place, question="Which drive?")
        self.give(who, command, place)

    @rule(who=st.sampled_from(PEOPLE), place=PLACE)
    def anybody_accepts(self, who: Actor, place: Any) -> None:
        self.give(who, a.AcceptCertificate(application_id=ID, organisation_id=place), place)

    @rule(seldom=st.integers(0, 3))
    def everybody_does_their_part(self, seldom: int) -> None:
        """The usual way on, so that histories get as far as a closed project."""
        if not seldom:
            for place in (NORTH, SOUTH):
                self.certifies(LEAD, place, BackupStatement.NONE, whole=True)
                self.give(CHECKER, a.AcceptCertificate(application_id=ID, organisation_id=place), place)

    @rule(seldom=st.integers(0, 3))
    def the_workspace_is_destroyed(self, seldom: int) -> None:
        if self.one.workspace and not seldom:
            told = {"reference": self.one.reference, "files": (), "releases": ("R1",), "key_id": "k1"}
            how = {"destroyed_at": self.at, "method": "overwrite", "performer": "Sam Sde"}
            destroyed = provisioning.WorkspaceDestroyed(subject=ID, at=self.at, by=SYSTEM.id, **told, **how)
            self.after(ending.custodian(destroyed, self.one, a_call(SYSTEM, self.at)))

    @rule(days=st.sampled_from((1, 20, 60)))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)
        call = a_call(SYSTEM, self.at)
        if self.one.state is not ClosingState.CLOSED:
            self.after(ending.overdue(self.one, call))
            assert ending.overdue(self.one, call) == [], "it is said once"

    @invariant()
    def it_is_closed_once_with_every_certificate_accepted_by_somebody_else(self) -> None:
        if not hasattr(self, "one"):
            return
        assert self.closed == (self.one.state is ClosingState.CLOSED)
        assert self.one.state is not ClosingState.CLOSED or self.one.covered
        waits = any(holder.state is HolderState.SUBMITTED for holder in self.one.holders)
        assert waits == (self.one.state is ClosingState.CHECK)
        for holder in self.one.holders:
            for made in holder.certificates:
                apart = {made.submitted_by, OFFICER.id, GUARDIAN.id, LEAD.id, MEMBER.id, NORTH_SIGNS.id, SOUTH_SIGNS.id}
                assert made.accepted_by not in apart


TestClosingMachine = ClosingMachine.TestCase
TestClosingMachine.settings = REPEATABLE
