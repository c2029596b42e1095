"""What messages about enquiries and their assessment are made of."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from ...request import Access

WORDS: dict[str, Any] = {"min": 1, "max": 10_000}


REASON: dict[str, Any] = {"min": 1, "max": 2_000}


class Readiness(StrEnum):
    """How ready the enquirer is to apply (S4-8); enquiries before funding are welcome (S4-9)."""

    EXPLORING = "exploring"
    SEEKING_FUNDING = "seeking-funding"
    FUNDED = "funded"
    READY = "ready"


class Channel(StrEnum):
    """How what staff registered reached them (S4-48); none: its enquirer sent it here."""

    EMAIL = "email"
    TELEPHONE = "telephone"
    LETTER = "letter"


class Likelihood(StrEnum):
    """The officer's indication, not a promise (S1-10)."""

    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"


class Support(StrEnum):
    """What early advice indicates; it binds nobody (S4-27)."""

    SUPPORTED = "supported"
    SUPPORTED_WITH_ACTIONS = "supported-with-actions"
    NOT_SUPPORTED = "not-supported"


class Outcome(StrEnum):
    """How an enquiry was answered."""

    ASSESSMENT = "assessment"
    REDIRECTED = "redirected"
    NOT_FEASIBLE = "not-feasible"


@dataclass(frozen=True, kw_only=True)
class OrganisationNeeds:
    """How one organisation will meet the requirements, and what it must show (S4-17, S4-21)."""

    organisation: str
    legal: str
    ethical: str
    security: str
    evidence: tuple[str, ...] = ()
    cloud_storage: str = ""


@dataclass(frozen=True, kw_only=True)
class NamedSignatory:
    """Who signs which agreement, under which delegated authority (S4-20)."""

    agreement: str
    organisation: str
    name: str
    authority: str


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """The preliminary assessment record (S4-15 to S4-24). Money in pence."""

    access_service: Access
    access_reason: str
    evidence_needed: tuple[OrganisationNeeds, ...]
    preparations: tuple[str, ...]
    agreements_needed: tuple[str, ...]
    signatories: tuple[NamedSignatory, ...]
    time_estimate: str
    application_cost_pence: int
    service_cost_pence: int
    funding_needed: bool = True
    novel: bool = False


@dataclass(frozen=True, kw_only=True)
class EarlyAdvice:
    """What the assurance process said before a formal application (S4-26, S4-27)."""

    support: Support
    summary: str
    actions: tuple[str, ...] = ()
    minuted_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The mail itself, as a stored file."""

    document_id: UUID
    sha256: str
    filename: str
    media_type: str = ""


@dataclass(frozen=True, kw_only=True)
class Came:
    """How answers that staff registered reached them: which way, on which day, and from whom; `sender` is empty when
    it was the enquirer."""

    channel: Channel
    received_on: date
    sender: str = ""
    letter: Letter | None = None


@dataclass(frozen=True, kw_only=True)
class Note:
    """One line of the conversation. `kind`: question, answer, note (seen by both sides) or staff (by staff only).
    `came`: of an answer that staff registered for the enquirer; `by` is then who registered it."""

    at: datetime
    by: UUID
    kind: str
    text: str
    question: int = 0
    came: Came | None = None
