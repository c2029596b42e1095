"""What is kept of each document of an application besides the document itself."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.contracts.intake import application as say


@dataclass(frozen=True, kw_only=True)
class DocumentCheck:
    """What the case officer found of one document."""

    document_id: UUID
    verified: bool
    reason: str = ""
    by: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Renewal:
    """A document that took the place of another after submission."""

    replaces: UUID
    document: say.Document
