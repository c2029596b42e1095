"""Leases: where only one replica may act for a while. Taken in the database, measured in its time where it has one, so
that replicas on machines whose clocks differ agree; SQLite's is the machine's.

A holder that was paused may wake up after its lease has passed to another. So whoever does something that must happen
once takes the lease in the same transaction as the effect (`take` locks the row until the commit).
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from .tables import Lease


def take(session: Session, name: str, holder: str, seconds: float) -> int:
    """The turn (1, 2 …) in which `holder` has the lease `name`, from now for `seconds`; 0 when another has it. A free
    or passed lease is taken, which is a new turn; one's own is kept, which is not."""
    now = _now(session)
    until = now + timedelta(seconds=seconds)
    lease = session.get(Lease, name, with_for_update=True, populate_existing=True)
    if lease is None:
        try:
            with session.begin_nested():
                session.add(Lease(name=name, holder=holder, until=until, turn=1))
        except IntegrityError:
            return 0  # another replica was first
        return 1
    if lease.holder != holder:
        if lease.until >= now:
            lease.until = min(lease.until, until)  # longer than ever given: the clock was set back
            return 0
        lease.holder, lease.turn = holder, lease.turn + 1
    lease.until = until
    session.flush()
    return lease.turn


def release(session: Session, name: str, holder: str) -> None:
    """Give the lease back, so that the next one need not wait for it to pass."""
    session.execute(update(Lease).where(Lease.name == name, Lease.holder == holder).values(until=_now(session)))


def _now(session: Session) -> datetime:
    if session.get_bind().dialect.name == "postgresql":
        return session.execute(select(func.clock_timestamp())).scalar_one()
    return datetime.now(UTC)
