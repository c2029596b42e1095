"""What is said about the ledger: an append-only Merkle log (RFC 6962) of every event, with signed checkpoints (C2SP).

A leaf is the canonical JSON of an event's envelope and the salted hash of its body. Hashes are lower-case hexadecimal.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from ..message import Listing, Query, View


@dataclass(frozen=True, kw_only=True)
class CheckpointView(View):
    """What the ledger last signed: so many leaves, under this root. `note` is the signed note; `public_key` (base64 of
    the 32 bytes) and `key_name` are what it is verified with."""

    origin: str
    size: int
    root: str
    note: str = ""
    signed_at: datetime | None = None
    key_name: str = ""
    public_key: str = ""


@dataclass(frozen=True, kw_only=True)
class ReadCheckpoint(Query):
    """Public: the latest checkpoint, or the one of `size` leaves. NotFound when none was signed at that size."""

    answers: ClassVar[type[View]] = CheckpointView
    size: int | None = field(default=None, metadata={"min": 0})


@dataclass(frozen=True, kw_only=True)
class LedgerRow(View):
    """One entry, without its body. `index` counts from 0. To the applicant's side `actor_id` is all zeros, but for what
    they did themselves. `reference`: that of the request or enquiry it is about; empty for anything else."""

    index: int
    event_id: UUID
    type: str
    source: str
    subject: UUID
    subject_version: int
    at: datetime
    actor_id: UUID
    cause: UUID
    correlation: UUID
    leaf_hash: str
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class LedgerPage(View):
    rows: tuple[LedgerRow, ...] = ()
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class ListLedger(Listing):
    """Entries in ledger order, from `since` and before `until`. Auditors and office-holders see all; a case officer
    names the subject; the people of a request see theirs, and anybody signed in what they did themselves. `reference`
    names a subject as people do; `type` is the name of an event, in any letters, with spaces or without."""

    answers: ClassVar[type[View]] = LedgerPage
    subject: UUID | None = None
    reference: str = field(default="", metadata={"max": 30})
    type: str = field(default="", metadata={"max": 100})
    source: str = field(default="", metadata={"max": 30})
    actor: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    newest_first: bool = False


@dataclass(frozen=True, kw_only=True)
class LedgerEntryView(View):
    """One entry with the proof that it is in the ledger of `size` leaves under `root` (RFC 9162, 2.1.3). `path` is
    empty and `size` 0 until a checkpoint covers it. `leaf` is empty for those who are not told who did it. `body` and
    `salt` are there for auditors, until they are erased."""

    entry: LedgerRow
    leaf: str
    size: int = 0
    root: str = ""
    path: tuple[str, ...] = field(default=(), metadata={"max": 64, "items": 64})
    note: str = ""
    body: dict[str, Any] | None = None
    salt: str = ""


@dataclass(frozen=True, kw_only=True)
class ReadLedgerEntry(Query):
    """By its index, or by the event's id; exactly one of the two."""

    answers: ClassVar[type[View]] = LedgerEntryView
    index: int | None = field(default=None, metadata={"min": 0})
    event_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ConsistencyView(View):
    """The proof that the ledger of `new` leaves begins with the one of `old` (RFC 9162, 2.1.4)."""

    old: int
    new: int
    old_root: str
    new_root: str
    path: tuple[str, ...] = field(default=(), metadata={"max": 64, "items": 130})


@dataclass(frozen=True, kw_only=True)
class ReadConsistency(Query):
    """Public: from `old` leaves to `new`, or to the latest checkpoint."""

    answers: ClassVar[type[View]] = ConsistencyView
    old: int = field(metadata={"min": 0})
    new: int | None = field(default=None, metadata={"min": 0})


@dataclass(frozen=True, kw_only=True)
class LedgerProblem(View):
    """Something that is not as it was written; `index` is the entry, where there is one."""

    code: str
    message: str
    index: int | None = None


@dataclass(frozen=True, kw_only=True)
class VerificationView(View):
    """What was checked: entries from `first`, without `until`. Go on from `until` while it is below `size`; `sound`
    speaks of this part only. The root is compared when the part reaches from 0 to a checkpoint."""

    first: int
    until: int
    size: int
    sound: bool
    checkpoints: int = 0
    problems: tuple[LedgerProblem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VerifyLedger(Query):
    """Recompute a part of the ledger from its rows. Auditors, office-holders and operators; the whole is verified
    by `haven audit verify`."""

    answers: ClassVar[type[View]] = VerificationView
    first: int = field(default=0, metadata={"min": 0})
    limit: int = field(default=2000, metadata={"min": 1, "max": 5000})
