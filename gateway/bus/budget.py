"""The time that one request has, for all of its calls together: from its arrival on, with its wait in the line.

A call on the bus gets what is left of it, and carries that as its deadline, so that nobody works for an asker who has
gone. Outside a request there is no budget.
"""

import time
from contextvars import ContextVar

arrived: ContextVar[float] = ContextVar("arrived", default=0.0)  # monotonic; set by the worker that took the request in
_until: ContextVar[float] = ContextVar("until", default=0.0)


def begin(seconds: float) -> None:
    """A request begins: it has so long, counted from its arrival."""
    _until.set((arrived.get() or time.monotonic()) + seconds)
    arrived.set(0.0)


def end() -> None:
    """The request is over: what this thread does next is not on its time."""
    _until.set(0.0)


def within(seconds: float) -> float:
    """`seconds`, or what is left of the request's time if that is less; 0 or below when it is over."""
    until = _until.get()
    return min(seconds, until - time.monotonic()) if until else seconds
