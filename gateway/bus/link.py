"""One connection to the broker that any number of threads may call through.

Calls are published under a lock. Somebody reads what comes back: replies, messages no queue would take (basic.return)
and commands the broker would not keep (basic.nack); all come without waiting for a confirm, so a call costs one round
trip and not two. What a thread waits on is a slot, found by correlation id.

Who reads: the first thread that waits, so that a lone call is not handed from thread to thread (that is a fifth of its
time); when it has its reply and others still wait, the keeper reads, a thread of the link's own. The keeper also keeps
the heartbeat, connects again when the connection is lost (every waiting call fails at once), and declares a fresh reply
queue before anybody may publish. A late reply finds no slot and is dropped.
"""

import itertools
import logging
import math
import os
import random
import select
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from amqp import AMQPError, Message
from kombu import Connection

from .slot import Lost, Slot
from .waiting import Waiting, fail

EXCHANGE = "nameko-rpc"
HEARTBEAT = 10  # seconds; a peer that is silent for two of them is dead
CONNECT_TIMEOUT = 3
STUCK = 3.0  # seconds for the rest of a frame, either way: a full or silent socket must not hold the lock longer
REPLIES_KEPT = 60_000  # milliseconds that a reply queue outlives its connection
LOOK = 0.5  # seconds between looks at a connection that nobody reads
BACK_OFF = (0.05, 2.0)  # seconds between attempts to connect
GONE = (AMQPError, OSError, EOFError)

log = logging.getLogger(__name__)


class Link:
    """`send` gives a slot, `receive` waits on it. Connects on first use, anew in each process. `uri`: the addresses of
    the broker's nodes, with semicolons between them."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._user = str(Connection(uri).userid or "guest")  # the broker lets nobody write under another name
        self._addresses = itertools.cycle(uri.split(";"))
        self._process = 0
        self._starting = threading.Lock()
        self._reset()

    def _reset(self) -> None:
        self._lock = threading.Lock()  # for reading too: a TLS socket takes one thread at a time
        self._reading = threading.Lock()  # held by whoever reads
        self._wanted = threading.Event()  # the keeper should read
        self._up = threading.Event()
        self._stopping = threading.Event()
        self._waiting = Waiting()
        self._tags = itertools.count(1)
        self._blocked = False
        self._connection: Any = None
        self._sock: Any = None
        self._tick_at = 0.0
        self._queries: Any = None
        self._commands: Any = None
        self._reply_to = self._queue = ""

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
                threading.Thread(target=self._keep, name="bus-keeper", daemon=True).start()

    def stop(self) -> None:
        """Close the connection and take the reply queue away. Calls that wait fail."""
        self._stopping.set()
        with self._lock:
            connection, self._connection = self._connection, None  # the reader must not touch it any more
            self._up.clear()
            if connection is not None and not self._blocked:
                try:
                    self._queries.queue_delete(self._queue)
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
                message = Message(body, reply_to=self._reply_to, user_id=self._user, **properties)
                self._waiting.add(slot, next(self._tags) if keep else None)
                channel = self._commands if keep else self._queries
                channel.basic_publish(message, exchange=EXCHANGE, routing_key=routing_key, mandatory=True)
        except GONE as error:
            self._waiting.forget(slot)
            self._drop()
            raise Lost from error
        return slot

    def receive(self, slot: Slot, seconds: float) -> bytes | str:
        """The reply to a call; TimeoutError, Lost, Unroutable or Rejected instead."""
        until = time.monotonic() + seconds
        try:
            if self._reading.acquire(blocking=False):
                try:
                    self._read(lambda: not slot.full, until)
                finally:
                    self._reading.release()
            return slot.take(until - time.monotonic())
        finally:
            self._waiting.forget(slot)
            if self._waiting and not self._reading.locked():
                self._wanted.set()

    # The keeper's thread

    def _keep(self) -> None:
        pause = BACK_OFF[0]
        while not self._stopping.is_set():
            try:
                self._connect()
                pause = BACK_OFF[0]
                self._watch()
            except GONE as error:
                if not self._stopping.is_set():
                    log.warning("the broker is away: %s", type(error).__name__)
            finally:
                self._drop()
            self._stopping.wait(pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret
            pause = min(pause * 2, BACK_OFF[1])

    def _connect(self) -> None:
        self._uri = next(self._addresses)  # when a node of the broker is lost, it is the next one's turn
        options = {
            "on_blocked": self._on_blocked,
            "on_unblocked": self._on_unblocked,
            "client_properties": {"connection_name": f"gateway {os.getpid()}"},
        }
        wanted = Connection(
            self._uri,
            heartbeat=HEARTBEAT,
            connect_timeout=CONNECT_TIMEOUT,
            transport_options=options,
            ssl=_tls(self._uri),
        )
        connection = wanted.transport.establish_connection()
        try:
            self._open(connection)
        except BaseException:
            connection.collect()
            raise

    def _open(self, connection: Any) -> None:
        reply_to = str(uuid4())
        queue = f"rpc.reply-{self._user}-{reply_to}"
        queries, commands = connection.channel(), connection.channel()
        commands.confirm_select()
        commands.events["basic_ack"].add(self._waiting.on_confirm)
        commands.events["basic_nack"].add(self._waiting.on_nack)
        for channel in (queries, commands):
            channel.events["basic_return"].add(self._waiting.on_return)
        kind = {"x-queue-type": "classic", "x-expires": REPLIES_KEPT}
        queries.queue_declare(queue, durable=True, auto_delete=False, arguments=kind)
        queries.queue_bind(queue, EXCHANGE, routing_key=reply_to)
        queries.basic_consume(queue, callback=self._waiting.on_reply, on_cancel=self._on_cancel, no_ack=True)
        with self._lock:
            self._blocked, self._tags, self._reply_to, self._queue = False, itertools.count(1), reply_to, queue
            self._waiting.begin()
            self._connection, self._queries, self._commands = connection, queries, commands
            self._sock, self._tick_at = connection.sock, time.monotonic() + HEARTBEAT / 2
            self._sock.settimeout(STUCK)  # once: py-amqp would else set and reset it around every frame
            self._up.set()
        log.info("connected to the broker")

    def _watch(self) -> None:
        """Until the connection is gone: read for those who wait; now and then look at an idle connection."""
        while self._connection is not None and not self._stopping.is_set():
            self._wanted.wait(0 if self._waiting else LOOK)
            self._wanted.clear()
            if self._reading.acquire(blocking=False):
                try:
                    self._read(lambda: bool(self._waiting), math.inf)
                finally:
                    self._reading.release()
            elif self._waiting:
                self._wanted.wait(LOOK)  # somebody else reads, and says so when they stop

    # Whoever reads

    def _read(self, go_on: Callable[[], bool], until: float) -> None:
        """Take in what arrives, as long as wanted; at least what is there already."""
        connection, sock = self._connection, self._sock
        if connection is None:
            return
        poll = select.poll()
        poll.register(sock, select.POLLIN)
        pending = getattr(sock, "pending", lambda: 0)  # TLS may hold bytes that poll does not see

        def arrived(seconds: float) -> bool:
            return bool(pending() or poll.poll(int(seconds * 1000)))

        seconds = 0.0
        try:
            while self._take_in(connection, arrived, seconds):
                seconds = min(LOOK, until - time.monotonic())
                if seconds <= 0 or not go_on():
                    return
        except GONE as error:
            if not self._stopping.is_set():
                log.warning("the connection to the broker is lost: %s", type(error).__name__)
            self._drop()

    def _take_in(self, connection: Any, arrived: Callable[[float], bool], seconds: float) -> bool:
        """What arrives within `seconds`, up to one message; and the heartbeat. False when the connection is another."""
        ready = arrived(seconds)
        with self._lock:
            if self._connection is not connection:
                return False
            while ready:  # one frame at a time: a heartbeat is a frame too, and no message need follow it
                ready = not connection.blocking_read(STUCK) and arrived(0)
            if time.monotonic() >= self._tick_at:
                connection.heartbeat_tick()
                self._tick_at = time.monotonic() + HEARTBEAT / 2
        return True

    def _drop(self) -> None:
        """Forget the connection (its socket is dropped: closing politely could wait for ever), and fail who waits."""
        with self._lock:
            connection, self._connection = self._connection, None
            self._up.clear()
            self._wanted.set()
            if connection is not None:
                connection.collect()
            slots = self._waiting.taken()
        fail(slots)

    # What is heard; the lock is held

    def _on_blocked(self, reason: str) -> None:
        log.warning("the broker takes no messages for now: %s", reason)
        self._blocked = True

    def _on_unblocked(self) -> None:
        log.info("the broker takes messages again")
        self._blocked = False

    def _on_cancel(self, _tag: str) -> None:
        raise ConnectionResetError("the reply queue is gone")


def _tls(uri: str) -> dict[str, Any] | bool:
    """As the services do it (services/chassis/broker.py): amqps means a certificate that is checked, and its name."""
    if not uri.startswith("amqps:"):
        return False
    files = {"ca_certs": "HAVEN_AMQP_CA", "certfile": "HAVEN_AMQP_CERT", "keyfile": "HAVEN_AMQP_KEY"}
    given = {option: os.environ[name] for option, name in files.items() if os.environ.get(name)}
    return {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": None, **given}
