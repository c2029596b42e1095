"""`python -m tests.chaos.stepped <service>`: a real service whose wall clock somebody sets, for one life: it is off by
the seconds in the file CHAOS_STEP, read anew at each look. Only what the chassis measures in real time sees it: leases,
pauses, what is held back, deadlines."""

import sys

if __name__ == "__main__":  # only a process of its own is patched for green threads, and then before all else
    from services.chassis import runner

import os
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from types import ModuleType

REAL = datetime


class Meta(type(datetime)):  # type: ignore[misc]
    def __instancecheck__(cls, one: object) -> bool:
        return isinstance(one, REAL)


class Stepped(datetime, metaclass=Meta):
    """datetime, except that it is later or earlier."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return REAL.now(tz) + timedelta(seconds=_step())


def lay() -> None:
    """Give every module of the chassis that clock."""
    if os.environ.get("HAVEN_MODE") != "test":
        raise SystemExit("A clock that steps is for mode test.")
    from services.chassis import calls, inbox, leases, mail, outbox, service, tidy

    for module in (calls, inbox, leases, mail, outbox, service, tidy):
        _replace(module)


def _replace(module: ModuleType) -> None:
    if getattr(module, "datetime", None) is REAL:
        module.datetime = Stepped  # type: ignore[attr-defined]


def _step() -> float:
    try:
        return float(Path(os.environ["CHAOS_STEP"]).read_text())
    except (FileNotFoundError, ValueError):
        return 0.0


if __name__ == "__main__":
    lay()
    sys.exit(runner.main(sys.argv[1]))
