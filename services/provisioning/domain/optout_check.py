"""The check for national data opt-outs: a list of numbers goes out, the list without opted-out people comes back.

The service never says who opted out; it returns a shorter list. So everything unexpected in a reply must stop the
release: a reply misread as "nobody removed" would disclose the records of people who said no.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.provisioning.domain import nhs_number
from services.provisioning.domain.failed_closed import FailedClosed

MAX_AGE = timedelta(days=7)
"""A choice can take effect any day, so an older answer no longer describes today's patients."""

TIMEOUT = timedelta(hours=4)
"""Replies usually come within 40 minutes."""

USUAL_REMOVED = (0.01, 0.15)
"""The national share of opt-outs is between 5% and 6%; outside these limits somebody looks."""

UNUSUAL_FROM = 1_000
"""Below this many people the share removed varies too much to mean anything."""

_MAILBOX = re.compile(r"[A-Z0-9]{4,20}")
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,49}")
_LINE = re.compile(r"[0-9]{10},")


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A list as it was sent. `numbers` are distinct, valid and normalised, in ascending order."""

    name: str
    reference: str
    numbers: frozenset[str]
    sent_at: datetime

    @property
    def text(self) -> str:
        """The file: one number and a comma per line, LF line ends, no header."""
        return "".join(f"{number},\n" for number in sorted(self.numbers))

    @property
    def sha256(self) -> str:
        """The hash that the evidence record keeps in place of the list."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A reply as it came back, unread."""

    name: str
    reference: str
    text: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A reply that was understood: `keep` are the numbers whose records may be disclosed."""

    keep: frozenset[str]
    n_in: int
    n_out: int
    removed: int
    checked_at: datetime
    list_sha256: str
    warnings: tuple[str, ...]


def file_name(mailbox: str, day: date, sequence: int) -> str:
    """`<mailbox>-DDMMYY-NNNN.dat`; `sequence` counts within the month, from 1.

    Raises FailedClosed `mailbox-malformed` or `sequence-exhausted`.
    """
    if not _MAILBOX.fullmatch(mailbox):
        raise FailedClosed("mailbox-malformed", "A mailbox has 4 to 20 capital letters and digits.")
    if not 1 <= sequence <= 9999:
        raise FailedClosed("sequence-exhausted", "A month has the sequence numbers 1 to 9999.")
    return f"{mailbox}-{day:%d%m%y}-{sequence:04d}.dat"


def prepare(numbers: Iterable[str], *, name: str, reference: str, at: datetime) -> Sent:
    """The list to send: `numbers` normalised, without invalid ones (one would make the service refuse all), each once.

    Raises FailedClosed `reference-malformed` (the service stays silent on a missing or odd one) and `nothing-to-check`.
    """
    if not _REFERENCE.fullmatch(reference):
        raise FailedClosed("reference-malformed", "A local reference has 1 to 50 letters, digits, _ and -.")
    valid = frozenset(nhs_number.normalise(number) for number in numbers if nhs_number.is_valid(number))
    if not valid:
        raise FailedClosed("nothing-to-check", "Nobody in this list has a valid NHS number.")
    return Sent(name=name, reference=reference, numbers=valid, sent_at=at)


def read(sent: Sent, reply: Reply | None, *, timeout: timedelta = TIMEOUT) -> Outcome:
    """What a reply means for the list that was sent.

    Raises FailedClosed: `no-reply`, `reply-before-request`, `reply-late`, `reply-name-mismatch`,
    `reply-reference-mismatch`, `reply-error-line` (the whole file was refused), `reply-malformed`, `reply-duplicate`,
    `reply-not-subset`. An empty reply is read as everybody opted out, so it removes everybody.
    """
    if reply is None:
        raise FailedClosed("no-reply", "The check service has not replied.")
    if reply.received_at < sent.sent_at:
        raise FailedClosed("reply-before-request", "The reply is older than the list.")
    if reply.received_at - sent.sent_at > timeout:
        raise FailedClosed("reply-late", "The reply came after the time limit; send the list again.")
    if reply.name != sent.name:
        raise FailedClosed("reply-name-mismatch", "The reply belongs to another file.")
    if reply.reference != sent.reference:
        raise FailedClosed("reply-reference-mismatch", "The reply carries another reference.")
    returned = _numbers(reply.text)
    if not returned <= sent.numbers:
        raise FailedClosed("reply-not-subset", "The reply holds numbers that were not sent.")
    removed = len(sent.numbers) - len(returned)
    return Outcome(
        keep=returned,
        n_in=len(sent.numbers),
        n_out=len(returned),
        removed=removed,
        checked_at=reply.received_at,
        list_sha256=sent.sha256,
        warnings=_warnings(len(sent.numbers), removed),
    )


def is_fresh(checked_at: datetime | None, now: datetime, max_age: timedelta = MAX_AGE) -> bool:
    """Guard G-OPTOUT-FRESH: whether a check made then still counts now. A check from the future does not."""
    return checked_at is not None and timedelta(0) <= now - checked_at <= max_age


def require_fresh(checked_at: datetime | None, now: datetime, max_age: timedelta = MAX_AGE) -> None:
    """Raise FailedClosed `check-stale` unless the check still counts."""
    if not is_fresh(checked_at, now, max_age):
        raise FailedClosed("check-stale", f"Opt-outs must be checked within {max_age.days} days of the release.")


def _numbers(text: str) -> frozenset[str]:
    if not text:
        return frozenset()
    # Not splitlines(): a carriage return would pass as a line end, and the format has none.
    lines = text.removesuffix("\n").split("\n")
    if any("invalid" in line.lower() for line in lines):
        raise FailedClosed("reply-error-line", "The service refused the whole file: it holds an invalid number.")
    if not all(_LINE.fullmatch(line) and nhs_number.is_valid(line[:10]) for line in lines):
        raise FailedClosed("reply-malformed", "The reply is not a list of NHS numbers.")
    numbers = frozenset(line[:10] for line in lines)
    if len(numbers) != len(lines):
        raise FailedClosed("reply-duplicate", "The reply repeats a number.")
    return numbers


def _warnings(n_in: int, removed: int) -> tuple[str, ...]:
    low, high = USUAL_REMOVED
    if n_in >= UNUSUAL_FROM and not low <= removed / n_in <= high:
        return ("removed-rate-unusual",)
    return ()
