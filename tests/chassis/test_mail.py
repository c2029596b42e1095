"""Events leave once their change is committed, arrive in the order of their subject, and act once; what cannot be
acted on waits for a person."""

from uuid import uuid4

from sqlalchemy import func, select

from services.chassis import tables
from services.contracts.message import Role
from services.contracts.operations import DiscardParked, ListParked, ReplayParked
from tests.chassis.part import Count, ReadCount
from tests.chassis.running import Parts, until
from tests.chassis.tables import Noted, Tick


def heard(small: Parts, subject: object) -> list[str]:
    return list(small.ask("review", ReadCount(subject_id=subject))["answer"]["names"])


def test_events_of_one_subject_arrive_in_their_order_and_once(both: Parts) -> None:
    both.start("review")
    both.start("intake")
    subjects = [uuid4() for _ in range(3)]
    for _ in range(10):
        for subject in subjects:
            both.ask("intake", Count(subject_id=subject))
    wanted = [str(n) for n in range(1, 11)]
    for subject in subjects:
        until(lambda s=subject: heard(both, s) == wanted, "all ten are heard, in order")


def test_an_event_leaves_soon_after_its_commit(small: Parts) -> None:
    small.start("review")
    small.start("intake")
    subject = uuid4()
    for _ in range(20):
        small.ask("intake", Count(subject_id=subject))
    until(lambda: len(heard(small, subject)) == 20, "all are heard")
    with small.databases["intake"].read() as session:
        rows = list(session.scalars(select(tables.Outbox)))
    waits = sorted((row.published_at - row.posted_at).total_seconds() for row in rows if row.published_at)
    assert waits[len(waits) // 2] < 0.25, "the timer's pause: the bell after the commit was not heard"


def test_an_event_published_twice_acts_once(small: Parts) -> None:
    small.start("review")
    small.start("intake")
    subject = uuid4()
    small.ask("intake", Count(subject_id=subject))
    until(lambda: heard(small, subject) == ["1"], "it is heard")
    until(lambda: small.health("intake")["outbox"]["waiting"] == 0, "it is marked as published")
    small.change("intake", "UPDATE outbox SET published_at = NULL")
    until(lambda: small.metric("review", 'haven_repeats_total{kind="event"}') >= 1, "it came again")
    assert heard(small, subject) == ["1"]


def test_a_reaction_that_keeps_failing_is_parked_and_holds_up_its_own_subject_only(small: Parts) -> None:
    small.start("review")
    small.start("intake")
    bad, good, operator = uuid4(), uuid4(), small.token("review", Role.OPERATOR)
    small.ask("intake", Count(subject_id=bad, fail="poison"))
    small.ask("intake", Count(subject_id=bad))
    small.ask("intake", Count(subject_id=good))
    until(lambda: heard(small, good) == ["1"], "another subject goes on")
    _hurry(small)
    [row] = small.ask("review", ListParked(), token=operator)["answer"]["rows"]
    assert (row["type"], row["handler"], row["behind"]) == ("ApplicationWithdrawn", "note", 1)
    assert "RuntimeError" in row["error"]
    assert "secret" not in row["error"]
    assert heard(small, bad) == []
    why = DiscardParked(message_id=row["message_id"], handler="note", reason="the test made it so")
    small.ask("review", why, token=operator)
    until(lambda: heard(small, bad) == ["2"], "what waited behind it goes on")


def test_a_parked_event_can_be_replayed_and_only_an_operator_may(small: Parts) -> None:
    small.start("review")
    small.start("intake")
    subject, operator = uuid4(), small.token("review", Role.OPERATOR)
    small.ask("intake", Count(subject_id=subject, fail="poison"))
    until(lambda: small.health("review")["inbox"]["waiting"], "it failed once")
    _hurry(small)
    assert small.ask("review", ListParked())["refused"]["code"] == "not-permitted"
    [row] = small.ask("review", ListParked(), token=operator)["answer"]["rows"]
    small.ask("review", ReplayParked(message_id=row["message_id"], handler="note"), token=operator)
    until(lambda: small.metric("review", "haven_reactions_total") > 8, "it was tried again")


def test_a_reaction_may_wait_for_what_it_needs(small: Parts) -> None:
    small.start("review")
    small.start("intake")
    small.ask("intake", Count(subject_id=uuid4(), fail="not-yet"))
    until(lambda: small.metric("review", 'haven_reactions_total{handler="note",outcome="waiting"}') > 1, "it waits")
    assert small.health("review")["parked"] == 0


def test_a_timer_runs_on_one_of_two_replicas_and_on_the_other_when_that_one_is_killed(both: Parts) -> None:
    def ticks() -> list[int]:
        with both.databases["review"].read() as session:
            return list(session.scalars(select(Tick.pid).order_by(Tick.id)))

    both.start("review")
    both.start("review", "2")
    both_run = len(ticks())
    until(lambda: len(ticks()) > both_run + 8, "it ticks")
    first, other = both.processes["review"].pid, both.processes["review2"].pid
    assert set(ticks()) == {first}
    both.end("review")
    until(lambda: ticks().count(other) > 4, "the other takes it over")
    told = ticks()
    assert told == [first] * told.count(first) + [other] * told.count(other)


def test_an_event_that_was_said_while_its_listener_was_away_is_heard_when_it_is_back(small: Parts) -> None:
    small.start("intake")
    subject = uuid4()
    small.ask("intake", Count(subject_id=subject))
    small.start("review")
    until(lambda: heard(small, subject) == ["1"], "it is heard late, but heard")
    with small.databases["review"].read() as session:
        assert session.scalar(select(func.count()).select_from(Noted)) == 1


def _hurry(small: Parts) -> None:
    """Do not wait for the pauses between attempts."""

    def parked() -> int:
        small.change("review", "UPDATE inbox SET due_at = '2020-01-01 00:00:00' WHERE state = 'waiting'")
        return int(small.health("review").get("parked", 0))

    until(parked, "the failing event is parked")
