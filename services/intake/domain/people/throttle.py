"""Slowing down guesses at passwords and codes, per account and per address (ASVS 6.3.1)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

WINDOW = timedelta(hours=1)  # failures older than this are forgotten
# Failures before the first wait: an address may be a whole hospital's. `session` is for what somebody who has signed in
# is asked again (the old password, a code): whoever guesses there does not keep the owner out.
FREE = {"account": 5, "address": 30, "session": 5}
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class Throttle:
    """Failures of one account, one address, or the sessions of one person; nothing is let through before `until`."""

    kind: str
    failures: int = 0
    last_at: datetime | None = None
    until: datetime | None = None


def wait(throttle: Throttle, now: datetime) -> timedelta:
    """How long until the next attempt is looked at; zero when it may be made now."""
    return max(throttle.until - now, timedelta()) if throttle.until else timedelta()


def failed(throttle: Throttle, now: datetime) -> Throttle:
    """After one more failure: beyond the free ones each wait is twice the one before, up to a quarter of an hour, so
    that nobody can lock somebody else out for good."""
    old = throttle.last_at is None or now - throttle.last_at > WINDOW
    failures = 1 if old else throttle.failures + 1
    beyond = failures - FREE[throttle.kind]
    until = now + min(FIRST_WAIT * 2 ** min(beyond, 10), LONGEST_WAIT) if beyond >= 0 else None
    return replace(throttle, failures=failures, last_at=now, until=until)
