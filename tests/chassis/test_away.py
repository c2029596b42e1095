"""The database is locked, away, or goes away in the middle: nothing is lost, and no answer is a lie."""

import signal
import sqlite3
import threading
import time
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from services.chassis import database, tables
from tests.chassis.part import Count, ReadCount
from tests.chassis.running import Parts, until


def heard(small: Parts, subject: object) -> list[str]:
    return list(small.ask("review", ReadCount(subject_id=subject))["answer"]["names"])


def lock(small: Parts, service: str) -> sqlite3.Connection:
    """Hold a SQLite database as a backup or another process might."""
    connection = sqlite3.connect(small.folder / f"{service}.sqlite", isolation_level=None, timeout=5)
    connection.execute("BEGIN IMMEDIATE")
    return connection


def test_an_event_that_meets_a_locked_database_waits_for_it(small: Parts) -> None:
    small.start("intake")
    small.start("review")
    subject = uuid4()
    holder = lock(small, "review")
    small.ask("intake", Count(subject_id=subject))
    time.sleep(6)
    holder.execute("ROLLBACK")
    until(lambda: heard(small, subject) == ["1"], "it is heard")


def test_a_command_that_meets_a_locked_database_is_told_to_come_back(small: Parts) -> None:
    small.start("intake")
    command = Count(subject_id=uuid4())
    holder = lock(small, "intake")
    assert small.ask("intake", command)["refused"]["code"] == "resting"
    holder.execute("ROLLBACK")
    assert "answer" in small.ask("intake", command), "and that was not remembered"


@pytest.mark.slow
def test_a_stop_while_the_database_is_locked_ends_in_time_and_loses_nothing(small: Parts) -> None:
    small.start("intake")
    small.start("review")
    subject = uuid4()
    holder = lock(small, "review")
    small.ask("intake", Count(subject_id=subject))
    time.sleep(0.5)
    began = time.monotonic()
    small.end("review", signal.SIGTERM)
    assert time.monotonic() - began < 30
    holder.execute("ROLLBACK")
    small.start("review")
    until(lambda: heard(small, subject) == ["1"], "it is heard")


@pytest.mark.postgres
def test_a_connection_lost_in_mid_command_is_answered_honestly_and_can_be_sent_again(pg: Parts) -> None:
    pg.start("intake")
    command = Count(subject_id=uuid4(), pause=1.5)
    replies: list[dict[str, object]] = []
    asker = threading.Thread(target=lambda: replies.append(pg.ask("intake", command)))
    asker.start()
    time.sleep(0.7)
    _terminate(pg)
    asker.join()
    assert replies[0]["refused"]["code"] == "resting", replies
    assert pg.ask("intake", command)["answer"]["version"] == 1


@pytest.mark.postgres
def test_a_connection_lost_during_the_commit_is_not_called_a_failure(
    pg: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it was committed is looked up, by the command's id; where that cannot be, the answer is `unknown`."""
    monkeypatch.setenv("PART_TRIP", "lose-commit")
    pg.start("intake")
    command = Count(subject_id=uuid4())
    reply = pg.ask("intake", command)
    assert "answer" in reply or reply["refused"]["code"] == "unknown", reply
    assert pg.ask("intake", command)["answer"]["version"] == 1
    assert pg.ask("intake", ReadCount(subject_id=command.subject_id))["answer"]["count"] == 1


def _terminate(pg: Parts) -> None:
    with pg.databases["intake"].engine.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )


def test_a_broken_rule_of_the_database_is_a_fault_and_not_somebody_elses_change(ground) -> None:  # type: ignore[no-untyped-def]
    """Only a second row of the same key means that somebody was first; a missing value will be missing again."""
    here, tries = ground("review"), 0

    def work(session: Session) -> None:
        nonlocal tries
        tries += 1
        session.add(tables.Lease(name="x", holder=None))

    with pytest.raises(database.IntegrityError):
        here.db.write(work)
    assert tries == 1


def test_a_reader_sees_one_state(ground) -> None:  # type: ignore[no-untyped-def]
    here = ground("review")
    with here.db.read() as session:
        before = session.scalars(select(tables.Subject)).all()
        here.db.write(lambda other: other.add(tables.Subject(id=uuid4(), version=1)))
        assert session.scalars(select(tables.Subject)).all() == before
