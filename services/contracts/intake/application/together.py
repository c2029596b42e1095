"""Writing a request together: sections, and who is in which of them now."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from ...message import Command, View

LETTER = {"pattern": r"^[A-Z]$"}


@dataclass(frozen=True, kw_only=True)
class OpenSection(Command):
    """Let the others see that somebody writes in this section now; it is over by itself after a few minutes. It is no
    event, and nothing depends on it. The answer's version is the section's."""

    remembered: ClassVar[bool] = False
    application_id: UUID
    letter: str = field(metadata=LETTER)


@dataclass(frozen=True, kw_only=True)
class SectionView(View):
    """How far one section of a draft has come: `version` is the application's version when it last changed."""

    letter: str
    version: int
    saved_at: datetime
    saved_by: UUID


@dataclass(frozen=True, kw_only=True)
class EditingView(View):
    """Somebody who writes in a section now, as far as is known."""

    person_id: UUID
    name: str
    letter: str
    until: datetime
