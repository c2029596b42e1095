"""The inbox's own rules, on a database without a broker: gaps, repeats, order, forgetting."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.chassis import database, inbox, leases, mail, paging, tables, tidy
from services.contracts.message import Envelope, Listing, Malformed, new_id
from tests.support import Ground

WHEN = datetime(2026, 7, 1, tzinfo=UTC)


def envelope(subject: UUID, version: int) -> Envelope:
    return Envelope(id=new_id(), source="intake", type="X", time=WHEN, subject=subject, version=version, cause=new_id(),
                    correlation=new_id())


def take_in(ground: Ground, one: Envelope, handlers: tuple[str, ...] = ("on_x",)) -> bool:
    return ground.db.write(lambda session: inbox.accept(session, one, {"n": one.version}, handlers))


def deliver(ground: Ground) -> list[int]:
    """Act on everything that is due, again and again; the versions in the order acted on."""
    done: list[int] = []
    while True:
        with ground.db.read() as session:
            todo = inbox.due(session)
        if not todo:
            return done
        for one in todo:
            ground.db.write(lambda session, p=one.position: inbox.act(
                session, p, lambda _, row: done.append(row.version)))


def test_an_event_before_which_one_is_missing_waits_for_it(ground: Callable[[str], Ground]) -> None:
    here, subject = ground("review"), uuid4()
    take_in(here, envelope(subject, 2))
    assert deliver(here) == []
    take_in(here, envelope(subject, 1))
    assert deliver(here) == [1, 2]


def test_the_first_two_events_of_a_subject_may_be_taken_in_at_once_however_slowly(
    ground: Callable[[str], Ground],
) -> None:
    """A machine so busy that a transaction took 0.6 s once sent the second event to the dead letters."""
    here, subject, begun = ground("review"), uuid4(), threading.Event()

    def slowly(session: Session) -> None:
        inbox.accept(session, envelope(subject, 1), {}, ("on_x",))
        begun.set()
        time.sleep(0.8)

    first = threading.Thread(target=lambda: here.db.write(slowly))
    first.start()
    begun.wait()
    assert take_in(here, envelope(subject, 2))
    first.join()
    assert deliver(here) == [1, 2]


def test_an_event_nobody_reacts_to_leaves_no_gap(lite: Callable[[str], Ground]) -> None:
    here, subject = lite("review"), uuid4()
    take_in(here, envelope(subject, 1), handlers=())
    take_in(here, envelope(subject, 2))
    assert deliver(here) == [2]


def test_an_event_that_comes_again_after_it_was_forgotten_is_still_known(lite: Callable[[str], Ground]) -> None:
    here, first = lite("review"), envelope(uuid4(), 1)
    take_in(here, first)
    deliver(here)
    long_ago = datetime.now(UTC) - 2 * tidy.KEEP
    here.db.write(lambda session: session.execute(update(tables.Inbox).values(done_at=long_ago)))
    assert here.db.write(tidy.forget) == 1
    assert take_in(here, first) is False
    assert deliver(here) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations([1, 2, 3, 4, 5, 6]), st.lists(st.integers(1, 6), max_size=6))
def test_any_order_of_arrival_with_repeats_is_acted_on_in_order_and_once(
    lite: Callable[[str], Ground], order: list[int], again: list[int]
) -> None:
    here, subject = lite("review"), uuid4()
    letters = {version: envelope(subject, version) for version in order}
    done: list[int] = []
    for version in [*order, *again]:
        take_in(here, letters[version])
        done += deliver(here)
    assert done == [1, 2, 3, 4, 5, 6]


def test_what_follows_an_event_is_found_without_looking_at_everything(ground: Callable[[str], Ground]) -> None:
    here, subject = ground("review"), uuid4()
    for version in (1, 2, 3, 5):
        take_in(here, envelope(subject, version), handlers=() if version == 2 else ("on_x",))
    take_in(here, envelope(uuid4(), 1))

    def after(version: int) -> int | None:
        with here.db.read() as session:
            rows = {row.version: row for row in session.query(tables.Inbox).filter_by(subject=subject)}
            found = inbox.following(session, rows[version].position)
            return session.get_one(tables.Inbox, found.position).version if found else None

    assert after(1) == 3, "nobody reacts to the second"
    assert after(3) is None, "the fourth has not arrived"
    take_in(here, envelope(subject, 4))
    assert after(3) == 4
    here.db.write(lambda session: session.execute(
        update(tables.Inbox).where(tables.Inbox.version == 4).values(state=tables.PARKED)))
    assert after(3) is None, "what is parked holds up what follows"


def test_pauses_grow_and_the_last_attempt_parks(lite: Callable[[str], Ground]) -> None:
    here = lite("review")
    take_in(here, envelope(uuid4(), 1))
    pauses, states = [], []
    for _ in range(inbox.ATTEMPTS):
        states.append(here.db.write(lambda session: inbox.failed(session, 1, ValueError("a name"))))
        with here.db.read() as session:
            row = session.scalars(select(tables.Inbox)).one()
            pauses.append((row.due_at - datetime.now(UTC)).total_seconds())
            assert "a name" not in (row.error or "")
    assert states == ["waiting"] * (inbox.ATTEMPTS - 1) + ["parked"]
    assert pauses[0] < pauses[3] < pauses[7]


def test_what_is_only_not_there_yet_is_tried_for_longer(lite: Callable[[str], Ground]) -> None:
    here = lite("review")
    take_in(here, envelope(uuid4(), 1))
    for _ in range(inbox.ATTEMPTS + 1):
        state = here.db.write(lambda session: inbox.failed(session, 1, mail.NotYet("the agreement")))
    assert state == "waiting"


def test_a_lease_has_one_holder_until_it_passes_and_each_passing_is_a_new_turn(ground: Callable[[str], Ground]) -> None:
    db = ground("review").db

    def taken(holder: str) -> int:
        return db.write(lambda session: leases.take(session, "timer", holder, 60))

    assert taken("one") == 1
    assert not taken("two")
    assert taken("one") == 1, "its holder keeps it"
    past = datetime.now(UTC) - timedelta(seconds=1)
    db.write(lambda session: session.execute(update(tables.Lease).values(until=past)))
    assert taken("two") == 2
    db.write(lambda session: leases.release(session, "timer", "two"))
    assert taken("one") == 3, "whoever had it before knows that it was another's meanwhile"


def test_pages_follow_each_other_while_rows_come_in(ground: Callable[[str], Ground]) -> None:
    here = ground("review")
    for version in range(1, 8):
        take_in(here, envelope(UUID(int=version), 1))
    wanted = select(tables.Inbox)
    keys = [tables.Inbox.version, tables.Inbox.accepted_at.desc(), tables.Inbox.id, tables.Inbox.position.desc()]
    seen: list[int] = []
    after = ""
    while True:
        with here.db.read() as session:
            rows, after = paging.page(session, wanted, keys, Listing(after=after, limit=3))
            seen += [row.position for row in rows]
        if not after:
            break
        take_in(here, envelope(uuid4(), 1))
    assert seen == [7, 6, 5, 4, 3, 2, 1]
    with here.db.read() as session, pytest.raises(Malformed):
        paging.page(session, wanted, keys, Listing(after="nonsense"))


def test_an_address_whose_driver_would_freeze_the_service_is_refused() -> None:
    with pytest.raises(ValueError, match=r"postgresql\+psycopg2"):
        database.Database("postgresql://localhost/haven")
