"""What an operator may ask of any part. These go to the part named with the call, not to an owner of the word."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from .message import CallerRefused, Command, CommandRefused, Event, Listing, View


@dataclass(frozen=True, kw_only=True)
class ParkedRow(View):
    """A message that waits for a person: which, for which reaction, why, and how many wait behind it."""

    message_id: UUID
    handler: str
    source: str
    type: str
    subject: UUID | None = None
    version: int = 0
    attempts: int = 0
    error: str = ""
    state: str = ""
    since: datetime
    behind: int = 0


@dataclass(frozen=True, kw_only=True)
class ParkedPage(View):
    rows: tuple[ParkedRow, ...]
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class ListParked(Listing):
    """What is parked in this part, oldest first; never its body."""

    answers = ParkedPage


@dataclass(frozen=True, kw_only=True)
class ReplayParked(Command):
    """Try a parked message again now."""

    message_id: UUID
    handler: str = field(metadata={"max": 100})


@dataclass(frozen=True, kw_only=True)
class DiscardParked(Command):
    """Give a parked message up, for good, and say why."""

    message_id: UUID
    handler: str = field(metadata={"max": 100})
    reason: str = field(metadata={"min": 10, "max": 500})


@dataclass(frozen=True, kw_only=True)
class MessageReplayed(Event):
    """An operator had a parked message tried again. `subject` is the message's id, `about` its own subject."""

    handler: str
    source: str
    type: str
    about: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class MessageDiscarded(Event):
    """An operator gave a parked message up, for good: what it asked of this part is not done. Said to the ledger,
    because the part itself forgets its commands after a while. Fields as of `MessageReplayed`."""

    handler: str
    source: str
    type: str
    about: UUID | None = None
    reason: str


SAID_BY_ALL: tuple[type[Event], ...] = (CommandRefused, CallerRefused, MessageReplayed, MessageDiscarded)


@dataclass(frozen=True, kw_only=True)
class ClockView(View):
    now: datetime


@dataclass(frozen=True, kw_only=True)
class MoveClock(Command):
    """Move the clock of a demo or test run forward. It moves for all parts at once."""

    answers = ClockView
    forward_seconds: int = field(metadata={"min": 0, "max": 400 * 24 * 3600})
