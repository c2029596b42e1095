"""Posting: an event is written to the outbox in the transaction of the change it speaks of. Nothing else publishes."""

import json
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from services.contracts import wire
from services.contracts.message import Call, Envelope, Event, Malformed, new_id
from services.contracts.topology import LARGEST_MESSAGE

from .tables import Outbox, Subject


class NotYet(Exception):
    """Something that this reaction needs has not been heard yet. The inbox tries again; nothing is wrong."""


def post(session: Session, event: Event, *, source: str = "") -> None:
    """Put `event` into the outbox, in order for its subject, with the cause and correlation of the current call."""
    call: Call = session.info["call"]
    envelope = Envelope(
        id=new_id(),
        source=source or session.info["service"],
        type=type(event).__name__,
        time=event.at,
        subject=event.subject,
        version=_next_version(session, event),
        cause=call.cause,
        correlation=call.correlation,
    )
    body = wire.dump_event(event, envelope)
    if len(json.dumps(body)) > LARGEST_MESSAGE:  # unpublished, it would hold up all that comes after it
        raise Malformed("What is to be told of this is larger than a message may be.", code="too-large")
    row = Outbox(
        id=envelope.id,
        subject=event.subject,
        version=envelope.version,
        type=envelope.type,
        body=body,
        posted_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()


def _next_version(session: Session, event: Event) -> int:
    row = session.get(Subject, event.subject, with_for_update=True)
    if row is None:
        row = Subject(id=event.subject, version=0)
        session.add(row)
    row.version += 1
    session.flush()
    return row.version
