"""The tables that every service's database has besides its own: mail, remembered commands, leases."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from .database import new_base

Base: Any = new_base()
WAITING, DONE, PARKED, DISCARDED = "waiting", "done", "parked", "discarded"


class Outbox(Base):
    """What has happened here, in order; stamped when the broker has confirmed it. Never emptied by the relay."""

    __tablename__ = "outbox"
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    subject: Mapped[UUID]
    version: Mapped[int]
    type: Mapped[str]
    body: Mapped[dict[str, Any]]
    posted_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    __table_args__ = (
        UniqueConstraint("subject", "version"),
        Index(
            "outbox_waiting",
            "position",
            sqlite_where=text("published_at IS NULL"),
            postgresql_where=text("published_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},  # a position is never used twice
    )


class Subject(Base):
    """How many events each subject has had here: the row lock makes the order of commits the order of versions."""

    __tablename__ = "subject"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]


class Heard(Base):
    """Up to which version the events of one subject have arrived without a gap; `early` holds those beyond one."""

    __tablename__ = "heard"
    source: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[UUID] = mapped_column(primary_key=True)
    upto: Mapped[int] = mapped_column(default=0)
    early: Mapped[list[Any]] = mapped_column(default=list)


class Inbox(Base):
    """One row for each event and each reaction to it. The primary key is what makes an event act only once."""

    __tablename__ = "inbox"
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[UUID]
    handler: Mapped[str]
    source: Mapped[str]
    type: Mapped[str]
    subject: Mapped[UUID]
    version: Mapped[int]
    body: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default=WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    accepted_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    error: Mapped[str | None]
    reason: Mapped[str | None]
    __table_args__ = (
        UniqueConstraint("id", "handler"),
        Index("inbox_state", "state", "due_at", "position"),
        Index("inbox_order", "source", "subject", "handler", "version"),
        Index(
            "inbox_unfinished",
            "source",
            "subject",
            "handler",
            "version",
            sqlite_where=text("state IN ('waiting', 'parked')"),
            postgresql_where=text("state IN ('waiting', 'parked')"),
        ),
        {"sqlite_autoincrement": True},
    )


class DeadLetter(Base):
    """A message that could not even be accepted: undecodable, incomplete, or delivered too often."""

    __tablename__ = "dead_letter"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    queue: Mapped[str]
    routing_key: Mapped[str]
    headers: Mapped[dict[str, Any]]
    body: Mapped[str]
    error: Mapped[str]
    arrived_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=PARKED, index=True)
    reason: Mapped[str | None]


class CommandLog(Base):
    """Each command that was answered, by its id, with the answer: sending it again gives that answer."""

    __tablename__ = "command_log"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    caller: Mapped[UUID]
    name: Mapped[str]
    digest: Mapped[str]
    reply: Mapped[dict[str, Any]]
    answered_at: Mapped[datetime] = mapped_column(index=True)


class Lease(Base):
    """Who may act for a while where only one may: a timer, the relay. `until` is real time."""

    __tablename__ = "lease"
    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]
    turn: Mapped[int] = mapped_column(default=0)
