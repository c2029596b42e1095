"""What may be asked about deletion orders and certificates of destruction."""

from dataclasses import dataclass, field
from uuid import UUID

from ...message import Command
from .parts import WORDS, Certificate

# Commands


@dataclass(frozen=True, kw_only=True)
class SubmitCertificate(Command):
    """Applicant, or signatory of the organisation: the certificate of one organisation, first or again after a query,
    or the second one after backups aged out. Refused with a named problem for each rule it breaks."""

    application_id: UUID
    certificate: Certificate
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class QueryCertificate(Command):
    """IG lead or auditor: send it back with a question. The deadline keeps running."""

    application_id: UUID
    organisation_id: UUID
    question: str = field(metadata={"min": 5, "max": 4000})


@dataclass(frozen=True, kw_only=True)
class AcceptCertificate(Command):
    """IG lead or auditor, who neither handled nor decided the case nor audited it (SoD-03). The last acceptance closes
    the project once the workspace is destroyed."""

    application_id: UUID
    organisation_id: UUID
    note: str = field(default="", metadata=WORDS)
