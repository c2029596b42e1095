"""Several people write one draft, each from what they last read, while the lead lets them in and takes them out (a
hypothesis machine on the real handlers): whatever was saved stands until somebody who has seen it saves another, nobody
is refused for a section that nobody touched, and who may not write does not."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.contracts.intake import application as say
from services.contracts.message import Actor, Conflict, NotFound, NotPermitted, Refused
from services.intake.domain.application import sections
from tests.intake.test_application_handlers import LEAD, MEMBER
from tests.intake.test_collaborators import BO, Together, with_bo
from tests.machines import FEW
from tests.support import ground_for

KEYS = ("aim", "necessity", "security", "legal_reason", "retention")
DATES = ("funding", "cag_reference")
TEAM = {"team": [{"person": str(MEMBER.id)}]}


class SectionsMachine(RuleBasedStateMachine):
    """`seen`: the version that each has read. `saved`, `planned`: what must stand. `last`: when a section changed."""

    table, gives = None, frozenset[type]()

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.world = with_bo(Together(ground_for("intake", f"sqlite:///{Path(self.folder.name)}/intake.sqlite")))
        self.world.give(say.SaveDraft, answers={**TEAM, "approval": "provisional"})
        self.seen = {who.id: self.world.read().version for who in (LEAD, MEMBER, BO)}
        self.last: dict[str, int] = {}
        self.saved: dict[str, str] = {}
        self.planned: dict[str, str] = {}
        self.may = {LEAD.id, MEMBER.id}

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.world.ground.db.engine.dispose()
            self.folder.cleanup()

    def tries(self, who: Actor, letter: str, changes: bool, answers: dict[str, Any]) -> bool:
        """Whether it was saved; in each case rightly so."""
        before = self.world.read().version
        try:
            self.world.give(say.SaveDraft, by=who, answers=answers, expected_version=self.seen[who.id])
        except (NotFound, NotPermitted):
            assert who.id not in self.may
            return False
        except Conflict as told:
            assert who.id in self.may
            assert self.last.get(letter, 0) > self.seen[who.id], "nobody had touched it"
            return [one.field for one in told.problems] != [letter]
        assert who.id in self.may
        assert self.last.get(letter, 0) <= self.seen[who.id], "an edit that they had not seen is lost"
        assert self.world.done.version == before + 1
        self.seen[who.id] = before + 1
        if changes:
            self.last[letter] = before + 1
        return True

    @rule(who=st.sampled_from((LEAD, MEMBER, BO)), key=st.sampled_from(KEYS), text=st.sampled_from(("", "a", "b", "c")))
    def somebody_saves(self, who: Actor, key: str, text: str) -> None:
        changes = self.saved.get(key, "") != text
        if self.tries(who, sections.letter_of(key), changes, {key: text}):
            self.saved[key] = text

    @rule(who=st.sampled_from((LEAD, MEMBER)), what=st.sampled_from(DATES), day=st.sampled_from(("", "2027-01-02")))
    def somebody_plans(self, who: Actor, what: str, day: str) -> None:
        changes = self.planned.get(what, "") != day
        if self.tries(who, sections.letter_of(what), changes, {"planned": {what: day}}):
            self.planned[what] = day

    @rule(who=st.sampled_from((LEAD, MEMBER, BO)))
    def somebody_reads(self, who: Actor) -> None:
        if who.id in self.may:
            self.seen[who.id] = self.world.read(by=who).version

    @rule(role=st.sampled_from(("edit", "edit", "read", "sign")))
    def somebody_joins(self, role: str) -> None:
        try:
            self.world.join(role)
        except Refused:  # twenty a day
            return
        self.may = {*self.may, BO.id} if role == "edit" else self.may - {BO.id}

    @rule()
    def the_lead_removes_them(self) -> None:
        joined = any(one.person_id == BO.id for one in self.world.read().collaborators)
        try:
            self.world.act(say.RemoveCollaborator, person_id=BO.id)
            assert joined
        except NotFound:
            assert not joined
        self.may -= {BO.id}

    @invariant()
    def what_was_saved_stands(self) -> None:
        if not hasattr(self, "world"):
            return
        answers = self.world.read().answers
        assert {key: answers.get(key, "") for key in self.saved} == self.saved
        assert answers.get("planned", {}) == {what: day for what, day in self.planned.items() if day}
        versions = {one.letter: one.version for one in self.world.read().sections}
        assert {letter: versions[letter] for letter in self.last} == self.last


TestSectionsMachine = SectionsMachine.TestCase
TestSectionsMachine.settings = settings(FEW, max_examples=4, stateful_step_count=20)
