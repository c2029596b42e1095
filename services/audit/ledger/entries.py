"""Appending an event, and the stored tree that proofs are made of."""

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.contracts import wire
from services.contracts.message import Envelope, Event

from ..domain import leaf, merkle
from ..models import LedgerBody, LedgerEntry, LedgerHead, LedgerNode

HEAD = 1


class Tampered(Exception):
    """The stored tree contradicts the last checkpoint: nothing more is signed until a person has looked."""


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


def hold(session: Session) -> LedgerHead:
    """Nobody else appends until this transaction is over."""
    head = session.get(LedgerHead, HEAD, with_for_update=True, populate_existing=True)
    if head is None:
        head = LedgerHead(id=HEAD, size=0)
        session.add(head)
        session.flush()
    return head


def append(session: Session, event: Event, envelope: Envelope) -> LedgerEntry | None:
    """Add the event as the next leaf, with its body beside it, all in this transaction; None when it is in already."""
    head = hold(session)
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
