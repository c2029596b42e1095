"""One id, sent by two at the same moment."""

import threading
from uuid import UUID, uuid4

import pytest

from services.contracts.message import new_id
from tests.chassis.part import Count, ReadCount
from tests.chassis.running import Parts


def at_once(parts: Parts, commands: list[Count], callers: list[int]) -> list[dict[str, object]]:
    replies: list[dict[str, object]] = []

    def ask(command: Count, caller: int) -> None:
        replies.append(parts.ask("intake", command, token=parts.token("intake", sub=str(UUID(int=caller)))))

    threads = [threading.Thread(target=ask, args=pair) for pair in zip(commands, callers, strict=True)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return replies


def test_an_id_sent_five_times_at_once_is_done_once_and_answered_the_same(both: Parts) -> None:
    both.start("intake")
    command = Count(subject_id=uuid4(), pause=0.2)
    replies = at_once(both, [command] * 5, [7] * 5)
    assert len(replies) == 5
    assert all(reply == replies[0] for reply in replies)
    assert both.ask("intake", ReadCount(subject_id=command.subject_id))["answer"]["count"] == 1


@pytest.mark.parametrize("fail", ["", "refuse"])
def test_an_id_that_two_callers_use_at_once_tells_neither_what_the_other_was_told(both: Parts, fail: str) -> None:
    both.start("intake")
    command = Count(id=new_id(), subject_id=uuid4(), pause=0.3, fail=fail)
    replies = at_once(both, [command] * 2, [7, 8])
    codes = sorted(reply.get("refused", {}).get("code", "") for reply in replies)  # type: ignore[attr-defined]
    assert codes == sorted(["id-reused", "enough" if fail else ""]), replies
