"""The states of a project and its parts, and what its messages are made of."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

SHA256 = {"pattern": r"^[0-9a-f]{64}$"}
REASON = {"min": 10, "max": 4000}
FILE_NAME = {"pattern": r"^[A-Za-z0-9][A-Za-z0-9 _.-]{0,119}$"}
TERMS_VERSION = "2026-1"
QUALITY_ITEMS = ("row-counts", "schema", "no-identifiers", "opt-outs", "distributions")
"""What the checklist of CheckQuality must answer, each by its code (1.4.15 step 9)."""


class ProjectState(StrEnum):
    """`setup` is all set-up tracks in parallel; `ended` means access was revoked and destruction is due."""

    ABSENT = "absent"
    SETUP = "setup"
    PRODUCTION = "production"
    PROVISIONING = "provisioning"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"
    DESTROYED = "destroyed"


class MemberState(StrEnum):
    """The states of a membership (domain 1.10)."""

    REQUESTED = "requested"
    CHECKING = "checking"
    VERIFIED = "verified"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REMOVED = "removed"
    REFUSED = "refused"


class CohortState(StrEnum):
    """Where the cohort file is. `not-needed`: the custodian derives the cohort from criteria."""

    NOT_NEEDED = "not-needed"
    NEEDED = "needed"
    AWAITED = "awaited"
    CHECKING = "checking"
    REJECTED = "rejected"
    ACCEPTED = "accepted"


class ReleaseState(StrEnum):
    """The states of a release (domain 1.10); `superseded`: a later build took its place."""

    BUILDING = "building"
    FAILED = "failed"
    QA = "qa"
    QA_FAILED = "qa-failed"
    AWAITING_APPROVAL_1 = "awaiting-approval-1"
    AWAITING_APPROVAL_2 = "awaiting-approval-2"
    APPROVED = "approved"
    DELIVERED = "delivered"
    SUPERSEDED = "superseded"


class Delivery(StrEnum):
    """How data reach their users, as the agreement's access service says (S1-33, S1-34, S4-43): in the custodian's
    workspace, or fetched from a transfer area through the gateway."""

    SDE = "sde"
    SECURE_TRANSFER = "secure-transfer"


class IdentityMethod(StrEnum):
    """How a person's identity was seen to be theirs (1.4.11). The document is seen, never stored."""

    PHOTO_ID = "photo-id"
    INSTITUTIONAL_SIGN_IN = "institutional-sign-in"


@dataclass(frozen=True, kw_only=True)
class NamedMember:
    """A person named in the request as a user of the data."""

    person_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class QualityCheck:
    """One answer of the quality checklist; a failed one needs a note."""

    item: str = field(metadata={"min": 1, "max": 60})
    passed: bool
    note: str = field(default="", metadata={"max": 2000})


@dataclass(frozen=True, kw_only=True)
class OptOutRecord:
    """The evidence of the opt-out step (5.1): what the law required, what was done, counts and a hash, never a number.
    `method` is check-service or not-applied; a `warnings` entry asks the approvers to look."""

    basis: str
    legally_required: bool
    applied: bool
    method: str
    n_in: int
    n_out: int
    removed: int
    list_sha256: str
    operator: str
    checked_at: datetime | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReleaseFile:
    """One file of a release. In a workspace the manifest lies beside the others and is listed with them."""

    name: str
    size: int
    sha256: str
    rows: int = 0


@dataclass(frozen=True, kw_only=True)
class DestroyedFile:
    """One file that was overwritten and removed, and what it was. `name` starts with where it lay: workspace,
    production, cohort or key. The key's hash is that of `key_id`, not of its bytes."""

    name: str
    size: int
    sha256: str
