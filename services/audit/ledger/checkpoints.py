"""Checkpoints: committed first, signed after, never two that contradict each other."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..domain import checkpoint, merkle
from ..models import CheckpointRow, LedgerHead
from .entries import HEAD, Tampered, Tree, root
from .keys import Keys


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
