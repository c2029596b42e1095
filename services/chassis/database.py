"""One engine per service process, one transaction per message.

SQLite (the embedded default): WAL, synchronous FULL, writers begin IMMEDIATE and wait for each other here, green, not
inside C where the whole process would stand still (measured: 2.0 s without one tick of the hub). PostgreSQL: psycopg2,
written out, because SQLAlchemy's default driver for `postgresql://` freezes the hub.
"""

import copy
import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import JSON, Date, DateTime, Dialect, Engine, Uuid, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from services.contracts.message import Call, Conflict

from . import postgres

log = logging.getLogger(__name__)
T = TypeVar("T")
DRIVERS = ("sqlite", "postgresql+psycopg2")  # psycopg 3 freezes the hub: 6 sleeps of 0.5 s took 3.02 s, not 0.51
PATIENCE = 5.0  # seconds that a writer tries again before its caller is told to
SAME_KEY_TRIES = 5
RETRY_STATES = {"40001", "40P01", "55P03"}  # PostgreSQL: serialization failure, deadlock, lock not available
AWAY_STATES = ("08", "53", "57P", "58", "25P03")  # connection, resources, shutdown, system error, left idle too long
BUSY, LITE_AWAY = {5, 6}, {10, 13, 14}  # SQLite: busy, locked; disk error, disk full, cannot be opened
SQLITE_IOERR_FSYNC = 1034
SAME_KEY = {"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_ROWID"}


class DatabaseAway(Exception):
    """The database cannot be reached now, or others hold it; nothing was changed."""


class OutcomeUnknown(DatabaseAway):
    """The database went away while it committed. It was done, or it was not: who asks again by id finds out."""


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite forgets the zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


JSONS: dict[Any, JSON] = {kind: JSON() for kind in (dict, list, dict[str, Any], list[Any], list[str])}
TYPES = {datetime: Instant(), date: Date(), UUID: Uuid(), **JSONS}


def new_base() -> type[DeclarativeBase]:
    """A declarative base with Haven's types and metadata of its own: one for each service."""
    return type("Base", (DeclarativeBase,), {"type_annotation_map": TYPES})


class Database:
    """A service's own database. `write` runs one transaction and retries what is safe to retry; `read` only reads."""

    def __init__(self, url: str, *, pool: int = 10) -> None:
        self.url = make_url(url)
        self.lite = self.url.get_backend_name() == "sqlite"
        if self.url.drivername not in DRIVERS:
            raise ValueError(f"write the database's address as {' or '.join(DRIVERS)}, not {self.url.drivername}://")
        self.engine = _sqlite(url) if self.lite else postgres.engine(url, pool)
        self._turn = threading.RLock()
        self._first: Callable[[Session], None] | None = None

    def beginning_with(self, first: Callable[[Session], None]) -> "Database":
        """The same database, on which every `write` does `first(session)` before anything else, in its transaction."""
        other = copy.copy(self)
        other._first = first
        return other

    def write(self, work: Callable[[Session], T], call: Call | None = None) -> T:
        """`work(session)` in one transaction, committed; again when only the timing was bad. DatabaseAway if away, or
        locked by others for longer than PATIENCE; OutcomeUnknown if it went away during the commit."""
        give_up, pause, taken = time.monotonic() + PATIENCE, 0.005, 0
        while True:
            try:
                with _reached():
                    return self._once(work, call)
            except IntegrityError as problem:
                # Two writers of one new row: the second sees the first one's row when it looks again. Counted, not
                # timed: PostgreSQL makes the second wait for the first, and once that took 0.6 s on a busy machine.
                taken += 1
                if _rule(problem) not in SAME_KEY:
                    raise
                if taken == SAME_KEY_TRIES:
                    raise Conflict("somebody else changed this first: look again and retry") from problem
            except DBAPIError as problem:
                if not _passing(problem):
                    raise
                if time.monotonic() > give_up:
                    raise DatabaseAway(type(problem.orig).__name__) from problem
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
            pause = min(pause * 2, 0.25)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one consistent state and is rolled back at the end."""
        with _reached(), self.engine.connect() as connection:
            options = {"read_only": True} if self.lite else {"isolation_level": "REPEATABLE READ"}
            with Session(connection.execution_options(**options)) as session:
                yield session

    def _once(self, work: Callable[[Session], T], call: Call | None) -> T:
        if self.lite:
            with self._turn:
                return self._transact(work, call)
        return self._transact(work, call)

    def _transact(self, work: Callable[[Session], T], call: Call | None) -> T:
        with Session(self.engine, expire_on_commit=False) as session:
            session.info["call"] = call
            if self._first is not None:
                self._first(session)
            result = work(session)
            session.flush()  # what fails after this is the commit itself
            try:
                session.commit()
            except DBAPIError as problem:
                if _away(problem) and not _taken_back(problem):
                    raise OutcomeUnknown(type(problem.orig).__name__) from problem
                raise
            return result


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 0.05, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        read_only = connection.get_execution_options().get("read_only")
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def _reached() -> Iterator[None]:
    """Tell that the database is away from everything else that goes wrong."""
    try:
        yield
    except DBAPIError as problem:
        if _away(problem):
            raise DatabaseAway(type(problem.orig).__name__) from problem
        raise
    except NoConnectionFree as problem:
        raise DatabaseAway(type(problem).__name__) from problem


def _passing(problem: DBAPIError) -> bool:
    return getattr(problem.orig, "pgcode", None) in RETRY_STATES or _lite_code(problem) in BUSY


def _away(problem: DBAPIError) -> bool:
    if problem.connection_invalidated or _lite_code(problem) in LITE_AWAY:
        return True
    code = getattr(problem.orig, "pgcode", None)
    lost = isinstance(problem, OperationalError) and code is None and "psycopg2" in type(problem.orig).__module__
    return lost or str(code).startswith(AWAY_STATES)


def _taken_back(problem: DBAPIError) -> bool:
    """SQLite could not write its commit down, on a full disk for one: it is undone. Only of one that was written, and
    perhaps not to the disk, nothing is known."""
    return _lite_code(problem) in LITE_AWAY and getattr(problem.orig, "sqlite_errorcode", 0) != SQLITE_IOERR_FSYNC


def _lite_code(problem: DBAPIError) -> int:
    return int(getattr(problem.orig, "sqlite_errorcode", 0)) & 0xFF  # the rest says where it happened


def _rule(problem: IntegrityError) -> str:
    return str(getattr(problem.orig, "pgcode", None) or getattr(problem.orig, "sqlite_errorname", ""))
