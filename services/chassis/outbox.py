"""The relay's reading and marking of the outbox. It selects what is unpublished, never "ids beyond the last": with
sixteen writers such a cursor was measured to miss two thirds of the rows."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from .tables import Outbox

HELD_SECONDS, LONGEST_HELD = 2.0, 60.0


def _waiting() -> Select[Outbox]:
    earlier = aliased(Outbox)
    behind_held = exists().where(
        earlier.subject == Outbox.subject,
        earlier.version <= Outbox.version,
        earlier.published_at.is_(None),
        earlier.held_until > bindparam("now"),
        earlier.held_until <= bindparam("longest"),  # beyond it, the clock was set back meanwhile
    )
    unpublished = select(Outbox).where(Outbox.published_at.is_(None), ~behind_held)
    return unpublished.order_by(Outbox.position).limit(bindparam("most"))


WAITING = _waiting()  # said once: putting it together took longer than asking it, and it is asked four times a second


def waiting(session: Session, limit: int) -> list[Outbox]:
    """The oldest unpublished rows, but for subjects of which an earlier row is held back: their order is kept."""
    now = datetime.now(UTC)
    asked = {"now": now, "longest": now + timedelta(seconds=LONGEST_HELD), "most": limit}
    return list(session.scalars(WAITING, asked))


def published(session: Session, positions: list[int]) -> None:
    """Stamp what the broker has confirmed."""
    stamp = update(Outbox).where(Outbox.position.in_(positions)).values(published_at=datetime.now(UTC), error=None)
    session.execute(stamp)


def held(session: Session, problems: dict[int, str]) -> None:
    """Hold back what came back, with the reason; only its own subject waits with it."""
    for position, error in problems.items():
        row = session.get(Outbox, position)
        if row is not None:
            row.attempts += 1
            row.error = error
            row.held_until = datetime.now(UTC) + timedelta(seconds=min(HELD_SECONDS * row.attempts, LONGEST_HELD))


def backlog(session: Session) -> dict[str, float]:
    """How many rows wait to be published, and the age in seconds of the oldest."""
    count, oldest = session.execute(
        select(func.count(), func.min(Outbox.posted_at)).where(Outbox.published_at.is_(None))
    ).one()
    return {"waiting": count, "oldest": (datetime.now(UTC) - oldest).total_seconds() if oldest else 0.0}


def history(session: Session, subject: UUID) -> list[Outbox]:
    """Everything this service has said about one subject, in order."""
    return list(session.scalars(select(Outbox).where(Outbox.subject == subject).order_by(Outbox.version)))
