"""What waits for a person: parked events and dead letters, listed, replayed or discarded with a reason."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.contracts.message import Call, Done, NotFound, NotPermitted, Role, happened
from services.contracts.operations import (
    DiscardParked,
    ListParked,
    MessageDiscarded,
    MessageReplayed,
    ParkedPage,
    ParkedRow,
    ReplayParked,
)

from . import inbox, mail, paging
from .tables import DISCARDED, PARKED, WAITING, DeadLetter, Inbox

DEAD = "(dead letter)"


def listed(session: Session, query: ListParked, call: Call) -> ParkedPage:
    """Parked events and dead letters, oldest first; never what is in them."""
    _operators_only(call)
    rows, following = paging.page(session, select(Inbox).where(Inbox.state == PARKED), [Inbox.position], query)
    found = [_row(session, row) for row in rows]
    if not query.after:
        dead = session.scalars(select(DeadLetter).where(DeadLetter.state == PARKED).limit(query.limit))
        found += [
            ParkedRow(message_id=row.id, handler=DEAD, source=row.queue, type=row.routing_key, error=row.error,
                      state=row.state, since=row.arrived_at)
            for row in dead
        ]
    return ParkedPage(rows=tuple(found), next=following)


def replay(session: Session, command: ReplayParked, call: Call) -> Done:
    """Try it again, and tell the ledger. A dead letter cannot be: it could not be read."""
    _operators_only(call)
    row = inbox.replay(session, command.message_id, command.handler)
    if row is None:
        raise NotFound("Nothing is parked under this message and reaction.")
    mail.post(session, happened(MessageReplayed, call, row.id, **_which(row)))
    return Done(subject=command.message_id, state=WAITING)


def discard(session: Session, command: DiscardParked, call: Call) -> Done:
    """Give it up, for the reason given, and tell the ledger who did."""
    _operators_only(call)
    which = _dead(session, command) if command.handler == DEAD else _parked(session, command)
    mail.post(session, happened(MessageDiscarded, call, command.message_id, **which, reason=command.reason))
    return Done(subject=command.message_id, state=DISCARDED)


def count(session: Session) -> int:
    """How many messages wait for a person."""
    events = session.scalar(select(func.count()).select_from(Inbox).where(Inbox.state == PARKED)) or 0
    letters = session.scalar(select(func.count()).select_from(DeadLetter).where(DeadLetter.state == PARKED)) or 0
    return events + letters


def _dead(session: Session, command: DiscardParked) -> dict[str, Any]:
    letter = session.get(DeadLetter, command.message_id)
    if letter is None or letter.state != PARKED:
        raise NotFound("There is no such dead letter.")
    letter.state, letter.reason = DISCARDED, command.reason
    return {"handler": DEAD, "source": letter.queue, "type": letter.routing_key}


def _parked(session: Session, command: DiscardParked) -> dict[str, Any]:
    row = inbox.discard(session, command.message_id, command.handler, command.reason)
    if row is None:
        raise NotFound("Nothing is parked under this message and reaction.")
    return _which(row)


def _which(row: Inbox) -> dict[str, Any]:
    return {"handler": row.handler, "source": row.source, "type": row.type, "about": row.subject}


def _row(session: Session, row: Inbox) -> ParkedRow:
    behind = select(func.count()).where(
        Inbox.source == row.source, Inbox.subject == row.subject, Inbox.handler == row.handler,
        Inbox.version > row.version, Inbox.state == WAITING,
    )
    return ParkedRow(
        message_id=row.id, handler=row.handler, source=row.source, type=row.type, subject=row.subject,
        version=row.version, attempts=row.attempts, error=row.error or "", state=row.state, since=row.accepted_at,
        behind=session.scalar(behind) or 0,
    )


def _operators_only(call: Call) -> None:
    if not call.actor.has(Role.OPERATOR):
        raise NotPermitted("Only an operator may see or move parked messages.")


