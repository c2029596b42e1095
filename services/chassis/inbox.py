"""Receiving: an event is accepted into a table before it is acked, and acted on once, in the order of its subject.

A reaction that fails is tried again with growing pauses; after the last attempt it is parked: it waits, visible with
its error, for a person who replays or discards it, and what follows it for the same subject waits behind it.
"""

import hashlib
import random
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from services.contracts.message import Envelope, Refused

from .mail import NotYet
from .tables import DISCARDED, DONE, PARKED, WAITING, Heard, Inbox

ATTEMPTS, NOT_YET_ATTEMPTS = 8, 60
LONGEST_PAUSE, LONGEST_NOT_YET = 300.0, 10.0  # seconds
# Spelled out in the query, as in the index `inbox_unfinished`: SQLite does not match it with values bound later.
UNFINISHED: tuple[Any, ...] = tuple(literal_column(f"'{state}'") for state in (WAITING, PARKED))


@dataclass(frozen=True)
class Due:
    """What is to be done next: a row of the inbox and the reaction it is for."""

    position: int
    handler: str


def accept(session: Session, envelope: Envelope, body: Mapping[str, Any], handlers: Iterable[str]) -> bool:
    """Take an event in for each of `handlers`; False when it has been here before. An event that no reaction is for
    still counts, so that the versions of its subject have no gap."""
    heard = session.get(Heard, (envelope.source, envelope.subject), with_for_update=True)
    if heard is None:
        heard = Heard(source=envelope.source, subject=envelope.subject, upto=0, early=[])
        session.add(heard)
    if envelope.version <= heard.upto or envelope.version in heard.early:
        return False
    early = {*heard.early, envelope.version}
    while heard.upto + 1 in early:
        heard.upto += 1
        early.discard(heard.upto)
    heard.early = sorted(early)
    now = datetime.now(UTC)
    for handler in handlers:
        row = Inbox(
            id=envelope.id,
            handler=handler,
            source=envelope.source,
            type=envelope.type,
            subject=envelope.subject,
            version=envelope.version,
            body=dict(body),
            due_at=now,
            accepted_at=now,
        )
        session.add(row)
    session.flush()
    return True


def _due() -> Select[int, str]:
    before = aliased(Inbox)
    unfinished = exists().where(
        before.source == Inbox.source,
        before.subject == Inbox.subject,
        before.handler == Inbox.handler,
        before.version < Inbox.version,
        before.state.in_(UNFINISHED),
    )
    arrived = and_(Heard.source == Inbox.source, Heard.subject == Inbox.subject, Heard.upto >= Inbox.version)
    # A first attempt is due at once. A pause longer than any we give is one that began before the clock was set back:
    # without this, what was heard a moment before would wait as long as that.
    has_come = or_(Inbox.attempts == 0, Inbox.due_at <= bindparam("now"), Inbox.due_at > bindparam("never"))
    return (
        select(Inbox.position, Inbox.handler)
        .join(Heard, arrived)
        .where(Inbox.state == WAITING, has_come, ~unfinished)
        .order_by(Inbox.position)
        .limit(bindparam("most"))
    )


DUE = _due()  # said once: it is asked four times a second


def due(session: Session, limit: int = 50) -> list[Due]:
    """Rows whose time has come and before which nothing of the same subject is unfinished, oldest first."""
    now = datetime.now(UTC)
    asked = {"now": now, "never": now + timedelta(seconds=LONGEST_PAUSE * 1.2), "most": limit}
    return [Due(*row) for row in session.execute(DUE, asked)]


def act(session: Session, position: int, reaction: Callable[[Session, Inbox], None]) -> bool:
    """Do what a row asks for and mark it done, in one transaction; False when another replica has it."""
    row = session.get(Inbox, position, with_for_update={"skip_locked": True})
    if row is None or row.state != WAITING:
        return False
    reaction(session, row)
    row.state, row.done_at, row.error = DONE, datetime.now(UTC), None
    return True


NEXT = (
    select(Inbox)
    .where(
        Inbox.source == bindparam("source"),
        Inbox.subject == bindparam("subject"),
        Inbox.handler == bindparam("handler"),
        Inbox.version > bindparam("version"),
        Inbox.state.in_(UNFINISHED),
    )
    .order_by(Inbox.version)
    .limit(1)
)


def following(session: Session, position: int) -> Due | None:
    """What is to be done after a row that was just done: the next of its subject, if it is due. It spares looking
    through everything that waits for each of a long row of events of one subject. What has been heard is read first:
    then what is not beyond that is seen by the later statement, and an event that arrives meanwhile is not passed over.
    """
    done = session.get_one(Inbox, position)
    heard = session.get(Heard, (done.source, done.subject))
    same = {"source": done.source, "subject": done.subject, "handler": done.handler, "version": done.version}
    row = session.scalars(NEXT, same).first()
    if heard is None or row is None or row.version > heard.upto:
        return None
    return Due(row.position, row.handler) if row.state == WAITING and row.due_at <= datetime.now(UTC) else None


def failed(session: Session, position: int, problem: BaseException) -> str:
    """Note a failure; the state after it: waiting for the next attempt, or parked."""
    row = session.get(Inbox, position, with_for_update=True)
    if row is None or row.state != WAITING:
        return DONE
    row.attempts += 1
    row.error = describe(problem)
    patient = isinstance(problem, NotYet)
    longest = LONGEST_NOT_YET if patient else LONGEST_PAUSE
    pause = min(0.25 * 2**row.attempts, longest) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter
    row.due_at = datetime.now(UTC) + timedelta(seconds=pause)
    if row.attempts >= (NOT_YET_ATTEMPTS if patient else ATTEMPTS):
        row.state = PARKED
    return row.state


def park(session: Session, envelope: Envelope, problem: BaseException) -> None:
    """Put what has been accepted but cannot be read straight to the parked ones."""
    for row in session.scalars(select(Inbox).where(Inbox.id == envelope.id)):
        row.state, row.error = PARKED, describe(problem)


def replay(session: Session, message_id: UUID, handler: str) -> Inbox | None:
    """Let a parked row be tried again from the start; None when there is none."""
    row = _parked(session, message_id, handler)
    if row is not None:
        row.state, row.attempts, row.due_at = WAITING, 0, datetime.now(UTC)
    return row


def discard(session: Session, message_id: UUID, handler: str, reason: str) -> Inbox | None:
    """Give a parked row up, with the reason; what waited behind it goes on. None when there is none."""
    row = _parked(session, message_id, handler)
    if row is not None:
        row.state, row.reason, row.done_at = DISCARDED, reason, datetime.now(UTC)
    return row


def backlog(session: Session) -> dict[str, float]:
    """How many rows wait and are parked, and the age in seconds of the oldest that waits."""
    open_rows = select(Inbox.state, func.count()).where(Inbox.state.in_((WAITING, PARKED))).group_by(Inbox.state)
    counts = dict(session.execute(open_rows).all())
    oldest = session.scalar(select(func.min(Inbox.accepted_at)).where(Inbox.state == WAITING))
    age = (datetime.now(UTC) - oldest).total_seconds() if oldest else 0.0
    return {"waiting": counts.get(WAITING, 0), "parked": counts.get(PARKED, 0), "oldest": age}


def describe(problem: BaseException) -> str:
    """What went wrong, without the text of the exception, which may hold what people wrote: class, code and place."""
    frames = traceback.extract_tb(problem.__traceback__)
    place = f" at {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
    if isinstance(problem, Refused):
        return f"{type(problem).__name__} {problem.code}{place}"
    if isinstance(problem, NotYet):
        return f"NotYet: {problem}"
    mark = hashlib.sha256(str(problem).encode()).hexdigest()[:8]
    return f"{type(problem).__name__}{place} [{mark}]"


def _parked(session: Session, message_id: UUID, handler: str) -> Inbox | None:
    wanted = select(Inbox).where(Inbox.id == message_id, Inbox.handler == handler, Inbox.state == PARKED)
    return session.scalars(wanted.with_for_update()).first()
