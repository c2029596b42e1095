"""nameko's RPC with its known traps closed (each has a test that fails on stock nameko).

- Work in hand is finished before the connection goes (N5: stock nameko executes it twice on every deploy).
- A message that cannot be decoded is rejected to the dead-letter queue, not acked and lost (N2).
- A call without `reply_to` is rejected too; stock nameko's container dies of it, and so does the next one (N4).
- A reply that cannot be sent is dropped: the work is done, the caller asks again by id (N6: stock nameko dies).
- Commands wait in a quorum queue, queries in a classic one (N20). Nothing is declared here (see `queues`).
- A message tells whose it is: the broker lets nobody set another user's name on it. Calls are the gateway's or an
  operator's, events are their source's; what is anybody else's goes to the dead letters.
"""

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
from kombu.transport import pyamqp
from nameko.messaging import Consumer, QueueConsumer
from nameko.rpc import Rpc, RpcConsumer

from services.contracts import topology

from . import broker, queues, settings, strangers
from .actor import as_bytes, digest_of
from .replies import Replies

log = logging.getLogger(__name__)
DRAIN_SECONDS = 25.0  # below the time after which a process manager kills
LISTENING_SECONDS = 5.0  # it looks up every second, and after each message
UNKEPT_SECONDS = 5.0  # between attempts at a dead letter that cannot be kept
EVENTS_AT_ONCE = 4  # from one queue: accepting is one short transaction
READ_HEADERS = ("nameko.actor", "nameko.deadline", "nameko.correlation")  # of a call; nothing else in them is looked at
STOPPING = threading.Event()  # set once, when this process has been asked to stop


class NotTaken(Exception):
    """This process stops before it could take a message in: the broker keeps it for the next."""


class AsItCame(pyamqp.Message):
    """A message that is not unpacked because its headers ask for it: a few bytes may become more than memory holds, and
    what cannot be unpacked would reach no consumer, and be lost from the dead letters."""

    def __init__(self, msg: Any, channel: Any = None, **options: Any) -> None:
        (msg.properties.get("application_headers") or {}).pop("compression", None)
        super().__init__(msg, channel, **options)


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
        channel.Message = AsItCame
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

    def ack_message(self, message: Any) -> None:
        self._settle(message, message.ack)

    def requeue_message(self, message: Any) -> None:
        self._settle(message, message.requeue)

    def reject_message(self, message: Any) -> None:
        """To the dead-letter queue."""
        self._settle(message, partial(message.reject, requeue=False))

    def _settle(self, message: Any, settle: Callable[[], None]) -> None:
        """A message whose connection is gone is the broker's again, and comes back. nameko knows amqp's own error for
        that, but not the socket's, which a worker may be the first to meet: the whole process ended of it."""
        if message.channel.connection:
            try:
                settle()
            except (OSError, amqp.ConnectionError) as problem:
                log.info("a message went back to the broker", extra={"problem": type(problem).__name__})


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
        # nameko's container dies of what it does not expect in the others
        kept = {name: message.headers[name] for name in READ_HEADERS if name in message.headers}
        message.headers = {**kept, "nameko.digest": digest_of(message.body)}
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
        else:
            self.queue_consumer.reject_message(message)


class DeadLetterConsumer(SafeConsumer):
    """Takes messages undecoded: what lies here may be anything. There is no further place to reject one to."""

    raw = True

    def handle_message(self, body: Any, message: Any) -> None:
        deaths = message.headers.get("x-death")
        death = deaths[0] if isinstance(deaths, list) and deaths and isinstance(deaths[0], dict) else {}
        keys = death.get("routing-keys")
        letter = {
            "queue": str(death.get("queue", "")),
            "reason": str(death.get("reason", "")),
            "routing_key": ", ".join(str(key) for key in keys) if isinstance(keys, list) else "",
            "content_type": str(message.content_type or ""),
            "body": as_bytes(message.body).decode("utf-8", "backslashreplace"),
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
