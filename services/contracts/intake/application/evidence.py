"""What is said about the documents of an application as evidence: checked, renewed, running out (domain 2.1, 2.7)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from ...message import Command, Event, View
from .parts import Document


class EvidenceStatus(StrEnum):
    """What a piece of evidence is worth today."""

    ATTACHED = "attached"
    VERIFIED = "verified"
    REJECTED = "rejected"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class CheckDocument(Command):
    """What the case officer found of one document; a rejection needs a reason, which the applicant reads. A document
    that was rejected no longer counts: another must be attached before the next version."""

    application_id: UUID
    document_id: UUID
    verified: bool
    reason: str = field(default="", metadata={"max": 2000})


@dataclass(frozen=True, kw_only=True)
class RenewDocument(Command):
    """A current document in the place of one that runs out, after the request was submitted; what was submitted and
    decided keeps the old one. The case officer checks it."""

    application_id: UUID
    document_id: UUID
    sha256: str = field(metadata={"pattern": r"^[0-9a-f]{64}$", "document": True})
    filename: str = field(metadata={"min": 1, "max": 255})
    media_type: str = field(default="application/pdf", metadata={"max": 100})
    reference: str = field(default="", metadata={"max": 100})
    version: str = field(default="", metadata={"max": 40})
    dated: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class DocumentChecked(Event):
    """A document was verified or rejected."""

    reference: str
    document_id: UUID
    kind: str
    verified: bool
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class DocumentRenewed(Event):
    """A document took the place of the one called `replaces`."""

    reference: str
    document: Document
    replaces: UUID


@dataclass(frozen=True, kw_only=True)
class DocumentExpiring(Event):
    """A document runs out in `days` days, after `expires_on`; 0: it has. `label` is its kind in words."""

    reference: str
    document_id: UUID
    kind: str
    label: str
    expires_on: date
    days: int


@dataclass(frozen=True, kw_only=True)
class DocumentEvidence(View):
    """One document as evidence. `valid_until` is the last day on which it counts, by itself or by the answers. Who
    checked it is told to staff only."""

    document: Document
    label: str
    status: EvidenceStatus
    valid_until: date | None = None
    reason: str = ""
    checked_at: datetime | None = None
    checked_by: str = ""


@dataclass(frozen=True, kw_only=True)
class HeldEvidence(View):
    """Evidence that is kept once, with the person or organisation that it is of, and not attached to each request.
    `until` is its last day; without one it is missing, or has no end, as `there` says."""

    of: str
    what: str
    there: bool
    until: date | None = None
    in_date: bool = True
