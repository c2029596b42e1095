"""One instant for all five databases, while they work.

Each database by itself is always consistent; together they are when nobody has heard what its source has not yet said.
So for a moment nobody may hear and nobody may answer a command: on SQLite the write lock of all five is held, on
PostgreSQL a SHARE lock on `heard` and `command_log`. Within it a reading transaction is begun on each; then the locks
are given back, and the copies are made from those transactions while all goes on. Writers wait these milliseconds, and
no longer: when the locks cannot be had soon, they are given back and asked for again.

Nobody can be caught in it: a transaction of a service never spans two databases, and on PostgreSQL whoever takes in an
event takes `heard` before all else, whoever answers a command does not touch `heard` at all.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from deploy.errors import CannotRun
from services.chassis.database import Database, DatabaseAway

LONGEST = 2.0  # seconds that writers may be kept waiting; they wait five before they answer 503
TRIES, PAUSE = 10, 1.0  # and between tries they have this many seconds for themselves


class Busy(Exception):
    """The locks could not be had within LONGEST."""


@dataclass(frozen=True)
class Cut:
    """A reading session on each database, all of one instant (`at`, seconds since 1970); and what it cost."""

    sessions: Mapping[str, Session]
    at: float
    paused: float
    tries: int


@contextmanager
def cut(databases: Mapping[str, Database]) -> Iterator[Cut]:
    """The cut, for as long as the block lasts. CannotRun when a database is away or is never free."""
    for attempt in range(1, TRIES + 1):
        with ExitStack() as reading:
            try:
                _connect(databases)
                began = time.monotonic()
                at, sessions = _pinned(databases, reading, began + LONGEST)
                paused = time.monotonic() - began
            except Busy:
                reading.close()
                time.sleep(PAUSE)
                continue
            except DatabaseAway as away:
                raise CannotRun(f"A database cannot be reached ({away}); start it, then try again.") from None
            yield Cut(sessions, at, paused, attempt)
            return
    raise CannotRun(f"The databases were never free for {LONGEST:.0f} s together; try again when there is less to do.")


def _connect(databases: Mapping[str, Database]) -> None:
    """Have two connections to each ready, so that nobody waits for ours to be made."""
    for database in databases.values():
        try:
            with database.engine.connect() as one, database.engine.connect() as two:
                one.get_isolation_level(), two.get_isolation_level()
        except DBAPIError as problem:
            raise DatabaseAway(type(problem.orig).__name__) from problem


def _pinned(databases: Mapping[str, Database], reading: ExitStack, deadline: float) -> tuple[float, dict[str, Session]]:
    with ExitStack() as held:
        for database in databases.values():
            held.enter_context(_held(database, deadline))
        at = time.time()
        sessions = {name: reading.enter_context(database.read()) for name, database in databases.items()}
        for name, session in sessions.items():
            if not databases[name].lite:
                session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            session.execute(text("SELECT max(position) FROM outbox"))  # the first look fixes what is seen
        return at, sessions


@contextmanager
def _held(database: Database, deadline: float) -> Iterator[None]:
    with database.engine.connect() as connection:
        try:
            _lock(connection, database.lite, deadline)
            yield
        finally:
            connection.rollback()


def _lock(connection: Connection, lite: bool, deadline: float) -> None:
    while True:
        try:
            left = max(1, int((deadline - time.monotonic()) * 1000))
            if lite:
                connection.begin()  # immediate: the write lock
            else:
                connection.execute(text(f"SET LOCAL lock_timeout = {left}"))
                connection.execute(text("LOCK TABLE heard, command_log IN SHARE MODE"))
            return
        except DBAPIError as problem:
            connection.rollback()
            if problem.connection_invalidated:
                raise DatabaseAway(type(problem.orig).__name__) from problem
            if not lite or time.monotonic() > deadline:
                raise Busy from problem
            time.sleep(0.002)
