"""The broker is there but takes nothing: a full queue, an alarm. Events wait in the outbox and leave later."""

import signal
import subprocess
import threading
import time
from pathlib import Path
from uuid import uuid4

import pytest

from deploy.broker import PROGRAMS, Node
from deploy.testing import private_broker
from tests.chassis.part import Count, ReadCount
from tests.chassis.running import Parts, parts, until

pytestmark = pytest.mark.slow


def ctl(node: Node, *words: str) -> None:
    subprocess.run([str(PROGRAMS / "rabbitmqctl"), *words], env=node.environment(), capture_output=True, check=True)


def heard(small: Parts, subject: object) -> int:
    return int(small.ask("review", ReadCount(subject_id=subject))["answer"]["count"])


def test_a_full_queue_and_then_an_alarm_lose_nothing(tmp_path: Path) -> None:
    with private_broker(tmp_path / "node") as node, parts(node.uri, tmp_path) as small:
        small.start("intake")
        subject = uuid4()
        ctl(node, "set_policy", "small", "^evt-intake--review$", '{"max-length": 2}')
        for _ in range(6):
            small.ask("intake", Count(subject_id=subject))
        until(lambda: small.metric("intake", "haven_held_total") > 0, "the broker gives some back")
        assert small.health("intake")["outbox"]["waiting"] > 0
        small.start("review")
        until(lambda: heard(small, subject) == 6, "all leave when there is room again")

        ctl(node, "set_vm_memory_high_watermark", "0.0001")
        asker = threading.Thread(target=_ask, args=(small, Count(subject_id=subject)))
        asker.start()
        time.sleep(2)
        assert small.health("intake", "health/live")["live"]
        assert small.health("intake")["database"] == "ok"
        ctl(node, "set_vm_memory_high_watermark", "0.8")
        asker.join()
        _ask(small, Count(subject_id=subject))
        until(lambda: heard(small, subject) >= 7, "and after an alarm")


def test_a_stop_while_the_broker_is_awaited_is_obeyed(tmp_path: Path) -> None:
    with private_broker(tmp_path / "node") as node, parts(node.uri, tmp_path) as small:
        node.stop()
        starter = threading.Thread(target=_start, args=(small,))
        starter.start()
        until(lambda: "intake" in small.ports and small.health("intake", "health/live").get("live"), "it lives")
        process = small.processes["intake"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        starter.join()


def _start(small: Parts) -> None:
    try:
        small.start("intake")
    except AssertionError:
        return


def _ask(small: Parts, command: Count) -> None:
    try:
        small.ask("intake", command, seconds=10)
    except (TimeoutError, OSError):
        return
