"""Messages have an end: what is larger than one may be is refused where it begins, and stops nobody else's."""

import json
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import amqp
import pytest
from kombu import Connection

from gateway.bus import Bus
from services.chassis import mail, rpc
from services.contracts import intake as words
from services.contracts import topology
from services.contracts.message import SYSTEM, Actor, Call, Malformed, happened
from tests.chassis.part import Count
from tests.support import NOON, Ground

TEN_MILLION = "x" * 10_000_000


def test_the_broker_refuses_ten_million_bytes(broker: str) -> None:
    with Connection(broker, transport_options={"confirm_publish": True}) as connection:
        producer = connection.Producer()
        with pytest.raises(amqp.PreconditionFailed):
            producer.publish(TEN_MILLION, exchange=topology.event_exchange("intake"), content_type="text/plain",
                             routing_key="x", content_encoding="utf-8")


def test_an_event_that_could_never_leave_is_refused_before_it_is_written(lite: Any) -> None:
    here: Ground = lite("intake")
    call = Call(actor=SYSTEM, at=NOON)

    def post(session: Any) -> None:
        session.info["service"] = "intake"
        mail.post(session, happened(words.ApplicationWithdrawn, call, uuid4(), reference=TEN_MILLION))

    with pytest.raises(Malformed, match="larger than a message may be"):
        here.db.write(post, call)
    assert here.said() == []


def test_a_call_that_is_too_large_is_not_sent() -> None:
    """The broker would close the channel that everybody else's calls go through."""
    bus = Bus("pyamqp://127.0.0.1:1//", SimpleNamespace(token=lambda *_: "token"))
    with pytest.raises(Malformed, match="larger than a message may be"):
        bus.ask(Count(subject_id=uuid4(), note=TEN_MILLION), Actor(id=uuid4(), name="x", roles=frozenset()),
                part="intake")


def test_a_reply_that_is_too_large_is_answered_with_a_refusal() -> None:
    sent: list[Any] = []
    replies = rpc.Replies()
    replies._channel = SimpleNamespace(basic_publish=lambda message, **_: sent.append(message))
    replies.send({"result": TEN_MILLION, "error": None}, "somebody", "1")
    assert json.loads(sent[0].body)["result"]["refused"]["code"] == "too-large"


def test_what_somebody_elses_broker_lets_through_is_rejected_unread() -> None:
    rejected: list[bool] = []

    def reject(*, requeue: bool) -> None:
        rejected.append(requeue)

    message = SimpleNamespace(body=TEN_MILLION, reject=reject)
    rpc.DrainingConsumer()._decoded(lambda *_: pytest.fail("it was read"), message)
    assert rejected == [False]
