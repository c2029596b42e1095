"""The bus client against a real broker, with nameko answering on the other side."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from kombu import Connection

from deploy.ports import free_ports
from deploy.testing import private_broker
from gateway.bus import BrokerGone, Bus, Busy, Faulted, NoAnswerInTime, UnknownService
from gateway.bus.slot import Lost
from gateway.bus.tokens import Signer
from services.contracts.agreements import ReadAgreement
from services.contracts.intake import (
    AcceptApplication,
    ListApplications,
    MyRequests,
    ReadForm,
    ReadVersion,
    SignIn,
    WithdrawApplication,
)
from services.contracts.message import SYSTEM, Conflict, Malformed
from services.contracts.topology import LARGEST_MESSAGE
from tests.load.bench import wait_for_queue

ROOT = Path(__file__).parent.parent.parent


def start_echo(uri: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.load.echo", "nameko", uri], cwd=ROOT, env=dict(os.environ)
    )
    wait_for_queue(uri, "rpc-intake")
    return process


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A node of its own: on the shared one `rpc-intake` is a quorum queue, which stock nameko cannot declare."""
    with private_broker(tmp_path_factory.mktemp("node")) as node:
        yield node.uri


@pytest.fixture(scope="module")
def echo(broker: str) -> Iterator[subprocess.Popen[bytes]]:
    process = start_echo(broker)
    yield process
    process.send_signal(signal.SIGKILL)
    process.wait()


@pytest.fixture
def bus(broker: str, echo: object, key_file: Path) -> Iterator[Bus]:
    made = Bus(broker, Signer(key_file), query_seconds=5, command_seconds=5, in_flight=16)
    yield made
    made.stop()


def test_eight_threads_each_get_their_own_answers(bus: Bus) -> None:
    wrong: list[object] = []

    def work() -> None:
        for number in range(1, 201):
            asked = ReadVersion(application_id=uuid4(), version=number)
            answer = bus.ask(asked, SYSTEM)
            if (answer.application_id, answer.version) != (asked.application_id, number):  # type: ignore[attr-defined]
                wrong.append(answer)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert wrong == []
    assert bus.waiting == 0


def test_a_node_of_the_broker_that_is_down_is_passed_over(broker: str, echo: object, key_file: Path) -> None:
    down = re.sub(r":\d+//", f":{free_ports(1)[0]}//", broker)
    bus = Bus(f"{down};{broker};{down}", Signer(key_file))
    try:
        assert bus.ask(ListApplications(q="0"), SYSTEM, seconds=60).next == "0"  # type: ignore[attr-defined]
    finally:
        bus.stop()


def test_a_call_ends_at_its_deadline_and_its_late_reply_leaves_nothing(bus: Bus) -> None:
    begun = time.monotonic()
    with pytest.raises(NoAnswerInTime) as told:
        bus.ask(ListApplications(q="3.0"), SYSTEM, seconds=0.3)
    assert 0.25 < time.monotonic() - begun < 2.5
    assert told.value.part == "intake"
    time.sleep(3.2)  # the reply arrives now
    assert bus.waiting == 0
    assert bus.ask(ListApplications(q="0"), SYSTEM).next == "0"  # type: ignore[attr-defined]


def test_a_service_that_was_never_started_is_named_at_once(bus: Bus) -> None:
    begun = time.monotonic()
    with pytest.raises(UnknownService) as told:
        bus.ask(ReadAgreement(application_id=uuid4()), SYSTEM, seconds=60)
    assert told.value.part == "agreements"
    assert time.monotonic() - begun < 30


def test_a_refusal_arrives_as_the_class_and_code_that_the_service_raised(bus: Bus) -> None:
    with pytest.raises(Conflict) as refused:
        bus.ask(AcceptApplication(application_id=uuid4()), SYSTEM)
    assert refused.value.code == "id-reused"


def test_an_unexpected_failure_of_a_service_is_named_and_its_text_is_not_shown(bus: Bus) -> None:
    with pytest.raises(Faulted) as told:
        bus.ask(ReadForm(), SYSTEM)
    assert "secret" not in str(told.value)


def test_more_calls_than_there_is_room_for_are_refused_and_not_queued(bus: Bus) -> None:
    busy: list[Busy] = []

    def slow() -> None:
        try:
            bus.ask(ListApplications(q="0.5"), SYSTEM)
        except Busy as told:
            busy.append(told)

    threads = [threading.Thread(target=slow) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(busy) == 4
    bus.ask(MyRequests(), SYSTEM)


def test_gathering_asks_all_at_once_and_names_what_failed(bus: Bus) -> None:
    begun = time.monotonic()
    said = bus.gather(
        {
            "slow": ListApplications(q="2.0"),
            "slower": ListApplications(q="2.2"),
            "silent": ListApplications(q="30"),
            "missing": ReadAgreement(application_id=uuid4()),
            "refused": AcceptApplication(application_id=uuid4()),
        },
        SYSTEM,
        seconds=4,
    )
    assert time.monotonic() - begun < 4 + 2.0  # one after the other they take 8.2
    assert said["slow"].next == "2.0"  # type: ignore[union-attr]
    assert said["slower"].next == "2.2"  # type: ignore[union-attr]
    assert isinstance(said["silent"], NoAnswerInTime)
    assert isinstance(said["missing"], UnknownService)
    assert isinstance(said["refused"], Conflict)


def test_the_reply_queue_is_classic_and_goes_away_by_itself(bus: Bus, broker: str) -> None:
    bus.ask(MyRequests(), SYSTEM)
    name = bus._link._queue
    with Connection(broker) as connection, connection.channel() as channel:
        same = {"x-queue-type": "classic", "x-expires": 60_000}
        channel.queue_declare(name, durable=True, auto_delete=False, arguments=same)  # refused if they differed
        bus.stop()
        with pytest.raises(channel.connection.client.channel_errors):
            channel.queue_declare(name, passive=True)


def test_calls_that_wait_when_the_broker_dies_fail_at_once_and_later_ones_succeed_when_it_is_back(
    tmp_path: Path, key_file: Path
) -> None:
    with private_broker(tmp_path / "broker") as node:
        echo = start_echo(node.uri)
        bus = Bus(node.uri, Signer(key_file), query_seconds=20, command_seconds=20)
        try:
            bus.ask(MyRequests(), SYSTEM)
            told: list[tuple[type, float]] = []

            def wait_long() -> None:
                begun = time.monotonic()
                try:
                    bus.ask(ListApplications(q="15"), SYSTEM)
                except BrokerGone as gone:
                    told.append((type(gone), time.monotonic() - begun))

            waiting = threading.Thread(target=wait_long)
            waiting.start()
            time.sleep(0.5)
            node.kill()
            waiting.join(10)
            assert told
            assert told[0][1] < 6, "it waited for its deadline although the connection was gone"
            with pytest.raises(BrokerGone):
                bus.ask(MyRequests(), SYSTEM)
            assert not bus.ready
            node.start()
            bus.ask(MyRequests(), SYSTEM)
            assert bus.waiting == 0
        finally:
            bus.stop()
            echo.kill()
            echo.wait()


def lose_the_first_call(bus: Bus) -> list[object]:
    """The connection goes with the first call on it; what was lost."""
    sent, lost = bus._link.send, []

    def send(*args: object, **more: object) -> object:
        slot = sent(*args, **more)  # type: ignore[arg-type]
        if not lost:
            lost.append(slot)
            bus._link._waiting.forget(slot)
            bus._link._drop()
            slot.fill(failure=Lost)
        return slot

    bus._link.send = send  # type: ignore[assignment, method-assign]
    return lost


def test_a_command_lost_with_the_connection_is_sent_again_with_its_id(bus: Bus) -> None:
    first = WithdrawApplication(application_id=uuid4())
    bus.ask(first, SYSTEM)
    lost = lose_the_first_call(bus)
    answer = bus.ask(first, SYSTEM)
    assert lost
    assert answer.version == 3  # type: ignore[attr-defined]  # the echo counts: the service got the same id each time


def test_a_command_that_leaves_no_trace_by_its_id_is_not_sent_twice(bus: Bus) -> None:
    bus.ask(WithdrawApplication(application_id=uuid4()), SYSTEM)
    lost = lose_the_first_call(bus)
    with pytest.raises(NoAnswerInTime):
        bus.ask(SignIn(email="a@b.example", password="a pass phrase"), SYSTEM)
    assert len(lost) == 1


def test_an_idle_connection_lives_through_the_brokers_heartbeats(
    broker: str, echo: object, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.bus.link.HEARTBEAT", 2)
    bus = Bus(broker, Signer(key_file))
    try:
        bus.ask(MyRequests(), SYSTEM)
        first = bus._link._reply_to
        for _ in range(6):
            time.sleep(1)
            bus.ask(MyRequests(), SYSTEM)
        time.sleep(4.5)
        bus.ask(MyRequests(), SYSTEM)
        assert bus._link._reply_to == first, "it had to connect again"
    finally:
        bus.stop()


def test_one_of_several_that_is_larger_than_a_message_may_be_is_refused_and_the_others_are_answered(bus: Bus) -> None:
    asked = ReadVersion(application_id=uuid4(), version=3)
    large = MyRequests(after="x" * LARGEST_MESSAGE)
    said = bus.gather({"before": asked, "large": large, "after": asked}, SYSTEM)
    assert isinstance(said["large"], Malformed)
    assert [said[name].version for name in ("before", "after")] == [3, 3]  # type: ignore[union-attr]
    assert bus.waiting == 0
