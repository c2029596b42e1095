"""nameko's RPC with its known traps closed (each has a test that fails on stock nameko).

- Work in hand is finished before the connection goes (N5: stock nameko executes it twice on every deploy).
- A message that cannot be decoded is rejected to the dead-letter queue, not acked and lost (N2).
- A call without `reply_to` is rejected too; stock nameko's container dies of it, and so does the next one (N4).
- A reply that cannot be sent is dropped: the work is done, the caller asks again by id (N6: stock nameko dies).
- Commands wait in a quorum queue, queries in a classic one (N20). Nothing is declared here (see `queues`).
- A message tells whose it is: the broker lets nobody set another user's name on it. Calls are the gateway's or an
  operator's, events are their source's; what is anybody else's goes to the dead letters.
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import amqp
import eventlet
from kombu import Connection, Queue
from nameko.extensions import SharedExtension
from nameko.messaging import Consumer, QueueConsumer
from nameko.rpc import Rpc, RpcConsumer

from services.contracts import topology, wire
from services.contracts.message import Malformed

from . import broker, queues, settings, strangers, watch
from .actor import digest_of

log = logging.getLogger(__name__)
DRAIN_SECONDS = 25.0  # below the time after which a process manager kills
FLEETING = 1
LISTENING_SECONDS = 5.0  # it looks up every second, and after each message
BEAT_SECONDS = 2.5
UNKEPT_SECONDS = 5.0  # between attempts at a dead letter that cannot be kept
EVENTS_AT_ONCE = 4  # from one queue: accepting is one short transaction
TOO_LARGE = Malformed("The answer is larger than a message may be: ask for less of it.", code="too-large")
STOPPING = threading.Event()  # set once, when this process has been asked to stop


class NotTaken(Exception):
    """This process stops before it could take a message in: the broker keeps it for the next."""


class DrainingConsumer(QueueConsumer):
    """Keeps its connection until the work in hand is acked, and rejects what cannot be decoded. Each queue has places
    of its own among the workers (`places`), so that slow commands keep neither queries nor events waiting."""

    _stopping_since: float | None = None
    _looked = 0.0

    @property
    def connection(self) -> Connection:
        return broker.connect(self.amqp_uri)

    @property
    def listening(self) -> bool:
        """Whether it takes in what comes: not while it connects, or hangs."""
        return time.monotonic() - self._looked < LISTENING_SECONDS

    def on_iteration(self) -> None:
        self._looked = time.monotonic()
        self._cancel_consumers_if_requested()
        if self._consumers:
            return
        self._stopping_since = self._stopping_since or time.monotonic()
        if not self.container._worker_threads or time.monotonic() - self._stopping_since > DRAIN_SECONDS:
            self.should_stop = True

    @contextmanager
    def establish_connection(self) -> Iterator[Connection]:
        """Every node of the broker is tried at once, and all of them again soon: kombu's own pauses grow to 30 s."""
        with self.create_connection() as connection:
            pauses = {"interval_start": 0.2, "interval_step": 0.3, "interval_max": 2}
            connection.ensure_connection(self.on_connection_error, **pauses)
            yield connection

    def on_connection_error(self, exc: Exception, interval: float) -> None:
        """nameko writes the address into the log, and in a list of addresses only the first one's password is left out.
        """
        log.warning("the broker cannot be reached", extra={"problem": type(exc).__name__, "again_in": interval})

    def get_consumers(self, consumer_cls: Any, channel: Any) -> Any:
        for provider in self._providers:
            handle = partial(self.handle_message, provider)
            taken = partial(handle, None) if getattr(provider, "raw", False) else partial(self._decoded, handle)
            consumer = consumer_cls(queues=[provider.queue], accept=self.accept, auto_declare=False, on_message=taken)
            consumer.qos(prefetch_count=provider.prefetch())
            self._consumers[provider] = consumer
        return self._consumers.values()

    def _decoded(self, handle: Callable[[Any, Any], None], message: Any) -> None:
        if len(message.body) > topology.LARGEST_MESSAGE:  # somebody else's broker may take more than ours
            log.warning("a message is too large", extra={"bytes": len(message.body)})
            message.reject(requeue=False)
            return
        try:
            body = message.decode()
        except Exception as problem:
            self.on_decode_error(message, problem)
        else:
            handle(body, message)

    def on_decode_error(self, message: Any, exc: BaseException) -> None:
        log.warning("a message could not be decoded", extra={"problem": type(exc).__name__})
        message.reject(requeue=False)


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
            text = json.dumps({"result": wire.refusal(TOO_LARGE), "error": None})
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


class CallConsumer(RpcConsumer):
    """Takes calls from one queue that is bound to exactly the methods there are."""

    queue_consumer = DrainingConsumer()
    replies = Replies()

    def prefetch(self) -> int:
        return settings.get().workers

    def setup(self) -> None:
        self.queue = self.queue_of(self.container.service_name)
        self.queue_consumer.register_provider(self)

    def queue_of(self, service: str) -> Queue:
        raise NotImplementedError

    def handle_message(self, body: Any, message: Any) -> None:
        whole = isinstance(body, dict) and isinstance(body.get("args"), list) and isinstance(body.get("kwargs"), dict)
        if not (whole and message.properties.get("reply_to")):
            log.warning("a call that cannot be answered was rejected")
            message.reject(requeue=False)
            return
        if message.properties.get("user_id") not in settings.get().callers:
            strangers.note("foreign-user", message.delivery_info.get("routing_key", ""))
            message.reject(requeue=False)
            return
        message.headers["nameko.digest"] = digest_of(message.body)  # whatever else it says there
        super().handle_message(body, message)

    def handle_result(self, message: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        error = None
        if exc_info is not None:  # only what our entrypoints do not catch: an unknown method, wrong arguments
            error = {"exc_type": exc_info[0].__name__, "exc_path": "", "exc_args": [], "value": ""}
        body = {"result": result, "error": error}
        self.replies.send(body, message.properties["reply_to"], message.properties.get("correlation_id"))
        self.queue_consumer.ack_message(message)
        return result, exc_info


class CommandConsumer(CallConsumer):
    def queue_of(self, service: str) -> Queue:
        return queues.commands(service, ()).queue()


class QueryConsumer(CallConsumer):
    def queue_of(self, service: str) -> Queue:
        return queues.queries(service, ()).queue()


class CommandRpc(Rpc):
    rpc_consumer = CommandConsumer()


class QueryRpc(Rpc):
    rpc_consumer = QueryConsumer()


class SafeConsumer(Consumer):
    """Takes messages of `source` from a queue; what its method cannot take in, or what is not the source's, is rejected
    to the dead-letter queue, never acked."""

    queue_consumer = DrainingConsumer()

    def __init__(self, queue: Queue, source: str = "", **options: Any) -> None:
        super().__init__(queue, **options)
        self.source = source

    def prefetch(self) -> int:
        return EVENTS_AT_ONCE

    def handle_message(self, body: Any, message: Any) -> None:
        if self.source and message.properties.get("user_id") != settings.get().user(self.source):
            strangers.note("foreign-source", message.delivery_info.get("routing_key", ""))
            message.reject(requeue=False)
            return
        message.headers = {}  # nobody reads them here, and nameko's container dies of what it does not expect in them
        super().handle_message(body, message)

    def handle_message_processed(self, message: Any, result: Any = None, exc_info: Any = None) -> None:
        if exc_info is None:
            self.queue_consumer.ack_message(message)
        elif exc_info[0] is NotTaken:
            self.queue_consumer.requeue_message(message)
        elif message.channel.connection:
            message.reject(requeue=False)


class DeadLetterConsumer(SafeConsumer):
    """Takes messages undecoded: what lies here may be anything. There is no further place to reject one to."""

    raw = True

    def handle_message(self, body: Any, message: Any) -> None:
        deaths = message.headers.get("x-death")
        death = deaths[0] if isinstance(deaths, list) and deaths and isinstance(deaths[0], dict) else {}
        letter = {
            "queue": str(death.get("queue", "")),
            "reason": str(death.get("reason", "")),
            "routing_key": ", ".join(str(key) for key in death.get("routing-keys") or ()),
            "content_type": str(message.content_type or ""),
            "body": bytes(message.body if isinstance(message.body, bytes) else str(message.body).encode()).decode(
                "utf-8", "backslashreplace"
            ),
        }
        super().handle_message(letter, message)

    def handle_message_processed(self, message: Any, result: Any = None, exc_info: Any = None) -> None:
        if exc_info is not None and exc_info[0] is not NotTaken:
            log.error("a dead letter could not be kept", extra={"problem": exc_info[0].__name__})
            eventlet.sleep(UNKEPT_SECONDS)
        if exc_info is None:
            self.queue_consumer.ack_message(message)
        else:
            self.queue_consumer.requeue_message(message)


def places(service: str) -> int:
    """Workers that a service process needs so that no queue's messages wait for another's."""
    return 2 * settings.get().workers + EVENTS_AT_ONCE * (len(topology.HEARS[service]) + 1)
