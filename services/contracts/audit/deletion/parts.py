"""What messages about deletion orders and certificates of destruction are made of."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

SHA256 = {"pattern": r"^[0-9a-f]{64}$", "items": 50, "document": True}


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
    evidence_sha256: str = field(default="", metadata={"pattern": r"^([0-9a-f]{64})?$", "document": True})


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


# Events


@dataclass(frozen=True, kw_only=True)
class MustCertify:
    """An organisation that is to return a certificate, and the places that it has to cover."""

    organisation_id: UUID
    name: str
    role: str
    locations: tuple[str, ...] = ()


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
