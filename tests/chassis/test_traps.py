"""nameko's known traps, each closed by the chassis. With the stock entrypoints every one of these tests fails."""

import os
import pickle
import signal
import threading
import time
from pathlib import Path
from uuid import uuid4

from deploy.testing import private_broker
from services.contracts.message import Role
from services.contracts.operations import ListParked
from tests.chassis.part import Count, ReadCount
from tests.chassis.running import Parts, parts, until


def counted(small: Parts, subject: object) -> int:
    return int(small.ask("intake", ReadCount(subject_id=subject))["answer"]["count"])


def parked(small: Parts, service: str) -> list[dict[str, str]]:
    return list(small.ask(service, ListParked(), token=small.token(service, Role.OPERATOR))["answer"]["rows"])


def test_work_in_hand_at_a_clean_stop_is_done_once(small: Parts) -> None:
    """N5: stock nameko closes the connection first; the message comes back and is executed again."""
    small.start("intake")
    command = Count(subject_id=uuid4(), pause=4)
    asker = threading.Thread(target=lambda: small.ask("intake", command, seconds=8))
    asker.start()
    time.sleep(0.7)
    assert small.end("intake", signal.SIGTERM) == 0
    asker.join()
    small.start("intake")
    time.sleep(0.5)
    assert counted(small, command.subject_id) == 1
    assert small.metric("intake", 'haven_repeats_total{kind="command"}') == 0


def test_a_call_nobody_can_be_answered_on_does_not_end_the_service(small: Parts) -> None:
    """N4: stock nameko's container dies of a missing reply_to, and so does every replica after it."""
    small.start("intake")
    small.raw("nameko-rpc", "intake.count", b'{"args": [{}], "kwargs": {}}')
    until(lambda: parked(small, "intake"), "it is kept where a person sees it")
    assert small.processes["intake"].poll() is None


def test_what_cannot_be_decoded_is_kept_where_a_person_sees_it(small: Parts) -> None:
    """N2: stock nameko logs it, acks it, and it is gone."""
    small.start("intake")
    small.start("review")
    small.raw("intake.events", "ApplicationWithdrawn", b"{not json")
    small.raw("intake.events", "ApplicationWithdrawn", pickle.dumps({"a": 1}), "application/x-python-serialize")
    small.raw("intake.events", "ApplicationWithdrawn", b'{"specversion": "1.0"}')
    until(lambda: len(parked(small, "review")) == 3, "all three are kept")
    assert small.processes["review"].poll() is None


def test_an_event_of_a_newer_release_is_kept_until_this_one_can_read_it(small: Parts) -> None:
    """Stock nameko acks what a handler raises on (N1)."""
    small.start("intake")
    small.start("review")
    subject = uuid4()
    small.ask("intake", Count(subject_id=subject))
    until(lambda: small.metric("review", "haven_events_total") >= 1, "the event arrived")
    until(lambda: small.health("intake")["outbox"]["waiting"] == 0, "it is marked as published")
    small.change(
        "intake",
        "UPDATE outbox SET body = json_set(replace(body, '\"reference\"', '\"new_field\"'), '$.version', 2, '$.id', "
        "'00000000-0000-0000-0000-000000000009'), id = '00000000000000000000000000000009', version = 2, "
        "published_at = NULL",
    )
    until(lambda: parked(small, "review"), "it is parked, not lost")


def test_a_broker_killed_and_back_loses_nothing_and_needs_no_restart(tmp_path: Path) -> None:
    """N6, N7, N15: stock nameko's container dies while the broker is away."""
    with private_broker(tmp_path / "node") as node, parts(node.uri, tmp_path) as small:
        small.start("review")
        small.start("intake")
        subject = uuid4()
        small.ask("intake", Count(subject_id=subject))
        until(lambda: small.ask("review", ReadCount(subject_id=subject))["answer"]["count"] == 1, "heard")
        node.settle()
        node.kill()
        until(lambda: small.health("intake").get("broker") == "away", "health tells the truth")
        small.change("intake", "UPDATE outbox SET published_at = NULL")
        time.sleep(2)
        node.start()
        until(lambda: small.health("intake").get("ready") and small.health("review").get("ready"), "both are back")
        until(lambda: not small.health("intake")["outbox"]["waiting"], "what waited was published")
        _ask_until_answered(small, Count(subject_id=subject))
        until(lambda: small.ask("review", ReadCount(subject_id=subject))["answer"]["count"] == 2, "heard again")
        assert all(process.poll() is None for process in small.processes.values())


def test_a_service_waits_for_a_broker_that_is_not_there_yet(tmp_path: Path) -> None:
    with private_broker(tmp_path / "node") as node, parts(node.uri, tmp_path) as small:
        node.settle()
        node.stop()
        starter = threading.Thread(target=lambda: small.start("intake"))
        starter.start()
        until(lambda: "intake" in small.ports and small.health("intake", "health/live").get("live"), "it lives")
        assert small.health("intake")["ready"] is False
        node.start()
        starter.join(30)
        assert small.health("intake")["ready"] is True


def test_a_stopped_process_that_wakes_up_late_does_not_act_on_a_lease_it_lost(small: Parts) -> None:
    small.start("review")
    os.kill(small.processes["review"].pid, signal.SIGSTOP)
    small.databases["review"].engine.dispose()
    small.change("review", "UPDATE lease SET holder = 'another', until = '2999-01-01 00:00:00'")
    before = _ticks(small)
    os.kill(small.processes["review"].pid, signal.SIGCONT)
    time.sleep(1)
    assert _ticks(small) <= before + 1, "at most the run whose transaction was open when it was stopped"


def _ticks(small: Parts) -> int:
    with small.databases["review"].read() as session:
        return int(session.connection().exec_driver_sql("SELECT count(*) FROM tick").scalar() or 0)


def _ask_until_answered(small: Parts, command: Count) -> None:
    def asked() -> bool:
        try:
            return "answer" in small.ask("intake", command, seconds=3)
        except (TimeoutError, OSError):
            return False

    until(asked, "the command is answered, the same id each time")
