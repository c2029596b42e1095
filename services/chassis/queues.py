"""What is declared on the broker: every exchange, every queue and its bindings. Deploy declares it, since a service has
no right to; services only look whether it is there.

Command, event and dead-letter queues are quorum queues with a dead-letter exchange (at least once, publishers are told
when a queue is full); query and reply queues are classic, since a lost question is simply asked again. A classic queue
lives on one node: where the broker has several, queries wait in quorum queues too, else the loss of one node would
leave a service without questions until it is back (docs/decisions/0015). Replies go to the gateway's own node.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kombu import Connection, Exchange, Queue

from services.contracts import topology
from services.contracts.wire import SERVICES

from . import broker

DELIVERY_LIMIT, LONGEST_QUEUE, MOST_QUESTIONS = 20, 100_000, 2_000
# Nothing may leave a dead-letter queue but by hand. RabbitMQ 4 drops after 20 deliveries unless told; 3.10 knows no -1.
UNLIMITED = 1_000_000_000
CLASSIC = {"x-queue-type": "classic"}


@dataclass(frozen=True)
class Place:
    """A queue, and the keys by which an exchange puts messages into it."""

    name: str
    exchange: Exchange
    keys: tuple[str, ...]
    arguments: dict[str, Any]

    def queue(self) -> Queue:
        """The queue as a consumer names it."""
        return Queue(self.name, durable=True, no_declare=True)

    def declare(self, connection: Connection) -> None:
        """Make what is missing. A queue that is there keeps its arguments: those of a queue cannot be changed."""
        absent = broker.missing(connection, [self.name])
        channel = connection.channel()
        if absent:
            channel.queue_declare(self.name, durable=True, auto_delete=False, arguments=self.arguments)
        for key in self.keys:
            channel.queue_bind(self.name, self.exchange.name, key)
        channel.close()


def everything(*, several_nodes: bool = False) -> list[Place]:
    """Every queue of Haven's, on a broker of one node or of several."""
    found = [dead(service) for service in SERVICES]
    found += [events(source, listener) for listener, sources in topology.HEARS.items() for source in sources]
    found += [commands(service, topology.commands_to(service)) for service in SERVICES]
    return found + [
        queries(service, topology.queries_to(service), several_nodes=several_nodes) for service in SERVICES
    ]


def exchanges() -> list[Exchange]:
    """Every exchange of Haven's."""
    return [rpc_exchange(), dead_exchange(), *(event_exchange(service) for service in SERVICES)]


def read_by(service: str) -> list[str]:
    """The queues that `service` takes messages from."""
    heard = [topology.event_queue(source, service) for source in topology.HEARS[service]]
    return [topology.command_queue(service), topology.query_queue(service), topology.dead_queue(service), *heard]


def declare(uri: str, places: Sequence[Place] | None = None, trust: Mapping[str, str] = os.environ) -> None:
    """Declare everything, or these; harmless where it is there. The user needs the right to configure."""
    with broker.connect(uri, trust=trust) as connection:
        channel = connection.channel()
        for exchange in exchanges():
            exchange(channel).declare()
        for place in everything(several_nodes=";" in uri) if places is None else places:
            place.declare(connection)


def rpc_exchange() -> Exchange:
    return Exchange(topology.RPC_EXCHANGE, type="topic", durable=True)


def dead_exchange() -> Exchange:
    return Exchange(topology.DEAD_EXCHANGE, type="direct", durable=True)


def event_exchange(source: str) -> Exchange:
    return Exchange(topology.event_exchange(source), type="topic", durable=True)


def events(source: str, listener: str) -> Place:
    """Everything `source` says, for `listener`."""
    return Place(topology.event_queue(source, listener), event_exchange(source), ("#",), _kept(listener))


def commands(service: str, methods: Iterable[str]) -> Place:
    """Commands to `service`, kept while it is away."""
    keys = tuple(f"{service}.{method}" for method in methods)
    return Place(topology.command_queue(service), rpc_exchange(), keys, _kept(service))


def queries(service: str, methods: Iterable[str], *, several_nodes: bool = False) -> Place:
    """Questions to `service`: they carry their own expiry, and of too many the oldest goes: its asker leaves first."""
    keys = tuple(f"{service}.{method}" for method in methods)
    kind = {"x-queue-type": "quorum", "x-delivery-limit": DELIVERY_LIMIT} if several_nodes else CLASSIC
    return Place(topology.query_queue(service), rpc_exchange(), keys, kind | {"x-max-length": MOST_QUESTIONS})


def dead(service: str) -> Place:
    """What `service` could not accept. No dead-letter exchange of its own: nothing is to leave it but by hand."""
    arguments = {"x-queue-type": "quorum", "x-delivery-limit": UNLIMITED}
    return Place(topology.dead_queue(service), dead_exchange(), (service,), arguments)


def _kept(dead: str) -> dict[str, Any]:
    """A quorum queue; its rejects go to the dead letters of the service `dead`."""
    return {
        "x-queue-type": "quorum",
        "x-dead-letter-exchange": topology.DEAD_EXCHANGE,
        "x-dead-letter-routing-key": dead,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
        "x-max-length": LONGEST_QUEUE,
        "x-delivery-limit": DELIVERY_LIMIT,
    }
