"""Stopped in order with much to do, or paused and woken: what was not done is done later, nothing twice."""

import os
import signal
import time
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis import clock, mail, tables
from services.contracts import intake as words
from services.contracts.message import SYSTEM, Call, happened
from tests.chassis.running import Parts, until
from tests.chassis.tables import Noted


def say(small: Parts, subject: UUID, many: int, first: int = 1) -> None:
    """Put events into intake's outbox, as commands would have."""
    call = Call(actor=SYSTEM, at=clock.now())

    def work(session: Session) -> None:
        session.info["service"] = "intake"
        for n in range(first, first + many):
            mail.post(session, happened(words.ApplicationWithdrawn, call, subject, reference=f":{n}"))

    small.databases["intake"].write(work, call)


def noted(small: Parts, subject: UUID) -> list[int]:
    time.sleep(0.2)  # who asks all the time slows down what they wait for
    with small.databases["review"].read() as session:
        return list(session.scalars(select(Noted.number).where(Noted.subject == subject).order_by(Noted.id)))


@pytest.mark.slow
def test_a_stop_with_a_thousand_waiting_is_quick_and_loses_nothing(small: Parts) -> None:
    subjects = [uuid4() for _ in range(4)]
    for subject in subjects:
        say(small, subject, 250)
    small.start("intake")
    small.start("review")
    until(lambda: noted(small, subjects[0]), "it has begun")
    for part in ("review", "intake"):
        began = time.monotonic()
        assert small.end(part, signal.SIGTERM) == 0
        assert time.monotonic() - began < 60, part
    assert sum(len(noted(small, subject)) for subject in subjects) < 1000, "there was something left to lose"
    small.start("intake")
    small.start("review")
    for subject in subjects:
        until(lambda s=subject: len(noted(small, s)) == 250, "all are heard")
        assert noted(small, subject) == list(range(1, 251))


def test_a_clean_stop_hands_the_relay_over_at_once(small: Parts) -> None:
    small.start("intake")
    subject = uuid4()
    say(small, subject, 1)
    until(lambda: small.health("intake")["outbox"]["waiting"] == 0, "it left")
    small.end("intake", signal.SIGTERM)
    ended = datetime.now(UTC)
    with small.databases["intake"].read() as session:
        assert session.get_one(tables.Lease, "relay").until <= ended, "given back, and not left to pass"
    say(small, subject, 1)
    small.start("intake")
    until(lambda: small.health("intake")["outbox"]["waiting"] == 0, "its successor publishes")


@pytest.mark.slow
@pytest.mark.postgres
def test_a_relay_that_was_paused_and_woken_neither_loses_nor_reorders(pg: Parts) -> None:
    pg.start("review")
    pg.start("intake")
    subject = uuid4()
    say(pg, subject, 50)
    until(lambda: noted(pg, subject), "the first replica publishes")
    pg.start("intake", "2")
    pid = pg.processes["intake"].pid
    os.kill(pid, signal.SIGSTOP)
    say(pg, subject, 400, first=51)
    until(lambda: len(noted(pg, subject)) > 60, "the other takes over")
    os.kill(pid, signal.SIGCONT)
    say(pg, subject, 100, first=451)
    until(lambda: len(noted(pg, subject)) >= 550, "all are heard")
    assert noted(pg, subject) == list(range(1, 551))
    with pg.databases["review"].read() as session:
        assert session.scalar(select(func.count()).select_from(tables.DeadLetter)) == 0
