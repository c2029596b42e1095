"""PostgreSQL with an end to every wait, also where the other end is gone without a word.

The server's own limits do not help who never hears of them; TCP's do not where something in between goes on answering
for a server it has lost; libpq's `connect_timeout` counts for nothing in green threads. So each answer is waited for
here, somewhat longer than the server may take; a pooled connection has to answer within seconds before it is used, and
when one does not, the whole pool is made anew.
"""

import time
from typing import Any

import psycopg2
from psycopg2 import extensions
from sqlalchemy import Engine, create_engine, event

CONNECT_SECONDS = 5.0
PING_SECONDS = 5.0
STATEMENT_SECONDS = 20.0  # the server gives up
ANSWER_SECONDS = 25.0  # we give up
POOL_SECONDS = 10.0  # until a connection is free
LIMITS = {
    "statement_timeout": f"{STATEMENT_SECONDS:.0f}s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "20s",  # what a lost client has locked
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "15000",
    "timezone": "UTC",
}
OURS = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 15_000}


class Patient(extensions.connection):
    """A connection that knows for how long its next answer is waited for, in seconds."""

    seconds = CONNECT_SECONDS


def engine(url: str, pool: int) -> Engine:
    """An engine with `pool` kept connections."""
    if extensions.get_wait_callback() is not None:  # eventlet's: it waits without end
        extensions.set_wait_callback(wait)
    made = create_engine(
        url,
        pool_size=pool,
        max_overflow=4,
        pool_timeout=POOL_SECONDS,
        pool_pre_ping=True,
        pool_use_lifo=True,
        pool_recycle=1800,
        connect_args={
            "options": " ".join(f"-c {name}={value}" for name, value in LIMITS.items()),
            "connect_timeout": int(CONNECT_SECONDS),
            "connection_factory": Patient,
            "application_name": "haven",
            **OURS,
        },
    )

    @event.listens_for(made, "connect")
    def connected(connection: Any, _: Any) -> None:
        connection.seconds = ANSWER_SECONDS

    dialect: Any = made.dialect
    ping = dialect.do_ping

    def quick_ping(connection: Any) -> Any:
        connection.seconds = PING_SECONDS
        try:
            return ping(connection)
        finally:
            connection.seconds = ANSWER_SECONDS

    dialect.do_ping = quick_ping
    return made


def wait(connection: Any) -> None:
    """psycopg2's wait callback for green threads. OperationalError when no answer comes in time: psycopg2 closes the
    connection then."""
    from eventlet.hubs import trampoline  # here: deploy reads databases too, and has no use for green threads

    give_up = time.monotonic() + getattr(connection, "seconds", ANSWER_SECONDS)
    late = False
    while (state := connection.poll()) != extensions.POLL_OK:
        if late:  # polled once more: who was stopped for a while finds the answer lying there
            raise psycopg2.OperationalError("no answer in time")
        reads = state == extensions.POLL_READ
        try:
            left = max(0.0, give_up - time.monotonic())
            trampoline(connection.fileno(), read=reads, write=not reads, timeout=left, timeout_exc=TimeoutError)
        except TimeoutError:
            late = True
