"""Reading what a service answers, of this release or of the next one."""

import copy
from typing import Any
from uuid import uuid4

import pytest

from gateway.bus import Faulted, client
from services.contracts import replies
from services.contracts.intake import MyRequests, MyTasks, Task, TaskList
from services.contracts.message import Malformed, Query

TASK = Task(kind="query", title="Answer a question", subject=uuid4(), reference="DAR-2026-00042", about="Asthma")
LIST = TaskList(rows=(TASK, TASK))


def said() -> dict[str, Any]:
    return copy.deepcopy(replies.answer(LIST))


def test_what_a_newer_service_says_beyond_what_is_known_is_passed_over() -> None:
    reply = said()
    reply["answer"]["new"] = [{"a": 1}]
    for row in reply["answer"]["rows"]:
        row["urgent"] = True
    assert replies.read_reply(MyTasks, reply) == LIST
    assert reply["answer"]["new"] == [{"a": 1}], "what was sent is left as it is"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda reply: reply["answer"]["rows"][1].pop("title"),
        lambda reply: reply["answer"]["rows"][0].update(subject="not an id"),
        lambda reply: reply["answer"]["rows"][0].update(subject="not an id", urgent=True),
        lambda reply: reply.update(answer=None),
        lambda reply: reply.clear(),
    ],
)
def test_an_answer_that_cannot_be_read_is_the_services_fault_and_never_a_refusal(spoil: Any) -> None:
    reply = said()
    spoil(reply)
    with pytest.raises(replies.Unreadable):
        replies.read_reply(MyTasks, reply)


def test_a_refusal_stays_one() -> None:
    with pytest.raises(Malformed):
        replies.read_reply(MyTasks, replies.refusal(Malformed("MyTasks has 1 wrong field(s)")))


@pytest.mark.parametrize("query", [MyTasks(), MyRequests()])
def test_the_gateway_says_which_part_gave_an_answer_that_it_cannot_read(query: Query) -> None:
    with pytest.raises(Faulted) as told:
        client._view(type(query), "intake", b'{"result": {"answer": 7}, "error": null}')
    assert told.value.part == "intake"
