"""Somebody finds a connection gone while nobody reads from it: who listens on it hears of that, and comes back."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import amqp
import pytest
from kombu import Connection, Queue
from kombu.mixins import ConsumerMixin

from services.chassis.broker import connect
from tests.chassis.running import until


class Listener(ConsumerMixin):
    """Hears what comes. The first message is the last of its connection: an ack meets a reset, which amqp notes."""

    def __init__(self, connection: Connection, queue: Queue) -> None:
        self.connection, self.queue, self.heard = connection, queue, list[str]()

    def get_consumers(self, consumer_cls: Any, channel: Any) -> Any:
        return [consumer_cls(queues=[self.queue], on_message=self.hear, accept=["json"])]

    def hear(self, message: Any) -> None:
        self.heard.append(message.decode())
        if len(self.heard) == 1:
            message.channel.connection.transport.connected = False
        else:
            message.ack()


@pytest.fixture
def queue(broker: str) -> Queue:
    return Queue(f"watch-{uuid4()}", durable=False, expires=60)


def heard(broker: str, listener: Listener, seconds: float) -> list[str]:
    """What it hears of one message within that time, or as soon as it has heard it twice."""
    with Connection(broker) as connection:
        producer = connection.Producer()
        producer.publish("a word", routing_key=listener.queue.name, declare=[listener.queue], serializer="json")
    thread = threading.Thread(target=listener.run)
    thread.start()
    try:
        until(lambda: len(listener.heard) == 2, "it comes again", seconds)
    finally:
        listener.should_stop = True
        thread.join(30)
    return listener.heard


def test_a_listener_whose_connection_is_found_gone_by_another_listens_again(broker: str, queue: Queue) -> None:
    assert heard(broker, Listener(connect(broker), queue), 60) == ["a word", "a word"]


def test_stock_kombu_waits_on_another_connection_without_a_consumer(broker: str, queue: Queue) -> None:
    with pytest.raises((AssertionError, TimeoutError)):
        heard(broker, Listener(Connection(broker, heartbeat=10), queue), 4)


@pytest.mark.parametrize("look", [lambda one: one.drain_events(timeout=1), lambda one: one.heartbeat_check()])
def test_a_connection_that_is_gone_is_not_replaced_in_silence(broker: str, look: Callable[[Connection], Any]) -> None:
    with connect(broker) as connection:
        connection.connect()
        connection.connection.transport.connected = False
        with pytest.raises(amqp.RecoverableConnectionError):
            look(connection)
