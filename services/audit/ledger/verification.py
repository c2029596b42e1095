"""Checking the ledger against itself: every leaf, node, root and signature."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.contracts.audit import LedgerProblem

from ..domain import checkpoint, leaf, merkle
from ..models import CheckpointRow, LedgerBody, LedgerEntry
from .checkpoints import latest
from .entries import Tampered, Tree, leaf_of, size
from .keys import Keys


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
    told = next((found for key in keys.ever if (found := _signed_by(row, key)) is not None), None)
    if told is None:
        text = f"The checkpoint of {row.size} entries is not signed by a key of this ledger."
        yield LedgerProblem(code="signature-wrong", message=text, index=index)
        return
    try:
        here = merkle.Frontier.at(row.size, tree).root()
    except Tampered:
        here = b""
    if (told.size, told.root) != (row.size, row.root) or told.root != here:
        text = f"The ledger is not the one signed with {row.size} entries."
        yield LedgerProblem(code="root-differs", message=text, index=index)


def _signed_by(row: CheckpointRow, key: Keys) -> checkpoint.Checkpoint | None:
    try:
        return checkpoint.verified(row.note, row.origin, key.name, key.public_bytes, key.verify)
    except (checkpoint.MalformedNote, checkpoint.UnverifiedNote):
        return None
