"""What has happened to deletion orders and certificates of destruction."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ...message import Event
from ...request import Access, Profile
from .parts import Certificate, MustCertify


@dataclass(frozen=True, kw_only=True)
class DeletionOrdered(Event):
    """The agreement has ended (`reason`: expired or terminated): every copy goes, and each organisation certifies by
    `due_on`, a date in London."""

    reference: str
    agreement_ref: str
    organisations: tuple[MustCertify, ...]
    releases: tuple[str, ...]
    ended_on: date
    due_on: date
    reason: str
    access: Access
    profile: Profile


@dataclass(frozen=True, kw_only=True)
class DeletionOverdue(Event):
    """The day has passed and these have not certified: sanction level 2 (domain 1.4.22). Said once."""

    reference: str
    due_on: date
    organisations: tuple[MustCertify, ...]
    sanction_level: int = 2


@dataclass(frozen=True, kw_only=True)
class CertificateReceived(Event):
    """`custodian`: made from the destruction of the workspace, whose evidence it names."""

    reference: str
    number: str
    certificate: Certificate
    organisation: str = ""
    custodian: bool = False


@dataclass(frozen=True, kw_only=True)
class CertificateQueried(Event):
    """A certificate of destruction came back to its organisation with a question."""

    reference: str
    number: str
    organisation_id: UUID
    question: str


@dataclass(frozen=True, kw_only=True)
class CertificateAccepted(Event):
    """`partial`: backups age out on `backups_until`; a second certificate is then due, and the project stays open."""

    reference: str
    number: str
    organisation_id: UUID
    note: str = ""
    partial: bool = False
    backups_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class ProjectClosed(Event):
    """Every organisation is covered and the workspace is gone (T34). The case file is kept until `retain_until`."""

    reference: str
    agreement_ref: str
    closed_on: date
    certificates: tuple[str, ...]
    retain_until: date
