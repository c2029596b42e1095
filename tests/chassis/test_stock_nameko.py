"""The negative control: stock nameko does lose, repeat and die where the chassis does not. Were nameko ever mended, or
our traps no traps, these tests would say so."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import Connection

from tests.chassis.running import until


class Control:
    def __init__(self, uri: str, notes: Path) -> None:
        self.uri, self.notes = uri, notes
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        self.notes.write_text(self.notes.read_text() + "starting\n" if self.notes.exists() else "")
        env = {**os.environ, "HAVEN_AMQP_URI": self.uri, "PYTHONWARNINGS": "ignore"}
        command = [sys.executable, "-m", "tests.chassis.stock", str(self.notes)]
        process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
        ready = self.notes.read_text().count("ready")
        until(lambda: self.notes.read_text().count("ready") > ready, "the stock service is ready")
        return process

    def times(self, line: str) -> int:
        return self.notes.read_text().splitlines().count(line)

    def publish(self, exchange: str, key: str, body: bytes, **properties: str) -> None:
        with Connection(self.uri) as connection:
            connection.Producer().publish(body, exchange=exchange, routing_key=key, content_type="application/json",
                                          content_encoding="utf-8", **properties)

    def waiting(self, queue: str) -> int:
        with Connection(self.uri) as connection:
            return int(connection.default_channel.queue_declare(queue, passive=True).message_count)


@pytest.fixture
def stock(broker: str, tmp_path: Path) -> Iterator[Control]:
    control = Control(broker, tmp_path / "notes")
    yield control
    control.process.kill()
    control.process.wait()
    with Connection(broker) as connection:  # or the poison of one test would end the service of the next
        connection.default_channel.queue_purge("rpc-stock")


def test_stock_nameko_loses_an_event_whose_handler_raises(stock: Control) -> None:
    stock.publish("stock.events", "happened", b"{}")
    until(lambda: stock.times("heard"), "it was heard")
    assert stock.waiting("evt-stock-happened--stock.hear") == 0
    assert stock.times("heard") == 1


def test_stock_nameko_dies_of_a_call_without_a_return_address(stock: Control) -> None:
    stock.publish("nameko-rpc", "stock.slow", json.dumps({"args": ["it"], "kwargs": {}}).encode())
    assert until(lambda: stock.process.poll() is not None, "the container died")


def test_stock_nameko_does_work_in_hand_twice_when_it_is_stopped(stock: Control) -> None:
    body = json.dumps({"args": ["it"], "kwargs": {}}).encode()
    stock.publish("nameko-rpc", "stock.slow", body, reply_to="nobody", correlation_id="1")
    until(lambda: stock.times("did it") == 1, "the work began")
    stock.process.send_signal(signal.SIGTERM)
    stock.process.wait(20)
    stock.process = stock.start()
    until(lambda: stock.times("did it") == 2, "it is done again")
