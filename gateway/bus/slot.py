"""Where a calling thread waits for its reply, and the ways in which none comes."""

import threading
from uuid import uuid4


class Lost(Exception):
    """The connection is away, or went away while this call waited."""


class Unroutable(Exception):
    """No queue takes messages for this routing key."""


class Rejected(Exception):
    """The broker would not keep the message: the queue is full."""


class Slot:
    """Where one thread waits for one reply: a bare lock, because a Condition costs more than sending the call."""

    __slots__ = ("_failure", "_gate", "_reply", "full", "id")

    def __init__(self) -> None:
        self.id = str(uuid4())
        self.full = False
        self._gate = threading.Lock()
        self._gate.acquire()
        self._reply: bytes | str = b""
        self._failure: type[Exception] | None = None

    def fill(self, reply: bytes | str = b"", failure: type[Exception] | None = None) -> None:
        """Called once, by whoever took the slot out of the table of waiting calls."""
        self._reply, self._failure, self.full = reply, failure, True
        self._gate.release()

    def take(self, seconds: float) -> bytes | str:
        """The reply, or its failure raised, or TimeoutError."""
        if not self._gate.acquire(timeout=max(0.0, seconds)):
            raise TimeoutError
        if self._failure is not None:
            raise self._failure
        return self._reply
