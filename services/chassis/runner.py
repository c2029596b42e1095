"""`python -m services.chassis.runner <service>`: one service process, from its first line to a clean stop.

Our own runner, because nameko's command line needs a module that Python no longer brings. eventlet must patch the
standard library before anything else is imported that uses it.
"""

import gc

gc.disable()  # while we load: none of that can be let go of, and looking for what can is a quarter of the work

import eventlet  # noqa: E402

eventlet.monkey_patch()

import importlib  # noqa: E402
import logging  # noqa: E402
import os  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
from threading import Event  # noqa: E402
from types import FrameType  # noqa: E402
from typing import Any  # noqa: E402

from amqp import AMQPError  # noqa: E402
from kombu import pools  # noqa: E402
from nameko.containers import ServiceContainer  # noqa: E402

from services.contracts.wire import SERVICES  # noqa: E402

from . import broker, health, logs, loops, queues, rpc, settings  # noqa: E402
from .service import Service  # noqa: E402

gc.freeze()  # nor is it looked through when the collector begins
gc.enable()

log = logging.getLogger(__name__)
LAST_SECONDS = rpc.DRAIN_SECONDS + 3  # after which what still hangs is left to whoever comes next


def main(name: str) -> int:
    """Run one service until SIGTERM or SIGINT; 0 after a clean stop, 1 when it died."""
    here = settings.get()
    logs.set_up(name)
    container = ServiceContainer(service_class(name), config(name))
    pools.set_limit(container.max_workers + 4)
    taking_calls = Event()
    database = loops.shared_database(container)
    health.serve(name, here.health_port(name), database, here.amqp_uri, lambda: _takes(container, taking_calls))
    _stop_on_signals(container, taking_calls)
    _wait_for_broker(name, here.amqp_uri)
    container.start()
    gc.freeze()  # what is loaded now stays: looking through it again took 85 ms, in which nobody was answered
    taking_calls.set()
    log.info("started", extra={"port": here.health_port(name)})
    try:
        container.wait()
    except Exception:
        log.exception("the service died")
        return 1
    log.info("stopped")
    return 0


def _takes(container: ServiceContainer, taking_calls: Event) -> bool:
    """Whether calls are taken in: a service that is up may still be connecting again, or hang."""
    consumer = container.shared_extensions.get(rpc.DrainingConsumer)
    return taking_calls.is_set() and consumer is not None and consumer.listening


def service_class(name: str) -> type[Service]:
    """The service class of services.<name>.service."""
    if name not in SERVICES:
        raise SystemExit(f"There is no service {name!r}: choose one of {', '.join(SERVICES)}.")
    gc.disable()
    module = importlib.import_module(f"services.{name}.service")
    gc.freeze()
    gc.enable()
    found: type[Service] = getattr(module, f"{name.capitalize()}Service")
    return found


def config(name: str) -> dict[str, Any]:
    """nameko's own configuration."""
    here = settings.get()
    return {
        "AMQP_URI": here.amqp_uri,
        "AMQP_SSL": broker.tls(here.amqp_uri),
        "DATABASE_URL": here.database_url(name),
        "max_workers": rpc.places(name),
        "HEARTBEAT": broker.HEARTBEAT,
        "ACCEPT": ["json"],  # never pickle
        "serializer": "json",
    }


def _stop_on_signals(container: ServiceContainer, taking_calls: Event) -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        taking_calls.clear()
        rpc.STOPPING.set()
        eventlet.spawn_after(LAST_SECONDS, _leave)
        eventlet.spawn_n(container.stop)  # a handler may not block; stop() waits for the work in hand

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def _leave() -> None:
    """Nothing is lost by it: what was not acked comes back, what was not published is in the outbox."""
    log.error("did not stop in time")
    os._exit(1)


def _wait_for_broker(name: str, uri: str) -> None:
    """Until it lets us in and has our queues, which deploy declares. Health already answers (not ready) meanwhile."""
    said = ""
    while why := _not_there(name, uri):
        if rpc.STOPPING.is_set():
            raise SystemExit(0)
        if why != said:
            log.warning("waiting for the broker", extra={"why": why})
            said = why
        eventlet.sleep(0.5)


def _not_there(name: str, uri: str) -> str:
    try:
        with broker.connect(uri) as connection:
            return ", ".join(broker.missing(connection, queues.read_by(name)))
    except (OSError, AMQPError) as problem:
        return type(problem).__name__


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
