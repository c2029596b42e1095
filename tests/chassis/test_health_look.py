"""A look at a database that does not answer: who asks is told soon, and the look itself goes on to its end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import eventlet
import pytest

from services.chassis import health
from services.chassis.database import DatabaseAway
from tests.support import Ground


class Slow:
    """A database that takes its time, or is away."""

    def __init__(self, real: Any, seconds: float, problem: Exception | None = None) -> None:
        self.real, self.seconds, self.problem, self.ended = real, seconds, problem, 0

    @contextmanager
    def read(self) -> Iterator[Any]:
        eventlet.sleep(self.seconds)
        self.ended += 1
        if self.problem:
            raise self.problem
        with self.real.read() as session:
            yield session


def test_a_look_that_takes_long_is_not_broken_off_and_not_begun_twice(
    lite: Callable[[str], Ground], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken off, it had left each dead connection in the pool for the next look to meet."""
    monkeypatch.setattr(health, "LOOK_SECONDS", 0.1)
    slow = Slow(lite("review").db, 0.3)
    look = health.Look(slow)  # type: ignore[arg-type]
    for _ in range(2):
        with pytest.raises(eventlet.Timeout):
            look.backlog()
    eventlet.sleep(0.2)
    assert slow.ended == 1


def test_what_a_look_meets_is_told(lite: Callable[[str], Ground]) -> None:
    look = health.Look(Slow(lite("review").db, 0.0, DatabaseAway("x")))  # type: ignore[arg-type]
    with pytest.raises(DatabaseAway):
        look.backlog()
    assert health.Look(lite("audit").db).backlog()["parked"] == 0
