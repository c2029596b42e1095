"""Leases: where only one replica may act for a while. Taken in the database, measured in real time.

A holder that was paused may wake up after its lease has passed to another. So whoever does something that must happen
once takes the lease in the same transaction as the effect (`take` locks the row until the commit).
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from .tables import Lease


def take(session: Session, name: str, holder: str, seconds: float) -> bool:
    """True when `holder` has the lease `name` from now for `seconds`; a free or passed lease is taken."""
    now = datetime.now(UTC)
    mine = (
        update(Lease)
        .where(Lease.name == name, or_(Lease.holder == holder, Lease.until < now))
        .values(holder=holder, until=now + timedelta(seconds=seconds), turn=Lease.turn + 1)
    )
    if session.execute(mine).rowcount:  # type: ignore[attr-defined]
        return True
    if session.get(Lease, name) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(Lease(name=name, holder=holder, until=now + timedelta(seconds=seconds)))
    except IntegrityError:
        return False  # another replica was first
    return True


def release(session: Session, name: str, holder: str) -> None:
    """Give the lease back, so that the next one need not wait for it to pass."""
    session.execute(update(Lease).where(Lease.name == name, Lease.holder == holder).values(until=datetime.now(UTC)))
