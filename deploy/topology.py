"""Declares what the parts need on the broker, which they have no right to themselves, and declares it again when the
broker has lost it."""

import threading
from collections.abc import Callable

from amqp import AccessRefused, AMQPError

from deploy.errors import CannotRun
from deploy.settings import Settings
from services.chassis import broker, queues

EVERY_SECONDS = 5.0
GONE = (AMQPError, OSError)


def declare(settings: Settings) -> None:
    """Declare everything, before any part starts. CannotRun when the broker does not let us."""
    uri = settings.environment()["HAVEN_AMQP_URI"]
    try:
        queues.declare(uri)
    except AccessRefused as refused:
        with broker.connect(uri) as connection:
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
