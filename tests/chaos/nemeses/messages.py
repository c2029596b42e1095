"""Messages: events that were heard already come again, in any order; and poison, by those who may publish."""

import json
import pickle
from collections.abc import Iterator, Sequence
from random import Random
from uuid import UUID

import amqp
from kombu import Connection
from sqlalchemy import select

from services.chassis import broker
from services.chassis.tables import Outbox
from services.contracts import topology
from services.contracts.wire import SERVICES
from tests.chaos.nemeses import register
from tests.chaos.world import World

MARK = "PutHereByChaos"  # a routing key that no event has
CALL = "move_clock"  # a method that no client calls: what is rejected of it was put there
JSON, PICKLE = "application/json", "application/x-python-serialize"
Letter = tuple[str, str, bytes, dict[str, object]]  # exchange, routing key, body, properties


class Repeats:
    """Events that have been published long ago are published again, some of them several times, shuffled."""

    name = "events-repeated"
    seconds: tuple[float, ...] = (0.5, 3.0)
    faults: tuple[str, ...] = ()

    def able(self, world: World) -> bool:
        return True

    def strike(self, world: World, random: Random) -> str:
        source = random.choice([name for name in SERVICES if _said(world, name)] or ["intake"])
        rows = _said(world, source)
        again = [random.choice(rows) for _ in range(60)] if rows else []
        letters = [
            (topology.event_exchange(source), row.type, json.dumps(row.body).encode(), {"message_id": str(row.id)})
            for row in again
        ]
        _publish(world, source, letters)
        return f"{len(again)} events of {source} again, in any order"

    def heal(self, world: World) -> None:
        """Nothing to take back: it must make no difference."""


class Poison:
    """What cannot be read, answered or taken in, under names that may publish: it must be kept for a person to see, and
    stop nobody."""

    name = "poison"
    seconds: tuple[float, ...] = (0.5, 3.0)
    faults: tuple[str, ...] = (MARK, f".{CALL} rejected")

    def able(self, world: World) -> bool:
        return True

    def strike(self, world: World, random: Random) -> str:
        source, asked = random.choice(SERVICES), random.choice(SERVICES)
        _publish(world, source, list(_bad_events(world, source, random)))
        _publish(world, "", list(_bad_calls(asked)))
        return f"poison to {asked} and to all who hear {source}; {_oversized(world, source)}"

    def heal(self, world: World) -> None:
        """It stays where it was put."""


def _bad_events(world: World, source: str, random: Random) -> Iterator[Letter]:
    exchange = topology.event_exchange(source)
    new = {"specversion": "1.0", "id": str(UUID(int=random.getrandbits(128), version=4)), "source": source,
           "type": MARK, "time": "2026-01-01T00:00:00+00:00", "subject": str(UUID(int=random.getrandbits(128))),
           "version": 1, "correlation": str(UUID(int=0)), "data": {}}  # fmt: skip
    yield exchange, MARK, b"{not json", {}
    yield exchange, MARK, pickle.dumps({"a": 1}), {"content_type": PICKLE}
    yield exchange, MARK, json.dumps(new | {"specversion": "2.0"}).encode(), {}
    yield exchange, MARK, json.dumps([new]).encode(), {}
    yield exchange, MARK, b"\xff\xfe\x00", {}
    yield exchange, MARK, json.dumps(new).encode(), {}  # of a newer release: those who hear everything keep it


def _bad_calls(service: str) -> Iterator[Letter]:
    key, answer = f"{service}.{CALL}", {"reply_to": "nobody", "correlation_id": "none"}
    yield topology.RPC_EXCHANGE, key, b'{"args": [{}], "kwargs": {}}', {}
    yield topology.RPC_EXCHANGE, key, b"{not json", answer
    yield topology.RPC_EXCHANGE, key, pickle.dumps({"a": 1}), {"content_type": PICKLE, **answer}
    yield topology.RPC_EXCHANGE, key, b'{"args": 7}', answer
    yield topology.RPC_EXCHANGE, key, b'{"args": [{"specversion": "9"}], "kwargs": {}}', answer  # answered: malformed


def _oversized(world: World, source: str) -> str:
    """Ten million bytes: the broker itself refuses them."""
    try:
        _publish(world, source, [(topology.event_exchange(source), MARK, b" " * 10_000_000, {})])
    except (amqp.AMQPError, OSError) as refused:
        return f"10 MB refused by the broker ({type(refused).__name__})"
    return "10 MB taken"


def _said(world: World, source: str) -> Sequence[Outbox]:
    with world.database(source).read() as session:
        published = select(Outbox).where(Outbox.published_at.is_not(None))
        return list(session.scalars(published.order_by(Outbox.position.desc()).limit(500)))


def _publish(world: World, user: str, letters: Sequence[Letter]) -> None:
    """As that user, or as the operator; past the proxy; confirmed."""
    uri = world.settings.brokers.uri_as(user) if user else world.settings.brokers.uri
    with Connection(uri, connect_timeout=5) as connection:
        channel = connection.channel()
        channel.confirm_select()
        name = broker.user_of(uri)
        for exchange, key, body, properties in letters:
            given = {"content_type": JSON, "content_encoding": "utf-8", "delivery_mode": 2, "user_id": name}
            channel._basic_publish(amqp.Message(body, **(given | properties)), exchange=exchange, routing_key=key)
            channel.wait([amqp.spec.Basic.Ack, amqp.spec.Basic.Nack], timeout=20)


register(Repeats())
register(Poison())
