"""Letters of the kind that nobody should write: each must do no harm beyond itself, and none may vanish."""

import json
from datetime import UTC, datetime
from uuid import UUID, uuid4

from kombu import Connection
from sqlalchemy import select

from services.chassis import tables
from services.contracts import topology, wire
from services.contracts.message import Role
from services.contracts.operations import ListParked
from tests.chassis.part import Count, ReadCount
from tests.chassis.running import Parts, until


def heard(small: Parts, subject: UUID) -> list[str]:
    return list(small.ask("review", ReadCount(subject_id=subject))["answer"]["names"])


def dead(small: Parts, service: str) -> list[tables.DeadLetter]:
    with small.databases[service].read() as session:
        return list(session.scalars(select(tables.DeadLetter)))


def parked(small: Parts, service: str) -> list[dict[str, str]]:
    return list(small.ask(service, ListParked(), token=small.token(service, Role.OPERATOR))["answer"]["rows"])


def test_half_a_character_does_not_stop_what_others_say(small: Parts) -> None:
    """JSON can spell half of a surrogate pair; it cannot be written as UTF-8. One such event stopped the relay."""
    small.start("intake")
    subject = uuid4()
    small.ask("intake", Count(subject_id=uuid4(), fail="\ud800"))
    small.ask("intake", Count(subject_id=subject))
    until(lambda: small.health("intake")["outbox"]["waiting"] == 0, "everything leaves")


def test_text_that_no_database_can_hold_is_refused_by_name(both: Parts) -> None:
    both.start("intake")
    for text in ("a\x00b", "\udc00"):
        reply = both.ask("intake", Count(subject_id=uuid4(), note=text))
        assert reply["refused"]["code"] == "malformed", text


def test_a_dead_letter_with_bytes_that_postgresql_refuses_is_kept(both: Parts) -> None:
    both.start("intake")
    both.start("review")
    both.raw("intake.events", "ApplicationWithdrawn", b"{not json \x00 \xff")
    until(lambda: dead(both, "review"), "it is kept")


def test_headers_of_the_wrong_kind_do_not_end_a_service(small: Parts) -> None:
    small.start("intake")
    small.start("review")
    with Connection(small.uri) as connection:
        producer = connection.Producer()
        to = {"intake.events": "X", topology.DEAD_EXCHANGE: "review", topology.RPC_EXCHANGE: "intake.count"}
        for exchange, key in to.items():
            producer.publish(b"{}", exchange=exchange, routing_key=key, content_type="application/json",
                             headers={"nameko.call_id_stack": "text", "x-death": "text"})
    until(lambda: len(dead(small, "review")) == 2 and len(dead(small, "intake")) == 2, "all are kept")
    assert all(process.poll() is None for process in small.processes.values())


def test_an_event_that_was_redelivered_too_often_is_still_heard(small: Parts) -> None:
    """A service killed again and again uses up the delivery limit; the event did no wrong."""
    small.start("intake")
    subject = uuid4()
    small.ask("intake", Count(subject_id=subject))
    until(lambda: small.health("intake")["outbox"]["waiting"] == 0, "it left")
    with Connection(small.uri) as connection:
        queue = connection.SimpleQueue("evt-intake--review", queue_opts={"no_declare": True})
        queue.consumer.qos(prefetch_count=1)
        _reject_until_gone(queue)
    small.ask("intake", Count(subject_id=subject))
    small.start("review")
    until(lambda: heard(small, subject) == ["1", "2"], "both are heard")
    assert parked(small, "review") == []


def test_a_command_nobody_waits_for_any_more_is_no_dead_letter(small: Parts) -> None:
    small.start("intake")
    small.end("intake")
    _send(small, Count(subject_id=uuid4()), expiration=0.2)
    small.start("intake")
    _send(small, Count(subject_id=uuid4()), expiration=0.0)
    subject = uuid4()
    small.ask("intake", Count(subject_id=subject))
    assert parked(small, "intake") == []


def test_a_dead_letter_never_holds_what_a_command_said(small: Parts) -> None:
    """A password travels in a command; a table for operators is no place for it."""
    small.start("intake")
    small.raw("nameko-rpc", "intake.count", json.dumps({"args": [{"password": "hunter2"}], "kwargs": {}}).encode())
    [letter] = until(lambda: dead(small, "intake"), "it is kept")
    assert "hunter2" not in letter.body


def _send(small: Parts, command: Count, expiration: float) -> None:
    with Connection(small.uri) as connection:
        connection.Producer().publish(
            {"args": [wire.dump(command)], "kwargs": {}}, exchange="nameko-rpc", routing_key="intake.count",
            reply_to=str(uuid4()), serializer="json", expiration=expiration, user_id=small.user,
            headers={"nameko.actor": small.token("intake").signed("intake.count", b""),
                     "nameko.deadline": datetime.now(UTC).isoformat()},
        )


def _reject_until_gone(queue: object) -> None:
    from queue import Empty

    for _ in range(60):
        try:
            queue.get(timeout=1).requeue()  # type: ignore[attr-defined]
        except Empty:
            return
