"""A service on stock nameko, without the chassis: the negative control. `python -m tests.chassis.stock`."""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from nameko.events import event_handler  # noqa: E402
from nameko.rpc import rpc  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402


def note(line: str) -> None:
    """What was done, one line each, in a file that outlives the process."""
    with Path(sys.argv[1]).open("a") as file:
        file.write(line + "\n")


class Stock:
    name = "stock"

    @rpc
    def slow(self, what: str) -> None:
        note(f"did {what}")
        eventlet.sleep(4)

    @event_handler("stock", "happened")
    def hear(self, payload: Any) -> None:
        note("heard")
        raise RuntimeError("the handler fails")


if __name__ == "__main__":
    runner = ServiceRunner({"AMQP_URI": os.environ["HAVEN_AMQP_URI"], "max_workers": 2})
    runner.add_service(Stock)
    signal.signal(signal.SIGTERM, lambda *_: eventlet.spawn_n(runner.stop))
    runner.start()
    note("ready")
    runner.wait()
