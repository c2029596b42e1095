"""The way back: one channel on which a service process sends all its replies."""

import json
import logging
import threading
from typing import Any

import amqp
import eventlet
from kombu import Connection
from nameko.extensions import SharedExtension

from services.contracts import replies, topology
from services.contracts.message import Malformed

from . import broker, watch

log = logging.getLogger(__name__)
FLEETING = 1
BEAT_SECONDS = 2.5
TOO_LARGE = Malformed("The answer is larger than a message may be: ask for less of it.", code="too-large")


class Replies(SharedExtension):
    """One channel for all replies of this process. Not confirmed: a lost reply is asked for again, by id."""

    def __init__(self) -> None:
        super().__init__()
        self._turn = threading.Lock()
        self._connection: Connection | None = None
        self._channel: Any = None
        self._going = True

    def start(self) -> None:
        self.container.spawn_managed_thread(self._beat, identifier="replies")

    def send(self, body: dict[str, Any], reply_to: str, correlation_id: str | None) -> None:
        """Send a reply; drop it when the broker is away."""
        text = json.dumps(body)
        if len(text) > topology.LARGEST_MESSAGE:  # the broker would close the channel, and nobody would have an answer
            log.error("a reply is larger than a message may be", extra={"characters": len(text)})
            text = json.dumps({"result": replies.refusal(TOO_LARGE), "error": None})
        message = amqp.Message(text.encode(), content_type="application/json", content_encoding="utf-8",
                               delivery_mode=FLEETING, correlation_id=correlation_id)
        with self._turn:
            for _ in (1, 2):  # the connection may have died unnoticed since the last reply
                try:
                    self._ready().basic_publish(message, exchange=topology.RPC_EXCHANGE, routing_key=reply_to)
                    return
                except Exception as problem:
                    log.info("a reply could not be sent", extra={"problem": type(problem).__name__})
                    self._drop()

    def _ready(self) -> Any:
        if self._channel is None:
            self._connection = broker.connect(self.container.config["AMQP_URI"])
            self._connection.connect()
            self._channel = self._connection.channel()
        return self._channel

    def _drop(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            connection.collect()

    def _beat(self) -> None:
        """Without it a connection that only sends would never know that its replies reach nobody."""
        while self._going:
            eventlet.sleep(BEAT_SECONDS)
            with self._turn:
                try:
                    if self._connection is not None:
                        watch.beat(self._connection)
                except Exception as problem:
                    log.info("the connection for replies is lost", extra={"problem": type(problem).__name__})
                    self._drop()

    def stop(self) -> None:
        self._going = False
        self._drop()
