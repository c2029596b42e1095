"""What tests of the services share: people, calls, and a service's database to run handlers on without a broker."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from uuid import UUID

from argon2 import PasswordHasher
from kombu import Connection
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis import database, migrations, tables
from services.contracts import topology, wire
from services.contracts.message import SYSTEM, Actor, Call, Envelope, Event, Refused, Role, new_id
from services.contracts.wire import SERVICES

T = TypeVar("T")
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)  # a Wednesday
# For tests that are about something else: a hash by the real settings takes 33 ms of processor and 19 MiB.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def actor(*roles: Role, id: UUID | None = None, name: str = "Somebody", organisation_id: UUID | None = None) -> Actor:
    """A signed-in person with these roles; everybody signed in is a person."""
    held = frozenset({Role.PERSON, *roles})
    return Actor(id=id or new_id(), name=name, roles=held, organisation_id=organisation_id)


def call(by: Actor | None = None, at: datetime = NOON) -> Call:
    """A call by `by` (somebody without roles unless given) at `at`."""
    return Call(actor=by or actor(), at=at)


@dataclass
class Ground:
    """A service's own database with all its tables, and what its handlers did on it."""

    service: str
    db: database.Database
    at: datetime = NOON
    _read: int = field(default=0)

    def do(self, handler: Callable[..., T], message: Any, by: Actor | None = None, at: datetime | None = None) -> T:
        """Run `handler(session, message, call)` in one transaction, as the chassis would."""
        asked = call(by or SYSTEM, at or self.at)

        def work(session: Session) -> T:
            session.info["service"] = self.service
            return handler(session, message, asked)

        try:
            return self.db.write(work, asked)
        except Refused as refused:
            if record := refused.record:
                self.db.write(lambda session: self._record(session, record), asked)
            raise

    def _record(self, session: Session, record: Callable[[Session], None]) -> None:
        session.info["service"] = self.service
        record(session)

    def ask(self, view: Callable[..., T], query: Any, by: Actor | None = None, at: datetime | None = None) -> T:
        """Run `view(session, query, call)` in a reading session."""
        with self.db.read() as session:
            asked = call(by or SYSTEM, at or self.at)
            session.info.update(call=asked, service=self.service)
            return view(session, query, asked)

    def said(self) -> list[Event]:
        """Every event posted so far, in order."""
        with self.db.read() as session:
            rows = session.scalars(select(tables.Outbox).order_by(tables.Outbox.position))
            return [wire.load_event(row.body) for row in rows]

    def names(self) -> list[str]:
        """The names of every event posted so far."""
        return [type(event).__name__ for event in self.said()]


def ground_for(service: str, url: str) -> Ground:
    """A ground with fresh tables at `url`: what was there is dropped. On SQLite it is the copy of one that was made
    once: forty tables cost 60 ms, their copy 1."""
    db = database.Database(url)
    if db.lite:
        path = Path(str(db.url.database))
        for left in (path, *(path.with_name(path.name + more) for more in ("-wal", "-shm"))):
            left.unlink(missing_ok=True)
        path.write_bytes(_empty(service))
    else:
        _make_tables(service, db)
    return Ground(service, db)


def _make_tables(service: str, db: database.Database) -> None:
    for metadata in migrations.metadata_of(service):
        metadata.drop_all(db.engine)
        metadata.create_all(db.engine)


@cache
def _empty(service: str) -> bytes:
    """The file of a SQLite database with all tables of a service and nothing in them."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.sqlite"
        db = database.Database(f"sqlite:///{path}")
        _make_tables(service, db)
        db.engine.dispose()  # which writes all into the one file
        return path.read_bytes()


def envelope_of(event: Event, source: str, version: int = 1, id: UUID | None = None) -> Envelope:
    """The envelope in which `source` says this; `version` numbers what it says of the subject."""
    return Envelope(
        id=id or new_id(), source=source, type=type(event).__name__, time=event.at, subject=event.subject,
        version=version, cause=new_id(), correlation=new_id(),
    )  # fmt: skip


def purge(uri: str) -> None:
    """Empty every queue that Haven has on a broker."""
    names = [topology.event_queue(source, listener) for listener, said in topology.HEARS.items() for source in said]
    for service in SERVICES:
        names += [topology.command_queue(service), topology.query_queue(service), topology.dead_queue(service)]
    for name in names:
        with Connection(uri) as connection:  # a queue that is not there closes its channel
            try:
                connection.default_channel.queue_purge(name)
            except connection.channel_errors:
                continue
