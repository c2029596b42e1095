"""Bus: one message to the service that owns it, its answer back; or several at once.

Every call has a deadline, which travels with it, and expires on the broker when that has passed. A call that was lost
with the connection is sent once more when there is time: a query changes nothing, and a command carries its id, so that
the service does it once and gives its first answer again.
"""

import json
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from secrets import token_hex
from typing import Any, Protocol
from uuid import UUID, uuid4

from services.contracts import replies, wire
from services.contracts.intake import ReadSession
from services.contracts.message import Actor, Command, Lasting, Malformed, Query, Refused, View
from services.contracts.topology import LARGEST_MESSAGE

from . import budget
from .failures import BrokerGone, Busy, Faulted, NoAnswerInTime, Resting, UnknownService
from .link import Link
from .room import Room
from .slot import Lost, Rejected, Slot, Unroutable

log = logging.getLogger(__name__)
WAIT_FOR_CONNECTION = 2.0  # seconds; longer would fill every thread of the gateway while the broker is away
# Places of their own, so that a service with too much to do does not keep those from being known who ask another.
RESERVED = (ReadSession,)

Asked = Command | Query
Answer = View | Refused | Resting


class Signs(Protocol):
    """What makes actor tokens."""

    def token(self, actor: Actor, audience: str, correlation: UUID, *, call: str, body: bytes) -> str: ...


@dataclass(frozen=True, kw_only=True)
class _Call:
    """A message on its way: where to, as what, until when (monotonic seconds)."""

    message: Asked
    part: str
    key: str
    body: bytes
    headers: Mapping[str, Any]
    until: float

    @property
    def left(self) -> float:
        return self.until - time.monotonic()


class Bus:
    """Thread-safe. `query_seconds` and `command_seconds` are the deadlines of calls that name none."""

    def __init__(
        self, uri: str, signer: Signs, *, query_seconds: float = 5, command_seconds: float = 15, in_flight: int = 64
    ) -> None:
        self._link = Link(uri)
        self._signer = signer
        self._seconds = {Query: query_seconds, Command: command_seconds}
        self._room = {part: Room(in_flight) for part in wire.SERVICES}
        self._reserved: dict[type, Room] = {kind: Room(in_flight) for kind in RESERVED}

    def ask(
        self,
        message: Asked,
        actor: Actor,
        *,
        correlation: UUID | None = None,
        seconds: float | None = None,
        part: str | None = None,
    ) -> View:
        """The answer. Raises the service's refusal (Refused), or a named failure (Resting). `part`: who is asked, where
        that is not the message's owner."""
        room = self._enter(part or wire.owner(type(message)), message)
        try:
            call = self._prepare(message, actor, correlation or uuid4(), seconds, part)
            return self._finish(call, self._first(call))
        finally:
            room.leave()

    def gather(
        self,
        messages: Mapping[str, Asked],
        actor: Actor,
        *,
        correlation: UUID | None = None,
        seconds: float | None = None,
    ) -> dict[str, Answer]:
        """All at once, under one deadline: for each name its answer, its refusal, or why there is none."""
        correlation = correlation or uuid4()
        calls, sent, entered = dict[str, _Call | Refused](), dict[str, Slot | None](), list[Room]()
        try:
            for name, message in messages.items():  # one is on its way while the next is being signed
                try:
                    call = calls[name] = self._prepare(message, actor, correlation, seconds)
                except Malformed as refused:
                    calls[name] = refused
                    continue
                if room := self._try_enter(call.part, message):
                    entered.append(room)
                    sent[name] = self._first(call)
            return {
                name: call if isinstance(call, Refused) else self._outcome(call, sent, name)
                for name, call in calls.items()
            }
        finally:
            for room in entered:
                room.leave()

    def start(self) -> None:
        """Connect now instead of at the first call."""
        self._link.start()

    def stop(self) -> None:
        """Disconnect; calls that wait fail."""
        self._link.stop()

    @property
    def ready(self) -> bool:
        """Whether a call could be sent now."""
        return self._link.wait_until_up(0)

    def full(self, part: str) -> bool:
        """Whether a call to that service would be refused now. Looking takes no place."""
        return self._room[part].full

    @property
    def waiting(self) -> int:
        """Calls that wait for a reply."""
        return self._link.waiting

    def _prepare(
        self, message: Asked, actor: Actor, correlation: UUID, seconds: float | None, part: str | None = None
    ) -> _Call:
        kind: type = type(message)
        part, method = part or wire.owner(kind), wire.method(kind)
        seconds = budget.within(seconds or self._seconds[Command if isinstance(message, Command) else Query])
        key = f"{part}.{method}"
        body = json.dumps({"args": [wire.dump(message)], "kwargs": {}}, separators=(",", ":")).encode()
        if len(body) > LARGEST_MESSAGE:  # the broker would close the channel that all other calls go through too
            raise Malformed("This is larger than a message may be.", code="too-large")
        headers = {
            "nameko.actor": self._signer.token(actor, part, correlation, call=key, body=body),
            "nameko.correlation": str(correlation),
            "nameko.traceparent": f"00-{correlation.hex}-{token_hex(8)}-01",
            "nameko.deadline": (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(),
            "nameko.call_id_stack": [f"gateway.{method}.{correlation}"],
        }
        until = time.monotonic() + seconds
        return _Call(message=message, part=part, key=key, body=body, headers=headers, until=until)

    def _try_enter(self, part: str, message: Asked) -> Room | None:
        """A place among the calls to that service; None when there is none, or no time left to use it."""
        room = self._reserved.get(type(message)) or self._room[part]
        if budget.within(1.0) <= 0:
            return None
        return room if room.enter() else None

    def _enter(self, part: str, message: Asked) -> Room:
        room = self._try_enter(part, message)
        if room is None:
            raise Busy(part)
        return room

    def _first(self, call: _Call) -> Slot | None:
        """Sent, or None when there was no connection."""
        with suppress(Lost):
            return self._send(call)
        return None

    def _send(self, call: _Call) -> Slot:
        if not self._link.wait_until_up(min(WAIT_FOR_CONNECTION, call.left)):
            raise Lost
        return self._link.send(
            call.key, call.body, call.headers, seconds=call.left, keep=isinstance(call.message, Command)
        )

    def _finish(self, call: _Call, slot: Slot | None) -> View:
        try:
            if slot is None:
                raise BrokerGone(call.part)
            try:
                reply = self._link.receive(slot, call.left)
            except Lost:
                if not _repeatable(call.message):
                    raise NoAnswerInTime(call.part) from None
                reply = self._link.receive(self._send(call), call.left)
        except TimeoutError:
            raise NoAnswerInTime(call.part) from None
        except Lost:
            raise BrokerGone(call.part) from None
        except Unroutable:
            raise UnknownService(call.part) from None
        except Rejected:
            raise Busy(call.part) from None
        return _read(call, reply)

    def _outcome(self, call: _Call, sent: Mapping[str, Slot | None], name: str) -> Answer:
        if name not in sent:
            return Busy(call.part)
        try:
            return self._finish(call, sent[name])
        except (Refused, Resting) as told:
            return told


def _repeatable(message: Asked) -> bool:
    """A query changes nothing; a remembered command is answered the same by its id. A sign-in leaves no trace by which
    it would be known: sent twice it might be done twice."""
    return isinstance(message, Query) or type(message).remembered


def _read(call: _Call, reply: bytes | str) -> View:
    kind = type(call.message)
    if issubclass(kind.answers, Lasting):
        return _read_once(replies.Itself(kind), call.part, reply)
    return _view(kind, call.part, reply)


@lru_cache(maxsize=replies.LASTING_KEPT)
def _read_once(kind: replies.Itself, part: str, reply: bytes | str) -> View:
    """The same bytes are the same answer; reading the form takes 9 ms. What is refused or has failed is not kept."""
    return _view(kind.it, part, reply)


def _view(kind: type[Asked], part: str, reply: bytes | str) -> View:
    body = json.loads(reply)
    if body.get("error") is not None or not isinstance(body.get("result"), Mapping):
        raise Faulted(part)
    try:
        return replies.read_reply(kind, body["result"])
    except replies.Unreadable as problem:
        log.warning("an answer cannot be read", extra={"part": part, "answer": str(problem)})
        raise Faulted(part) from None
