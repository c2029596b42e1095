"""The broker loses what was declared on it: services wait, nothing is marked as said that a listener has not got, and
all goes on when it is declared again. Services declare nothing themselves."""

from uuid import uuid4

from kombu import Connection
from sqlalchemy import func, select

from services.chassis import tables
from services.contracts import topology
from tests.chassis.part import Count, ReadCount
from tests.chassis.running import Parts, until


def lose(small: Parts, *queues: str) -> None:
    with Connection(small.uri) as connection:
        for queue in queues:
            connection.default_channel.queue_delete(queue)


def heard(small: Parts, subject: object) -> int:
    return int(small.ask("review", ReadCount(subject_id=subject))["answer"]["count"])


def unpublished(small: Parts) -> int:
    with small.databases["intake"].read() as session:
        return session.scalar(select(func.count()).where(tables.Outbox.published_at.is_(None))) or 0


def test_what_one_listener_of_several_could_not_get_is_said_again(small: Parts) -> None:
    """`mandatory` says only that some queue took it: the others' are there."""
    small.start("intake")
    subject = uuid4()
    lose(small, topology.event_queue("intake", "review"))
    for _ in range(3):
        small.ask("intake", Count(subject_id=subject))
    until(lambda: "has lost queues" in small.log("intake"), "the relay sees that review has no queue")
    assert unpublished(small) == 3
    small.declare()
    until(lambda: unpublished(small) == 0, "it goes on")
    small.start("review")
    until(lambda: heard(small, subject) == 3, "all are heard, once")


def test_a_service_whose_queues_are_gone_waits_and_goes_on(small: Parts) -> None:
    small.start("intake")
    small.start("review")
    subject = uuid4()
    lose(small, "rpc-intake", "ask-intake", topology.event_queue("intake", "review"), "dead-review")
    small.declare()

    def counted() -> bool:
        try:
            return "answer" in small.ask("intake", Count(subject_id=subject), seconds=2)
        except TimeoutError:
            return False

    until(counted, "commands are taken again")
    until(lambda: heard(small, subject) >= 1, "and events")
    assert all(process.poll() is None for process in small.processes.values())
