"""Every command, question and event, hurt on its way to the five running services: each is answered or kept among the
dead letters, nothing follows from it, and the next sound command is carried out.

`HAVEN_FUZZ_CASES` (of each message, 1 unless given) and `HAVEN_FUZZ_SEED` make it longer, or other; a failure names the
wound.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import uuid5

import pytest
from kombu import Connection, Queue
from sqlalchemy import select, text

from services.chassis import alarms, calls, migrations, tables
from services.contracts import topology, wire
from services.contracts.message import Command, Event, Malformed, Query, Role, new_id
from services.contracts.operations import DiscardParked
from tests.chassis.running import RPC, until
from tests.contracts import mutations
from tests.wire import wounds
from tests.wire.five import Five
from tests.wire.wounds import Letter

CASES, SEED = int(os.environ.get("HAVEN_FUZZ_CASES", "1")), int(os.environ.get("HAVEN_FUZZ_SEED", "2026"))
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


@dataclass(frozen=True)
class Sent:
    """One hurt message: what it was, what was done to it, what must become of it, by how many queues it is kept."""

    id: str
    cls: type
    what: str
    fate: str
    queues: tuple[str, ...]

    def __str__(self) -> str:
        return f"seed {SEED}, {self.cls.__name__}: {self.what}"


@pytest.fixture(scope="module")
def five(broker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Five]:
    found = Five.on(broker, tmp_path_factory.mktemp("five"))
    try:
        found.start()
        yield found
    finally:
        found.stop()


class Post:
    """Sends hurt messages, and keeps what is answered."""

    def __init__(self, five: Five, connection: Connection) -> None:
        self.five, self.sent, self.replies = five, list[Sent](), dict[str, Any]()
        self.producer, self.way_back = connection.Producer(), f"hurt-{new_id()}"
        queue = Queue(f"reply-{self.way_back}", RPC, self.way_back, auto_delete=True, durable=False, exclusive=True)
        self.consumer = connection.Consumer(queue, callbacks=[self._answered], no_ack=True)
        self.connection = connection

    def _answered(self, body: Any, message: Any) -> None:
        assert message.properties["correlation_id"] not in self.replies, "answered twice"
        self.replies[message.properties["correlation_id"]] = body["result"] or body["error"]

    def call(self, service: str, cls: type, body: Any, random: Random) -> None:
        key, letter = f"{service}.{wire.method(cls)}", Letter(wounds.call(body))
        if random.random() < 0.3:
            what, hurt = not_understood(cls, body, random)
            letter.body, letter.fate = wounds.call(hurt), "answered"
        else:
            what = random.choice(wounds.CALL_WOUNDS)(letter, random)
        if letter.signed:
            letter.headers["nameko.actor"] = self.five.token(service, *Role).signed(key, letter.body)
        queue = topology.command_queue if issubclass(cls, Command) else topology.query_queue
        self._send(cls, topology.RPC_EXCHANGE, key, letter, what, (queue(service),))

    def event(self, source: str, cls: type[Event], body: dict[str, Any], random: Random) -> None:
        letter = Letter(json.dumps(body).encode())
        what = random.choice(wounds.EVENT_WOUNDS)(letter, random)
        heard = tuple(topology.event_queue(source, one) for one, said in topology.HEARS.items() if source in said)
        letter.to_nobody, letter.fate = True, "dead"
        self._send(cls, topology.event_exchange(source), cls.__name__, letter, what, heard)

    def _send(self, cls: type, exchange: str, key: str, letter: Letter, what: str, queues: tuple[str, ...]) -> None:
        named: dict[str, Any] = {} if letter.to_nobody else {"reply_to": self.way_back}
        named |= {"user_id": self.five.user} if letter.mine else {}
        id = str(new_id())
        self.producer.publish(
            letter.body, exchange=exchange, routing_key=key, correlation_id=id, headers=letter.headers,
            content_type=letter.content_type, content_encoding=letter.content_encoding, retry=False,
            **named, **letter.more,
        )  # fmt: skip
        self.sent.append(Sent(id, cls, what, letter.fate, queues))

    def drain(self) -> None:
        """What has been answered by now."""
        self.five.alive()
        try:
            self.connection.drain_events(timeout=0.1)
        except TimeoutError:
            return


def not_understood(cls: type, body: dict[str, Any], random: Random) -> tuple[str, Any]:
    """A wound to a body of which nothing is understood."""
    for _ in range(40):
        what, hurt = mutations.mutated(body, random)
        try:
            wire.load(cls, calls._storable(json.loads(json.dumps(hurt))))
        except Malformed:
            return what, hurt
    return "an unknown field", {**body, "unknown": 1}


def dead(five: Five) -> Counter[str]:
    """How many dead letters lie in the tables, by the queue they came from."""
    found: Counter[str] = Counter()
    for db in five.databases.values():
        with db.read() as session:
            found.update(session.scalars(select(tables.DeadLetter.queue)))
    return found


def kept(five: Five) -> dict[str, Any]:
    """Everything the services know, and every command they carried out; but not of the alarms that were raised, nor
    audit's tables, whose ledger has them (what audit heard is looked at besides)."""
    alarmed, found = {repr(uuid5(alarms.NAMESPACE, name)) for name in wire.SERVICES}, dict[str, Any]()
    for service, db in five.databases.items():
        own = migrations.metadata_of(service)[0].sorted_tables if service != "audit" else []
        with db.read() as session:
            for table in (*own, tables.CommandLog.__table__):
                rows = sorted(map(repr, session.execute(select(table)).all()))
                found[f"{service}.{table.name}"] = [row for row in rows if not any(one in row for one in alarmed)]
    return found


def said(five: Five) -> set[str]:
    """The types of everything that was said and heard."""
    found: set[str] = set()
    for db in five.databases.values():
        with db.read() as session:
            found |= set(session.scalars(text("SELECT type FROM outbox UNION SELECT type FROM inbox")))
    return found


def test_no_message_however_hurt_ends_a_service_changes_anything_or_is_lost(five: Five) -> None:
    before = kept(five)
    with Connection(five.uri) as connection:
        post = Post(five, connection)
        with post.consumer:
            for service, cls, body in [*mutations.messages()] * CASES:
                post.call(service, cls, body, Random(f"{SEED} {cls.__name__} {len(post.sent)}"))
            for source, cls, body in [*mutations.events()] * CASES:
                post.event(source, cls, body, Random(f"{SEED} {cls.__name__} {len(post.sent)}"))
            settled(five, post)
    for one in post.sent:
        reply = post.replies.get(one.id)
        if one.fate:
            assert (one.fate == "answered") == (reply is not None), f"{one}: {reply}"
        if reply is not None and "refused" in reply:
            assert reply["refused"]["code"] in ("malformed", "no-actor", "too-late"), f"{one}: {reply}"
        assert "answer" not in (reply or {}), str(one)
    assert kept(five) == before, "nothing follows from what is not believed or understood"
    assert said(five) <= {"CallerRefused"}
    for service in wire.SERVICES:
        asked = DiscardParked(message_id=new_id(), handler="none", reason="nothing waits here")
        reply = five.ask(service, asked, token=five.token(service, Role.OPERATOR))
        assert reply["refused"]["code"] == "not-found", "a sound command is looked at as ever"


def settled(five: Five, post: Post) -> None:
    """Wait until each message was answered, or is kept in each queue's dead letters; a question may be dropped."""

    def expected() -> Counter[str]:
        silent = [one for one in post.sent if one.id not in post.replies and not issubclass(one.cls, Query)]
        return Counter(queue for one in silent for queue in one.queues)

    def done() -> bool:
        post.drain()
        return dead(five) == expected()

    try:
        until(done, "everything is answered or kept", 60)
    except AssertionError:
        raise AssertionError(f"seed {SEED}: kept {dead(five) - expected()}, lost {expected() - dead(five)}") from None
    questions = [one for one in post.sent if issubclass(one.cls, Query) and one.fate == "answered"]
    until(lambda: post.drain() or all(one.id in post.replies for one in questions), "every question is answered", 60)
