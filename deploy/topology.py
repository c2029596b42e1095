"""Users, their rights, exchanges and queues on the broker: what the parts need and have no right to make. It is made
before they start, and again when the broker has lost it."""

import threading
from collections.abc import Callable
from typing import Any

from amqp import AccessRefused, AMQPError

from deploy import broker_definitions, broker_files
from deploy.broker_rights import PARTS
from deploy.errors import CannotRun
from deploy.settings import Settings
from services.chassis import broker, queues

EVERY_SECONDS = 5.0
GONE = (AMQPError, OSError)


def definitions(settings: Settings, *, deployer: bool = False) -> dict[str, Any]:
    """All of it, as RabbitMQ imports it; with the user who deploys, where there is none yet."""
    uris = {part: settings.amqp_uri(part) for part in PARTS} | ({"": settings.amqp_uri()} if deployer else {})
    return broker_definitions.of(uris, clock_moves=settings.mode in ("demo", "test"))


def prepare(settings: Settings) -> bool:
    """Write what our own broker is to take in at its start; whether it runs already, and has something else."""
    changed = broker_files.write_definitions(settings.run / "broker", definitions(settings, deployer=True))
    return changed and settings.node.is_running()


def take_in(settings: Settings) -> None:
    """Let our own broker, which runs, take in what was written."""
    settings.node.control("import_definitions", str(settings.run / "broker" / broker_files.DEFINITIONS))


def declare(settings: Settings) -> None:
    """Declare everything, before any part starts. CannotRun when the broker does not let us."""
    uri = settings.amqp_uri()
    try:
        queues.declare(uri, trust=settings.chosen)
    except AccessRefused as refused:
        with broker.connect(uri, trust=settings.chosen) as connection:
            if not broker.missing(connection, _all()):
                return  # somebody who may has done it
        raise CannotRun(
            "The user in HAVEN_AMQP_URI may not declare queues on the broker; give it that right, "
            "or import what `haven broker definitions` prints."
        ) from refused
    except GONE as problem:
        raise CannotRun(f"The message broker cannot be used ({type(problem).__name__}).") from problem


def keep(uri: str, stop: threading.Event, say: Callable[[str], None]) -> None:
    """Look every few seconds, until `stop`, whether the broker still has every queue, and declare what it has lost. A
    broker that is away is looked at again later: the parts wait too."""
    while not stop.wait(EVERY_SECONDS):
        try:
            with broker.connect(uri) as connection:
                lost = broker.missing(connection, _all())
            if lost:
                queues.declare(uri)
                say(f"the broker had lost {', '.join(lost)}; declared again")
        except GONE:
            continue


def _all() -> list[str]:
    return [place.name for place in queues.everything()]
