"""The final state, read straight from the databases into plain values: what the checker judges, and what its own tests
make up."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from services.chassis.database import Database
from services.chassis.tables import CommandLog, DeadLetter, Heard, Inbox, Outbox, Subject
from tests.chaos.kinds import KEPT, PLACES, Place
from tests.chaos.recording import VALUE


@dataclass(frozen=True)
class Said:
    """One row of an outbox."""

    id: UUID
    type: str
    subject: UUID
    version: int
    cause: UUID
    published: bool
    time: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Taken:
    """One row of an inbox."""

    id: UUID
    handler: str
    source: str
    type: str
    subject: UUID
    version: int
    state: str
    done_at: datetime | None
    words: str  # its error and its body, to tell what was injected


@dataclass(frozen=True)
class Entry:
    """One entry of the ledger."""

    position: int
    event: UUID
    source: str
    subject: UUID
    version: int


@dataclass
class Books:
    """One service's side of the story."""

    said: list[Said] = field(default_factory=list)
    subjects: dict[UUID, int] = field(default_factory=dict)
    heard: dict[tuple[str, UUID], int] = field(default_factory=dict)  # (source, subject) -> without a gap up to
    early: list[tuple[str, UUID]] = field(default_factory=list)  # where something lies beyond a gap
    taken: list[Taken] = field(default_factory=list)
    answered: dict[UUID, tuple[str, bool, str]] = field(default_factory=dict)  # id -> command, refused, subject
    dead: list[str] = field(default_factory=list)  # the words of each dead letter


@dataclass
class State:
    """All services' books, the ledger's entries, and where each value of a client was found in the domain's tables."""

    books: dict[str, Books] = field(default_factory=dict)
    ledger: list[Entry] = field(default_factory=list)
    found: dict[Place, Counter[str]] = field(default_factory=dict)  # how often in all
    drafts: dict[str, list[str]] = field(default_factory=dict)  # application -> the values that its draft holds
    ledger_problems: list[str] = field(default_factory=list)
    steady: bool = True  # no wall clock was set, so that times on the rows can be compared


def read(databases: Mapping[str, Database]) -> State:
    """The state of all services; each is read at one moment, so nothing may be going on."""
    state = State()
    for service, database in databases.items():
        with database.read() as session:
            state.books[service] = _books(session)
            for place in PLACES[service]:
                state.found[place] = _values(session, place)
            if service == "intake":
                state.drafts = _drafts(session)
            if service == "audit":
                state.ledger = _ledger(session)
    return state


def _books(session: Session) -> Books:
    books = Books()
    columns = (Outbox.id, Outbox.type, Outbox.subject, Outbox.version, Outbox.body, Outbox.published_at)
    for id, kind, subject, version, body, published in session.execute(select(*columns).order_by(Outbox.position)):
        when, cause = datetime.fromisoformat(body["time"]), UUID(body["cause"])
        books.said.append(Said(id, kind, subject, version, cause, published is not None, when, body["data"]))
    books.subjects = dict(session.execute(select(Subject.id, Subject.version)).all())
    for source, subject, upto, early in session.execute(select(Heard.source, Heard.subject, Heard.upto, Heard.early)):
        books.heard[source, subject] = upto
        if early:
            books.early.append((source, subject))
    for row in session.scalars(select(Inbox).order_by(Inbox.position)):
        words = "" if row.state == "done" else f"{row.error} {json.dumps(row.body)}"
        books.taken.append(
            Taken(row.id, row.handler, row.source, row.type, row.subject, row.version, row.state, row.done_at, words)
        )
    for id, name, reply in session.execute(select(CommandLog.id, CommandLog.name, CommandLog.reply)):
        answer = reply.get("answer") or {}
        books.answered[id] = (name, "refused" in reply, str(answer.get("subject", "")))
    for letter in session.scalars(select(DeadLetter)):
        books.dead.append(f"{letter.queue} {letter.routing_key} {letter.error} {letter.headers} {letter.body}")
    return books


def _values(session: Session, place: Place) -> Counter[str]:
    found: Counter[str] = Counter()
    for (kept,) in session.execute(text(f"SELECT {place.column} FROM {place.table}")):  # noqa: S608 - our own names
        found += texts(json.loads(kept) if isinstance(kept, str) else kept, place)
    return found


def texts(body: Mapping[str, Any], place: Place) -> Counter[str]:
    """The clients' texts in one aggregate, where this kind of them is kept. KeyError when there is no such place."""
    return Counter(VALUE.findall(json.dumps(body[place.field])))


def _drafts(session: Session) -> dict[str, list[str]]:
    """What is kept of each section, and what the release before kept as a whole."""
    found: dict[str, list[str]] = defaultdict(list)
    for id, kept in session.execute(
        text("SELECT id, answers FROM application UNION ALL SELECT application_id, answers FROM application_section")
    ):
        found[str(UUID(str(id)))] += VALUE.findall(kept if isinstance(kept, str) else json.dumps(kept))
    return found


def _ledger(session: Session) -> list[Entry]:
    from services.audit.models import LedgerEntry as Row

    columns = (Row.position, Row.event_id, Row.source, Row.subject, Row.subject_version)
    return [Entry(*row) for row in session.execute(select(*columns).order_by(Row.position))]


def values_at(state: State, command: str) -> Counter[str]:
    """Where values of this kind of command are kept, and how often each is there."""
    return state.found.get(KEPT[command], Counter())


def by_subject(said: Iterable[Said]) -> dict[UUID, list[Said]]:
    """Events by subject, in the order of their versions."""
    found: dict[UUID, list[Said]] = defaultdict(list)
    for one in said:
        found[one.subject].append(one)
    return {subject: sorted(events, key=lambda one: one.version) for subject, events in found.items()}
