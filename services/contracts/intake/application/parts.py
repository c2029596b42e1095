"""What commands, events and views about applications are made of."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from ...request import Assurance


class Discipline(StrEnum):
    """The kinds of review a route may ask for (domain sections 1.4.5, 3.3)."""

    IG = "ig"
    TECHNICAL = "technical"
    CLINICAL = "clinical"
    LAY = "lay"
    ETHICS = "ethics"
    STATISTICS = "statistics"
    GP_ADVISORY = "pag"
    SECURITY = "security"
    COMMERCIAL = "commercial"
    TRANSFER = "transfer"
    AI = "ai"
    DEIDENTIFICATION = "deidentification"
    PUBLIC_HEALTH = "public-health"


class CheckItem(StrEnum):
    """What the case officer checks before acceptance (S1-16 to S1-19, G-VALIDATION-CHECKLIST)."""

    LEGAL_BASIS = "legal-basis"
    SECURITY = "security"
    FEASIBILITY = "feasibility"
    PURPOSE = "purpose"
    EVIDENCE = "evidence"
    DUPLICATES = "duplicates"


@dataclass(frozen=True, kw_only=True)
class QueryAsked:
    """One thing the case officer needs: the form field it is about, the question, and what to do."""

    field: str
    question: str
    action: str = ""


@dataclass(frozen=True, kw_only=True)
class QueryRaised:
    """A query as the applicant sees it, with the answer once given."""

    query_id: UUID
    field: str
    question: str
    action: str = ""
    response: str = ""
    answered: bool = False


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """A meeting of officer and applicant (S1-14); with a reason when it was called off."""

    appointment_id: UUID
    starts_at: datetime
    minutes: int
    place: str
    purpose: str
    arranged_by: UUID
    cancelled: bool = False
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field that differs between two versions. `material` fields may change the route (domain 1.4.7)."""

    field: str
    label: str
    before: Any = None
    after: Any = None
    material: bool = False


@dataclass(frozen=True, kw_only=True)
class Document:
    """An attached piece of evidence, by the SHA-256 of its bytes (domain section 2.7). `reference` and `version` are
    what its issuer calls it; it was `dated`, and holds from `valid_from` until `valid_to`, both days included."""

    document_id: UUID
    kind: str
    sha256: str
    filename: str
    media_type: str = "application/pdf"
    valid_to: date | None = None
    reference: str = ""
    version: str = ""
    dated: date | None = None
    valid_from: date | None = None


@dataclass(frozen=True, kw_only=True)
class Route:
    """How a version is to be assured: level, whether a committee advises, who reviews, who decides, and why."""

    level: Assurance
    committee: bool
    disciplines: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    novelty: int = 0
    precedents: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """That a version was received: the PDF's SHA-256, the signed `note` (C2SP) and the entry of the ledger (from 0)."""

    sha256: str
    note: str
    entry: int
    issued_at: datetime
