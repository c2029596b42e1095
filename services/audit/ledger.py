"""The ledger on its tables: appending, proving, signing, verifying. The tree itself is domain/merkle.py.

One writer at a time: whoever appends or records a checkpoint holds the lock of the head row. A checkpoint is committed
before it is signed, and only when the tree proves that it contains the one before: two checkpoints that contradict each
other are never signed.
"""

import os
import secrets
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis import settings
from services.contracts import wire
from services.contracts.audit import LedgerProblem
from services.contracts.message import Envelope, Event

from .domain import checkpoint, leaf, merkle
from .models import CheckpointRow, LedgerBody, LedgerEntry, LedgerHead, LedgerNode

HEAD = 1


class Tampered(Exception):
    """The stored tree contradicts the last checkpoint: nothing more is signed until a person has looked."""


@dataclass(frozen=True)
class Keys:
    """The ledger's name and its Ed25519 key; `private` is absent where one only verifies."""

    name: str
    public: Ed25519PublicKey
    private: Ed25519PrivateKey | None = None

    @property
    def public_bytes(self) -> bytes:
        """The 32 bytes of the public key."""
        return self.public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        """The signature of `message`; ValueError without the private half."""
        if self.private is None:
            raise ValueError("there is no private key here")
        return self.private.sign(message)

    def verify(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature is this key's."""
        try:
            self.public.verify(signature, message)
        except InvalidSignature:
            return False
        return True


def read_keys(folder: Path, name: str = "") -> Keys:
    """The key in `folder`: the private half where it is there, else the public one. FileNotFoundError without both."""
    name = name or os.environ.get("HAVEN_LEDGER_ORIGIN") or "haven/ledger"
    private = folder / "ledger.private.pem"
    if private.exists():
        key = serialization.load_pem_private_key(private.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("the ledger's key is not an Ed25519 key")
        return Keys(name, key.public_key(), key)
    public = serialization.load_pem_public_key((folder / "ledger.public.pem").read_bytes())
    if not isinstance(public, Ed25519PublicKey):
        raise ValueError("the ledger's key is not an Ed25519 key")
    return Keys(name, public)


@cache
def keys() -> Keys:
    """This process's key."""
    return read_keys(settings.get().folder("keys"))


class Tree:
    """The stored hashes; those of a range can be read at once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[int, int], bytes] = {}

    def __call__(self, level: int, index: int) -> bytes:
        if (level, index) in self._known:
            return self._known[level, index]
        node = self._session.get(LedgerNode, (level, index))
        if node is None:
            raise Tampered(f"the hash of subtree {level}/{index} is missing")
        return node.hash

    def read(self, first: int, until: int) -> None:
        """Read the hashes that the leaves from `first`, without `until`, completed or stand beside."""
        for level in range(until.bit_length()):
            low, high = max(0, (first >> level) - 1), until >> level
            rows = self._session.execute(
                select(LedgerNode.position, LedgerNode.hash).where(
                    LedgerNode.level == level, LedgerNode.position >= low, LedgerNode.position <= high
                )
            )
            self._known.update({(level, position): hash_ for position, hash_ in rows})


def append(session: Session, event: Event, envelope: Envelope) -> LedgerEntry | None:
    """Add the event as the next leaf, with its body beside it, all in this transaction; None when it is in already."""
    head = session.get(LedgerHead, HEAD, with_for_update=True, populate_existing=True)
    if head is None:
        head = LedgerHead(id=HEAD, size=0)
        session.add(head)
        session.flush()
    if session.scalar(select(LedgerEntry.position).where(LedgerEntry.event_id == envelope.id)) is not None:
        return None
    body, salt = wire.dump(event), secrets.token_bytes(leaf.SALT_BYTES)
    entry = LedgerEntry(
        position=head.size,
        event_id=envelope.id,
        type=envelope.type,
        source=envelope.source,
        subject=envelope.subject,
        subject_version=envelope.version,
        at=envelope.time,
        actor_id=event.by,
        cause=envelope.cause,
        correlation=envelope.correlation,
        body_hash=leaf.body_hash(salt, body),
        leaf="",
    )
    written = leaf_of(entry)
    entry.leaf = written.decode()
    session.add(entry)
    session.flush()
    session.add(LedgerBody(position=head.size, salt=salt, body=body))
    for level, index, value in merkle.nodes_completed_by_append(head.size, merkle.leaf_hash(written), Tree(session)):
        session.add(LedgerNode(level=level, position=index, hash=value))
    head.size += 1
    session.flush()
    return entry


def leaf_of(entry: LedgerEntry) -> bytes:
    """The bytes that the columns of an entry stand for."""
    return leaf.leaf_bytes(
        event_id=str(entry.event_id),
        type=entry.type,
        source=entry.source,
        subject=str(entry.subject),
        subject_version=entry.subject_version,
        time=entry.at,
        actor_id=str(entry.actor_id),
        cause=str(entry.cause),
        correlation=str(entry.correlation),
        body_hash=entry.body_hash,
    )


def size(session: Session) -> int:
    """How many leaves there are."""
    head = session.get(LedgerHead, HEAD)
    return head.size if head else 0


def root(session: Session, at: int) -> bytes:
    """The tree head of the first `at` leaves, from the stored subtrees."""
    return merkle.Frontier.at(at, Tree(session)).root()


def latest(session: Session, *, signed: bool = True) -> CheckpointRow | None:
    """The largest checkpoint, or the largest that is signed."""
    wanted = select(CheckpointRow).order_by(CheckpointRow.size.desc()).limit(1)
    return session.scalars(wanted.where(CheckpointRow.note != "") if signed else wanted).first()


def record_checkpoint(session: Session, origin: str, now: datetime) -> bool:
    """Keep the tree head as it is now, unsigned; False when the tree has not grown. Tampered when it contradicts the
    checkpoint before."""
    head = session.get(LedgerHead, HEAD, with_for_update=True, populate_existing=True)
    before = latest(session, signed=False)
    if head is None or head.size == 0 or (before is not None and before.size == head.size):
        return False
    here = root(session, head.size)
    if before is not None:
        if before.size > head.size:
            raise Tampered("the ledger is shorter than its last checkpoint")
        proof = merkle.consistency(before.size, head.size, Tree(session))
        if not merkle.verify_consistency(before.size, head.size, before.root, here, proof):
            raise Tampered("the ledger contradicts its last checkpoint")
    session.add(CheckpointRow(size=head.size, origin=origin, root=here, note="", recorded_at=now))
    return True


def sign_checkpoints(session: Session, keys: Keys, now: datetime) -> int:
    """Sign what was committed unsigned; how many."""
    rows = session.scalars(select(CheckpointRow).where(CheckpointRow.note == "").with_for_update()).all()
    for row in rows:
        told = checkpoint.Checkpoint(row.origin, row.size, row.root)
        row.note, row.signed_at = checkpoint.signed(told, keys.name, keys.public_bytes, keys.sign), now
    return len(rows)


def verify(session: Session, first: int, until: int, keys: Keys) -> Iterator[LedgerProblem]:
    """Everything that is wrong with the leaves from `first`, without `until`: bytes, bodies, hashes, subtrees, and the
    checkpoints of these sizes. Sound parts from 0 to the end make a sound ledger."""
    entries = select(LedgerEntry).where(LedgerEntry.position >= first, LedgerEntry.position < until)
    texts = select(LedgerBody).where(LedgerBody.position >= first, LedgerBody.position < until)
    rows = {row.position: row for row in session.scalars(entries)}
    bodies = {row.position: row for row in session.scalars(texts)}
    tree = Tree(session)
    tree.read(first, until)
    for index in range(first, until):
        entry = rows.get(index)
        if entry is None:
            yield LedgerProblem(code="entry-missing", message=f"Entry {index} is missing.", index=index)
            continue
        yield from _wrong_entry(entry, bodies.get(index))
        yield from _wrong_nodes(index, merkle.leaf_hash(leaf_of(entry)), tree)
    for row in session.scalars(
        select(CheckpointRow).where(CheckpointRow.size > first, CheckpointRow.size <= until, CheckpointRow.note != "")
    ):
        yield from _wrong_checkpoint(row, tree, keys)


def verify_extent(session: Session) -> Iterator[LedgerProblem]:
    """What is wrong with the ledger as a whole: its size, and checkpoints beyond it."""
    count, greatest = session.execute(select(func.count(), func.max(LedgerEntry.position))).one()
    told = size(session)
    if count != told or (greatest if greatest is not None else -1) + 1 != told:
        yield LedgerProblem(code="size-differs", message=f"The head says {told} entries; there are {count}.")
    last = latest(session, signed=False)
    if last is not None and last.size > count:
        yield LedgerProblem(code="ledger-shortened", message=f"A checkpoint of {last.size} entries was made.")


def verify_consistency(session: Session, keys: Keys) -> Iterator[LedgerProblem]:
    """Each signed checkpoint against the one before, by a consistency proof from the stored subtrees."""
    before: CheckpointRow | None = None
    for row in session.scalars(select(CheckpointRow).where(CheckpointRow.note != "").order_by(CheckpointRow.size)):
        if before is not None and not _grew(session, before, row):
            text = f"The checkpoint of {row.size} entries contradicts the one of {before.size}."
            yield LedgerProblem(code="checkpoints-contradict", message=text)
        before = row


def _grew(session: Session, before: CheckpointRow, after: CheckpointRow) -> bool:
    try:
        proof = merkle.consistency(before.size, after.size, Tree(session))
    except Tampered:
        return False
    return merkle.verify_consistency(before.size, after.size, before.root, after.root, proof)


def _wrong_entry(entry: LedgerEntry, body: LedgerBody | None) -> Iterator[LedgerProblem]:
    index = entry.position
    if leaf_of(entry).decode() != entry.leaf:
        yield LedgerProblem(code="leaf-differs", message=f"Entry {index} is not what was written.", index=index)
    if body is not None and _body_hash(body) != entry.body_hash:
        yield LedgerProblem(code="body-differs", message=f"The body of entry {index} was changed.", index=index)


def _body_hash(body: LedgerBody) -> str:
    try:
        return leaf.body_hash(body.salt, body.body)
    except (ValueError, TypeError):
        return ""


def _wrong_nodes(index: int, value: bytes, tree: Tree) -> Iterator[LedgerProblem]:
    """The stored hashes that leaf `index` completed, against what they follow from."""
    try:
        expected = merkle.nodes_completed_by_append(index, value, tree)
        wrong = [(level, at) for level, at, hash_ in expected if tree(level, at) != hash_]
    except Tampered as problem:
        yield LedgerProblem(code="hash-missing", message=f"At entry {index}, {problem}.", index=index)
        return
    for level, at in wrong:
        yield LedgerProblem(code="hash-differs", message=f"The hash of subtree {level}/{at} is wrong.", index=index)


def _wrong_checkpoint(row: CheckpointRow, tree: Tree, keys: Keys) -> Iterator[LedgerProblem]:
    index = row.size - 1
    try:
        told = checkpoint.verified(row.note, row.origin, keys.name, keys.public_bytes, keys.verify)
    except (checkpoint.MalformedNote, checkpoint.UnverifiedNote):
        text = f"The checkpoint of {row.size} entries is not signed by this ledger's key."
        yield LedgerProblem(code="signature-wrong", message=text, index=index)
        return
    try:
        here = merkle.Frontier.at(row.size, tree).root()
    except Tampered:
        here = b""
    if (told.size, told.root) != (row.size, row.root) or told.root != here:
        text = f"The ledger is not the one signed with {row.size} entries."
        yield LedgerProblem(code="root-differs", message=text, index=index)


def base64(value: bytes) -> str:
    """Standard base64, as in a note."""
    return b64encode(value).decode()
