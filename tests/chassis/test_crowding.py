"""Slow work of one kind does not keep the other kinds waiting."""

import json
import threading
import time
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from services.contracts import wire
from services.contracts.message import SYSTEM, CommandRefused
from tests.chassis.part import Count, ReadCount
from tests.chassis.running import Parts, until
from tests.support import envelope_of


@pytest.mark.postgres
def test_ten_slow_commands_hold_up_neither_queries_nor_events_nor_health(pg: Parts) -> None:
    """Commands, queries and events have places of their own; on stock nameko they share ten."""
    pg.start("intake")
    slow = [threading.Thread(target=_slow, args=(pg,)) for _ in range(12)]
    for one in slow:
        one.start()
    time.sleep(0.7)
    pg.ask("intake", ReadCount(subject_id=uuid4()))
    pg.raw("review.events", "Unknown", _event())
    until(lambda: pg.metric("intake", "haven_events_total") == 1, "an event is accepted")
    assert pg.health("intake")["ready"]
    assert all(one.is_alive() for one in slow), "and all that while every command was at work or waited"
    for one in slow:
        one.join()


def _slow(pg: Parts) -> None:
    assert "answer" in pg.ask("intake", Count(subject_id=uuid4(), pause=8.0), seconds=60, deadline=60)


def _event() -> bytes:
    said = CommandRefused(subject=uuid4(), at=datetime.now(UTC), by=SYSTEM.id, command="X", code="y")
    return json.dumps(wire.dump_event(said, envelope_of(said, "review"))).encode()
