"""The wall clock is set back or forward while things wait: nothing waits for that long, and no two act at once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import ModuleType
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from services.chassis import inbox, leases, outbox
from services.chassis.tables import Inbox, Lease, Outbox
from services.contracts.message import Envelope, new_id
from tests.support import NOON, Ground

Grounds = Callable[[str], Ground]


def step(monkeypatch: pytest.MonkeyPatch, module: ModuleType, seconds: float) -> None:
    """Set the clock of one module."""

    class Stepped(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + timedelta(seconds=seconds)

    monkeypatch.setattr(module, "datetime", Stepped)


def take(here: Ground, holder: str) -> int:
    return here.db.write(lambda session: leases.take(session, "relay", holder, 3.0))


def test_a_lease_that_seems_to_last_for_hours_lasts_no_longer_than_was_given(ground: Grounds) -> None:
    """Its holder died, and then the clock was set back by an hour."""
    here = ground("review")
    assert take(here, "one")
    far = datetime.now(UTC) + timedelta(hours=1)
    here.db.write(lambda session: session.execute(update(Lease).values(until=far)))
    assert not take(here, "two"), "it may have been taken a moment ago"
    with here.db.read() as session:
        assert session.scalars(select(Lease.until)).one() < datetime.now(UTC) + timedelta(seconds=4)


def test_on_postgresql_a_machine_whose_clock_is_ahead_takes_nobodys_lease(
    ground: Grounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = ground("review")
    assert take(here, "one")
    step(monkeypatch, leases, 3600)
    assert take(here, "two") == (2 if here.db.lite else 0), "SQLite is one machine, with one clock"


def accept(here: Ground) -> None:
    envelope = Envelope(id=new_id(), source="intake", type="ApplicationWithdrawn", time=NOON, subject=uuid4(),
                        version=1, cause=None, correlation=uuid4())
    here.db.write(lambda session: inbox.accept(session, envelope, {}, ["note"]))


@pytest.mark.parametrize("back", [60, 3600])
def test_what_was_heard_before_the_clock_was_set_back_is_acted_on_at_once(
    ground: Grounds, monkeypatch: pytest.MonkeyPatch, back: float
) -> None:
    here = ground("review")
    accept(here)
    step(monkeypatch, inbox, -back)
    with here.db.read() as session:
        assert len(inbox.due(session)) == 1


def test_a_pause_that_began_before_the_clock_was_set_back_does_not_last_that_long(
    ground: Grounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = ground("review")
    accept(here)
    with here.db.read() as session:
        position = session.scalars(select(Inbox.position)).one()
    here.db.write(lambda session: inbox.failed(session, position, RuntimeError()))
    with here.db.read() as session:
        assert not inbox.due(session), "it pauses"
    step(monkeypatch, inbox, -3600)
    with here.db.read() as session:
        assert len(inbox.due(session)) == 1


def test_what_was_held_back_before_the_clock_was_set_back_is_published(
    ground: Grounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = ground("review")
    row = Outbox(id=uuid4(), subject=uuid4(), version=1, type="X", body={}, posted_at=NOON)
    here.db.write(lambda session: session.add(row))
    here.db.write(lambda session: outbox.held(session, {row.position: "a queue is full"}))
    with here.db.read() as session:
        assert not outbox.waiting(session, 10), "it is held"
    step(monkeypatch, outbox, -3600)
    with here.db.read() as session:
        assert len(outbox.waiting(session, 10)) == 1
