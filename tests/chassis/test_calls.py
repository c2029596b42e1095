"""Commands are answered once, queries while the asker waits, and whoever asks is verified by the service itself."""

from uuid import uuid4

from sqlalchemy import select

from services.chassis import tables
from services.contracts.message import new_id
from tests.chassis.part import Count, ReadCount
from tests.chassis.running import Parts, until


def outbox(small: Parts, service: str) -> list[str]:
    with small.databases[service].read() as session:
        return [row.type for row in session.scalars(select(tables.Outbox).order_by(tables.Outbox.position))]


def test_a_command_sent_again_is_answered_the_same_and_done_once(both: Parts) -> None:
    both.start("intake")
    command = Count(subject_id=uuid4())
    first, again = both.ask("intake", command), both.ask("intake", command)
    assert first == again
    assert both.ask("intake", ReadCount(subject_id=command.subject_id))["answer"]["count"] == 1


def test_a_refusal_is_remembered_recorded_and_leaves_nothing_half_done(both: Parts) -> None:
    both.start("intake")
    command = Count(subject_id=uuid4(), fail="refuse")
    reply = both.ask("intake", command)
    assert reply["refused"] == {"kind": "refused", "code": "enough", "detail": "no more", "problems": []}
    assert both.ask("intake", command) == reply
    assert both.ask("intake", ReadCount(subject_id=command.subject_id))["answer"]["count"] == 0
    assert outbox(both, "intake") == ["CommandRefused"]


def test_an_id_used_for_something_else_is_a_conflict(small: Parts) -> None:
    small.start("intake")
    id = new_id()
    small.ask("intake", Count(id=id, subject_id=uuid4()))
    reply = small.ask("intake", Count(id=id, subject_id=uuid4()))
    assert (reply["refused"]["kind"], reply["refused"]["code"]) == ("conflict", "id-reused")


def test_a_crash_tells_the_caller_nothing_of_what_it_was_about(small: Parts) -> None:
    small.start("intake")
    reply = small.ask("intake", Count(subject_id=uuid4(), fail="crash"))
    assert reply["refused"]["code"] == "internal"
    assert "secret" not in str(reply)
    assert "secret" not in small.log("intake")
    assert outbox(small, "intake") == []


def test_a_wrong_field_is_named(small: Parts) -> None:
    small.start("intake")
    reply = small.ask("intake", Count(subject_id=uuid4(), note="x" * 30))
    assert reply["refused"]["code"] == "malformed"
    assert reply["refused"]["problems"][0]["field"] == "note"


def test_a_call_whose_deadline_has_passed_is_not_done(small: Parts) -> None:
    small.start("intake")
    command = Count(subject_id=uuid4())
    assert small.ask("intake", command, deadline=-1)["refused"]["code"] == "too-late"
    assert small.ask("intake", ReadCount(subject_id=command.subject_id))["answer"]["count"] == 0


def test_a_command_waits_for_its_service_and_a_query_does_not(small: Parts) -> None:
    small.start("intake")
    small.end("intake")
    command = Count(subject_id=uuid4())
    for message in (command, ReadCount(subject_id=command.subject_id)):
        try:
            small.ask("intake", message, seconds=0.5)
            raise AssertionError("nobody was there to answer")
        except TimeoutError:
            pass
    small.start("intake")
    asked = ReadCount(subject_id=command.subject_id)
    until(lambda: small.ask("intake", asked)["answer"]["count"] == 1, "the command that waited is done")
