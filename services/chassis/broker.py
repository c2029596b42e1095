"""The broker: what is declared there, and one way to publish many messages and know what became of each.

Command, event and dead-letter queues are quorum queues with a dead-letter exchange (at least once, publishers are told
when a queue is full); query and reply queues are classic, since a lost question is simply asked again.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import amqp
from kombu import Connection, Exchange, Queue

from services.contracts import topology
from services.contracts.wire import SERVICES

from .watch import Watched, beat

log = logging.getLogger(__name__)
DELIVERY_LIMIT, LONGEST_QUEUE = 20, 100_000
CONFIRM_SECONDS = 10.0
HEARTBEAT = 10  # seconds; 5 to 20 is the broker's advice, nameko's default of 60 notices a dead peer too late
PERSISTENT = 2


def connect(uri: str, *, heartbeat: int = HEARTBEAT) -> Connection:
    """A connection that notices a half-open socket and gives up connecting after five seconds."""
    return Watched(uri, heartbeat=heartbeat, connect_timeout=5, transport_options={"max_retries": 1})


def kept(name: str, exchange: Exchange | None, *keys: str, dead: str) -> list[Queue]:
    """A quorum queue, bound once for each key; `dead` is where its rejects go."""
    arguments = {
        "x-queue-type": "quorum",
        "x-dead-letter-exchange": topology.DEAD_EXCHANGE,
        "x-dead-letter-routing-key": dead,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
        "x-max-length": LONGEST_QUEUE,
        "x-delivery-limit": DELIVERY_LIMIT,
    }
    return [Queue(name, exchange, key, durable=True, queue_arguments=arguments) for key in keys]


def fleeting(name: str, exchange: Exchange, *keys: str) -> list[Queue]:
    """A classic queue for questions: they carry their own expiry."""
    return [Queue(name, exchange, key, durable=True, queue_arguments={"x-queue-type": "classic"}) for key in keys]


def rpc_exchange() -> Exchange:
    return Exchange(topology.RPC_EXCHANGE, type="topic", durable=True)


def event_exchange(source: str) -> Exchange:
    return Exchange(topology.event_exchange(source), type="topic", durable=True)


def event_queue(source: str, listener: str) -> Queue:
    """Everything `source` says, for `listener`."""
    return kept(topology.event_queue(source, listener), event_exchange(source), "#", dead=listener)[0]


def dead_queue(service: str) -> Queue:
    """What `service` could not accept. No dead-letter exchange of its own: nothing is to leave it but by hand."""
    exchange = Exchange(topology.DEAD_EXCHANGE, type="direct", durable=True)
    arguments = {"x-queue-type": "quorum"}
    return Queue(topology.dead_queue(service), exchange, service, durable=True, queue_arguments=arguments)


def declare_everything(uri: str) -> None:
    """Every exchange and every queue with its bindings, so that nothing is published before its listeners have one."""
    with connect(uri) as connection:
        channel = connection.channel()
        for service in SERVICES:
            event_exchange(service)(channel).declare()
            dead_queue(service)(channel).declare()
        for listener, sources in topology.HEARS.items():
            for source in sources:
                event_queue(source, listener)(channel).declare()
        rpc_exchange()(channel).declare()


@dataclass
class Window:
    """A channel in confirm mode: publish many, then wait once for all of them."""

    uri: str
    _connection: Connection | None = None
    _channel: Any = None
    _tag: int = 0
    _open: dict[int, int] = field(default_factory=dict)
    _failed: dict[int, str] = field(default_factory=dict)

    def publish(self, letters: Sequence[tuple[int, str, str, dict[str, Any], str]]) -> tuple[list[int], dict[int, str]]:
        """Publish (key, exchange, routing key, properties, body) each; what was confirmed, and what came back and why.

        Raises the connection's own errors; then nothing is known of what was not confirmed, and it is sent again.
        """
        channel = self._ready()
        returned: dict[int | None, str] = {}
        self._open, self._failed = {}, {}
        ids = {properties["message_id"]: key for key, _, _, properties, _ in letters}
        channel.events["basic_return"].clear()
        channel.events["basic_return"].add(
            lambda problem, exchange, routing_key, message: returned.__setitem__(
                ids.get(message.properties.get("message_id")), "no queue is bound to it"
            )
        )
        for key, exchange, routing_key, properties, body in letters:
            message = amqp.Message(body.encode(), content_type="application/json", content_encoding="utf-8",
                                   delivery_mode=PERSISTENT, **properties)
            self._tag += 1
            self._open[self._tag] = key
            channel._basic_publish(message, exchange=exchange, routing_key=routing_key, mandatory=True)
        self._wait()
        failed = {**self._failed, **{key: why for key, why in returned.items() if key is not None}}
        return [key for key in ids.values() if key not in failed], failed

    def heartbeat(self) -> None:
        """Keep an idle connection known to be alive; raises when it is not."""
        if self._connection is not None:
            beat(self._connection)

    @property
    def connected(self) -> bool:
        return self._channel is not None

    def drop(self) -> None:
        """Let the socket go without a goodbye: closing politely can hang on a broker that blocks publishers."""
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            connection.collect()

    def _ready(self) -> Any:
        if self._channel is None:
            self._connection = connect(self.uri)
            self._connection.connect()
            channel: Any = self._connection.channel()
            channel.confirm_select()
            channel.events["basic_ack"].add(self._acked)
            channel.events["basic_nack"].add(self._nacked)
            self._channel, self._tag = channel, 0
        return self._channel

    def _wait(self) -> None:
        give_up = time.monotonic() + CONFIRM_SECONDS
        while self._open:
            left = give_up - time.monotonic()
            if left <= 0 or self._connection is None:
                raise TimeoutError("the broker did not confirm in time")
            self._connection.drain_events(timeout=left)

    def _acked(self, tag: int, multiple: bool) -> None:
        for one in [t for t in self._open if t == tag or (multiple and t <= tag)]:
            del self._open[one]

    def _nacked(self, tag: int, multiple: bool) -> None:
        for one in [t for t in self._open if t == tag or (multiple and t <= tag)]:
            self._failed[self._open.pop(one)] = "a queue is full"
