"""The time, for every service: aware UTC. In demo and test runs it can be moved forward, never back, for all services
at once, so that bank holidays, expiry and deletion deadlines happen in seconds. Leases, tokens and back-off do not use
it: they measure real time."""

import os
import tempfile
from datetime import UTC, datetime, timedelta

from . import settings


def now() -> datetime:
    """The service's time."""
    here = settings.get()
    return datetime.now(UTC) + ahead() if here.clock_moves else datetime.now(UTC)


def ahead() -> timedelta:
    """How far the demo clock is ahead of real time."""
    try:
        return timedelta(seconds=float(settings.get().clock_file.read_text()))
    except (FileNotFoundError, ValueError):
        return timedelta()


def forward(by: timedelta) -> datetime:
    """Move the demo clock forward; ValueError in production or when asked to go back."""
    here = settings.get()
    if not here.clock_moves:
        raise ValueError("the clock can be moved in demo and test runs only")
    if by < timedelta():
        raise ValueError("the clock cannot be moved back")
    here.clock_file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=here.clock_file.parent, delete=False) as new:
        new.write(str((ahead() + by).total_seconds()))
    os.replace(new.name, here.clock_file)  # readers see the old offset or the new one, never half of it
    return now()
