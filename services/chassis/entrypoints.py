"""The ways in: a command asks, a query reads, a reaction hears, a periodic or background task looks at the clock.

Each decorator reads the message class from the annotation of the method's second argument, so a service's class is a
table of contents: what may be asked of it, what it hears, what it does by itself.
"""

import functools
import inspect
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.contracts import wire
from services.contracts.message import Command, Event, Query

from . import calls, gate
from .rpc import CommandRpc, QueryRpc

Method = Callable[..., Any]


@dataclass(frozen=True)
class Reaction:
    """Which events a method hears: one class, or every event of every source."""

    handler: str
    event: type[Event] | None

    def hears(self, source: str, kind: str) -> bool:
        return self.event is None or (wire.owner(self.event) == source and self.event.__name__ == kind)


@dataclass(frozen=True)
class Periodic:
    """How often a method runs, in real seconds, and whether it brings its own transactions."""

    seconds: float
    background: bool


def command(method: Method) -> Method:
    """An order: `method(self, session, command, call) -> View | None`, in one transaction, answered once by id."""
    cls = _annotated(method, 2, Command)
    _same_name(method, cls)
    method = _guarded(method, cls)

    def entry(self: Any, body: Any) -> dict[str, Any]:
        return calls.answer_command(self.name, self.db, cls, _bound(method, self), body, calls.Context.of(self.headers))

    return typing.cast(Method, CommandRpc.decorator(_dressed(entry, method, message=cls)))


def query(method: Method) -> Method:
    """A question: `method(self, session, query, call) -> View`; the session only reads."""
    cls = _annotated(method, 2, Query)
    _same_name(method, cls)
    method = _guarded(method, cls)

    def entry(self: Any, body: Any) -> dict[str, Any]:
        return calls.answer_query(self.name, self.db, cls, _bound(method, self), body, calls.Context.of(self.headers))

    return typing.cast(Method, QueryRpc.decorator(_dressed(entry, method, message=cls)))


def reaction(method: Method | None = None, *, every: bool = False) -> Any:
    """Hear an event: `method(self, session, event, call)`, once, in the order of its subject. With `every`, hear all
    events of all sources: `method(self, session, event, call, envelope)`. The method's name is kept in the inbox:
    renaming it orphans what waits there."""
    if method is None:
        return functools.partial(reaction, every=every)
    event = None if every else _annotated(method, 2, Event)
    method.reaction = Reaction(method.__name__, event)  # type: ignore[attr-defined]
    return method


def periodic(*, seconds: float) -> Callable[[Method], Method]:
    """Run `method(self, session, call)` about every `seconds`, on one replica at a time, each run one transaction."""
    return lambda method: _timed(method, Periodic(seconds, background=False))


def background(*, seconds: float) -> Callable[[Method], Method]:
    """Run `method(self, call)` about every `seconds` under a lease that is kept up while it works; it uses `self.db`
    for short transactions of its own. For work that takes longer than a transaction may."""
    return lambda method: _timed(method, Periodic(seconds, background=True))


def _timed(method: Method, when: Periodic) -> Method:
    method.periodic = when  # type: ignore[attr-defined]
    return method


def _guarded(method: Method, cls: type[Any]) -> Method:
    """The method behind the first gate: the service's access table, before anything is looked up."""

    @functools.wraps(method)
    def guarded(service: Any, session: Any, asked: Any, call: Any) -> Any:
        gate.check(service.access, cls, call.actor)
        return method(service, session, asked, call)

    return guarded


def _bound(method: Method, service: Any) -> Method:
    return functools.partial(method, service)


def _dressed(entry: Method, method: Method, message: type) -> Method:
    entry.__name__, entry.__doc__, entry.__module__ = method.__name__, method.__doc__, method.__module__
    entry.message, entry.does = message, method  # type: ignore[attr-defined]
    return entry


def _annotated(method: Method, position: int, kind: type) -> type[Any]:
    parameter = list(inspect.signature(method).parameters.values())[position]
    hint = parameter.annotation
    cls = typing.get_type_hints(method).get(parameter.name) if isinstance(hint, str) else hint
    if not (inspect.isclass(cls) and issubclass(cls, kind)):
        raise TypeError(f"{method.__qualname__}: annotate '{parameter.name}' with a {kind.__name__}")
    return cls


def _same_name(method: Method, cls: type) -> None:
    if method.__name__ != wire.method(cls):
        raise TypeError(f"{method.__qualname__} answers {cls.__name__}: call it {wire.method(cls)}")
