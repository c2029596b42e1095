"""`python -m tests.chaos.tripped <service>`: a real service with one tripwire laid (CHAOS_TRIP), for one life.

"slow" is no wire: commands take a second longer while they hold their transaction, and the file of the wire is there as
soon as one does, so that a signal finds one in the middle.
"""

import sys

if __name__ == "__main__":  # only a process of its own is patched for green threads, and then before all else
    from services.chassis import runner

import os
import time
from pathlib import Path
from typing import Any

from tests.chassis import trip

SLOW = "slow"
SECONDS = 1.0


def lay(step: str) -> None:
    """Lay the wire of this name."""
    if os.environ.get("HAVEN_MODE") != "test":
        raise SystemExit("Tripwires are for mode test.")
    if step == SLOW:
        _slow()
    else:
        trip.lay(step)


def _slow() -> None:
    from services.chassis import calls

    remember = calls._remember

    def slowly(*args: Any) -> None:
        remember(*args)
        Path(os.environ["PART_TRIPPED"]).touch()
        time.sleep(SECONDS)

    calls._remember = slowly  # type: ignore[assignment]


if __name__ == "__main__":
    lay(os.environ["CHAOS_TRIP"])
    sys.exit(runner.main(sys.argv[1]))
