"""Anybody tries to edit a content page: only administrators do, and each edit is a version (a hypothesis machine)."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.contracts.intake import content as say
from services.contracts.message import Role, new_id
from services.intake.domain import content as domain
from tests.machines import FEW, attempt
from tests.support import UUID, actor, call

PEOPLE = tuple(actor(role, id=UUID(int=20 + n)) for n, role in enumerate(Role))
SHA = "a" * 64
EDITED = datetime(2026, 7, 1, tzinfo=UTC)


class ContentMachine(RuleBasedStateMachine):
    """One page."""

    table, gives = None, frozenset({say.SaveContentPage, say.AttachContentFile, say.RemoveContentFile})

    @initialize()
    def begin(self) -> None:
        self.page, self.edits = domain.shipped("faq", "# Questions\n\nAnd answers.", EDITED), 0

    def _try(self, command: Any, who: Any) -> None:
        made: list[domain.ContentPage] = []

        def act() -> Any:
            changed, events = domain.edit(command, self.page, call(who), 12)
            made.append(changed)
            return events

        if attempt(act, Role.ADMINISTRATOR in who.roles) is not None:
            self.page, self.edits = made[0], self.edits + 1
            assert self.page.edited_by == who.id

    @rule(who=st.sampled_from(PEOPLE), text=st.sampled_from(("One.", "Two.")), since=st.none() | st.integers(0, 5))
    def anybody_saves(self, who: Any, text: str, since: int | None) -> None:
        before = self.page
        self._try(say.SaveContentPage(page="faq", title="Questions", text=text, expected_version=since), who)
        assert self.page is before or since in (None, before.version), "somebody else's words were lost"

    @rule(who=st.sampled_from(PEOPLE))
    def anybody_attaches(self, who: Any) -> None:
        self._try(say.AttachContentFile(page="faq", title="A file", sha256=SHA, filename="a.pdf"), who)

    @rule(who=st.sampled_from(PEOPLE), known=st.booleans())
    def anybody_removes(self, who: Any, known: bool) -> None:
        file_id = self.page.files[0].file_id if known and self.page.files else new_id()
        self._try(say.RemoveContentFile(page="faq", file_id=file_id), who)

    @invariant()
    def each_edit_is_a_version(self) -> None:
        if hasattr(self, "page"):
            assert self.page.version == self.edits
            assert len(self.page.files) <= domain.MOST_FILES


TestContentMachine = ContentMachine.TestCase
TestContentMachine.settings = FEW
