"""The five services on five databases in one process, and what carries messages between them: no broker, no waiting.

Commands and queries go through the chassis as they do on the bus (`calls`), with their JSON; events go from each
outbox to every service that hears its source, in the order of their subject, until nothing is left to say. Only the
actor token, the queues and the loops are missing, which tests/chassis covers.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import event as sql
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.agreements.service import AgreementsService
from services.audit.service import AuditService
from services.chassis import actor as actors
from services.chassis import calls, clock, loops, mail, tables
from services.chassis.service import Service
from services.contracts import replies, topology, wire
from services.contracts.message import SYSTEM, Actor, Call, Command, Envelope, Event, Query, Refused, new_id
from services.intake.service import IntakeService
from services.provisioning.service import ProvisioningService
from services.review.service import ReviewService
from tests.support import NOON, Ground

CLASSES: dict[str, type[Service]] = {
    one.name: one for one in (IntakeService, ReviewService, AgreementsService, ProvisioningService, AuditService)
}
LEFT_OUT = frozenset({"forget", "send_mail"})  # tidying measures real days; mail is handed over on real sockets


class Broken(AssertionError):
    """Something failed inside a service that the chassis would have hidden behind `internal`."""


@dataclass(frozen=True)
class Said:
    """One event as it travelled."""

    source: str
    event: Event
    envelope: Envelope

    @property
    def name(self) -> str:
        return type(self.event).__name__


@dataclass(frozen=True)
class _Letter:
    """An event on its way to one reaction of one service."""

    listener: str
    handler: str
    body: dict[str, Any]
    envelope: Envelope

    @property
    def lane(self) -> tuple[str, str, str, UUID]:
        """What must stay in order."""
        return self.listener, self.handler, self.envelope.source, self.envelope.subject


class _Silent:
    """A bell that wakes nobody: everything is delivered after each order."""

    bell: "_Silent"

    def __init__(self) -> None:
        self.bell = self

    def ring(self) -> None:
        """Nobody waits."""


class Bus:
    """Orders, questions, deliveries and time for the five services on `grounds`."""

    def __init__(self, grounds: dict[str, Ground], patch: Any, at: datetime = NOON) -> None:
        self.grounds, self.at = grounds, at
        self.said: list[Said] = []
        self.services = {name: _acting(name, ground) for name, ground in grounds.items()}
        self._callers: dict[str, Actor] = {}
        self._read = dict.fromkeys(grounds, 0)
        self._waiting: deque[_Letter] = deque()
        patch.setattr(clock, "now", lambda: self.at)
        patch.setattr(actors, "verified", lambda token, *_: self._callers[token])
        for ground in grounds.values():
            ground.db.engine.dispose()
            sql.listen(ground.db.engine, "connect", _in_a_hurry)
        self._skip_the_past()

    # orders and questions

    def do(self, command: Command, by: Actor, *, settle: bool = True) -> Any:
        """Give an order, and let everything follow from it. Raises what the service refuses it with."""
        answer = self._call(calls.answer_command, command, by)
        if settle:
            self.settle()
        return answer

    def ask(self, query: Query, by: Actor) -> Any:
        """Ask a question."""
        return self._call(calls.answer_query, query, by)

    def call(self, message: Command | Query, by: Actor, part: str | None = None) -> Any:
        """The answer to either, without what follows from it. `part`: whom to ask what every service answers."""
        through = calls.answer_command if isinstance(message, Command) else calls.answer_query
        return self._answered(through, message, by, part or wire.owner(type(message)))

    def _call(self, through: Callable[..., dict[str, Any]], message: Command | Query, by: Actor) -> Any:
        try:
            return self._answered(through, message, by, wire.owner(type(message)))
        except Refused:
            self.settle()
            raise

    def _answered(
        self, through: Callable[..., dict[str, Any]], message: Command | Query, by: Actor, name: str
    ) -> Any:
        service, broke = self.services[name], list[BaseException]()
        method = getattr(CLASSES[name], wire.method(type(message))).does

        def work(session: Session, asked: Any, call: Call) -> Any:
            try:
                return method(service, session, asked, call)
            except Refused:
                raise
            except Exception as problem:
                broke.append(problem)
                raise

        token = str(by.id)
        self._callers[token] = by
        context = calls.Context(token=token, digest="", deadline=None, correlation=new_id())
        reply = through(name, service.db, type(message), work, wire.dump(message), context)
        if reply.get("refused", {}).get("code") in ("internal", "resting"):
            raise Broken(f"{type(message).__name__} broke {name}") from (broke or [None])[-1]
        return replies.read_reply(type(message), reply)

    # events

    def settle(self) -> None:
        """Deliver everything that was said, and what is said because of it, until nobody has anything to say. What a
        reaction raises is raised here; NotYet is tried again after the others, as long as anything else moves."""
        stuck: mail.NotYet | None = None
        while self._collect() or (self._waiting and stuck is None):
            later: deque[_Letter] = deque()
            held: set[tuple[str, str, str, UUID]] = set()
            moved, stuck = False, None
            while self._waiting:
                letter = self._waiting.popleft()
                try:
                    if letter.lane in held:
                        raise mail.NotYet("something earlier waits")
                    self._deliver(letter)
                    moved = True
                except mail.NotYet as early:
                    held.add(letter.lane)
                    later.append(letter)
                    stuck = stuck or early
            self._waiting = later
            if moved:
                stuck = None
        if self._waiting:
            waits = [f"{one.envelope.type} for {one.listener}.{one.handler}" for one in self._waiting]
            self._waiting.clear()
            raise Broken(f"nothing more is said, and these still wait: {waits}") from stuck

    def _collect(self) -> bool:
        """Take what is new in the outboxes; True when there was something."""
        found = False
        for source, ground in self.grounds.items():
            with ground.db.read() as session:
                new = select(tables.Outbox).where(tables.Outbox.position > self._read[source])
                rows = list(session.scalars(new.order_by(tables.Outbox.position)))
            for row in rows:
                found, self._read[source] = True, row.position
                self._send(source, row.body)
        return found

    def _send(self, source: str, body: dict[str, Any]) -> None:
        envelope = wire.load_envelope(body)
        self.said.append(Said(source, wire.load_event(body), envelope))
        for listener, sources in topology.HEARS.items():
            if source in sources:
                wanted = [one for one in loops.reactions_of(CLASSES[listener]) if one.hears(source, envelope.type)]
                self._waiting.extend(_Letter(listener, one.handler, body, envelope) for one in wanted)

    def _deliver(self, letter: _Letter) -> None:
        service, envelope = self.services[letter.listener], letter.envelope
        call = Call(actor=SYSTEM, at=self.at, cause=envelope.id, correlation=envelope.correlation)
        event, method = wire.load_event(letter.body), getattr(service, letter.handler)
        every = (call, envelope) if method.reaction.event is None else (call,)

        def react(session: Session) -> None:
            session.info["service"] = letter.listener
            method(session, event, *every)

        service.db.write(react, call)

    # time

    def forward(self, to: datetime | timedelta) -> None:
        """Move the clock to a moment, or by a while, and let what depends on time happen."""
        self.at = max(self.at, to) if isinstance(to, datetime) else self.at + to
        self.tick()

    def tick(self, *only: str) -> None:
        """Run every timer of every service (or those named) once, and deliver what they say, until they say nothing."""
        before = -1
        while before != len(self.said):
            before = len(self.said)
            for name, service in self.services.items():
                for method in loops.marked(CLASSES[name], "periodic"):
                    if method.__name__ in only or (not only and method.__name__ not in LEFT_OUT):
                        self._run(name, service, method)
            self.settle()

    def _run(self, name: str, service: Any, method: Any) -> None:
        call = Call(actor=SYSTEM, at=self.at)
        if method.periodic.background:
            method(service, call)
            return

        def run(session: Session) -> None:
            session.info["service"] = name
            method(service, session, call)

        service.db.write(run, call)

    # what was heard

    def events(self, subject: UUID | None = None, *names: str) -> list[Event]:
        """Events in the order in which they travelled, of one subject, of these names."""
        return [
            one.event for one in self.said if subject in (None, one.event.subject) and (not names or one.name in names)
        ]

    def names(self, subject: UUID | None = None) -> list[str]:
        """Names of the events of a subject, in order."""
        return [type(event).__name__ for event in self.events(subject)]

    def last(self, subject: UUID, name: str) -> Any:
        """The newest event of this name; an assertion fails when there is none."""
        found = self.events(subject, name)
        assert found, f"{name} was not said; said were {self.names(subject)[-12:]}"
        return found[-1]

    def close(self) -> None:
        """Let go of the databases."""
        for ground in self.grounds.values():
            ground.db.engine.dispose()

    def _skip_the_past(self) -> None:
        """What a copied world said was delivered where it was made."""
        for name, ground in self.grounds.items():
            with ground.db.read() as session:
                self._read[name] = session.scalar(select(func.max(tables.Outbox.position))) or 0


def _acting(name: str, ground: Ground) -> Any:
    """An instance of the service that uses this ground."""
    service: Any = CLASSES[name]()
    service.db, service.headers, service.relay = ground.db, {}, _Silent()
    return service


def _in_a_hurry(connection: Any, _: Any) -> None:
    """These databases live for one test: no need to reach the disk."""
    connection.execute("PRAGMA synchronous=OFF")


def attempted(action: Callable[[], Any]) -> Refused | None:
    """The refusal that an action meets, None when it is allowed."""
    try:
        action()
    except Refused as refused:
        return refused
    return None


def codes(refused: Refused) -> set[str]:
    """Its code, and those of its problems."""
    return {refused.code, *(problem.code for problem in refused.problems)}
