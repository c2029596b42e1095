"""The broker: how it is reached, and one way to publish many messages and know what became of each."""

import os
import ssl
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import amqp
from kombu import Connection

from .watch import Watched, beat

CONFIRM_SECONDS = 10.0
HEARTBEAT = 10  # seconds; 5 to 20 is the broker's advice, nameko's default of 60 notices a dead peer too late
PERSISTENT = 2


def connect(uri: str, *, heartbeat: int = HEARTBEAT, trust: Mapping[str, str] = os.environ) -> Connection:
    """A connection that notices a half-open socket and gives up connecting after five seconds."""
    options = {"max_retries": 1}
    return Watched(uri, heartbeat=heartbeat, connect_timeout=5, transport_options=options, ssl=tls(uri, trust))


def tls(uri: str, trust: Mapping[str, str] = os.environ) -> dict[str, Any] | bool:
    """How the broker's certificate is checked when `uri` begins with amqps: always, and its name too. HAVEN_AMQP_CA
    holds who signs it, where that is not one of the machine's; HAVEN_AMQP_CERT and HAVEN_AMQP_KEY are shown to it:
    settings in `trust`."""
    if not uri.startswith("amqps:"):
        return False
    files = {"ca_certs": "HAVEN_AMQP_CA", "certfile": "HAVEN_AMQP_CERT", "keyfile": "HAVEN_AMQP_KEY"}
    given = {option: trust[name] for option, name in files.items() if trust.get(name)}
    return {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": None, **given}  # None: the name in the address


def user_of(uri: str) -> str:
    """Who signs in at `uri`: the broker lets nobody publish under another name."""
    return str(Connection(uri).userid or "guest")


def missing(connection: Any, names: Iterable[str]) -> list[str]:
    """Which of these queues the broker does not have. Looking needs no rights. `connection`: kombu's or py-amqp's."""
    absent, channel = [], connection.channel()
    for name in names:
        try:
            channel.queue_declare(name, passive=True)
        except amqp.NotFound:  # which closes the channel
            absent.append(name)
            channel = connection.channel()
    channel.close()
    return absent


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

    def missing(self, names: Iterable[str]) -> list[str]:
        """Which of these queues the broker does not have."""
        return missing(self._ready().connection, names)

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
