"""What all five services have: a database, mail that moves itself, a place for what cannot be accepted, and an answer
to the operator. A service's own class adds its commands, queries and reactions."""

import json
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar

import eventlet
from nameko.extensions import DependencyProvider
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.orm import Session

from services.contracts import topology, wire
from services.contracts.access import Access
from services.contracts.message import Call, Done, Malformed, NotPermitted, Refused, new_id
from services.contracts.operations import ClockView, DiscardParked, ListParked, MoveClock, ParkedPage, ReplayParked

from . import clock, gate, inbox, metrics, parked, queues, tidy
from .alarms import Alarms
from .database import Database, DatabaseAway
from .entrypoints import background, command, periodic, query, reaction
from .loops import Postman, Relay, reactions_of, shared_database
from .rpc import STOPPING, DeadLetterConsumer, NotTaken, QueryRpc, SafeConsumer
from .tables import DeadLetter
from .timers import Timers

__all__ = ["Service", "background", "command", "periodic", "query", "reaction"]
log = logging.getLogger(__name__)
T = TypeVar("T")
NOT_OURS = (DatabaseAway, OperationalError, InterfaceError, InternalError)  # the database's trouble, not the message's
LONGEST_DEAD_LETTER = 100_000  # characters kept of it


class DatabaseProvider(DependencyProvider):
    """The service's database."""

    def setup(self) -> None:
        self._db = shared_database(self.container)

    def get_dependency(self, worker_ctx: Any) -> Database:
        return self._db


class Headers(DependencyProvider):
    """What came with a message besides its body."""

    def get_dependency(self, worker_ctx: Any) -> Mapping[str, Any]:
        return dict(worker_ctx.data)

    def worker_result(self, worker_ctx: Any, result: Any = None, exc_info: Any = None) -> None:
        relay = getattr(worker_ctx.service, "relay", None)
        if relay is not None and not isinstance(worker_ctx.entrypoint, QueryRpc):
            relay.bell.ring()  # a commit may just have happened: its events leave now; a query commits nothing


class Service:
    """The base of every service. Subclasses say `name` and `access`, who may ask what, and hear the sources that
    topology.HEARS gives them."""

    name: ClassVar[str]
    access: ClassVar[Access] = {}
    bury: ClassVar[Callable[..., None]]
    db = DatabaseProvider()
    headers = Headers()
    relay = Relay()
    postman = Postman()
    timers = Timers()
    alarms = Alarms()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "name" not in cls.__dict__:
            return
        answered = (getattr(getattr(cls, name), "message", None) for name in dir(cls))
        cls.access = gate.complete(cls.name, cls.access, (one for one in answered if one is not None))
        for source in topology.HEARS[cls.name]:
            queue = queues.events(source, cls.name).queue()
            setattr(cls, f"hear_{source}", SafeConsumer.decorator(queue, source=source)(_hear(source)))
        cls.bury = DeadLetterConsumer.decorator(queues.dead(cls.name).queue())(_bury)

    @periodic(seconds=3600)
    def forget(self, session: Session, call: Call) -> None:
        tidy.forget(session)

    @query
    def list_parked(self, session: Session, query: ListParked, call: Call) -> ParkedPage:
        return parked.listed(session, query, call)

    @command
    def replay_parked(self, session: Session, command: ReplayParked, call: Call) -> Done:
        return parked.replay(session, command, call)

    @command
    def discard_parked(self, session: Session, command: DiscardParked, call: Call) -> Done:
        return parked.discard(session, command, call)

    @command
    def move_clock(self, session: Session, command: MoveClock, call: Call) -> ClockView:
        try:
            return ClockView(now=clock.forward(timedelta(seconds=command.forward_seconds)))
        except ValueError as problem:
            raise NotPermitted(str(problem), code="clock-fixed") from None


def _hear(source: str) -> Any:
    """A consumer of everything one source says: into the inbox, then ack."""

    def hear(self: Any, body: Any) -> None:
        envelope = wire.load_envelope(body)
        if envelope.source != source:
            raise Malformed(f"{source} said what only {envelope.source} may say")
        wanted = [one.handler for one in reactions_of(type(self)) if one.hears(source, envelope.type)]

        def take_in(session: Session) -> bool:
            fresh = inbox.accept(session, envelope, body, wanted)
            try:
                wire.load_event(body)
            except Refused as problem:  # a type or a field of a newer release: kept until this one is upgraded
                if fresh and not wanted:
                    return fresh
                inbox.park(session, envelope, problem)
            return fresh

        fresh = _patiently(lambda: self.db.write(take_in))
        metrics.EVENTS.labels(source).inc()
        if not fresh:
            metrics.REPEATS.labels("event").inc()
        self.postman.bell.ring()

    hear.__name__ = f"hear_{source}"
    return hear


def _bury(self: Any, letter: dict[str, str]) -> None:
    """Put a dead letter where a person can see that it is there: but not an event that did no wrong, nor a command that
    nobody waits for any more, nor what was said in a command, which may be a password."""
    queue, reason, text = letter["queue"], letter["reason"], letter["body"].replace("\0", "\ufffd")
    event, call = queue.startswith("evt-"), queue.startswith("rpc-")
    if (call and reason == "expired") or (event and reason == "delivery_limit" and _heard_after_all(self, queue, text)):
        return
    body = text[:LONGEST_DEAD_LETTER] if event else f"({len(text)} characters)"

    def keep(session: Session) -> None:
        row = DeadLetter(
            id=new_id(),
            queue=queue,
            routing_key=letter["routing_key"],
            headers={"content_type": letter["content_type"]},
            body=body,
            error=reason or "rejected",
            arrived_at=datetime.now(UTC),
        )
        session.add(row)

    _patiently(lambda: self.db.write(keep))


def _heard_after_all(self: Any, queue: str, text: str) -> bool:
    """Take in an event whose service died too often while it held it; False when there is something wrong with it."""
    sources = {topology.event_queue(source, self.name): source for source in topology.HEARS[self.name]}
    try:
        getattr(self, f"hear_{sources[queue]}")(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, Refused):
        return False
    return True


def _patiently(write: Callable[[], T]) -> T:
    """Wait for the database, holding the message, instead of getting it back a thousand times a second (N3)."""
    while True:
        try:
            return write()
        except NOT_OURS as problem:
            if STOPPING.is_set():
                raise NotTaken from None
            log.warning("a message waits for the database", extra={"why": inbox.describe(problem)})
            eventlet.sleep(1.0)


_bury.__name__ = "bury"
