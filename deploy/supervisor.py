"""The process that keeps the parts of one Haven alive, and ends them together.

`haven up` starts it, detached; SIGTERM to it is `haven down`. A part that ends is started again, at once the first
time and later each time it ends soon after. What is true is on the disk (pid files), so that a supervisor that was
itself killed leaves nothing behind that its successor, or `haven down`, does not find.
"""

import signal
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from types import FrameType

from deploy import parts, settings, topology
from deploy.parts import Part

LOOK_SECONDS = 0.1

# A part that lived this long has started well, and its next end is a new story.
LIVED_SECONDS = 5
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 10.0


class Watch:
    """One part under supervision: when it was started last, and how long to wait before the next time."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.pause = 0.0
        self.next_start = 0.0
        self.started = time.monotonic()
        self.alive = part.process is not None

    def look(self, now: float) -> None:
        """Start the part when it is down and its pause is over, unless it was stopped on purpose."""
        if self.part.process is not None:
            self.alive = True
        elif self.part.held.exists():
            self.alive, self.pause, self.next_start = False, 0.0, 0.0
        elif self.alive:
            self._ended(now)
        elif now >= self.next_start:
            self._start(now)

    def _ended(self, now: float) -> None:
        lived = now - self.started
        self.pause = FIRST_PAUSE if lived > LIVED_SECONDS else min(max(self.pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
        self.alive, self.next_start = False, now + self.pause
        say(f"{self.part.name} ended after {lived:.0f} s; starting it again in {self.pause:.1f} s")

    def _start(self, now: float) -> None:
        self.started = now
        try:
            process = self.part.launch()
        except Exception as error:  # whatever it is, the other parts need us
            self.pause = min(max(self.pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
            self.next_start = now + self.pause
            say(f"{self.part.name} could not be started: {error}")
        else:
            self.alive = True
            say(f"{self.part.name} started, pid {process.pid}")


def run(watched: Sequence[Part], stop: threading.Event) -> None:
    """Keep every part alive until `stop`, then end them all."""
    watches = [Watch(part) for part in watched]
    while not stop.is_set():
        for watch in watches:
            watch.look(time.monotonic())
        stop.wait(LOOK_SECONDS)
    end(watched)


def end(watched: Sequence[Part]) -> None:
    """End every part that runs: the gateway first, so that no new work comes, the broker last, since all need it."""
    names = {"gateway": 0, "broker": 2}
    for turn in range(3):
        together = [part for part in watched if names.get(part.name.partition(".")[0], 1) == turn]
        threads = [threading.Thread(target=_end_one, args=(part,)) for part in together if part.process]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _end_one(part: Part) -> None:
    drained = part.end()
    say(f"{part.name} stopped" if drained else f"{part.name} did not stop in time and was killed")


def say(sentence: str) -> None:
    print(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {sentence}", flush=True)


def main() -> None:
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    here = settings.of_run()
    threading.Thread(target=topology.keep, args=(here.amqp_uri(), stop, say), name="topology", daemon=True).start()
    run(parts.of(here), stop)


if __name__ == "__main__":
    main()
