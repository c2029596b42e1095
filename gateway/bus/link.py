"""One connection to the broker that any number of threads may call through.

Calls are published under a lock; a reader thread takes what comes back: replies, messages no queue would take
(basic.return) and commands the broker would not keep (basic.nack). These arrive without anybody waiting for a confirm,
so a call costs one round trip and not two. What a thread waits on is a slot, found by correlation id.

When the connection dies every waiting call fails at once; the reader connects again, and declares a fresh reply queue
before anybody may publish. A late reply finds no slot and is dropped.
"""

import itertools
import logging
import os
import random
import select
import threading
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from amqp import AMQPError, Message
from kombu import Connection

EXCHANGE = "nameko-rpc"
HEARTBEAT = 10  # seconds; a peer that is silent for two of them is dead
CONNECT_TIMEOUT = 3
READ_TIMEOUT = 2  # of the rest of a frame whose beginning has arrived
WRITE_TIMEOUT = 5  # a full socket must not hold the lock longer
REPLIES_KEPT = 60_000  # milliseconds that a reply queue outlives its connection
BACK_OFF = (0.05, 2.0)  # seconds between attempts to connect
GONE = (AMQPError, OSError, EOFError)

log = logging.getLogger(__name__)


class Lost(Exception):
    """The connection is away, or went away while this call waited."""


class Unroutable(Exception):
    """No queue takes messages for this routing key."""


class Rejected(Exception):
    """The broker would not keep the message: the queue is full."""


class Slot:
    """Where one thread waits for one reply: a bare lock, because a Condition costs more than sending the call."""

    __slots__ = ("_failure", "_gate", "_reply", "id")

    def __init__(self) -> None:
        self.id = str(uuid4())
        self._gate = threading.Lock()
        self._gate.acquire()
        self._reply: bytes | str = b""
        self._failure: type[Exception] | None = None

    def fill(self, reply: bytes | str = b"", failure: type[Exception] | None = None) -> None:
        """Called once, by whoever took the slot out of the table of waiting calls."""
        self._reply, self._failure = reply, failure
        self._gate.release()

    def take(self, seconds: float) -> bytes | str:
        """The reply, or its failure raised, or TimeoutError."""
        if not self._gate.acquire(timeout=max(0.0, seconds)):
            raise TimeoutError
        if self._failure is not None:
            raise self._failure
        return self._reply


class Link:
    """`send` gives a slot, `receive` waits on it. Connects on first use, anew in each process."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._process = 0
        self._starting = threading.Lock()
        self._reset()

    def _reset(self) -> None:
        self._lock = threading.Lock()  # for reading too: a TLS socket takes one thread at a time
        self._up = threading.Event()
        self._stopping = threading.Event()
        self._waiting: dict[str, Slot] = {}
        self._unconfirmed: dict[int, str] = {}
        self._tags = itertools.count(1)
        self._blocked = False
        self._connection: Any = None
        self._queries: Any = None
        self._commands: Any = None
        self._reply_to = ""

    @property
    def up(self) -> bool:
        """Connected, with a reply queue, and not blocked by an alarm of the broker."""
        return self._up.is_set() and not self._blocked

    @property
    def waiting(self) -> int:
        """Calls without a reply yet."""
        return len(self._waiting)

    def start(self) -> None:
        """Connect in the background. A forked child makes a connection of its own and forgets its parent's."""
        if self._process == os.getpid():
            return
        with self._starting:
            if self._process != os.getpid():
                self._reset()
                self._process = os.getpid()
                threading.Thread(target=self._run, name="bus-reader", daemon=True).start()

    def stop(self) -> None:
        """Close the connection and take the reply queue away. Calls that wait fail."""
        self._stopping.set()
        with self._lock:
            connection, self._connection = self._connection, None  # the reader must not touch it any more
            self._up.clear()
            if connection is not None and not self._blocked:
                try:
                    self._queries.queue_delete(f"rpc.reply-gateway-{self._reply_to}")
                    connection.close()
                except GONE as error:
                    log.info("the broker was away at the end: %s", type(error).__name__)
                    connection.collect()
        self._drop()

    def wait_until_up(self, seconds: float) -> bool:
        """Whether calls can be sent now, waiting at most so long for the connection."""
        self.start()
        return self._up.wait(max(0.0, seconds)) and not self._blocked

    def send(self, routing_key: str, body: bytes, headers: Mapping[str, Any], *, seconds: float, keep: bool) -> Slot:
        """Publish a call that expires after `seconds`; Lost when it cannot be. `keep`: the broker writes it down."""
        slot = Slot()
        properties = {
            "content_type": "application/json",
            "content_encoding": "utf-8",
            "application_headers": dict(headers),
            "delivery_mode": 2 if keep else 1,
            "correlation_id": slot.id,
            "expiration": str(max(1, int(seconds * 1000))),
        }
        try:
            with self._lock:
                if self._connection is None or self._blocked:
                    raise Lost
                message = Message(body, reply_to=self._reply_to, **properties)
                self._waiting[slot.id] = slot
                if keep:
                    self._unconfirmed[next(self._tags)] = slot.id
                channel = self._commands if keep else self._queries
                channel.basic_publish(message, exchange=EXCHANGE, routing_key=routing_key, mandatory=True)
        except GONE as error:
            self._waiting.pop(slot.id, None)
            self._drop()
            raise Lost from error
        return slot

    def receive(self, slot: Slot, seconds: float) -> bytes | str:
        """The reply to a call; TimeoutError, Lost, Unroutable or Rejected instead."""
        try:
            return slot.take(seconds)
        finally:
            self._waiting.pop(slot.id, None)

    # The reader thread

    def _run(self) -> None:
        pause = BACK_OFF[0]
        while not self._stopping.is_set():
            try:
                connection, sock = self._connect()
                pause = BACK_OFF[0]
                self._read(connection, sock)
            except GONE as error:
                if not self._stopping.is_set():
                    log.warning("the broker is away: %s", type(error).__name__)
            finally:
                self._drop()
            self._stopping.wait(pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret
            pause = min(pause * 2, BACK_OFF[1])

    def _connect(self) -> tuple[Any, Any]:
        options = {
            "on_blocked": self._on_blocked,
            "on_unblocked": self._on_unblocked,
            "write_timeout": WRITE_TIMEOUT,
            "client_properties": {"connection_name": f"gateway {os.getpid()}"},
        }
        wanted = Connection(self._uri, heartbeat=HEARTBEAT, connect_timeout=CONNECT_TIMEOUT, transport_options=options)
        connection = wanted.transport.establish_connection()
        sock = connection.sock  # asked for later, a dropped connection would connect itself again
        try:
            self._open(connection)
        except BaseException:
            connection.collect()
            raise
        return connection, sock

    def _open(self, connection: Any) -> None:
        reply_to = str(uuid4())
        queue = f"rpc.reply-gateway-{reply_to}"
        queries, commands = connection.channel(), connection.channel()
        commands.confirm_select()
        commands.events["basic_ack"].add(self._on_confirm)
        commands.events["basic_nack"].add(self._on_nack)
        for channel in (queries, commands):
            channel.events["basic_return"].add(self._on_return)
        queries.exchange_declare(EXCHANGE, "topic", durable=True, auto_delete=False)
        kind = {"x-queue-type": "classic", "x-expires": REPLIES_KEPT}
        queries.queue_declare(queue, durable=True, auto_delete=False, arguments=kind)
        queries.queue_bind(queue, EXCHANGE, routing_key=reply_to)
        queries.basic_consume(queue, callback=self._on_reply, on_cancel=self._on_cancel, no_ack=True)
        with self._lock:
            self._blocked, self._tags, self._reply_to = False, itertools.count(1), reply_to
            self._unconfirmed.clear()
            self._connection, self._queries, self._commands = connection, queries, commands
            self._up.set()
        log.info("connected to the broker")

    def _read(self, connection: Any, sock: Any) -> None:
        poll = select.poll()
        poll.register(sock, select.POLLIN)
        pending = getattr(sock, "pending", lambda: 0)  # TLS may hold bytes that poll does not see
        tick = HEARTBEAT / 2
        next_tick = time.monotonic() + tick
        while not self._stopping.is_set():
            ready = pending() or poll.poll(max(1, int((next_tick - time.monotonic()) * 1000)))
            with self._lock:
                if self._connection is not connection:
                    return
                if ready:
                    connection.drain_events(timeout=READ_TIMEOUT)
                if time.monotonic() >= next_tick:
                    connection.heartbeat_tick()
                    next_tick += tick

    def _drop(self) -> None:
        """Forget the connection (its socket is dropped: closing politely could wait for ever), and fail who waits."""
        with self._lock:
            connection, self._connection = self._connection, None
            self._up.clear()
            if connection is not None:
                connection.collect()
            slots = [slot for id_ in list(self._waiting) if (slot := self._waiting.pop(id_, None))]
        for slot in slots:
            slot.fill(failure=Lost)

    # What the reader hears; the lock is held

    def _on_reply(self, message: Any) -> None:
        slot = self._waiting.pop(message.properties.get("correlation_id"), None)
        if slot is not None:
            slot.fill(message.body)

    def _on_return(self, _error: Any, _exchange: str, _key: str, message: Any) -> None:
        slot = self._waiting.pop(message.properties.get("correlation_id"), None)
        if slot is not None:
            slot.fill(failure=Unroutable)

    def _on_confirm(self, tag: int, multiple: bool) -> None:
        for confirmed in self._settled(tag, multiple):
            self._unconfirmed.pop(confirmed, None)

    def _on_nack(self, tag: int, multiple: bool) -> None:
        for refused in self._settled(tag, multiple):
            slot = self._waiting.pop(self._unconfirmed.pop(refused, ""), None)
            if slot is not None:
                slot.fill(failure=Rejected)

    def _settled(self, tag: int, multiple: bool) -> list[int]:
        return [t for t in self._unconfirmed if t <= tag] if multiple else [tag]

    def _on_blocked(self, reason: str) -> None:
        log.warning("the broker takes no messages for now: %s", reason)
        self._blocked = True

    def _on_unblocked(self) -> None:
        log.info("the broker takes messages again")
        self._blocked = False

    def _on_cancel(self, _tag: str) -> None:
        raise ConnectionResetError("the reply queue is gone")
