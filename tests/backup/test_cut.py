"""One instant of two databases while one says and the other hears: nobody has heard what was not said."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from deploy.backup import cut as cutting
from deploy.backup import heal
from deploy.errors import CannotRun
from services.chassis import database, inbox, mail, outbox, tables
from services.contracts import wire
from services.contracts.message import SYSTEM, Call, CommandRefused, happened, new_id
from tests.support import NOON, Ground

SUBJECTS = [new_id() for _ in range(5)]


@pytest.fixture
def two(ground: Callable[[str], Ground]) -> dict[str, database.Database]:
    return {name: ground(name).db for name in ("review", "intake")}


class Talk:
    """Intake says and review hears, as fast as they can, as chassis and broker would have it; `said`: of what."""

    def __init__(self, two: dict[str, database.Database]) -> None:
        self.two, self.stop, self.said, self.problems = two, threading.Event(), [], []
        self.call = Call(actor=SYSTEM, at=NOON)

    def run(self, work: Callable[[], None]) -> None:
        try:
            while not self.stop.is_set():
                work()
        except Exception as problem:
            self.problems.append(problem)

    def say(self) -> None:
        subject = SUBJECTS[len(self.said) % 5]

        def post(session: Session) -> None:
            session.info["service"] = "intake"
            mail.post(session, happened(CommandRefused, self.call, subject, command="X", code="x", reasons=()))

        self.two["intake"].write(post, self.call)
        self.said.append(subject)

    def carry(self) -> None:
        with self.two["intake"].read() as session:
            rows = [(row.position, row.body) for row in outbox.waiting(session, 20)]
        for position, body in rows:
            envelope = wire.load_envelope(body)
            self.two["review"].write(lambda s, e=envelope, b=body: inbox.accept(s, e, b, ["on_x"]))
            self.two["intake"].write(lambda s, p=position: outbox.published(s, [p]))


@contextmanager
def talking(two: dict[str, database.Database]) -> Iterator[list[UUID]]:
    """Both at work, until the block ends."""
    talk = Talk(two)
    threads = [threading.Thread(target=talk.run, args=(work,)) for work in (talk.say, talk.carry)]
    for thread in threads:
        thread.start()
    try:
        yield talk.said
    finally:
        talk.stop.set()
        for thread in threads:
            thread.join(30)
    assert not talk.problems, talk.problems


def wait_for_more(said: list[UUID], more: int = 10) -> None:
    until, give_up = len(said) + more, time.monotonic() + 60
    while len(said) < until:
        assert time.monotonic() < give_up, "nobody speaks any more"
        time.sleep(0.01)


def test_in_a_cut_nobody_has_heard_what_was_not_said(two: dict[str, database.Database]) -> None:
    with talking(two) as said:
        for _ in range(8):
            wait_for_more(said)
            acknowledged = len(said)
            with cutting.cut(two) as now:
                intake, review = now.sessions["intake"], now.sessions["review"]
                wait_for_more(said, 3)  # they go on while the cut is read
                assert heal.ahead(intake, review, "intake") == []
                there = intake.scalar(select(func.count()).select_from(tables.Outbox)) or 0
                assert acknowledged <= there <= len(said)
                heard = review.scalar(select(func.count()).select_from(tables.Inbox)) or 0
                assert heard + len(heal.unheard(intake, review, "intake")) == there
            assert now.paused < cutting.LONGEST * 2


def test_without_holding_them_it_would_be_no_cut(two: dict[str, database.Database]) -> None:
    """What the fence is for: the same reading transactions, begun one after the other."""
    with talking(two) as said, ExitStack() as stack:
        wait_for_more(said)
        sessions = {}
        for name in ("intake", "review"):
            sessions[name] = stack.enter_context(two[name].read())
            sessions[name].execute(text("SELECT max(position) FROM outbox"))
            give_up = time.monotonic() + 60
            while name == "intake" and time.monotonic() < give_up:  # until review has heard more than intake had said
                with two["review"].read() as later:
                    if heal.ahead(sessions["intake"], later, "intake"):
                        break
        assert heal.ahead(sessions["intake"], sessions["review"], "intake") != []


def test_a_cut_that_cannot_be_had_is_given_up_and_nobody_stays_locked_out(
    two: dict[str, database.Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "LONGEST", 0.2)
    monkeypatch.setattr(cutting, "PAUSE", 0.01)
    monkeypatch.setattr(cutting, "TRIES", 2)
    holder = two["intake"].engine.connect()
    holder.begin()
    holder.execute(text("INSERT INTO heard (source, subject, upto, early) VALUES ('x', 'x', 0, '[]')")
                   if two["intake"].lite else text("LOCK TABLE heard IN ROW EXCLUSIVE MODE"))
    with pytest.raises(CannotRun, match="never free"), cutting.cut(two):
        pass
    two["review"].write(lambda session: session.execute(text("DELETE FROM lease")) and None)
    holder.rollback()
    holder.close()
    with cutting.cut(two) as now:
        assert now.tries == 1


def test_what_was_on_the_way_is_sent_again_and_nothing_else(two: dict[str, database.Database]) -> None:
    with talking(two) as said:
        wait_for_more(said, 20)
    two["intake"].write(lambda session: outbox.published(session, list(range(1, 10_000))))
    with two["intake"].read() as intake, two["review"].read() as review:
        lost = [one.id for one in heal.unheard(intake, review, "intake")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(heal, "pairs", lambda: [("review", "intake")])
        assert heal.send_again(two) == len(lost)
    with two["intake"].read() as session:
        assert [row.id for row in session.scalars(
            select(tables.Outbox).where(tables.Outbox.published_at.is_(None)).order_by(tables.Outbox.position)
        )] == lost
