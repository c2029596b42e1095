"""How long a session lasts, and what it allows (domain 9.5; ASVS 7.3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.contracts.message import STAFF, Role

TOUCH_AFTER = timedelta(minutes=1)  # a page is a dozen requests: only one of them writes
# Roles that may not be granted: they are not of the account (see Role).
NOT_GRANTED = frozenset({Role.PUBLIC, Role.PERSON, Role.SYSTEM})


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How long a session may last in all, and without being used. An operator may shorten each, and lengthen none for
    staff (ValueError)."""

    absolute: timedelta = timedelta(hours=12)
    idle_staff: timedelta = timedelta(minutes=30)
    idle_others: timedelta = timedelta(hours=8)

    def __post_init__(self) -> None:
        if not timedelta() < self.idle_staff <= timedelta(minutes=30):
            raise ValueError("Sessions of staff end after at most 30 minutes without use")
        if not self.idle_staff <= self.idle_others <= self.absolute <= timedelta(hours=24):
            raise ValueError("Staff end idle first, then others, then all: after at most 24 hours")


USUAL = Limits()


@dataclass(frozen=True, kw_only=True)
class Session:
    """One session, or one API token (`by_token`, which is never idle). `totp`: a second factor was shown."""

    started_at: datetime
    last_used_at: datetime
    expires_at: datetime
    totp: bool = False
    by_token: bool = False
    ended: bool = False


def idle_until(session: Session, roles: frozenset[Role], limits: Limits = USUAL) -> datetime:
    """When it ends unless it is used before."""
    if session.by_token:
        return session.expires_at
    allowed = limits.idle_staff if roles & STAFF else limits.idle_others
    return min(session.last_used_at + allowed, session.expires_at)


def alive(session: Session, roles: frozenset[Role], now: datetime, limits: Limits = USUAL) -> bool:
    """True while it may be used."""
    return not session.ended and now < idle_until(session, roles, limits)


def touch_due(session: Session, now: datetime) -> bool:
    """True when its use should be noted."""
    return now - session.last_used_at >= TOUCH_AFTER


def roles_now(held: frozenset[Role], session: Session) -> frozenset[Role]:
    """The roles in force: staff roles only with a second factor (compulsory for staff)."""
    usable = held if session.totp else held - STAFF
    return usable | {Role.PERSON}


def totp_needed(held: frozenset[Role], session: Session) -> bool:
    """True when staff roles are withheld until the person has enrolled a second factor and signed in with it."""
    return bool(held & STAFF) and not session.totp
