"""The checklist before an application (S1-10): what is to be in order, and what of it somebody has confirmed."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from ...message import Command, Event, View


@dataclass(frozen=True, kw_only=True)
class ConfirmChecklist(Command):
    """What of the pre-application checklist is in order: the codes of all lines that hold now, so that a line left out
    is taken back. It is recorded with the request and seen by its case officer; it stands for no answer and no
    document."""

    application_id: UUID
    confirmed: tuple[str, ...] = field(default=(), metadata={"items": 20})


@dataclass(frozen=True, kw_only=True)
class ChecklistConfirmed(Event):
    """These lines hold, as somebody of the applicant's side said. `complete`: every line."""

    reference: str
    confirmed: tuple[str, ...]
    complete: bool = False


@dataclass(frozen=True, kw_only=True)
class ChecklistLine(View):
    """One line, the documents that show it, and who confirmed it when."""

    code: str
    text: str
    documents: tuple[str, ...] = ()
    confirmed_at: datetime | None = None
    confirmed_by: UUID | None = None
    confirmed_name: str = ""
