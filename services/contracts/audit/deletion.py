"""What is said about the end: orders to delete, certificates of destruction, closure (domain 1.4.22, 7.3; S2-62).

The subject of every event is the application's id. Each organisation that an agreement binds returns a certificate of
its own; for a Secure Data Environment the custodian's is made from the destruction of the workspace. An organisation
that never held a copy says so (`nothing_held`), which is accepted only where the data stayed in the environment.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from ..message import Command, Event, Listing, Query, View
from ..request import Access, Profile

SHA256 = {"pattern": r"^[0-9a-f]{64}$", "items": 50}
NAME = {"min": 1, "max": 200}
SHORT = {"max": 200}
WORDS = {"max": 4000}


class Medium(StrEnum):
    """What the data lay on."""

    HDD = "hdd"
    SSD = "ssd"
    TAPE = "tape"
    OPTICAL = "optical"
    PAPER = "paper"
    VIRTUAL_DISK = "virtual-disk"
    CLOUD_OBJECT = "cloud-object"
    DATABASE_TABLE = "database-table"
    BACKUP_SET = "backup-set"
    TRANSFER_AREA = "transfer-area"


class Method(StrEnum):
    """The categories of NIST SP 800-88."""

    CLEAR = "clear"
    PURGE = "purge"
    DESTROY = "destroy"


class Technique(StrEnum):
    """How it was done."""

    OVERWRITE = "overwrite"
    BLOCK_ERASE = "block-erase"
    CRYPTO_ERASE = "crypto-erase"
    DEGAUSS = "degauss"
    SHRED = "shred"
    DISINTEGRATE = "disintegrate"
    INCINERATE = "incinerate"
    PROVIDER_DELETION = "provider-deletion"


class Fate(StrEnum):
    """What becomes of the medium: the weakest acceptable method depends on it (domain 7.3)."""

    REUSED = "reused-in-the-same-estate"
    LEAVES = "leaves-control"
    FAILED = "failed-drive"


class BackupStatement(StrEnum):
    """What was done about backups. `ages-out` needs a second certificate once it has."""

    NONE = "no-backups"
    PURGED = "purged"
    AGES_OUT = "ages-out"


@dataclass(frozen=True, kw_only=True)
class DestroyedItem:
    """One thing that was destroyed. `tool` and `verification` are required for clear and purge, `key_id` for a
    crypto-erase, `evidence_sha256` (the provider's word) for cloud storage. `asset`: its id, serial or bucket."""

    asset: str = field(metadata=NAME)
    medium: Medium
    method: Method
    technique: Technique
    fate: Fate = Fate.REUSED
    quantity: int = field(default=1, metadata={"min": 1})
    description: str = field(default="", metadata=SHORT)
    tool: str = field(default="", metadata=SHORT)
    verification: str = field(default="", metadata=SHORT)
    key_id: str = field(default="", metadata=SHORT)
    evidence_sha256: str = field(default="", metadata={"pattern": r"^([0-9a-f]{64})?$"})


@dataclass(frozen=True, kw_only=True)
class Signed:
    """Somebody who put their name to it: name, role, and the account where there is one."""

    name: str = field(metadata=NAME)
    role: str = field(metadata=NAME)
    person_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Backups:
    """`on`: the day they were purged, or will have aged out. `beyond_use`: how they are kept from use until then."""

    statement: BackupStatement
    on: date | None = None
    beyond_use: str = field(default="", metadata=WORDS)


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What an organisation certifies (domain 7.3). `locations` and `releases` are those of the order, spelled as there;
    ReadDeletion gives them."""

    organisation_id: UUID
    completed_at: datetime
    performed_by: Signed
    witnessed_by: Signed
    authorised_by: Signed
    backups: Backups
    items: tuple[DestroyedItem, ...] = field(default=(), metadata={"items": 500})
    locations: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    nothing_held: bool = False
    standard: str = field(default="", metadata=SHORT)
    contractor: str = field(default="", metadata=SHORT)
    contractor_reference: str = field(default="", metadata=SHORT)
    copies_retained: tuple[str, ...] = ()
    attachments: tuple[str, ...] = field(default=(), metadata=SHA256)


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


# Events


@dataclass(frozen=True, kw_only=True)
class MustCertify:
    """An organisation that is to return a certificate, and the places that it has to cover."""

    organisation_id: UUID
    name: str
    role: str
    locations: tuple[str, ...] = ()


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


# Queries


class HolderState(StrEnum):
    """One organisation's destruction (domain 1.10). Overdue is said beside it, since the deadline runs in each."""

    DUE = "due"
    SUBMITTED = "submitted"
    QUERIED = "query"
    PARTIAL = "partial"
    ACCEPTED = "accepted"


class ClosingState(StrEnum):
    """The end of one project. `none`: no agreement has ended."""

    NONE = "none"
    DUE = "deletion-due"
    CHECK = "certificate-check"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class CertificateView(View):
    number: str
    submitted_at: datetime
    submitted_by: UUID
    certificate: Certificate
    question: str = ""
    accepted_at: datetime | None = None
    accepted_by: UUID | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class HolderView(View):
    organisation_id: UUID
    name: str
    role: str
    state: HolderState
    locations: tuple[str, ...] = ()
    certificates: tuple[CertificateView, ...] = ()
    backups_until: date | None = None
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DeletionView(View):
    """Where the deletion of one project stands. `releases` and each holder's `locations` are what a certificate has to
    cover. `custodian`: the certificate made from the destroyed workspace."""

    application_id: UUID
    reference: str
    agreement_ref: str = ""
    state: ClosingState
    version: int = 0
    access: Access | None = None
    reason: str = ""
    ended_on: date | None = None
    due_on: date | None = None
    overdue: bool = False
    releases: tuple[str, ...] = ()
    workspace_destroyed_at: datetime | None = None
    custodian: CertificateView | None = None
    holders: tuple[HolderView, ...] = ()
    closed_on: date | None = None
    retain_until: date | None = None
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadDeletion(Query):
    answers: ClassVar[type[View]] = DeletionView
    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeletionRow(View):
    application_id: UUID
    reference: str
    title: str
    state: ClosingState
    due_on: date
    overdue: bool
    waiting_for: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DeletionsPage(View):
    rows: tuple[DeletionRow, ...] = ()
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class ListDeletions(Listing):
    """Staff: projects to be deleted, by due date."""

    answers: ClassVar[type[View]] = DeletionsPage
    state: ClosingState | None = None
    overdue: bool | None = None


@dataclass(frozen=True, kw_only=True)
class AuditTask(View):
    """Something that waits for this person, for their task list."""

    application_id: UUID
    reference: str
    title: str
    task: str
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class AuditTasks(View):
    rows: tuple[AuditTask, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MyAuditTasks(Query):
    """Certificates to return or to check, findings to answer: those that wait for the caller, soonest first."""

    answers: ClassVar[type[View]] = AuditTasks
