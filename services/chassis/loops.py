"""What runs beside the entrypoints in every service process: the relay and the postman here, the timers in `timers`.
Each is a nameko dependency, so it starts before work comes in and stops after the last of it is done."""

import json
import logging
import os
import socket
import time
import typing
from collections.abc import Callable
from typing import Any

import eventlet
from eventlet.event import Event as Signal
from nameko.extensions import DependencyProvider
from sqlalchemy.orm import Session

from services.contracts import topology, wire
from services.contracts.message import SYSTEM, Call, Malformed, new_id

from . import broker, clock, entrypoints, inbox, leases, logs, metrics, outbox, settings
from .database import Database, DatabaseAway
from .tables import Inbox, Outbox

log = logging.getLogger(__name__)
ME = f"{socket.gethostname()}:{os.getpid()}:{new_id()}"
IN_A_ROW = 100  # events of one subject before the next subject has its turn
WINDOW = 200  # unconfirmed events; beyond a few hundred the broker gains nothing
RELAY_SECONDS = 3.0  # how long events wait when the replica that publishes is killed; two at once do no harm


class Bell:
    """Wakes a loop at once; rung many times before it looks, it wakes once."""

    def __init__(self) -> None:
        self._signal = Signal()

    def ring(self) -> None:
        if not self._signal.ready():
            self._signal.send()

    def wait(self, seconds: float) -> None:
        with eventlet.Timeout(seconds, False):
            self._signal.wait()
        self._signal = Signal()


class Loop(DependencyProvider):
    """A loop that survives whatever happens in a round, pauses after trouble, and stops after the round it is in."""

    every = 0.25  # seconds between looks when nobody rings

    def setup(self) -> None:
        self.db: Database = shared_database(self.container)
        self.bell, self._going, self._thread = Bell(), True, None

    def start(self) -> None:
        self._thread = self.container.spawn_managed_thread(self._run, identifier=type(self).__name__)

    def stop(self) -> None:
        self._going = False
        self.bell.ring()
        if self._thread is not None:
            self._thread.wait()

    def round(self) -> bool:
        """One round; True when there is more to do at once."""
        raise NotImplementedError

    def get_dependency(self, worker_ctx: Any) -> "Loop":
        return self

    def _run(self) -> None:
        pause = self.every
        while self._going:
            try:
                more = self.round()
                pause = self.every
            except DatabaseAway:
                more, pause = False, 1.0
            except Exception as problem:
                log.warning("a round failed", extra={"loop": type(self).__name__, "why": inbox.describe(problem)})
                self.recover()
                more, pause = False, min(pause * 2, 2.0)
            if not more and self._going:
                self.bell.wait(pause)
            else:
                eventlet.sleep(0)  # SQLite never yields: a long backlog would hold up the calls

    def recover(self) -> None:
        """Put away what may be broken after a failed round."""


class Relay(Loop):
    """Publishes the outbox: at once after a commit, and every quarter of a second in case the bell was not heard."""

    def setup(self) -> None:
        super().setup()
        self.window, self._leased_until, self._whole = broker.Window(self.container.config["AMQP_URI"]), 0.0, False
        self._user = broker.user_of(self.window.uri)
        self._beat = time.monotonic()

    def round(self) -> bool:
        if not self._lease():
            return False
        if not self._whole:
            self._look()
        with self.db.read() as session:
            rows = outbox.waiting(session, WINDOW)
        if not rows:
            self._heartbeat()
            return False
        sent, came_back = self.window.publish([self._letter(row) for row in rows])
        self._look()  # a queue may have gone since: then these are published again when it is back

        def mark(session: Session) -> None:
            outbox.published(session, sent)
            outbox.held(session, came_back)

        self.db.write(mark)
        metrics.PUBLISHED.inc(len(sent))
        metrics.HELD.inc(len(came_back))
        return len(rows) == WINDOW or bool(sent)

    def recover(self) -> None:
        self.window.drop()
        self._whole = False  # the broker may have come back without what was declared on it

    def stop(self) -> None:
        super().stop()
        self.window.drop()
        try:
            self.db.write(lambda session: leases.release(session, "relay", ME))  # else its successor waits for it
        except DatabaseAway:
            log.info("the relay's lease will pass by itself")

    def _lease(self) -> bool:
        if time.monotonic() < self._leased_until - RELAY_SECONDS / 2:
            return True
        mine = self.db.write(lambda session: leases.take(session, "relay", ME, RELAY_SECONDS)) > 0
        self._leased_until = time.monotonic() + RELAY_SECONDS if mine else 0.0
        return mine

    def _look(self) -> None:
        """Raise when a listener has no queue: what is published now, it would never hear."""
        me = self.container.service_name
        listeners = [listener for listener, sources in topology.HEARS.items() if me in sources]
        missing = self.window.missing([topology.event_queue(me, listener) for listener in listeners])
        if missing:
            log.warning("the broker has lost queues", extra={"missing": ", ".join(missing)})
            raise LookupError("queues are missing")
        self._whole = True

    def _heartbeat(self) -> None:
        if time.monotonic() - self._beat > 5:
            self._beat = time.monotonic()
            self.window.heartbeat()

    def _letter(self, row: Outbox) -> tuple[int, str, str, dict[str, Any], str]:
        source = self.container.service_name
        properties = {"message_id": str(row.id), "user_id": self._user}
        return row.position, topology.event_exchange(source), row.type, properties, _json(row.body)


class Postman(Loop):
    """Brings accepted events to their reactions, in the order of their subjects."""

    def round(self) -> bool:
        with self.db.read() as session:
            todo = inbox.due(session)
        service = acting_service(self.container, self.db)
        for first in todo:
            self._deliver_subject(service, first)
        if todo:
            service.relay.bell.ring()
        return bool(todo)

    def _deliver_subject(self, service: Any, first: inbox.Due) -> None:
        """That row, and what follows it for the same subject, for a while: the other subjects wait their turn."""
        one: inbox.Due | None = first
        for _ in range(IN_A_ROW):
            if one is None or not self._going:
                return
            one = self._deliver(service, one)
            eventlet.sleep(0)

    def _deliver(self, service: Any, one: inbox.Due) -> inbox.Due | None:
        def act(session: Session) -> tuple[bool, inbox.Due | None]:
            if not inbox.act(session, one.position, lambda s, row: _react(service, s, row)):
                return False, None
            return True, inbox.following(session, one.position)

        try:
            done, following = self.db.write(act)
            if done:
                metrics.REACTIONS.labels(one.handler, "done").inc()
            return following
        except DatabaseAway:
            raise
        except Exception as raised:
            problem = raised
            state = self.db.write(lambda session: inbox.failed(session, one.position, problem))
            metrics.REACTIONS.labels(one.handler, state).inc()
            log.warning("a reaction failed", extra={"handler": one.handler, "why": inbox.describe(problem)})
            return None


def shared_database(container: Any) -> Database:
    """The one database of this process."""
    if not hasattr(container, "haven_database"):
        container.haven_database = Database(container.config["DATABASE_URL"], pool=settings.get().workers + 4)
    return typing.cast(Database, container.haven_database)


def acting_service(container: Any, db: Database) -> Any:
    """An instance of the service for work that no call asked for."""
    service = container.service_cls()
    service.db, service.headers = db, {}
    for dependency in container.dependencies:
        if isinstance(dependency, Loop):
            setattr(service, dependency.attr_name, dependency)
    return service


@wire.once_per_class
def reactions_of(service_cls: Any) -> list[entrypoints.Reaction]:
    """Every reaction of a service class."""
    return [method.reaction for method in marked(service_cls, "reaction")]


def _react(service: Any, session: Session, row: Inbox) -> None:
    envelope = wire.load_envelope(row.body)
    event = wire.load_event(row.body)
    call = Call(actor=SYSTEM, at=clock.now(), cause=envelope.id, correlation=envelope.correlation)
    session.info.update(call=call, service=service.name)
    logs.correlation.set(str(envelope.correlation))
    method = getattr(service, row.handler, None)
    if method is None:
        raise Malformed(f"no reaction is called {row.handler} any more")
    if method.reaction.event is None:
        method(session, event, call, envelope)
    else:
        method(session, event, call)


@wire.once_per_class
def marked(service_cls: Any, mark: str) -> list[Any]:
    found: list[Callable[..., Any]] = []
    for name in sorted(dir(service_cls)):
        member = getattr(service_cls, name, None)
        if callable(member) and hasattr(member, mark):
            found.append(member)
    return found


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, separators=(",", ":"))  # in ASCII: half a surrogate pair can be spelled, but not encoded
